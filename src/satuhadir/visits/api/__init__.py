# SPDX-License-Identifier: Apache-2.0
"""Bookings as operations of the API."""
