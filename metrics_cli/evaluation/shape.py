"""What the columns of an answer are: what its rows are told apart by, and the figures of each metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics_cli.analysis import CHANGE, PERCENT, PREVIOUS, SHARE
from metrics_cli.answer import Answer
from metrics_cli.query import MetricQuery

FIGURE = ""
_ENDINGS = (FIGURE, PREVIOUS, CHANGE, PERCENT, SHARE)


@dataclass(frozen=True)
class Shape:
    """`groups` are places of columns that name a row, `figures` those of figures: the metric, and what is told of it.

    A column that is neither holds the dates of the period compared with. `is_chosen` tells that rows were chosen by
    rank or by a condition on the result, so that others were left out.
    """

    groups: tuple[int, ...]
    figures: Mapping[int, tuple[str, str]]
    is_chosen: bool = False

    @property
    def metrics(self) -> set[str]:
        """The metrics that the columns tell of."""
        return {metric for metric, _ in self.figures.values()}


def shape_of(answer: Answer) -> Shape:
    """Return the shape of an answer."""
    return shape([column.name for column in answer.table.columns], answer.query)


def shape(names: Sequence[str], query: MetricQuery) -> Shape:
    """Return the shape of columns of these names that answer `query`."""
    known = {metric + ending: (metric, ending) for metric in query.metrics for ending in _ENDINGS}
    groups = {group.column for group in query.group_by}
    asides = {group + PREVIOUS for group in groups}
    # A condition on the name of a group is a filter: it ranks nothing.
    is_chosen = bool(query.limit is not None or query.top or any(h.column not in groups for h in query.having))
    return Shape(
        tuple(place for place, name in enumerate(names) if name in groups),
        {place: known.get(name, (name, FIGURE)) for place, name in enumerate(names) if name not in groups | asides},
        is_chosen,
    )
