# SPDX-License-Identifier: Apache-2.0
"""Addresses that refuse and break in every way, for the tests of this room."""

from collections.abc import Callable

import psycopg
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from satuhadir.shared import errors
from satuhadir.shared.guards import read_json
from satuhadir.shared.http import device_of
from satuhadir.shared.limits import hit_request

handler400 = "satuhadir.shared.http.malformed"
handler403 = "satuhadir.shared.http.forbidden"
handler404 = "satuhadir.shared.http.not_found"
handler500 = "satuhadir.shared.http.failure"


class DoorLocked(errors.Refused):
    code = "shared.test_door_locked"
    message = _("Pintu {door} terkunci.")


def raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


@csrf_exempt
def too_long_for_its_column(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'bukan angka'::integer")
    return HttpResponse()


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    return JsonResponse(read_json(request))


@csrf_exempt
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("name", ""))


def device(request: HttpRequest) -> HttpResponse:
    return HttpResponse(device_of(request))


def limited(request: HttpRequest) -> HttpResponse:
    hit_request(request, "test", device="2/minute", address="5/minute")
    return HttpResponse("ok")


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "shared/offline.html")


ERRORS = {
    "locked": DoorLocked(door="3"),
    "missing": errors.NotFound(),
    "unsigned": errors.NotSignedIn(),
    "forbidden": errors.Forbidden(),
    "malformed": errors.Malformed(),
    "limited": errors.Limited(retry_after=7),
    "unavailable": errors.Unavailable(retry_after=9),
    "invalid": errors.Invalid(
        errors=[errors.FieldProblem("people", "too_many", "Terlalu banyak.")]
    ),
    "away": OperationalError("host=db password=rahasia"),
    "psycopg": psycopg.OperationalError("gone"),
    "data": DataError("NIK 9935060000000001 too long"),
    "bug": RuntimeError("NIK 9935060000000001"),
    "denied": PermissionDenied(),
    "suspicious": SuspiciousOperation("x"),
}
both = [path(f"{name}/", raising(error)) for name, error in ERRORS.items()]
both += [
    path("column/", too_long_for_its_column),
    path("echo/", echo),
    path("device/", device),
    path("hit/", limited),
    path("post/", require_POST(csrf_exempt(form))),
]
urlpatterns = [
    path("", include("satuhadir.config.urls")),
    path("api/v1/uji/", include(both)),
    path("kelola/uji/", include(both)),
    path("kelola/halaman/", page),
]
