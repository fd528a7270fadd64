# SPDX-License-Identifier: Apache-2.0
"""Messages to people: an outbox and its gateways."""
