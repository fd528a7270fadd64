# SPDX-License-Identifier: Apache-2.0
"""The hall agent: prints on USB and serial printers beside a kiosk, for a server elsewhere."""
