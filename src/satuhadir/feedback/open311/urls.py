# SPDX-License-Identifier: Apache-2.0
"""The addresses of Open311, below `/open311/`."""

from django.urls import path

from satuhadir.feedback.open311 import views
from satuhadir.feedback.open311.views import door
from satuhadir.shared.http import public

_discovery = door("anyone", GET=views.discover)
_request = door("anyone", GET=views.show_request)

urlpatterns = [
    path("discovery.<str:form>", _discovery),
    path("v2/discovery.<str:form>", _discovery),
    path("v2/services.<str:form>", door("anyone", GET=views.show_services)),
    path("v2/services/<str:code>.<str:form>", door("anyone", GET=views.show_service)),
    path(
        "v2/requests.<str:form>",
        door("anyone, report", GET=views.list_requests, POST=views.send_request),
        name="open311-requests",
    ),
    path("v2/requests/<str:number>.<str:form>", _request),
    path("v2/request/<str:number>.<str:form>", _request),
    path("v2/tokens/<str:token>.<str:form>", door("anyone", GET=views.show_token)),
    path("<path:rest>", public(views.nothing_here)),
]
