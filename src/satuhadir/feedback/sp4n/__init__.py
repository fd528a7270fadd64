# SPDX-License-Identifier: Apache-2.0
"""The way to SP4N-LAPOR!, the national system of complaints.

Off unless an operator gives its address (docs/operate/sp4n.md). A complaint a manager passes on
waits in `Relay`; the worker brings it there once, however often either side fails. `simulator` is
the other side, misbehaving; no test and no developer ever calls the real one.
"""
