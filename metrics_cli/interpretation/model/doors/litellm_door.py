"""The general door: whatever litellm can reach, by the same wire as the light one."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from metrics_cli.interpretation.model.configuration import ModelSettings
from metrics_cli.interpretation.model.doors.addresses import LIGHT, key_for, provider_of
from metrics_cli.interpretation.model.doors.answers import answer_of
from metrics_cli.interpretation.model.doors.failure import SendFailed
from metrics_cli.interpretation.model.doors.wire import within

if TYPE_CHECKING:
    from types import ModuleType

    from metrics_cli.interpretation.model.doors.transport import Exchanged

# Said before it is imported: no table of prices or of headers from the network, no `.env` file of the folder that we
# happen to stand in, no talk.
_QUIET = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_TELEMETRY": "False",
    "LITELLM_LOG": "ERROR",
}
_LOGGERS = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai", "httpx", "httpcore")
_CALLBACKS = ("callbacks", "input_callback", "success_callback", "failure_callback", "service_callback")


class LitellmDoor:
    """A way to any model that litellm knows; opening it takes seconds."""

    name = "litellm"

    def __init__(self, settings: ModelSettings, base: str | None) -> None:
        """`base` is the address of the endpoint, None for the provider's own."""
        self._settings = settings
        self._named = {
            "model": litellm_name(settings),
            "api_base": base,
            "api_version": settings.api_version,
        }
        self._key = _key(settings, base)

    def open(self) -> None:
        """Import litellm: 2.4 s, twice that the first time."""
        quiet_litellm()

    def send(self, body: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
        """Return the answer to a chat completion. Raises SendFailed."""
        return within(seconds, lambda: self._sent(body, seconds))

    def _sent(self, body: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
        litellm = quiet_litellm()
        from metrics_cli.interpretation.model.doors.transport import exchanges

        named = {name: value for name, value in self._named.items() if value}
        once = {"timeout": seconds, "max_retries": 0, "num_retries": 0, "stream": False}
        if "tools" in body:
            # With tools it would import a package for tool servers that it does not bring along.
            once["_skip_mcp_handler"] = True
        with exchanges(seconds) as exchanged:
            try:
                answer = litellm.completion(**named, **once, api_key=self._key, **body)
            except Exception as error:
                return _understood(error, exchanged)
        return _as_sent(exchanged) or dict(answer.model_dump())


def litellm_name(settings: ModelSettings) -> str:
    """Return the model's name as litellm has it; one that its endpoint gave it is of OpenAI's kind."""
    provider = provider_of(settings)
    if provider == "vllm":
        return f"hosted_{settings.name}"
    return settings.name if provider or not settings.api_base else f"openai/{settings.name}"


def quiet_litellm() -> ModuleType:
    """Return litellm with all that talks to others switched off. Raises SendFailed when it can't be imported."""
    os.environ.update(_QUIET)
    # It would have openai write down what is sent and what comes back.
    os.environ.pop("OPENAI_LOG", None)
    try:
        import litellm
    except ImportError as error:
        raise SendFailed(f"litellm can't be imported: {type(error).__name__}") from None
    from metrics_cli.interpretation.model.doors.transport import install

    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    for name in _CALLBACKS:
        setattr(litellm, name, [])
    warnings.filterwarnings("ignore", module="pydantic")
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.telemetry = False
    # What a model does not take it says itself; litellm's list of what models take goes by their names.
    litellm.drop_params = False
    install(litellm)
    return litellm


def _key(settings: ModelSettings, base: str | None) -> str | None:
    """Return the key to hand over; without one litellm looks for the provider's own in the environment."""
    provider = provider_of(settings) or ("openai" if base else "")
    key = key_for(settings, provider, base)
    if key:
        return key.reveal()
    is_withheld = settings.key_of(provider) is not None
    return "none" if is_withheld or (base and provider in LIGHT) else None


def _as_sent(exchanged: Exchanged) -> Mapping[str, Any] | None:
    """Return the endpoint's own answer where it is in OpenAI's form: litellm leaves a refusal out of it."""
    if exchanged.answered is None:
        return None
    try:
        answer = answer_of(exchanged.answered)
    except SendFailed:
        return None
    return answer if isinstance(answer.get("choices"), list) else None


def _understood(error: Exception, exchanged: Exchanged) -> Mapping[str, Any]:
    """Return the answer that litellm stumbled over, or raise what went wrong, as the wire saw it where it saw it."""
    if exchanged.failed is not None:
        raise exchanged.failed from None
    if exchanged.answered is not None:
        answer = answer_of(exchanged.answered)
        if isinstance(answer.get("choices"), list):
            return answer
        raise SendFailed("the answer is not what litellm expects of this provider") from None
    status = getattr(error, "status_code", None)
    # Its name, sometimes twice, and the way that it took through litellm.
    said = re.sub(r"^(litellm\.)?(\w+(Error|Exception)(: | - )(litellm\.)?)+", "", str(error)).partition("Traceback")[0]
    raise SendFailed(said, status if isinstance(status, int) else None, said=said) from None
