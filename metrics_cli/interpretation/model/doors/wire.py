"""One HTTP exchange with an endpoint, for both doors: bounded in time and size, never redirected.

The standard library suffices and takes 0.05 s to import; httpx takes 0.11 s, and bounds neither a trickle nor a size.
"""

from __future__ import annotations

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from metrics_cli.interpretation.model.doors.failure import SendFailed

# A reply of 2,000 tokens has some 10 kB.
MOST_BYTES = 1_000_000
# Who answers at all takes the connection at once; a network that swallows packets would cost the whole time.
CONNECT = 10.0
_CHUNK = 65_536

T = TypeVar("T")


@dataclass(frozen=True)
class Answered:
    """What came back: the status, the headers in lower case, the body unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what `call` does, or raise SendFailed after `seconds`.

    A name server that hangs, headers that trickle: no timeout of a socket bounds them. The call is left to its thread.
    """
    done: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((call(), None))
        except BaseException as error:
            done.put((None, error))

    threading.Thread(target=run, daemon=True, name="model").start()
    try:
        result, error = done.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise too_late(seconds) from None
    if error is not None:
        raise error
    return cast(T, result)


def exchange(url: str, headers: Mapping[str, str], body: bytes, seconds: float, method: str = "POST") -> Answered:
    """Send `body` and return what came back, whatever its status. Raises SendFailed, without a key in its message."""
    until = time.monotonic() + seconds
    asked = urllib.request.Request(url, body or None, {**headers, "Accept-Encoding": "identity"}, method=method)
    try:
        with _opener(url).open(asked, timeout=seconds) as response:
            answered = Answered(response.status, _lower(response.headers.items()), _body(response, until, seconds))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failed(error, url, seconds) from None
    if 300 <= answered.status < 400:
        # The request holds a key and the names of a business: it goes where it was told to, and no further.
        where = host(urlsplit(answered.headers.get("location", "")).netloc) or "elsewhere"
        raise SendFailed(f"{host(url)} sends us on to {where}, which is not followed; name that address if it is right")
    return answered


def too_late(seconds: float) -> SendFailed:
    """Return the failure to answer in time."""
    return SendFailed(f"no answer within {seconds:.3g} seconds (METRICS_MODEL_TIMEOUT)", is_down=True)


def is_loopback(url: str) -> bool:
    """Tell whether an address is this machine's own."""
    name = urlsplit(url).hostname or ""
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        # A name that begins with 127. is anybody's.
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def host(url: str) -> str:
    """Return the host and port of an address, without what may be a password in it."""
    return (urlsplit(url).netloc or url).rpartition("@")[2]


def _opener(url: str) -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    # A proxy can't reach our loopback, and what is said there is not for it.
    proxies = {} if is_loopback(url) else urllib.request.getproxies()
    for handler in (urllib.request.ProxyHandler(proxies), _Plain(), _Encrypted()):
        opener.add_handler(handler)
    return opener


class _Socket(Protocol):
    sock: socket.socket | None
    timeout: float | None


class _Quick(http.client.HTTPConnection):
    """A connection that is made soon or not at all."""

    def connect(self) -> None:
        _connect_soon(cast(_Socket, self), super().connect)


class _QuickEncrypted(http.client.HTTPSConnection):
    """The same with TLS."""

    def connect(self) -> None:
        _connect_soon(cast(_Socket, self), super().connect)


def _connect_soon(connection: _Socket, connect: Callable[[], None]) -> None:
    whole, connection.timeout = connection.timeout, min(connection.timeout or CONNECT, CONNECT)
    connect()
    if connection.sock is not None:
        connection.sock.settimeout(whole)


class _Plain(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(cast(Any, _Quick), req)


class _Encrypted(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(cast(Any, partial(_QuickEncrypted, context=_certificates())), req)


def _certificates() -> ssl.SSLContext:
    """Return the checks of the system (SSL_CERT_FILE names others), of certifi where Python finds none."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"] and not ssl.get_default_verify_paths().capath:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _body(response: http.client.HTTPResponse, until: float, seconds: float) -> bytes:
    """Return the body, unpacked; a trickle ends at `until`, a flood at MOST_BYTES."""
    unpack = _unpacking(response.headers.get("Content-Encoding", ""))
    found = bytearray()
    while chunk := response.read1(_CHUNK):
        found += unpack(chunk)
        if len(found) > MOST_BYTES:
            raise SendFailed(f"the answer is longer than {MOST_BYTES:,} bytes")
        if time.monotonic() > until:
            raise too_late(seconds)
    if response.length:
        raise http.client.IncompleteRead(bytes(found), response.length)
    return bytes(found)


def _unpacking(encoding: str) -> Callable[[bytes], bytes]:
    """Return what unpacks a chunk; we ask for none to be packed, some pack all the same."""
    if encoding.strip().lower() in ("", "identity"):
        return bytes
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise SendFailed("the answer is packed in a way that was not asked for")
    # 32: the header says which of the two it is.
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(chunk: bytes) -> bytes:
        try:
            return unpacker.decompress(chunk, MOST_BYTES + 1)
        except zlib.error:
            raise SendFailed("the answer says that it is packed and is not", is_brief=True) from None

    return unpack


def _failed(error: Exception, url: str, seconds: float) -> SendFailed:
    """Return the failure that an error of the library stands for."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    where = host(url)
    if isinstance(cause, SendFailed):
        return cause
    if isinstance(cause, ssl.SSLCertVerificationError):
        return SendFailed(f"the certificate of {where} does not hold: {cause.verify_message}", is_down=True)
    if isinstance(cause, socket.gaierror):
        return SendFailed(f"no address is known of {where}", is_down=True)
    if isinstance(cause, TimeoutError):
        return too_late(seconds)
    if isinstance(cause, ConnectionRefusedError):
        return SendFailed(f"nothing listens on {where}", is_down=True)
    if isinstance(cause, http.client.InvalidURL | ValueError) and not isinstance(cause, OSError):
        return SendFailed(f"{where} is no address, or a header of the request is none")
    if isinstance(cause, http.client.BadStatusLine | http.client.IncompleteRead | ConnectionError | ssl.SSLEOFError):
        return SendFailed(f"{where} broke the connection off", is_brief=True, is_down=True)
    said = (cause.strerror or str(cause)) if isinstance(cause, OSError) else ""
    return SendFailed(f"no answer of {where}: {said or type(cause).__name__}", is_brief=True, is_down=True)
