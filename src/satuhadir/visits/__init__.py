# SPDX-License-Identifier: Apache-2.0
"""Bookings, the one-visit plan and checking in."""
