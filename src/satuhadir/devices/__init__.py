# SPDX-License-Identifier: Apache-2.0
"""The glasses and boxes of a hall: kiosks, displays, hall agents, and how each is paired."""
