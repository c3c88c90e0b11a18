"""What the tests of the doors share: an endpoint at an address, by one of the doors, in a home of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from metrics_cli.interpretation.model.configuration import model_settings
from metrics_cli.interpretation.model.contract import Message, Offer, Request
from metrics_cli.interpretation.model.doors.endpoint import ModelEndpoint, Patience, endpoint_for

KEY = "sk-very-secret-0123456789"
MODEL = "openai/gpt-4o-mini"
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
REQUEST = Request((Message("system", "Be brief."), Message("user", "How many?")), SCHEMA, 120, Offer(()))

# Runs the command and writes down every address that it asks for or connects to.
WATCHED = """
import json, sys
asked = []
def watch(event, arguments):
    if event == "socket.connect":
        asked.append(str(arguments[1][0]))
    if event == "socket.getaddrinfo":
        asked.append(str(arguments[0]))
sys.addaudithook(watch)
sys.argv = ["metrics", *sys.argv[1:]]
from metrics_cli.cli.main import run
try:
    run()
except SystemExit as left:
    code = left.code
heavy = sorted({"litellm", "openai", "httpx"} & set(sys.modules))
print(json.dumps([code, sorted(set(asked)), heavy]), file=sys.stderr)
"""

Reach = Callable[..., ModelEndpoint]


@pytest.fixture(params=["light", "litellm"])
def door(request: pytest.FixtureRequest) -> str:
    """The door that a test goes through; both keep the same promises."""
    return str(request.param)


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have a model, keys and a proxy."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "OPENAI_API_KEY", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def reach(tmp_path: Path, door: str) -> Reach:
    """Return a function that makes the endpoint at a base, with settings as variables; retries hardly wait."""

    def made(base: str, now: Callable[[], float] | None = None, **variables: str) -> ModelEndpoint:
        return reached(tmp_path, {"METRICS_MODEL_DOOR": door, "METRICS_API_BASE": base, **variables}, now)

    return made


def reached(home: Path, variables: Mapping[str, str], now: Callable[[], float] | None = None) -> ModelEndpoint:
    """Return the endpoint that the variables lead to; a key and a short timeout are set unless they say others."""
    environ = {"METRICS_MODEL": MODEL, "OPENAI_API_KEY": KEY, "METRICS_MODEL_TIMEOUT": "20", **variables}
    settings = model_settings(environ, home)
    assert settings is not None
    clock = {"now": now} if now else {}
    return endpoint_for(settings, environ, home, patience=Patience(2, 0.01), **clock)
