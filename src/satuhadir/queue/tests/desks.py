# SPDX-License-Identifier: Apache-2.0
"""Officers and managers in a browser, for the tests of the pages behind sign-in."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client

from satuhadir.accounts import actions as accounts
from satuhadir.accounts.models import User
from satuhadir.queue.tests.conftest import Hall


def sign_in(name: str, role: str = "", hall: Hall | None = None, agency: str = "") -> Client:
    """Return the browser of a new account with a role at a mall, of one agency when named."""
    user = User.objects.create(username=name, display_name=name)
    if role and hall:
        found = hall.mall.agencies.get(code=agency) if agency else None
        accounts.grant_role(user=user, role=role, mall=hall.mall, agency=found)
    return browser_of(user)


def browser_of(user: User) -> Client:
    """Return a browser signed in as `user`."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@dataclass
class Desk:
    """A counter as one officer's browser has it open."""

    client: Client
    counter_id: UUID

    @property
    def url(self) -> str:
        return f"/loket/{self.counter_id}/"

    def page(self, **query: str) -> str:
        response = self.client.get(self.url, query)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def stage(self) -> str:
        """Return what the page is about: idle, called, serving, theirs, …"""
        found = re.search(r'class="person stage-(\w+)"', self.page())
        return found[1] if found else ""

    def press(self, word: str, key: UUID | None = None, **said: Any) -> HttpResponse:
        """Press as the page's script does; a key of its own unless given."""
        said["kunci"] = str(key or uuid4())
        response: HttpResponse = self.client.post(  # type: ignore[assignment]
            f"{self.url}{word}/", said, headers={"HX-Request": "true"}
        )
        return response

    def press_plainly(self, word: str, **said: Any) -> HttpResponse:
        """Press as a browser without scripts does."""
        said["kunci"] = str(uuid4())
        response: HttpResponse = self.client.post(  # type: ignore[assignment]
            f"{self.url}{word}/", said
        )
        return response


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def account(client: Client) -> User:
    """Return whose browser this is."""
    return User.objects.get(pk=client.session["_auth_user_id"])
