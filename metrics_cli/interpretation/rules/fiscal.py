"""Quarters and years of the fiscal calendar where words speak of it: by quarter in FY2026, fiscal quarters please."""

from __future__ import annotations

import re
from collections.abc import Sequence

from metrics_cli.interpretation.rules.clauses import Clause, Thing
from metrics_cli.interpretation.rules.datewords import FISCAL
from metrics_cli.interpretation.rules.drafts import Draft

_SHORT = re.compile(r"fy(?:\d\d|\d{4})?|f[qh][1-4]|fytd|fqtd")
_UNIT = re.compile(rf"(?:{'|'.join(sorted(FISCAL))})_(?P<unit>month|quarter|year)")


def own_grain(draft: Draft, grain: str | None) -> str | None:
    """Return the project's fiscal grain for a calendar one, where the words speak of fiscal years; else the same."""
    if grain not in ("quarter", "year") or not _speaks_of_fiscal(draft):
        return grain
    own = [g for g in draft.catalog.custom_grains if (m := _UNIT.fullmatch(g.lower())) and m["unit"] == grain]
    return own[0] if len(own) == 1 else grain


def says_again(clause: Clause, groups: Sequence[Clause]) -> bool:
    """Tell whether 'per quarter …, fiscal quarters please' only says which quarters were meant before."""
    thing: Thing = clause.content
    match = _UNIT.fullmatch(thing.grain.lower()) if thing.grain and not thing.homes else None
    before = [c for c in groups if c.end <= clause.start and not c.content.homes]
    return bool(match) and any(c.content.grain == match["unit"] for c in before if match)


def _speaks_of_fiscal(draft: Draft) -> bool:
    return any(t.fold in FISCAL or _SHORT.fullmatch(t.fold) for t in draft.words.tokens)
