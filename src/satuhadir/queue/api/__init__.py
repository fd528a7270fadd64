# SPDX-License-Identifier: Apache-2.0
"""The queue's JSON API: operations by noun behind one door. See docs/api.md."""
