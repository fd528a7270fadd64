# SPDX-License-Identifier: Apache-2.0
"""Pages of one's own account, and of the people, the keys and the changes of a mall."""
