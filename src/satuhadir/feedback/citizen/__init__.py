# SPDX-License-Identifier: Apache-2.0
"""Pages for whoever says something: the front with the wall, the form, the tracker."""
