# SPDX-License-Identifier: Apache-2.0
"""Printers of a hall, their state, and slips that are printed once."""
