# SPDX-License-Identifier: Apache-2.0
"""What the server process runs: Django in threads and the live streams, under one address."""

from satuhadir.config.bridge import Receive, Scope, Send, ThreadBridge
from satuhadir.config.wsgi import build
from satuhadir.queue import notify
from satuhadir.queue.stream import PATH, EventStreams
from satuhadir.shared import metrics


class Application:
    """Sends the address of live streams to them, and all others to Django."""

    def __init__(self) -> None:
        self._django = ThreadBridge(build())
        self._streams: EventStreams | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._streams is not None and PATH.fullmatch(scope["path"]):
            await self._streams(scope, receive, send)
        else:
            await self._django(scope, receive, send)

    def end_streams(self) -> None:
        """Called when the server begins to stop: streams would never end by themselves."""
        if self._streams is not None:
            self._streams.end_streams()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._streams = EventStreams()
                notify.begin()
                metrics.serve()
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._streams is not None:
                    await self._streams.close()
                notify.end()
                self._django.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


application = Application()
