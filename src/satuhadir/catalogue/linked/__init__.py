# SPDX-License-Identifier: Apache-2.0
"""The catalogue as linked data: CPSV-AP 3.2, DCAT-AP and schema.org, written and read again."""
