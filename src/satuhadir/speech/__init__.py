# SPDX-License-Identifier: Apache-2.0
"""Spoken calls: which words, which sound clips, where they come from. No internet."""
