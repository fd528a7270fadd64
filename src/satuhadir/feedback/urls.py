# SPDX-License-Identifier: Apache-2.0
"""Every page of complaints. Reserved first words go before `/{mall}/`."""

from django.urls import URLPattern, URLResolver

from satuhadir.feedback.citizen.urls import urlpatterns as citizen
from satuhadir.feedback.staff.urls import urlpatterns as staff

urlpatterns: list[URLPattern | URLResolver] = [*staff, *citizen]
