"""Where a model is, and whether the light door leads there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from metrics_cli.interpretation.model.configuration import ModelSettings
from metrics_cli.interpretation.model.contract import ModelUnavailable
from metrics_cli.interpretation.model.doors.prices import provider_in_table, providers
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


def provider_of(settings: ModelSettings) -> str:
    """Return whose model it is: what stands before the slash, or what litellm's table says of a name without.

    At an address of its own a name that begins with no provider is one that the endpoint itself gave, slashes and all
    (Qwen/Qwen3-8B), and the endpoint is of OpenAI's kind. Empty when nobody knows.
    """
    head, slash, _ = settings.name.partition("/")
    if slash and (head in LIGHT or head in providers()):
        return head
    if settings.api_base:
        return ""
    return head if slash else provider_in_table(settings.name)


def name_there(settings: ModelSettings, provider: str) -> str:
    """Return the model's name without its provider."""
    return settings.name.removeprefix(f"{provider}/") if provider else settings.name


def light_address(settings: ModelSettings) -> Address | None:
    """Return where the light door leads, None when the model needs litellm.

    Raises ModelUnavailable for an address that is none, and where a key is missing.
    """
    if settings.door == "litellm":
        return None
    provider = provider_of(settings)
    if not (provider in LIGHT or (settings.api_base and not provider) or settings.door == "light"):
        return None
    base = checked_base(settings.api_base, provider) or LIGHT.get(provider)
    if base is None:
        raise ModelUnavailable(f"it is not known where {settings.name} is: set METRICS_API_BASE")
    key = key_for(settings, provider or "openai", base)
    if key is None and base == LIGHT["openai"]:
        raise ModelUnavailable(f"no key for {settings.name}: set OPENAI_API_KEY")
    return Address(base, name_there(settings, provider), key)


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
    """Return where a model is, in words: the host that was named, or its provider."""
    return host(base) if base else provider_of(settings) or "its provider"
