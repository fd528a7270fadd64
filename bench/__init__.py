# SPDX-License-Identifier: Apache-2.0
"""`./satuhadir bench`: the demonstration as people run it, side by side with its limits."""
