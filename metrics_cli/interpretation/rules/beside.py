"""Spans counted from a day: the 2 weeks before Christmas, the 7 days up to 2026-09-30, the year ending March 2025."""

from __future__ import annotations

from collections.abc import Callable

from metrics_cli.interpretation.rules.datewords import FISCAL, LEADS, UNIT_OF, phrases
from metrics_cli.interpretation.rules.line import Hit, Line, phrase_end

Inner = Callable[[Line, int], Hit | None]

_SIDES = {
    "before": phrases("before, prior to, leading up to, preceding"),
    "after": phrases("after, following"),
    "ending": phrases(
        "ending, ending on, ending in, ended, ended on, ended in, that ended, that ended on, that ended in, up to, "
        "up until, up to and including, through, to, until"
    ),
    "starting": phrases("starting, starting on, starting in, beginning, beginning on, beginning in, commencing, from"),
}
# Between numbers and dates these mean other things as well: a span must be counted before them.
_LOOSE = frozenset({"to", "until", "through", "from", "up", "starting", "beginning"})


def beside_at(line: Line, index: int, inner_at: Inner) -> Hit | None:
    """Read a span of so many units that ends or begins with a period, which `inner_at` finds."""
    count = line.count(index)
    at = index + (count is not None)
    at = line.skip(at, *FISCAL) if count is None else at
    unit = UNIT_OF.get(line[at])
    if unit is None or count == 0 or (count is None and line[at].endswith("s")):
        return None
    for side, words in _SIDES.items():
        after = phrase_end(line, at + 1, words)
        if after is None or (count is None and (line[at + 1] in _LOOSE or not _is_led(line, index))):
            continue
        if side in ("before", "after") and not _is_led(line, index):
            continue
        inner = inner_at(line, after)
        if inner is not None and not inner.rivals:
            return _spanned(line, index, at, side, (count or 1, unit), inner)
    return None


def _is_led(line: Line, index: int) -> bool:
    return line[index - 1] == "the" or line[index - 1] in LEADS


def _spanned(line: Line, index: int, at: int, side: str, size: tuple[int, str], inner: Hit) -> Hit:
    count, unit = size
    said = f"'{line.text(index, at + 2)}' is read as counted in days, not by the calendar"
    is_told = unit != "day" and side in ("before", "after")
    expression = f"{side}({count}, {unit}, {inner.expression})"
    return Hit(inner.end, expression, (*inner.assumed, *((said,) if is_told else ())))
