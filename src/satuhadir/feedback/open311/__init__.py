# SPDX-License-Identifier: Apache-2.0
"""Complaints for other programs: Open311 GeoReport v2, JSON and XML, under `/open311/`.

One endpoint for every mall of the installation; `jurisdiction_id` is the mall's slug. Only what
names nobody is public: which service, how far it is, whose turn it is. What was said is not.
See docs/open311.md.
"""
