# SPDX-License-Identifier: Apache-2.0
"""A client that never gives up: each act has one Idempotency-Key, whatever happens to it."""

import random
import time
import uuid

from bench.api import Answer, Client, NoAnswer, Unexpected

# Answers after which the same request may be tried again: it has not been kept.
AGAIN = frozenset({500, 502, 503, 504})


class Persistent:
    """Posts until there is an answer, always with the act's own key."""

    def __init__(
        self,
        client: Client,
        *,
        patience_seconds: float,
        chance: random.Random,
        impatient_share: float = 0.0,
    ) -> None:
        self.client = client
        self.retries = 0
        self.server_errors = 0
        self._patience = patience_seconds
        self._chance = chance
        self._impatient_share = impatient_share

    def post(self, path: str, body: object = None) -> Answer:
        """Post once in effect: a share of first tries is broken off after some milliseconds,
        and whatever is not answered is sent again with the same key.
        """
        key = str(uuid.uuid4())
        until = time.monotonic() + self._patience
        is_impatient = self._chance.random() < self._impatient_share
        milliseconds = self._chance.randint(1, 30) if is_impatient else 30_000
        while time.monotonic() < until:
            try:
                answer = self.client.post(path, body, key=key, timeout_milliseconds=milliseconds)
            except NoAnswer:
                answer = None
            if answer is not None and answer.status not in AGAIN:
                return answer
            if answer is not None:
                self.server_errors += answer.status != 503
            self.retries += 1
            if milliseconds == 30_000:
                time.sleep(0.02)
            milliseconds = 30_000
        raise Unexpected(f"no answer to {path} within {self._patience:.0f} seconds")
