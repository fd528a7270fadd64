# SPDX-License-Identifier: Apache-2.0
"""Every page of complaints. Reserved first words go before `/{mall}/`."""

from django.urls import URLPattern, URLResolver

from satuhadir.feedback import api  # noqa: F401 - importing it declares its operations
from satuhadir.feedback.citizen.urls import urlpatterns as citizen
from satuhadir.feedback.staff.urls import urlpatterns as staff
from satuhadir.queue.api.doors import routes_of

api_urlpatterns: list[URLPattern] = routes_of("satuhadir.feedback")

urlpatterns: list[URLPattern | URLResolver] = [*staff, *citizen]
