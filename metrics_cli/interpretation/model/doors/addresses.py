"""Where a model is, and whether the light door leads there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from metrics_cli.interpretation.model.configuration import ModelSettings
from metrics_cli.interpretation.model.contract import ModelUnavailable
from metrics_cli.interpretation.model.doors.wire import host, is_loopback
from metrics_cli.interpretation.model.secret import Secret

# Providers that speak OpenAI's interface as it is, with the address each has when none is named. All others go through
# litellm, which knows what each of them wants otherwise.
LIGHT = {
    "openai": "https://api.openai.com/v1",
    "ollama": "http://localhost:11434/v1",
    "ollama_chat": "http://localhost:11434/v1",
    "hosted_vllm": "http://localhost:8000/v1",
    "vllm": "http://localhost:8000/v1",
    "lm_studio": "http://localhost:1234/v1",
    "llamafile": "http://localhost:8080/v1",
}


@dataclass(frozen=True)
class Address:
    """Where the requests to a model go: the base of the interface, the model's name there, the key if it takes one."""

    base: str
    model: str
    key: Secret | None

    @property
    def url(self) -> str:
        """Return the address of a chat completion."""
        return f"{self.base}/chat/completions"


def light_address(settings: ModelSettings) -> Address | None:
    """Return where the light door leads, None when the model needs litellm. Raises ModelUnavailable for a bad address.

    A name without a provider is that of an endpoint that is named, or else is left to litellm.
    """
    if settings.door == "litellm":
        return None
    provider = settings.provider if settings.provider in LIGHT else ""
    known = provider or (settings.api_base and "/" not in settings.name)
    if not known and settings.door != "light":
        return None
    base = checked_base(settings.api_base, provider) or LIGHT.get(provider)
    if base is None:
        raise ModelUnavailable(f"it is not known where {settings.name} is: set METRICS_API_BASE")
    model = settings.name.removeprefix(f"{provider}/") if provider else settings.name
    return Address(base, model, key_for(settings, provider or "openai", base))


def checked_base(named: str | None, provider: str = "") -> str | None:
    """Return the base of an interface as it was named, without what is often added and with what is often left out."""
    if not named:
        return None
    base = named.strip().rstrip("/").removesuffix("/chat/completions").rstrip("/")
    try:
        parts = urlsplit(base)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or not base.isascii() or not base.isprintable() or " " in base:
        raise ModelUnavailable("METRICS_API_BASE is no address; it looks like http://localhost:8000/v1")
    if parts.username or parts.query:
        raise ModelUnavailable("METRICS_API_BASE holds a password or a query: a key goes into METRICS_API_KEY")
    # All servers of this interface have it under /v1, Ollama's own interface is what stands at the root.
    return base if parts.path or provider not in {"", *LIGHT} else f"{base}/v1"


def key_for(settings: ModelSettings, provider: str, base: str | None) -> Secret | None:
    """Return the key to send, None where there is none. Raises ModelUnavailable for one that can't be sent.

    A provider's own key does not travel in plain text beyond this machine; METRICS_API_KEY does, it was meant so.
    """
    is_plain = base is not None and base.startswith("http://") and not is_loopback(base)
    key = settings.key if is_plain else settings.key_of(provider)
    if key and not (key.reveal().isascii() and key.reveal().isprintable()):
        raise ModelUnavailable("the key holds characters that no header takes; was it copied whole?")
    return key


def place(settings: ModelSettings, base: str | None) -> str:
    """Return where a model is, in words: its provider, or the host that was named."""
    return host(base) if base else settings.provider or "its provider"
