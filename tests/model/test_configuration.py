"""Which model is asked, where, by what key; and that a key shows itself nowhere."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict
from pathlib import Path

import pytest

from metrics_cli.interpretation.model.configuration import ModelSettings, model_settings
from metrics_cli.interpretation.model.contract import ModelUnavailable
from metrics_cli.interpretation.model.doors.addresses import key_for, light_address
from metrics_cli.interpretation.model.doors.prices import price_of
from metrics_cli.interpretation.model.doors.wire import is_loopback
from metrics_cli.interpretation.model.secret import Secret, without
from tests.model.conftest import KEY

LOCAL = "http://127.0.0.1"
FILE = """
[model]
name = "ollama/qwen3:8b"
api_base = "http://box:11434"
timeout = 90
max_cost = 0.01
price = [0, 0]
options = { reasoning_effort = "low" }

[keys]
openai = "sk-from-the-file"
"""


def written(home: Path, content: str, mode: int = 0o600) -> Path:
    """Return the user's file with this content."""
    path = home / ".config" / "metrics" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)
    return path


def settings_of(home: Path, model: str | None = None, **environ: str) -> ModelSettings:
    """Return the settings, which must name a model."""
    found = model_settings(environ, home, model)
    assert found is not None
    return found


@pytest.mark.parametrize("environ", [{}, {"METRICS_MODEL": " "}, {"METRICS_API_BASE": "http://box/v1"}], ids=str)
def test_without_a_name_there_is_no_model(tmp_path: Path, environ: dict[str, str]) -> None:
    assert model_settings(environ, tmp_path) is None


def test_a_file_is_enough(tmp_path: Path) -> None:
    written(tmp_path, FILE)
    found = settings_of(tmp_path)
    assert (found.name, found.api_base, found.timeout) == ("ollama/qwen3:8b", "http://box:11434", 90)
    assert (found.max_cost, found.price, found.options) == (0.01, (0, 0), {"reasoning_effort": "low"})
    assert found.keys["openai"].reveal() == "sk-from-the-file"


def test_flags_go_before_variables_and_variables_before_the_file(tmp_path: Path) -> None:
    written(tmp_path, FILE)
    found = settings_of(tmp_path, METRICS_MODEL_TIMEOUT="5", METRICS_API_BASE="http://other:1", OPENAI_API_KEY="sk-env")
    assert (found.name, found.timeout, found.api_base) == ("ollama/qwen3:8b", 5, "http://other:1")
    assert found.keys["openai"].reveal() == "sk-env"
    assert settings_of(tmp_path, "flag", METRICS_MODEL="variable").name == "flag"
    assert settings_of(tmp_path, METRICS_MODEL="variable").name == "variable"


def test_where_the_model_of_the_file_is_says_nothing_of_another(tmp_path: Path) -> None:
    written(tmp_path, FILE)
    found = settings_of(tmp_path, METRICS_MODEL="openai/gpt-4o-mini")
    assert (found.api_base, found.price, found.options) == (None, None, {})
    assert (found.timeout, found.max_cost) == (90, 0.01)


def test_the_folder_of_settings_may_be_another(tmp_path: Path) -> None:
    written(tmp_path, FILE)
    assert settings_of(tmp_path / "home", XDG_CONFIG_HOME=str(tmp_path / ".config")).name == "ollama/qwen3:8b"
    assert model_settings({"XDG_CONFIG_HOME": "relative"}, tmp_path / "home") is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_with_keys_is_for_its_owner_alone(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path, FILE, mode)
    with pytest.raises(ModelUnavailable, match=f"others may read it: chmod 600 {path}"):
        settings_of(tmp_path)
    written(tmp_path, FILE.partition("[keys]")[0], mode)
    assert settings_of(tmp_path).name == "ollama/qwen3:8b"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(f"[keys]\nopenai = {KEY}\n", "is no TOML", id="no quotes"),
        pytest.param(f'[model]\nname = "x"\nkey = "{KEY}"\n', r"\[model\] has no key", id="a key in the wrong table"),
        pytest.param(
            '[model]\nname = "x"\n[keys]\nopenai = 3\n', r"\[keys\] is to hold texts", id="a key that is no text"
        ),
        pytest.param('model = "x"', r"\[model\] is to be a table", id="no table"),
        pytest.param("[model]\nname = 3", "name of .* is to be a text", id="a name that is no text"),
        pytest.param('[model]\nname = "x"\ntimeout = "soon"', "timeout of .* a number", id="no number"),
        pytest.param('[model]\nname = "x"\ntimeout = nan', "timeout of .* a number", id="not a number"),
        pytest.param('[model]\nname = "x"\nprice = [1]', "price of .* two numbers", id="half a price"),
        pytest.param('[model]\nname = "x"\noptions = { stream = true }', "stream is no option", id="what is ours"),
        pytest.param('[model]\nname = "x"\ndoor = "back"', "no door 'back'", id="no such door"),
    ],
)
def test_what_can_not_be_read_is_said_without_a_key(tmp_path: Path, content: str, why: str) -> None:
    written(tmp_path, content)
    with pytest.raises(ModelUnavailable, match=why) as raised:
        model_settings({}, tmp_path)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "base", "expected"),
    [
        pytest.param("openai/gpt-4o-mini", "", ("https://api.openai.com/v1", "gpt-4o-mini", KEY), id="openai"),
        pytest.param("gpt-4o-mini", "", ("https://api.openai.com/v1", "gpt-4o-mini", KEY), id="by litellm's table"),
        pytest.param("ollama/qwen3:8b", "", ("http://localhost:11434/v1", "qwen3:8b", None), id="Ollama"),
        pytest.param("ollama/qwen3:8b", "http://box:11434/", ("http://box:11434/v1", "qwen3:8b", None), id="its root"),
        pytest.param("hosted_vllm/q", "http://gpu:8000/v1", ("http://gpu:8000/v1", "q", None), id="vLLM"),
        pytest.param(
            "Qwen/Qwen3-8B", "http://127.0.0.1:8000", (f"{LOCAL}:8000/v1", "Qwen/Qwen3-8B", KEY), id="its own name"
        ),
        pytest.param("local", f"{LOCAL}:8080/v1/chat/completions", (f"{LOCAL}:8080/v1", "local", KEY), id="whole"),
        pytest.param("openai/x", "http://gpu:8000/v1", ("http://gpu:8000/v1", "x", None), id="no key in plain text"),
        pytest.param("anthropic/claude-haiku-4-5", "", None, id="another interface"),
        pytest.param("claude-haiku-4-5", "", None, id="another interface, by litellm's table"),
        pytest.param("azure/ours", "https://ours.openai.azure.com", None, id="Azure"),
        pytest.param("nobody/knows", "", None, id="nobody knows"),
    ],
)
def test_the_light_door_leads_where_openais_interface_is(
    tmp_path: Path, name: str, base: str, expected: tuple[str, str, str | None] | None
) -> None:
    found = light_address(settings_of(tmp_path, METRICS_MODEL=name, METRICS_API_BASE=base, OPENAI_API_KEY=KEY))
    assert (found and (found.base, found.model, found.key and found.key.reveal())) == expected


@pytest.mark.parametrize(
    ("base", "why"),
    [
        ("localhost:8000", "is no address"),
        ("file:///etc/passwd", "is no address"),
        ("http://", "is no address"),
        ("http://box:port/v1", "is no address"),
        ("http://box/v1 x", "is no address"),
        (f"http://me:{KEY}@box/v1", "holds a password"),
        (f"http://box/v1?key={KEY}", "holds a password or a query"),
    ],
)
def test_an_address_that_is_none_is_not_asked(tmp_path: Path, base: str, why: str) -> None:
    with pytest.raises(ModelUnavailable, match=why) as raised:
        light_address(settings_of(tmp_path, METRICS_MODEL="openai/x", METRICS_API_BASE=base))
    assert KEY not in str(raised.value)


@pytest.mark.parametrize("key", ["sk-é-very-secret", "sk-very\nsecret: 1"])
def test_a_key_that_no_header_takes_is_not_sent_and_not_said(tmp_path: Path, key: str) -> None:
    with pytest.raises(ModelUnavailable, match="characters that no header takes") as raised:
        light_address(settings_of(tmp_path, METRICS_MODEL="openai/x", OPENAI_API_KEY=key))
    assert key not in str(raised.value)


def test_the_light_door_says_that_a_key_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="no key for openai/x: set OPENAI_API_KEY"):
        light_address(settings_of(tmp_path, METRICS_MODEL="openai/x"))


@pytest.mark.parametrize(
    ("name", "dollars_per_million"),
    [
        ("openai/gpt-4o-mini", (0.15, 0.075, 0.6)),
        ("gpt-4o-mini", (0.15, 0.075, 0.6)),
        ("anthropic/claude-haiku-4-5", (1, 0.1, 5)),
        ("azure/gpt-4o-mini", (0.15, 0.075, 0.6)),
        ("hosted_vllm/gpt-4o-mini", None),
        ("openai/our-own-7b", None),
        ("our-own-7b", None),
    ],
)
def test_a_price_is_that_of_litellms_table(
    tmp_path: Path, name: str, dollars_per_million: tuple[float, float, float] | None
) -> None:
    price = price_of(settings_of(tmp_path, METRICS_MODEL=name))
    found = price and tuple(dollars * 1e6 for dollars in (price.input, price.cached, price.output))
    assert found == (dollars_per_million and pytest.approx(dollars_per_million))


def test_a_secret_does_not_show_itself(tmp_path: Path) -> None:
    found = settings_of(tmp_path, METRICS_MODEL="x", METRICS_API_KEY=KEY, OPENAI_API_KEY=KEY, AWS_SESSION_TOKEN=KEY)
    shown = [repr(found), str(found), f"{found.key}", f"{found.key!r}", str(vars(found)), str(copy.copy(found))]
    assert KEY not in "".join(shown)
    for write in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError):
            write(found.key)
    assert found.key is not None and found.key.reveal() == KEY
    with pytest.raises(TypeError):
        asdict(found)


@pytest.mark.parametrize(
    ("text", "secrets", "expected"),
    [
        ("bad key abcdefgh1", ["abcdefgh1"], "bad key [key]"),
        ("abcdefgh12 and abcdefgh1", ["abcdefgh12", "abcdefgh1"], "[key] and [key]"),
        ('{"limit": null}', ["null", ""], '{"limit": null}'),
        (r'["\u0061bcdefgh1"]', ["abcdefgh1"], '["[key]"]'),
        (r"\u0061\u0062c\u0064efg\u0068\u0031", ["abcdefgh1"], "[key]"),
        (r"abcd\u200Befgh1 and \\u0061bcdefgh\/1", ["abcdefgh1", "abcdefgh/1"], "[key] and [key]"),
        ("abcd\u200b\u202eefgh1", ["abcdefgh1"], "[key]"),
    ],
)
def test_a_secret_is_cut_out_of_what_others_say(text: str, secrets: list[str], expected: str) -> None:
    assert without(text, map(Secret, secrets)) == expected


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("[::1]", True),
        ("[::ffff:127.0.0.1]", True),
        ("127.0.0.1.evil.example", False),
        ("127.evil.example", False),
        ("localhost.evil.example", False),
        ("other.localhost", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
    ],
)
def test_a_key_of_a_provider_goes_in_plain_text_to_this_machine_alone(tmp_path: Path, host: str, is_ours: bool) -> None:
    base = f"http://{host}:8000/v1"
    found = settings_of(tmp_path, METRICS_MODEL="openai/x", METRICS_API_BASE=base, OPENAI_API_KEY=KEY)
    assert is_loopback(base) == is_ours
    assert (key_for(found, "openai", base) is not None) == is_ours
