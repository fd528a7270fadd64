# SPDX-License-Identifier: Apache-2.0
"""The words for the codes that standards hold, for rooms that show them."""

from satuhadir.catalogue.entries import CHANNELS, DURATION_UNITS, FEE_KINDS, LOOKUP_SYSTEMS

__all__ = ["CHANNELS", "DURATION_UNITS", "FEE_KINDS", "LOOKUP_SYSTEMS"]
