"""Whether the rows of an answer are the rows that are right: by value, whatever the columns are called.

Every column that is right must be found in the answer, with the same values in the same rows. What the answer may have
beyond that is ruled so that no wrong answer passes:

- The same metric told further: the period before, the change, the share. Another metric it may not have.
- A further name of the rows that tells none of them apart (a date that all share, a code beside a name), unless rows
  were chosen by rank: the best of finer groups is another thing.
- Rows without a figure, or with none but 0, count for nothing on either side, unless rows were chosen by rank.

The figure of the period before is only taken for what it is: after the figure that it is compared with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metrics_cli.analysis import PREVIOUS
from metrics_cli.answer import Row
from metrics_cli.evaluation.cells import folded, is_blank, is_number, same
from metrics_cli.evaluation.shape import FIGURE, Shape

# Beyond so many rows of one name, each is not held to each.
MOST_PAIRED = 500
_RANKING = re.compile(
    r".*\border\s+by\s+(\d+\b)?(?:[^()]|\([^()]*\))*?\blimit\s+\d+\s*;?\s*$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class Gold:
    """The rows that are right, to how many decimals (None: nine digits), and whether their order matters.

    `ranked_by` is the place of the column that they are ranked by, -1 when it is not known which, None for no ranking.
    """

    rows: tuple[Row, ...]
    decimals: int | None = None
    is_ordered: bool = False
    ranked_by: int | None = None


def ranked_by(statement: str) -> int | None:
    """Return the column that a statement ranks its rows by before it takes the first: its place, -1, or None."""
    match = _RANKING.search(statement)
    if match is None:
        return None
    return int(match[1]) - 1 if match[1] else -1


def is_right(gold: Gold, rows: Sequence[Row], shape: Shape) -> bool:
    """Tell whether `rows`, of that shape, hold what is right."""
    right = [tuple(map(folded, row)) for row in gold.rows]
    given = [tuple(map(folded, row)) for row in rows]
    if not right or not given:
        figures = tuple(shape.figures) if given else ()
        # Without rows there is no telling which columns of the gold are figures: the last one is.
        return not _told(right, (-1,)) and not _told(given, figures)
    return any(_agree(gold, right, given, places, shape) for places in _places(right, given, shape))


def _places(right: list[Row], given: list[Row], shape: Shape) -> Iterator[tuple[int, ...]]:
    """Yield the ways to find the columns that are right among those given: for each its place in the answer."""
    kinds = [[_kinds(rows, place) for place in range(len(rows[0]))] for rows in (right, given)]
    candidates = [[p for p, kind in enumerate(kinds[1]) if kind <= wanted or wanted <= kind] for wanted in kinds[0]]
    yield from (places for places in _chosen(candidates) if _is_legal(places, shape))


def _chosen(candidates: list[list[int]], taken: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    if len(taken) == len(candidates):
        yield taken
        return
    for place in candidates[len(taken)]:
        if place not in taken:
            yield from _chosen(candidates, (*taken, place))


def _kinds(rows: list[Row], place: int) -> set[str]:
    cells = (row[place] for row in rows)
    return {"number" if is_number(cell) else type(cell).__name__ for cell in cells if cell is not None}


def _is_legal(places: tuple[int, ...], shape: Shape) -> bool:
    """Tell whether columns found at `places` leave out only what may be left out."""
    left_out = set(shape.groups) - set(places)
    found = [shape.figures[place] for place in places if place in shape.figures]
    if shape.metrics - {metric for metric, _ in found} or (left_out and shape.is_chosen):
        return False
    before = [(metric, FIGURE) for metric, told in found if told == PREVIOUS]
    return all(figure in found[: found.index((figure[0], PREVIOUS))] for figure in before)


def _agree(gold: Gold, right: list[Row], given: list[Row], places: tuple[int, ...], shape: Shape) -> bool:
    given = [tuple(row[place] for place in places) for row in given]
    figures = tuple(at for at, place in enumerate(places) if place in shape.figures)
    names = [at for at, place in enumerate(places) if place in shape.groups]
    if set(shape.groups) - set(places) and len({tuple(row[at] for at in names) for row in given}) < len(given):
        return False
    if not shape.is_chosen and gold.ranked_by is None:
        right, given = _told(right, figures), _told(given, figures)
    right, given = _filled(right, figures), _filled(given, figures)
    if len(right) != len(given):
        return False
    if gold.is_ordered:
        return all(_same_row(*rows, gold.decimals) for rows in zip(right, given, strict=True))
    return _same_order(gold, right, given, figures) and _same_rows(right, given, gold.decimals)


def _told(rows: list[Row], figures: tuple[int, ...]) -> list[Row]:
    """Return the rows that tell something: not those whose figures are all empty or 0."""
    return [row for row in rows if not figures or not all(is_blank(row[at]) for at in figures)]


def _filled(rows: list[Row], figures: tuple[int, ...]) -> list[Row]:
    """Return the rows with 0 for each empty figure."""
    return [tuple(0 if cell is None and at in figures else cell for at, cell in enumerate(row)) for row in rows]


def _same_order(gold: Gold, right: list[Row], given: list[Row], figures: tuple[int, ...]) -> bool:
    """Tell whether rows that are ranked come in their order; equal figures may come in any."""
    if gold.ranked_by is None:
        return True
    asked = figures if gold.ranked_by < 0 else tuple(at for at in figures if at == gold.ranked_by)
    ranking = [at for at in asked if _is_sorted(right, at)]
    in_order = (
        all(same(one[at], other[at], gold.decimals) for one, other in zip(right, given, strict=True)) for at in ranking
    )
    return not ranking or any(in_order)


def _is_sorted(rows: list[Row], at: int) -> bool:
    cells = [row[at] for row in rows]
    numbers = [cell for cell in cells if is_number(cell)]
    return len(numbers) == len(cells) and sorted(numbers) in (numbers, numbers[::-1])


def _same_rows(right: list[Row], given: list[Row], decimals: int | None) -> bool:
    """Tell whether the rows are the same, in any order."""
    wanted, found = _by_name(right), _by_name(given)
    return wanted.keys() == found.keys() and all(_same_figures(wanted[name], found[name], decimals) for name in wanted)


def _by_name(rows: list[Row]) -> dict[Row, list[Row]]:
    """Return the rows, those with the smallest numbers first, by what in them is no number."""
    found: dict[Row, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: [float(cell) for cell in row if is_number(cell)]):
        found[tuple(None if is_number(cell) else cell for cell in row)].append(row)
    return found


def _same_figures(right: list[Row], given: list[Row], decimals: int | None) -> bool:
    if len(right) != len(given):
        return False
    if all(_same_row(one, other, decimals) for one, other in zip(right, given, strict=True)):
        return True
    rest = given[:]
    # Noise in the last digit of one number may have put rows in another order.
    for row in right if len(right) <= MOST_PAIRED else ():
        match = next((other for other in rest if _same_row(row, other, decimals)), None)
        if match is None:
            return False
        rest.remove(match)
    return not rest


def _same_row(one: Row, other: Row, decimals: int | None) -> bool:
    return all(same(a, b, decimals) for a, b in zip(one, other, strict=True))
