# SPDX-License-Identifier: Apache-2.0
"""Every page of the queue, by who reads it. Reserved first words go before `/{mall}/`."""

from django.urls import URLPattern, URLResolver

from satuhadir.queue.citizen.urls import urlpatterns as citizen
from satuhadir.queue.glass.urls import urlpatterns as glass
from satuhadir.queue.staff.urls import urlpatterns as staff

urlpatterns: list[URLPattern | URLResolver] = [*staff, *citizen, *glass]
