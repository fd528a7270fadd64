# SPDX-License-Identifier: Apache-2.0
"""Complaints, consultation, and their doors to other systems."""
