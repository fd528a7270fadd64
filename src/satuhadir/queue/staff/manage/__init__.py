# SPDX-License-Identifier: Apache-2.0
"""What a manager decides about a mall's day."""
