# SPDX-License-Identifier: Apache-2.0
import pytest
from django.core.management import CommandError, call_command

from satuhadir.malls import actions
from satuhadir.malls.models import Region


@pytest.mark.django_db
def test_a_demonstration_is_never_served_as_a_real_mall() -> None:
    call_command("refuse_demonstration")
    region, _made = Region.objects.get_or_create(
        code="35", defaults={"name": "Jawa Timur", "level": "provinsi", "timezone": "Asia/Jakarta"}
    )
    actions.found_mall(slug="contoh", name="MPP Contoh", region=region, is_demo=True)
    with pytest.raises(CommandError, match="data contoh"):
        call_command("refuse_demonstration")
