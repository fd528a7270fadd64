# SPDX-License-Identifier: Apache-2.0
"""What Open311 adds to what may be refused. A client shows the sentence to its user."""

from django.utils.translation import gettext_lazy as _

from satuhadir.shared.errors import Forbidden, Malformed, NotFound


class JurisdictionMissing(Malformed):
    code = "feedback.jurisdiction_missing"
    message = _("jurisdiction_id belum disebut: alamat web mal, misalnya nama di belakang situs.")


class JurisdictionUnknown(NotFound):
    code = "feedback.jurisdiction_unknown"
    message = _("jurisdiction_id ini bukan mal di sini.")


class ServiceCodeMissing(Malformed):
    code = "feedback.service_code_missing"
    message = _("service_code belum disebut. Ambil dari daftar services.")


class ServiceCodeUnknown(NotFound):
    code = "feedback.service_code_unknown"
    message = _("service_code ini tidak ada di mal ini.")


class RequestUnknown(NotFound):
    code = "feedback.request_unknown"
    message = _("service_request_id ini tidak ada di mal ini.")


class TokenUnknown(NotFound):
    code = "feedback.token_unknown"
    message = _("Token ini tidak ada di mal ini.")


class WrongApiKey(Forbidden):
    code = "feedback.wrong_api_key"
    message = _("api_key tidak ada, salah, sudah dicabut, atau bukan untuk mal ini.")


class FormatUnknown(NotFound):
    code = "feedback.format_unknown"
    message = _("Bentuk ini tidak ada. Pakai .xml atau .json.")


class ArgumentWrong(Malformed):
    code = "feedback.argument_wrong"
    message = _("{name}: {reason}")
