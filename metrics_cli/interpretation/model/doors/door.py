"""What a door does: it takes a request in the common form to an endpoint and brings back the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Door(Protocol):
    """A way to a model."""

    @property
    def name(self) -> str:
        """`light` or `litellm`."""
        ...

    def open(self) -> None:
        """Import what sending needs, so that it is there when it is needed."""
        ...

    def send(self, body: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
        """Return the answer to a chat completion, as OpenAI's interface has it.

        `body` holds the messages and parameters without the model. Raises SendFailed, at the latest after `seconds`.
        """
        ...
