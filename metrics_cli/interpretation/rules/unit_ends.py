"""The ends of units: at each month end, by quarter end, at month ends."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.interpretation.rules.clauses import Clause, Thing
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.interpretation.rules.words import GRAINS

_LEADS = frozenset("at by per for on".split())
_EACH = frozenset("each every".split())
_ENDS = frozenset("end ends close".split())


def unit_ends_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'at each month end': a row for each unit, of what stands at its end; 'at month end' may be one alone."""
    first = start + (words.fold(start) in _LEADS)
    unit = words.skip(words.skip(first, frozenset({"the"})), _EACH)
    if unit >= len(words.tokens) - 1 or words.tokens[unit].stem not in GRAINS or words.fold(unit + 1) not in _ENDS:
        return
    is_each = words.fold(unit - 1) in _EACH or words.fold(unit + 1) == "ends" or words.fold(start) in ("by", "per")
    if is_each and unit >= first and not words.tokens[unit + 1].is_parted:
        thing = Thing(grain=words.tokens[unit].stem, intro="end", words=words.text(start, unit + 2))
        yield Clause(start, unit + 2, "group", 0.8, thing)
