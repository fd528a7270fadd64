# SPDX-License-Identifier: Apache-2.0
"""`/kelola/{mall}/perangkat/`: the devices of the hall, for managers of the whole mall."""
