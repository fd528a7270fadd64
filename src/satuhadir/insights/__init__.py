# SPDX-License-Identifier: Apache-2.0
"""Figures, charts and reports, from the event log."""
