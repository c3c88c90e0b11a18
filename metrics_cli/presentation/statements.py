"""Several SQL statements as one text that can be run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_TITLES: Mapping[str, str] = {
    "rows": "the rows",
    "previous": "the period it is compared with; cut to the days that the data reach when it runs",
    "total": "the wholes that shares are taken of",
    "calendar": "the days of the project's own grain",
}


def statements(plans: Sequence[tuple[str, str]]) -> str:
    """Return the SQL of one (name, SQL) pair as it is; of several, each under a comment that says what it is for."""
    if len(plans) == 1:
        return plans[0][1]
    return "\n\n".join(f"-- {_TITLES.get(name, name)}\n{sql};" for name, sql in plans)
