# SPDX-License-Identifier: Apache-2.0
"""Pages of managers, the page to stop, and the door for reports of WhatsApp."""
