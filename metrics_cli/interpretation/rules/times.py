"""All that a question says of time, each word read once: periods, a comparison of two, parts of dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metrics_cli.interpretation.rules.contrasts import Contrast, find_contrast
from metrics_cli.interpretation.rules.dateparts import Part, find_parts
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.period import ISO, Calendar


@dataclass(frozen=True)
class Times:
    """What the words say of time: the periods that are asked for, what they are set against, parts of dates.

    The base of a contrast is its only period. More than one period is for the reader to refuse.
    """

    periods: tuple[Named, ...] = ()
    contrast: Contrast | None = None
    parts: tuple[Part, ...] = ()


def read_times(
    tokens: Sequence[Token], today: date, calendar: Calendar = ISO, custom_grains: Sequence[str] = ()
) -> Times:
    """Return what the words say of time; `custom_grains` are the project's own.

    Raises QueryInvalid for words that name a date the calendar does not have.
    """
    contrast = find_contrast(tokens, today, calendar)
    if contrast is not None:
        periods: tuple[Named, ...] = (contrast.base,) if contrast.base else ()
        taken = [*contrast.spans, *((n.start, n.end) for n in periods)]
    else:
        periods = find_periods(tokens, today, calendar)
        taken = [(n.start, n.end) for n in periods]
    parts = [p for p in find_parts(tokens, custom_grains) if all(p.end <= a or b <= p.start for a, b in taken)]
    return Times(periods, contrast, tuple(parts))
