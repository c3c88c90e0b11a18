"""Places in a ranking, and persons that are asked for: the second best, who has the most."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metrics_cli.catalog import Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause, Thing
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.trade import phrase
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import RANKS

_NTH = "second third fourth fifth sixth seventh eighth ninth tenth".split()
_PLACES = {word: place for place, word in enumerate(_NTH, 2)}
_WRITTEN = re.compile(r"(\d{1,2})(?:nd|rd|th)")
_HOLDING = frozenset("has had have".split())


def places_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'second best', '3rd largest'."""
    written = _WRITTEN.fullmatch(words.fold(start))
    place = int(written[1]) if written else _PLACES.get(words.fold(start))
    if place and words.fold(start + 1) in RANKS:
        yield Clause(start, start + 2, "place", 0.5, place)


def check_places(draft: Draft) -> None:
    """Raise Doubtful for one place of a ranking: rankings are told from their top."""
    for clause in draft.of("place"):
        words = draft.text(clause)
        reason = f"'{words}' asks for one place of a ranking, and I list them from the top: say top {clause.content} …."
        raise Doubtful(reason, draft.tokens(clause), draft.metrics)


def asked_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'who' of 'who has the most …': the one or the other of the persons that the layer knows."""
    if words.fold(start) != "who" or words.fold(start + 1) not in _HOLDING:
        return
    rank = words.skip(start + 2, frozenset({"the"}))
    if words.fold(rank) not in RANKS:
        return
    for home, dimensions in words.lexicon.dimensions.items():
        is_entity = dimensions[0].type == "entity"
        if _is_somebody(home.element) if is_entity else _names_somebody(words, home):
            name = (home.element if is_entity else dimensions[0].label).replace("_", " ")
            said = f"'who' is read as {dimensions[0].label}"
            yield Clause(start, start + 2, "group", 0.9, Thing(((home, 0.0),), intro="which", words=name), (said,))


def _names_somebody(words: Words, home: Home) -> bool:
    """Tell whether a dimension tells persons that are no things of their own here: the account manager of a customer.

    Numbers of persons are none, and who the thing itself is called by is told by the thing.
    """
    dimension = words.lexicon.dimensions[home][0]
    said = [w for w in phrase(dimension.label) if w != "name"]
    owner = phrase(dimension.name.split("__")[-2:][0].replace("_", " "))
    values = words.values.of_home.get(home, ())
    is_named = bool(values) and all(isinstance(v, str) for v in values)
    if dimension.type != "categorical" or dimension.pii or not is_named or not said or "of" in said:
        return False
    return said[-1] in phrases.PERSONAL | phrases.ACTING and said[-1] != owner[-1]


def _is_somebody(entity: str) -> bool:
    return any(word in phrases.PERSONAL | phrases.ACTING for word in phrase(entity.replace("_", " ")))
