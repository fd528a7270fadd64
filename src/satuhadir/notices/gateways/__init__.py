# SPDX-License-Identifier: Apache-2.0
"""The ways out: e-mail by SMTP, web push, WhatsApp, an SMS gateway; and simulators of them.

Foreign field names stop here. One call is one try; who calls decides whether to try again.
"""
