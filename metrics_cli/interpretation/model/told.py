"""What a model says of itself, made fit to be shown to a person: as its words, short, and leading nowhere."""

from __future__ import annotations

import re
from dataclasses import replace

from metrics_cli.interpretation.model.contract import Declined, Proposal
from metrics_cli.interpretation.model.quoting import plain

LONGEST = 160
# Addresses, and what a shell or a terminal may make something of.
_LEADING = re.compile(r"://|\bwww\b|@|[^\W_]\.[^\W_]|\w/\w+/|[<>`|\\{}$~]|(?<!\w)--?\w")
# What a person is told to do, and what nobody should be asked for.
_ASKING = re.compile(
    r"\b(?:pass\s?(?:word|phrase|code)s?|pin|credentials?|secrets?|api keys?|log\s?-?in|sign\s?-?in|click|call|phone"
    r"|dial|e-?mail|contact|install|download|run|execute|sudo|curl|paste|pay|transfer)\b",
    re.IGNORECASE,
)


def quoting(proposal: Proposal, question: str) -> Proposal:
    """Return the proposal; the reason of a refusal in quotes as its words, or empty where it leads on."""
    if not isinstance(proposal, Declined):
        return proposal
    said = plain(proposal.reason).replace('"', "'").rstrip(". ")
    asked = question.casefold()
    is_asking = any(match.group().casefold() not in asked for match in _ASKING.finditer(said))
    is_shown = said and len(said) <= LONGEST and not is_asking and not _LEADING.search(said)
    return replace(proposal, reason=f'in its own words, "{said}"' if is_shown else "")
