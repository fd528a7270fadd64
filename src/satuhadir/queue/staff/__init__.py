# SPDX-License-Identifier: Apache-2.0
"""Pages behind sign-in: the officer's counter (`/loket/`) and the manager's pages (`/kelola/`)."""
