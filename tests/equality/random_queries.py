"""Random valid queries over any built dbt project on DuckDB, each asked of `metrics` and of `mf`, rows compared.

    python -m tests.equality.random_queries PROJECT_DIR [COUNT] [SEED]

Prints the queries whose rows differ and those that only one of the two answers; exits with 1 when there are any.
"""

from __future__ import annotations

import os
import random
import shlex
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from metrics_cli import workflow
from metrics_cli.answer import Answer
from metrics_cli.assembly import Assembly
from metrics_cli.catalog import STANDARD_GRAINS, Catalog, Dimension
from metrics_cli.errors import MetricsError
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.period import Period
from metrics_cli.query import DATE_PARTS, METRIC_TIME, Filter, GroupBy, MetricFilter, MetricQuery, Operator, OrderBy
from metrics_cli.settings import Settings
from metrics_cli.workflow import Stages
from tests.equality.oracle import Rows, cell, differences, mf_rows, natural

# After every date that test data could have, so that nothing is cut off at a today.
TODAY = date(2090, 1, 1)

# What `mf` answers and `metrics` refuses, because the number would be taken for another one.
ON_PURPOSE = (
    "has no meaning by",  # A month-on-month change by year sets each year beside a month.
    "is told at a day",  # A running figure and a sum over a period share no row.
    "would rank over several",
    "would set a part of",  # The data end inside the period, and what it is compared with is whole.
    "compares whole periods",
    "would count all dates",
)


@dataclass(frozen=True)
class Case:
    """A query, what `metrics` answers and the `mf` commands that should give the same rows."""

    query: MetricQuery
    ours: Rows
    commands: tuple[tuple[str, ...], ...]


def random_query(catalog: Catalog, stages: Stages, rng: random.Random) -> MetricQuery:
    """Return a query that MetricFlow should be able to answer."""
    if catalog.saved_queries and rng.random() < 0.05:
        return typed_query(Flags(saved_query=rng.choice(sorted(catalog.saved_queries))), catalog, TODAY)
    metrics = tuple(rng.sample(sorted(catalog.metrics), min(rng.choice((1, 1, 1, 2, 3)), len(catalog.metrics))))
    offered = list(catalog.dimensions_of(metrics))
    has_time = all(catalog.has_time(m) for m in metrics)
    groups = [_group(d, catalog, rng) for d in rng.sample(offered, min(rng.choice((0, 1, 1, 2)), len(offered)))]
    if has_time and (rng.random() < 0.5 or any(catalog.metrics[m].needs_time for m in metrics)):
        groups.append(_group(catalog.dimensions[METRIC_TIME], catalog, rng))
    query = MetricQuery(metrics, tuple(dict.fromkeys(groups)))
    if offered and rng.random() < 0.4:
        query = replace(query, filters=tuple(_filters(rng.choice(offered), stages, rng)))
    if rng.random() < 0.1:
        query = replace(query, metric_filters=tuple(_metric_filters(metrics, offered, catalog, rng)))
    span = stages.spans.of(metrics, catalog)
    if has_time and span and rng.random() < 0.4:
        days = sorted(rng.randrange((span.last - span.first).days + 1) for _ in range(2))
        start, end = (span.first + timedelta(days=d) for d in days)
        query = replace(query, period=Period(f"{start}..{end}", start, end))
    if rng.random() < 0.3:
        columns = [*metrics, *(g.column for g in query.group_by)]
        query = replace(query, order_by=(OrderBy(rng.choice(columns), rng.random() < 0.5),), limit=rng.randint(1, 8))
    return query if query.group_by else replace(query, order_by=(), limit=None)


def _group(dimension: Dimension, catalog: Catalog, rng: random.Random) -> GroupBy:
    if dimension.type != "time":
        return GroupBy(dimension.name)
    finest = STANDARD_GRAINS.index(dimension.grain) if dimension.grain in STANDARD_GRAINS else 0
    if rng.random() < 0.2 and finest == 0:
        return GroupBy(dimension.name, None, rng.choice(DATE_PARTS))
    return GroupBy(dimension.name, rng.choice((*STANDARD_GRAINS[finest:], *catalog.custom_grains)))


def _filters(dimension: Dimension, stages: Stages, rng: random.Random) -> list[Filter]:
    if dimension.home is None or dimension.type == "entity":
        return [Filter(dimension.name, rng.choice((Operator.IS_NULL, Operator.NOT_NULL)))]
    if dimension.type == "time":
        ends = stages.index.ends(dimension.home, TODAY)
        if ends.first is None or ends.last is None:
            return []
        day = ends.first + timedelta(days=rng.randrange((ends.last - ends.first).days + 1))
        operator = rng.choice((Operator.GE, Operator.LT, Operator.LE, Operator.GT))
        return [Filter(dimension.name, operator, (day.isoformat(),))]
    values = [value for value, _ in stages.index.values(dimension.home).counts]
    if not values:
        return [Filter(dimension.name, Operator.IS_NULL)]
    operator = rng.choice(
        (Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN, Operator.NOT_NULL, Operator.CONTAINS)
    )
    if operator is Operator.NOT_NULL:
        return [Filter(dimension.name, operator)]
    many = operator in (Operator.IN, Operator.NOT_IN)
    chosen = tuple(rng.sample(values, min(len(values), 3 if many else 1)))
    if operator is Operator.CONTAINS and not isinstance(chosen[0], str):
        operator = Operator.EQ
    return [Filter(dimension.name, operator, chosen)]


def _metric_filters(
    metrics: tuple[str, ...], offered: list[Dimension], catalog: Catalog, rng: random.Random
) -> list[MetricFilter]:
    entities = [d.name for d in offered if d.type == "entity" and "__" not in d.name]
    if not entities:
        return []
    entity = rng.choice(entities)
    usable = [
        m
        for m in catalog.metrics
        if any(d.name == entity for d in catalog.dimensions_of([m]))
        and not (catalog.metrics[m].needs_time or catalog.metrics[m].is_cumulative)
    ]
    if not usable:
        return []
    return [MetricFilter(rng.choice(usable), (entity,), rng.choice((Operator.GT, Operator.LE)), (rng.randint(0, 5),))]


def asked(query: MetricQuery, stages: Stages) -> Case:
    """Return what `metrics` answers, and the commands that must say the same.

    The command that an answer names must always. So must the one that a person would write, but where `metrics` counts
    days exactly that MetricFlow widens to whole grains, gives a running figure a day or an offset its grain, tells a
    metric filter over the period, or cuts ties by an order of its own.
    """
    try:
        outcome = workflow.answer(query, stages)
    except MetricsError as error:
        return Case(query, Rows(error=f"{error.message} ({error.hint})"), (tuple(natural(query)),))
    shown = outcome.mf if isinstance(outcome, Answer) else getattr(outcome, "mf", None)
    commands = [tuple(shlex.split(shown)[1:])] if shown else []
    plain = tuple(natural(query))
    if outcome.query.group_by == query.group_by and "--where" not in (commands or [()])[0] and query.limit is None:
        # Rows are compared in any order: what the two say but for the order is asked once.
        commands += [plain] if _unordered(commands) != plain else []
    if not isinstance(outcome, Answer):
        return Case(query, Rows(), tuple(commands))
    names = tuple(column.name for column in outcome.table.columns)
    return Case(query, Rows(names, tuple(tuple(map(cell, row)) for row in outcome.table.rows)), tuple(commands))


def _unordered(commands: list[tuple[str, ...]]) -> tuple[str, ...]:
    words = commands[0] if commands else ()
    at = words.index("--order") if "--order" in words else len(words)
    return words[:at] + words[at + 2 :]


def unequal(project: Path, cases: list[Case]) -> list[str]:
    """Return a line for each command of which `mf` says something else than `metrics`."""
    pairs = [(case, command) for case in cases for command in case.commands]
    answers = mf_rows(project, [command for _, command in pairs], **environment_of(project))
    found = []
    for (case, command), theirs in zip(pairs, answers, strict=True):
        if case.ours.error or theirs.error:
            what = f"metrics: {case.ours.error or 'answers'}; mf: {'refuses' if theirs.error else 'answers'}"
            if bool(case.ours.error) == bool(theirs.error) or any(said in case.ours.error for said in ON_PURPOSE):
                continue
        else:
            what = differences(case.ours, theirs)
        if what:
            found.append(f"mf {shlex.join(command)}\n    {what}")
    return found


def environment_of(project: Path) -> dict[str, str]:
    """Return what `mf` needs to know of its surroundings: dbt's own variables, and where the profiles are."""
    kept = {k: v for k, v in os.environ.items() if k.startswith("DBT_")}
    return {"DBT_PROFILES_DIR": str(project), **kept}


def main() -> int:
    project, count, seed = Path(sys.argv[1]).resolve(), *(int(a) for a in (*sys.argv[2:], "200", "1")[:2])
    assembly = Assembly(Settings(project_dir=project), os.environ)
    stages = replace(assembly.stages(TODAY, TODAY), max_rows=10**6)
    rng = random.Random(seed)
    queries = [random_query(stages.catalog, stages, rng) for _ in range(count)]
    cases = [asked(query, stages) for query in queries]
    assembly.close()
    found = unequal(project, cases)
    print(*found, sep="\n")
    for reason, times in Counter(case.ours.error for case in cases if case.ours.error).most_common():
        print(f"{times} times refused: {reason}")
    refused = sum(bool(case.ours.error) for case in cases)
    print(
        f"{count} queries with seed {seed}: {len(found)} differ, {refused} refused, "
        f"{sum(not c.ours.rows and not c.ours.error for c in cases)} without rows"
    )
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
