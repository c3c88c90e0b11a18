"""Things counted once over their rows: whether each has one value of what a condition on all its rows is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from metrics_cli.answer import Answer, Outcome, Refused, Suggestion
from metrics_cli.catalog import Catalog
from metrics_cli.catalog.additivity import SUM
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.presentation.sentences import join_words
from metrics_cli.query import Filter, GroupBy, MetricQuery, Operator
from metrics_cli.workflow.analysed import engine_query
from metrics_cli.workflow.prepared import Phrase, that_work
from metrics_cli.workflow.stages import Stages

# Groups are added up over all rows; of more than so many the question is taken as it is read.
MOST_ROWS = 1_000_000

Run = Callable[[MetricQuery, Stages], Outcome]


def over_rows(reading: Reading, stages: Stages, phrase: Phrase, run: Run) -> Refused | None:
    """Return the refusal of a condition on all rows of things counted once, where some have several values of it.

    Those that have a row of another value are then not those without the one: a thing may have both. `run` answers
    the two queries that tell.
    """
    several = [name for name in reading.once if _has_several(reading.query, name, stages, run)]
    if not several:
        return None
    labels = join_words([stages.catalog.metrics[m].label for m in reading.query.metrics])
    dimensions = join_words([_label(name, stages.catalog) for name in several])
    reason = (
        f"{labels} counts each once, and one may have several values of {dimensions}: "
        "without, only or both is said of all of them together, which I can't tell from one row at a time."
    )
    nearest = tuple(Suggestion(phrase(q, stages.catalog), q) for q in _nearest(reading.query, several))
    return Refused(reason, nearest=that_work(nearest, stages))


def _has_several(query: MetricQuery, name: str, stages: Stages, run: Run) -> bool:
    """Tell whether the groups by the dimension add up to more than the whole."""
    found = engine_query(query)
    groups = tuple(g for g in found.group_by if g.name != name)
    whole = replace(found, filters=_others(found.filters, [name]), group_by=groups)
    wide = replace(stages, max_rows=MOST_ROWS)
    counted = [m for m in query.metrics if stages.catalog.metrics[m].additivity != SUM]
    every, all_groups = (run(q, wide) for q in (whole, replace(whole, group_by=(*groups, GroupBy(name)))))
    return any(_sum(all_groups, metric) > _sum(every, metric) for metric in counted)


def _sum(outcome: Outcome, metric: str) -> Decimal:
    if not isinstance(outcome, Answer):
        return Decimal(0)
    place = [column.name for column in outcome.table.columns].index(metric)
    return sum((Decimal(str(row[place] or 0)) for row in outcome.table.rows), Decimal(0))


def _nearest(query: MetricQuery, several: Sequence[str]) -> Iterator[MetricQuery]:
    """Yield the query of those that have the values, and that of all."""
    rest = _others(query.filters, several)
    named = tuple(Filter(f.dimension, Operator.IN, f.values) for f in query.filters if _names_values(f, several))
    if named:
        yield replace(query, filters=(*rest, *(replace(f, operator=_equal(f)) for f in named)))
    yield replace(query, filters=rest)


def _names_values(condition: Filter, names: Sequence[str]) -> bool:
    return condition.dimension in names and bool(condition.values) and not isinstance(condition.values[0], bool)


def _equal(condition: Filter) -> Operator:
    return Operator.EQ if len(condition.values) == 1 else Operator.IN


def _others(filters: Sequence[Filter], names: Sequence[str]) -> tuple[Filter, ...]:
    return tuple(f for f in filters if f.dimension not in names)


def _label(name: str, catalog: Catalog) -> str:
    return catalog.dimensions[name].label if name in catalog.dimensions else name
