# SPDX-License-Identifier: Apache-2.0
"""The big glasses: the kiosk, where numbers are taken, and the display, where they are called."""
