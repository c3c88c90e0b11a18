"""Which model is asked, where it is and by what key: flags before the environment before a file of the user's."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from metrics_cli.interpretation.model.contract import ModelUnavailable
from metrics_cli.interpretation.model.secret import Secret

# What an answer of the model may hold at most. A query takes some 300 tokens; models that think need the rest.
MAX_OUTPUT = 2_000
# A hosted model takes 2 s; one on this machine, that may have to be read into memory first, can be given more.
TIMEOUT = 30.0

_TEXTS = ("name", "api_base", "api_version", "door")
_NUMBERS = ("timeout", "max_cost", "max_output")
_KNOWN = {*_TEXTS, *_NUMBERS, "price", "options"}
_DOORS = ("auto", "light", "litellm")


@dataclass(frozen=True)
class ModelSettings:
    """A model and how it is reached.

    `name` is litellm's (`openai/gpt-4o-mini`, `ollama/qwen3:8b`), `api_base` and `api_version` the endpoint's where it
    is not the provider's own. `key` is the general one, `keys` are those of providers by their names. `timeout` is in
    seconds, retries included; `max_cost` in US dollars an answer; `price` in US dollars a million tokens, input and
    output, where litellm's table has none; `options` are parameters sent as they are.
    """

    name: str
    api_base: str | None = None
    api_version: str | None = None
    key: Secret | None = None
    keys: Mapping[str, Secret] = field(default_factory=dict)
    timeout: float = TIMEOUT
    max_cost: float | None = None
    max_output: int = MAX_OUTPUT
    price: tuple[float, float] | None = None
    door: str = "auto"
    options: Mapping[str, object] = field(default_factory=dict)
    hidden: tuple[Secret, ...] = ()

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Return all keys, the longest first, so that none is cut by another."""
        found = [*self.keys.values(), *self.hidden, *([self.key] if self.key else [])]
        return tuple(sorted(found, key=lambda s: -len(s.reveal())))

    def key_of(self, provider: str) -> Secret | None:
        """Return the key for a provider: METRICS_API_KEY, else the provider's own."""
        return self.key or self.keys.get(provider)


def configuration_path(environ: Mapping[str, str], home: Path) -> Path:
    """Return where the user's file is: `metrics/config.toml` in XDG_CONFIG_HOME, else in `~/.config`."""
    named = environ.get("XDG_CONFIG_HOME", "")
    return (Path(named) if Path(named).is_absolute() else home / ".config") / "metrics" / "config.toml"


def model_settings(
    environ: Mapping[str, str], home: Path, model: str | None = None, max_cost: float | None = None
) -> ModelSettings | None:
    """Return the model to ask, None when none is named.

    `model` and `max_cost` are flags; then come METRICS_MODEL, METRICS_API_BASE, METRICS_API_VERSION, METRICS_API_KEY,
    METRICS_MODEL_TIMEOUT, METRICS_MODEL_PRICE, METRICS_MAX_COST, METRICS_MAX_OUTPUT, METRICS_MODEL_DOOR and the
    providers' `…_API_KEY`; then the table `[model]` of the file, its address only for its own model, and its `[keys]`.
    An empty variable is none. Raises ModelUnavailable for what can't be read, and for a file with keys that others
    may read; no message holds a key.
    """
    path = configuration_path(environ, home)
    content = _content(path)
    filed, given = _from_file(content, path), _from_environment(environ)
    filed_name, given_name = filed.pop("name", None), given.pop("name", None)
    name = model or given_name or filed_name
    if not name:
        return None
    if filed_name not in (None, name):
        # Where the file's model is says nothing of where another one is, nor of what that costs.
        filed = {setting: value for setting, value in filed.items() if setting in _NUMBERS}
    found = filed | given
    keys = _keys(content, path) | _environment_keys(environ)
    key = environ.get("METRICS_API_KEY", "").strip()
    if max_cost is not None:
        found["max_cost"] = max_cost
    hidden = tuple(_hidden(environ))
    settings = ModelSettings(name=name.strip(), key=Secret(key) if key else None, keys=keys, hidden=hidden, **found)
    _check(settings)
    return settings


def _content(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ModelUnavailable(f"can't read {path}: {getattr(error, 'strerror', None) or 'no UTF-8'}") from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        # The decoder's message would quote the line, and a line may hold a key.
        raise ModelUnavailable(f"{path} is no TOML (texts stand in quotes)") from None
    if content.get("keys") and _is_open(path):
        raise ModelUnavailable(f"{path} holds keys and others may read it: chmod 600 {path}")
    return content


def _is_open(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _from_file(content: Mapping[str, Any], path: Path) -> dict[str, Any]:
    table = content.get("model", {})
    if not isinstance(table, dict):
        raise ModelUnavailable(f"{path}: [model] is to be a table")
    if unknown := sorted(table.keys() - _KNOWN):
        raise ModelUnavailable(f"{path}: [model] has no {unknown[0]} (it has {', '.join(sorted(_KNOWN))})")
    for name in table.keys() & set(_TEXTS):
        if not isinstance(table[name], str):
            raise ModelUnavailable(f"{path}: {name} of [model] is to be a text")
    if not isinstance(table.get("options", {}), dict):
        raise ModelUnavailable(f"{path}: [model.options] is to be a table")
    if ours := sorted(table.get("options", {}).keys() & {"model", "messages", "stream", "n"}):
        raise ModelUnavailable(f"{path}: {ours[0]} is no option, it is set by us")
    return {name: _read(name, value, f"{name} of [model] in {path}") for name, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    variables = {
        "name": "METRICS_MODEL",
        "api_base": "METRICS_API_BASE",
        "api_version": "METRICS_API_VERSION",
        "timeout": "METRICS_MODEL_TIMEOUT",
        "max_cost": "METRICS_MAX_COST",
        "max_output": "METRICS_MAX_OUTPUT",
        "price": "METRICS_MODEL_PRICE",
        "door": "METRICS_MODEL_DOOR",
    }
    given = {name: environ.get(variable, "").strip() for name, variable in variables.items()}
    return {name: _read(name, value, variables[name]) for name, value in given.items() if value}


def _read(name: str, value: Any, where: str) -> Any:
    """Return a setting as the type it is of; `where` names it in what is raised."""
    try:
        if name == "price":
            parts = value.split(",") if isinstance(value, str) else value
            into, out = (float(part) for part in parts)
            return _positive(into), _positive(out)
        if name == "max_output":
            return int(_positive(float(value), least=1))
        return _positive(float(value)) if name in _NUMBERS else value
    except (TypeError, ValueError):
        example = "two numbers, such as 0.15,0.6" if name == "price" else "a number"
        raise ModelUnavailable(f"{where} is to be {example}") from None


def _positive(number: float, least: float = 0.0) -> float:
    if not least <= number < float("inf"):
        raise ValueError
    return number


def _keys(content: Mapping[str, Any], path: Path) -> dict[str, Secret]:
    table = content.get("keys", {})
    if not isinstance(table, dict) or not all(isinstance(key, str) for key in table.values()):
        raise ModelUnavailable(f"{path}: [keys] is to hold texts, one a provider")
    return {name.lower(): Secret(key.strip()) for name, key in table.items() if key.strip()}


def _environment_keys(environ: Mapping[str, str]) -> dict[str, Secret]:
    """Return the keys of providers: OPENAI_API_KEY is that of `openai`."""
    end = "_API_KEY"
    named = {name.removesuffix(end).lower(): key.strip() for name, key in environ.items() if name.endswith(end)}
    return {name: Secret(key) for name, key in named.items() if key and name != "metrics"}


def _hidden(environ: Mapping[str, str]) -> Iterator[Secret]:
    """Yield what by its name is a secret, of whatever: litellm reads the keys of clouds for itself."""
    for name, value in environ.items():
        if name.endswith(("_TOKEN", "_SECRET", "_ACCESS_KEY", "_PASSWORD", "_KEY_ID")):
            yield Secret(value.strip())


def _check(settings: ModelSettings) -> None:
    if settings.door not in _DOORS:
        raise ModelUnavailable(f"there is no door {settings.door!r}; there are {', '.join(_DOORS)}")
    if settings.timeout <= 0:
        raise ModelUnavailable("the model's timeout is to be above 0 seconds")
