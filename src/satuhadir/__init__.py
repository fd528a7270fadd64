# SPDX-License-Identifier: Apache-2.0
"""SatuHadir: one public service mall's day, from the number taken to the person served."""
