# SPDX-License-Identifier: Apache-2.0
"""Satisfaction of the public (SKM): answers, figures, publication."""
