"""The search for the readings that account for every word at least cost."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from metrics_cli.interpretation.rules.clauses import Clause

# A word that nothing reads; more than any sense of it, so that a reading without such words always goes before.
UNUSED = 20.0
# How many part readings are kept at each word, the cheapest first.
WIDTH = 48


def readings(clauses: Iterable[Clause], length: int) -> list[tuple[float, tuple[Clause, ...]]]:
    """Return the cheapest rows of clauses that cover words 0 to `length` without overlap, cheapest first."""
    starting: list[list[Clause]] = [[] for _ in range(length)]
    for clause in clauses:
        starting[clause.start].append(clause)
    best: list[list[tuple[float, int, Clause | None, int]]] = [[] for _ in range(length + 1)]
    best[0] = [(0.0, 0, None, 0)]
    number = 0
    for place in range(length):
        best[place] = heapq.nsmallest(WIDTH, best[place])
        for rank, (cost, *_) in enumerate(best[place]):
            for clause in (*starting[place], Clause(place, place + 1, "unused", UNUSED)):
                number += 1
                best[clause.end].append((cost + clause.cost, number, clause, rank))
    best[length] = heapq.nsmallest(WIDTH, best[length])
    return [(entry[0], _path(best, entry)) for entry in best[length]]


def _path(
    best: Sequence[Sequence[tuple[float, int, Clause | None, int]]], entry: tuple[float, int, Clause | None, int]
) -> tuple[Clause, ...]:
    found: list[Clause] = []
    while entry[2] is not None:
        found.append(entry[2])
        entry = best[entry[2].start][entry[3]]
    return tuple(reversed(found))
