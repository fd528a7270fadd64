# SPDX-License-Identifier: Apache-2.0
"""Pure calculation: plain values in, plain values out; no Django, no clock, no I/O.

Only `command.py` touches streams. Formats, formulas and sources: docs/engines.md.
"""
