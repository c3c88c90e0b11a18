"""A scripted OpenAI-compatible server on loopback: it plays what endpoints do, well or badly, over real sockets.

    with ModelServer(says('{"kind": "query"}'), Play(status=500)) as server:
        ...  # METRICS_API_BASE=server.base
        server.requests[0].body["messages"]

The plays are taken in turn, the last one again and again. A play may depend on the request: any function of it.
"""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        """Return the body of a chat completion."""
        content: dict[str, Any] = json.loads(self.raw)
        return content


@dataclass(frozen=True)
class Play:
    """What is sent back: a status, headers, bytes, and how.

    `cut` bytes of the body are sent before the connection is reset. `pause` are the seconds between single bytes, of
    the headers too when `trickles_headers`. `hangs` sends nothing until the server closes. `packed` is gzip. `raw` is
    sent instead of all that, as it is, before the connection is closed.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    cut: int | None = None
    pause: float = 0.0
    trickles_headers: bool = False
    hangs: bool = False
    packed: bool = False
    raw: bytes | None = None


Script = Play | Callable[[Asked], Play]


def says(text: str | None, usage: object = None, **message: object) -> Play:
    """Return the play of a model that says `text`; `usage` instead of a plain count, `message` adds to the message."""
    counted = usage if usage is not None else {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return answers({"role": "assistant", "content": text, **message}, usage=counted)


def calls(arguments: str) -> Play:
    """Return the play of a model that calls the tool it is offered."""
    function = {"name": "reply", "arguments": arguments}
    call = {"id": "call_1", "type": "function", "function": function}
    return answers({"role": "assistant", "content": None, "tool_calls": [call]}, ended="tool_calls")


def answers(message: Mapping[str, object], ended: str = "stop", usage: object = None) -> Play:
    """Return the play of a completion with this message."""
    counted = usage if usage is not None else {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    choice = {"index": 0, "message": message, "finish_reason": ended}
    content = {"id": "c", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [choice]}
    return Play(body=json.dumps({**content, "usage": counted}).encode())


def fails(status: int, message: str, **headers: str) -> Play:
    """Return the play of an error in OpenAI's form; `Retry_After` stands for the header of that name."""
    body = json.dumps({"error": {"message": message, "type": "error", "code": None}}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Play(status, body, {"Content-Type": "application/json", **named})


def without(parameters: tuple[str, ...], otherwise: Play, status: int = 400) -> Callable[[Asked], Play]:
    """Return the play of an endpoint that takes none of these parameters and names the one it was sent."""

    def play(asked: Asked) -> Play:
        given = [name for name in parameters if name in asked.body]
        return fails(status, f"Unrecognized request argument supplied: {given[0]}") if given else otherwise

    return play


class ModelServer:
    """The server, in a thread of its own; `requests` are what it was sent, in their order."""

    def __init__(self, *plays: Script, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Asked] = []
        self.plays = list(plays) or [says("{}")]
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def base(self) -> str:
        """The address for METRICS_API_BASE."""
        return f"{self._scheme}://127.0.0.1:{self.port}/v1"

    @property
    def port(self) -> int:
        """The port on the loopback address."""
        return int(self._server.server_address[1])

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The bodies of what was sent."""
        return [asked.body for asked in self.requests]

    def __enter__(self) -> ModelServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()

    def play_for(self, asked: Asked) -> Play:
        """Record what was asked and return what is to be played."""
        with self._lock:
            script = self.plays[min(len(self.requests), len(self.plays) - 1)]
            self.requests.append(asked)
        return script(asked) if callable(script) else script

    def wait_until_closed(self, seconds: float | None = None) -> bool:
        """Wait for the end of the test; the time, where one is given, is that between two bytes of a trickle."""
        return self._closed.wait(seconds)


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, self.path, {n.lower(): v for n, v in self.headers.items()}, raw)
            try:
                _perform(self, server, server.play_for(asked))
            except OSError:
                # Whoever asked has had enough.
                self.close_connection = True

        do_GET = do_CONNECT = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


def _perform(handler: BaseHTTPRequestHandler, server: ModelServer, play: Play) -> None:
    handler.close_connection = True
    if play.hangs:
        server.wait_until_closed()
        return
    if play.raw is not None:
        handler.wfile.write(play.raw)
        return
    body = gzip.compress(play.body) if play.packed else play.body
    headers = {**play.headers, "Content-Length": str(len(body)), "Connection": "close"}
    if play.packed:
        headers["Content-Encoding"] = "gzip"
    lines = [f"HTTP/1.1 {play.status} Said", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    head = "\r\n".join(lines).encode()
    _write(handler, server, head, play.pause if play.trickles_headers else 0.0)
    _write(handler, server, body if play.cut is None else body[: play.cut], play.pause)
    if play.cut is not None:
        # A reset and no orderly end: nothing lingers when it closes.
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()


def _write(handler: BaseHTTPRequestHandler, server: ModelServer, content: bytes, pause: float) -> None:
    if not pause:
        handler.wfile.write(content)
        return
    for place in range(len(content)):
        handler.wfile.write(content[place : place + 1])
        if server.wait_until_closed(pause):
            return
