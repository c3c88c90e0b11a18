"""What a list of periods (Jan, Feb and Mar; 2022 or 2024) makes of a query: a row for each, or all of them together."""

from __future__ import annotations

import re

from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.measures import is_balance
from metrics_cli.period import UNITS

# What is ranked, bounded or shared out over the list takes its periods together.
_OVER_ALL = ("rank", "bound", "share")


def list_of(draft: Draft) -> Named | None:
    """Return the list of periods that the question names, None when it names none."""
    found = [c.content for c in draft.of("period") if c.content.grain or c.content.filters]
    return found[0] if found else None


def grain_of(draft: Draft, listed: Named) -> tuple[str | None, tuple[str, ...]]:
    """Return the grain at which the list is told, None for all of it together, and what to say of that.

    Raises Doubtful for periods that no grain splits, and for a sum of what does not add up over time.
    """
    if any(not c.content.homes for c in draft.of("group")) or draft.of("trend"):
        return None, ()
    is_total = any(c.content == "total" for c in draft.of("lead"))
    if listed.grain is None or is_total or draft.of(*_OVER_ALL):
        if any(is_balance(m, draft.catalog) for m in draft.metrics):
            reason = f"{draft.labels()} stands at a day, and days don't add up. Ask for it by month, or at one day."
            raise Doubtful(reason, metrics=draft.metrics)
        return None, ("the periods are taken together",)
    grain = _known(listed.grain, draft.catalog.custom_grains)
    if grain is None:
        words = listed.grain.replace("_", " ")
        raise Doubtful(
            f"I can't split by {words}. Ask for one period at a time, or compare two.", metrics=draft.metrics
        )
    return grain, ()


def _known(grain: str, custom: tuple[str, ...]) -> str | None:
    """Return the grain by its name in the project: fiscal_year may be called fiscal_yr or financial_year there."""
    if grain in UNITS:
        return grain
    unit = grain.removeprefix("fiscal_")
    short = {"year": "ye?a?r", "quarter": "qu?a?r?te?r"}.get(unit, unit)
    return next((g for g in custom if re.fullmatch(rf"(?:fiscal|financial|fy)_?{short}", g.lower())), None)
