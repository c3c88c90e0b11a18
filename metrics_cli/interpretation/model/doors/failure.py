"""What can go wrong between a request and its reply."""

from __future__ import annotations

import re

# A line for a person; what an endpoint says of itself may be a page.
LONGEST = 200


class SendFailed(Exception):
    """No reply came. `status` is the endpoint's where it answered, `wait` the seconds that it asks to wait.

    `is_brief` says that the next try may well go better; `is_down` that the endpoint itself is in no state to answer,
    whatever it is asked. `said` is all that it said, for what of the request it can't take.
    """

    def __init__(
        self,
        message: str,
        status: int | None = None,
        wait: float | None = None,
        is_brief: bool = False,
        is_down: bool = False,
        said: str = "",
    ) -> None:
        super().__init__(message)
        self.status, self.wait, self.is_brief, self.is_down, self.said = status, wait, is_brief, is_down, said


def one_line(text: str) -> str:
    """Return a text of others as one short line that no terminal obeys."""
    plain = " ".join(re.sub(r"[^\w\s!-~£€–—“”…]", " ", text).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
