"""What litellm sends, sent by our wire: bounded, never redirected, and seen as it came back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

import httpx

from metrics_cli.interpretation.model.doors.failure import SendFailed
from metrics_cli.interpretation.model.doors.wire import Answered, exchange

# What is said of one hop only, or of a body that is unpacked by now.
_NOT_OURS = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


@dataclass
class Exchanged:
    """What came of the last exchange of a call: an answer, or a failure."""

    seconds: float
    answered: Answered | None = None
    failed: SendFailed | None = None


_calls = threading.local()


@contextmanager
def exchanges(seconds: float) -> Iterator[Exchanged]:
    """Yield what the exchanges of this thread come to, each of `seconds` at most."""
    _calls.now = Exchanged(seconds)
    try:
        yield _calls.now
    finally:
        del _calls.now


class WireTransport(httpx.BaseTransport):
    """httpx's way to the network, by the wire of both doors."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request; an httpx.TransportError stands for a SendFailed."""
        call: Exchanged = getattr(_calls, "now", None) or Exchanged(60.0)
        headers = {n: v for n, v in request.headers.items() if n not in _NOT_OURS and n != "accept-encoding"}
        try:
            call.answered = exchange(str(request.url), headers, request.read(), call.seconds, request.method)
        except SendFailed as failed:
            call.failed = failed
            raise httpx.TransportError(str(failed), request=request) from None
        kept = {n: v for n, v in call.answered.headers.items() if n not in _NOT_OURS}
        return httpx.Response(call.answered.status, headers=kept, content=call.answered.body, request=request)


def install(litellm: ModuleType) -> None:
    """Have litellm send by the wire, whichever of its ways to a provider it takes."""
    if not isinstance(getattr(litellm, "sync_transport", None), WireTransport):
        transport = WireTransport()
        vars(litellm)["sync_transport"] = transport
        vars(litellm)["client_session"] = httpx.Client(transport=transport, trust_env=False)
