"""One model that can be reached: what a question may cost, how often it is tried, when it is left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import random
from typing import Any

from metrics_cli.interpretation.model.configuration import ModelSettings
from metrics_cli.interpretation.model.contract import Completion, ModelUnavailable, Request
from metrics_cli.interpretation.model.doors.addresses import checked_base, light_address, place, provider_of
from metrics_cli.interpretation.model.doors.answers import Said, said_in
from metrics_cli.interpretation.model.doors.compatible import LightDoor
from metrics_cli.interpretation.model.doors.door import Door
from metrics_cli.interpretation.model.doors.failure import SendFailed, one_line
from metrics_cli.interpretation.model.doors.memory import Memory, memory_folder
from metrics_cli.interpretation.model.doors.prices import Price, price_of
from metrics_cli.interpretation.model.doors.shapes import Shape, body_of, looser, weaker
from metrics_cli.interpretation.model.doors.wire import too_late
from metrics_cli.interpretation.model.secret import without


@dataclass(frozen=True)
class Patience:
    """How often a request is sent again, and the seconds before the first time; each wait is twice the one before."""

    retries: int = 2
    first_wait: float = 0.4


class ModelEndpoint:
    """A model behind one of the doors."""

    def __init__(
        self,
        settings: ModelSettings,
        door: Door,
        memory: Memory,
        place: str = "",
        patience: Patience | None = None,
    ) -> None:
        self._settings, self._door, self._memory, self._place = settings, door, memory, place
        self._patience = patience or Patience()
        self._shape: Shape | None = None
        self._answered = Shape()
        self._price: Price | None = None
        self._opening: threading.Thread | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self._settings.name

    @property
    def where(self) -> str:
        """The host it is on, or its provider, and the door that leads there: light or litellm."""
        return f"{self._place}, by the {self._door.name} door"

    @property
    def shape(self) -> Shape:
        """The shape of request that the endpoint is known to take."""
        self._shape = self._shape or self._memory.shape()
        return self._shape

    @property
    def price(self) -> Price | None:
        """What a token costs, None when that is not known."""
        self._price = self._price or price_of(self._settings)
        return self._price

    def warm(self) -> None:
        """Begin to import what a call needs, in a thread; nothing is imported for an endpoint that is left alone."""
        if self._opening is None and self._memory.circuit() is None:
            self._opening = threading.Thread(target=self._open, daemon=True, name="model-import")
            self._opening.start()

    def complete(self, request: Request) -> Completion:
        """Return the model's reply. Raises ModelUnavailable: down, too late, refused, too dear."""
        self._check_cost(request)
        if circuit := self._memory.circuit():
            left = f"asked again in {circuit.seconds:.0f} s"
            raise ModelUnavailable(f"{self.name} was not to be reached a moment ago ({circuit.why}); {left}")
        before = self.shape
        try:
            # What it takes to open a door is no time of the endpoint's.
            self._door.open()
            began = time.monotonic()
            said = said_in(self._answer(request, began + self._settings.timeout))
        except SendFailed as failed:
            self._shape = before
            raise self._unavailable(failed) from None
        self._answered = self.shape
        self._memory.close_circuit()
        if self.shape != before:
            self._memory.keep_shape(self.shape)
        return self._completion(said, request.tokens, time.monotonic() - began)

    def loosen(self) -> bool:
        """Hold the next reply to the schema in a looser form than the last; False when there is none."""
        simpler = looser(self._answered)
        self._shape = simpler or self.shape
        return simpler is not None

    def keep(self) -> str:
        """Remember the shape of the last request that was answered; return the form that held its reply."""
        self._memory.keep_shape(self._answered)
        return self._answered.form

    def forget(self) -> None:
        """Forget that the endpoint was down, and what it did not take."""
        self._memory.forget()
        self._shape = None

    def _open(self) -> None:
        # A failure is heard of when the request is sent.
        try:
            self._door.open()
        except Exception:
            return

    def _check_cost(self, request: Request) -> None:
        limit = self._settings.max_cost
        if limit is None:
            return
        if self.price is None:
            raise ModelUnavailable(f"too dear, maybe: no price is known of {self.name}; set METRICS_MODEL_PRICE")
        if not self.shape.limit:
            raise ModelUnavailable(f"too dear, maybe: {self.name} takes no limit to the length of its reply")
        most = request.spent + self.price.at_most(request.tokens, self._settings.max_output)
        if most > limit:
            raise ModelUnavailable(f"too dear: it may cost ${most:.6f}, and ${limit:.6f} is allowed")

    def _answer(self, request: Request, until: float) -> Mapping[str, Any]:
        """Return the answer, after having left out of the request what the endpoint says it can't take."""
        while True:
            body = body_of(request, self.shape, self._settings.max_output, self._settings.options)
            try:
                return self._retried(body, until)
            except SendFailed as failed:
                # Each turn leaves out something more, so it ends.
                simpler = weaker(self.shape, failed.status, failed.said) if failed.status else None
                if simpler is None:
                    raise
                self._shape = simpler

    def _retried(self, body: Mapping[str, Any], until: float) -> Mapping[str, Any]:
        wait = self._patience.first_wait
        for tries_left in range(self._patience.retries, -1, -1):
            try:
                return self._sent(body, until)
            except SendFailed as failed:
                # Not all at once: others wait as well.
                pause = failed.wait if failed.wait is not None else wait * (0.5 + random())
                is_soon = time.monotonic() + pause < until
                if not (tries_left and failed.is_brief and is_soon and self._is_worth(failed)):
                    raise
                time.sleep(pause)
                wait *= 2
        raise AssertionError("the last try returns or raises")

    def _is_worth(self, failed: SendFailed) -> bool:
        """Tell whether the same request may go better; what names a part of it will not."""
        is_simpler = failed.status is not None and weaker(self.shape, failed.status, failed.said) is not None
        return failed.status == 429 or not is_simpler

    def _sent(self, body: Mapping[str, Any], until: float) -> Mapping[str, Any]:
        left = until - time.monotonic()
        if left <= 0:
            raise too_late(self._settings.timeout)
        return self._door.send(body, left)

    def _completion(self, said: Said, sent: int, seconds: float) -> Completion:
        secrets = self._settings.secrets
        cost = self.price.of(said) if self.price else None
        counted = self.price.counted(said, sent) if self.price else None
        took = (said.input_tokens, said.output_tokens, said.cached_tokens, cost, seconds, counted)
        completion = Completion(without(said.text, secrets), self.name, *took)
        if said.refusal and not said.text.strip():
            told = one_line(without(said.refusal, secrets))
            raise ModelUnavailable(f"{self.name} refused: {told}", completion)
        if said.ended == "content_filter":
            raise ModelUnavailable(f"{self.name}: a content filter stopped the reply", completion)
        if said.ended == "length" and not said.text.strip():
            most = f"used all of its {self._settings.max_output:,} tokens before it replied (METRICS_MAX_OUTPUT)"
            raise ModelUnavailable(f"{self.name} {most}", completion)
        if said.text.strip() and "{" not in said.text and (simpler := looser(self.shape)):
            # It took the schema and took no notice of it: it is told in words if it is asked again.
            self._shape = simpler
        return completion

    def _unavailable(self, failed: SendFailed) -> ModelUnavailable:
        why = one_line(without(str(failed), self._settings.secrets))
        if failed.is_down:
            self._memory.open_circuit(why, failed.wait)
        return ModelUnavailable(f"{self.name}: {why}")


def endpoint_for(
    settings: ModelSettings,
    environ: Mapping[str, str],
    home: Path,
    now: Callable[[], float] = time.time,
    patience: Patience | None = None,
) -> ModelEndpoint:
    """Return the model that the settings name, behind the light door where that leads to it, else behind litellm's.

    `now` returns the seconds since 1970, by which an endpoint that was down is left alone for a minute. Imports neither
    litellm nor httpx. Raises ModelUnavailable for an address that is none.
    """
    address = light_address(settings)
    base = address.base if address else checked_base(settings.api_base, provider_of(settings))
    where = place(settings, base)
    memory = Memory(memory_folder(environ, home), f"{settings.name} at {base or where}", now)
    if address:
        return ModelEndpoint(settings, LightDoor(address), memory, where, patience)
    from metrics_cli.interpretation.model.doors.litellm_door import LitellmDoor

    return ModelEndpoint(settings, LitellmDoor(settings, base), memory, where, patience)
