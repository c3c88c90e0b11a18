"""Each group's part of a whole that the engine told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isclose

from metrics_cli.analysis.frame import Frame, Row
from metrics_cli.analysis.numbers import is_number, ratio

SHARE = "__share"


@dataclass(frozen=True)
class Shared:
    """The rows with their shares.

    `mixed` names the metrics that have groups below zero, or a whole that is; `short` those whose shares of a whole do
    not come to 1.
    """

    frame: Frame
    mixed: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


def share(frame: Frame, totals: Frame, within: Sequence[str], metrics: Sequence[str]) -> Shared:
    """Return `frame` with the share of each metric in `totals`, which has one row for each group of `within`.

    A share is null where the value is, and where the whole is zero or unknown; a group without a name is a part too.
    """
    wholes = dict(zip(totals.keys(within), totals.rows, strict=True))
    keys = frame.keys(within)
    mixed, short = [], []
    for metric in metrics:
        position = totals.names.index(metric)
        whole = [wholes[key][position] if key in wholes else None for key in keys]
        values = frame.column(metric)
        if any(is_number(v) and v < 0 for v in (*values, *whole)):
            mixed.append(metric)
        shares = [ratio(v, w) for v, w in zip(values, whole, strict=True)]
        if not _come_to_one(keys, shares):
            short.append(metric)
        frame = frame.plus(metric + SHARE, "number", shares)
    return Shared(frame, tuple(mixed), tuple(short))


def _come_to_one(keys: Sequence[Row], shares: Sequence[float | None]) -> bool:
    sums: dict[Row, list[float]] = {}
    for key, part in zip(keys, shares, strict=True):
        if part is not None:
            sums.setdefault(key, []).append(part)
    return all(isclose(fsum(parts), 1, rel_tol=1e-9) for parts in sums.values())
