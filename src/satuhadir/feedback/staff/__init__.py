# SPDX-License-Identifier: Apache-2.0
"""Pages of the manager and of the agencies; the desk where an officer enters for somebody."""
