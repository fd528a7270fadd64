# SPDX-License-Identifier: Apache-2.0
"""The officer's counter, all day on one page: what it shows, and what each press does."""
