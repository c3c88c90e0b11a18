"""What is worked out of the engine's rows: which further queries it takes, and the steps in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from metrics_cli.analysis import PREVIOUS, Frame, Shared, compare, having, ordered, share, top_within
from metrics_cli.answer import Cell
from metrics_cli.catalog import Catalog
from metrics_cli.catalog.additivity import DISTINCT
from metrics_cli.catalog.grains import SHORTER
from metrics_cli.errors import QueryFailed, QueryInvalid
from metrics_cli.execution.warehouse import Rows, Warehouse
from metrics_cli.presentation.sentences import join_words, label_of
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery
from metrics_cli.semantic_layer.layer import Plan
from metrics_cli.workflow.averaging import Around, averaged, fills
from metrics_cli.workflow.checking import ADDS_UP, aligned, date_parts, dated_groups
from metrics_cli.workflow.comparing import Beside, with_whole_windows
from metrics_cli.workflow.spans import Span

# An analysis rests on all rows of its queries; beyond so many it would take more memory than a laptop has to spare.
MOST_ROWS = 1_000_000
NOT_FINITE = "a value that is no finite number (NaN, infinity) is shown as missing"


@dataclass(frozen=True)
class Aside:
    """A further query that an analysis rests on: `previous`, `total`, or `calendar` with the days of a grain."""

    name: str
    query: MetricQuery
    plan: Plan


@dataclass(frozen=True)
class Analysed:
    """The rows that are the answer, in order and not yet cut to the limit, and what must be said of them."""

    rows: Rows
    caveats: tuple[str, ...]


def engine_query(query: MetricQuery) -> MetricQuery:
    """Return the part of an analysed query that the engine answers: all rows, in any order."""
    return replace(query, order_by=(), limit=None, having=(), compare=None, top=None, share=None, mean=None)


def total_query(query: MetricQuery) -> MetricQuery:
    """Return the query of the wholes that shares are taken of."""
    within = query.share.within if query.share else ()
    return replace(engine_query(query), group_by=tuple(g for g in query.group_by if g.column in within))


def calendar_queries(query: MetricQuery, catalog: Catalog) -> tuple[MetricQuery, ...]:
    """Return the queries that list the days of each of the project's own grains that its rows are told by."""
    grains = dict.fromkeys(str(g.grain) for g in dated_groups(query, catalog) if g.grain in catalog.custom_grains)
    return tuple(MetricQuery((), (GroupBy(METRIC_TIME, "day"), GroupBy(METRIC_TIME, grain))) for grain in grains)


def analyse(
    query: MetricQuery,
    plan: Plan,
    asides: tuple[Aside, ...],
    beside: Beside | None,
    span: Span | None,
    catalog: Catalog,
    warehouse: Warehouse,
    around: Around,
) -> Analysed:
    """Return the rows of an analysed query: averaged, compared, shared, filtered, ranked and ordered.

    Raises QueryFailed when one of its queries has more than MOST_ROWS rows.
    """
    run = _Run(query, catalog, warehouse, asides, around)
    frame, said = run.taken(plan, query)
    if beside and span:
        frame, told = run.compared(frame, beside, with_whole_windows(span, query, catalog))
        said += told
    frame, told = _finite(frame, query)
    said += told
    if query.share:
        frame, told = run.shared(frame)
        said += told
    if query.having:
        kept = having(frame, query.having)
        said += run.left_out(len(frame.rows) - len(kept.rows), len(frame.rows))
        frame = kept
    if query.top:
        best = top_within(frame, query.top, [g.column for g in query.shown_groups])
        frame = best.frame
        if best.ties:
            groups = "one group" if best.ties == 1 else f"{best.ties} groups"
            said.append(f"the last place is tied in {groups}: others left out have the same value")
    frame = ordered(frame, query.order_by)
    return Analysed(Rows(frame.names, frame.types, frame.rows), tuple(said))


@dataclass(frozen=True)
class _Run:
    query: MetricQuery
    catalog: Catalog
    warehouse: Warehouse
    asides: tuple[Aside, ...]
    around: Around

    def taken(self, plan: Plan, query: MetricQuery) -> tuple[Frame, list[str]]:
        """Return the rows of a plan, averaged where the query says so, and what must be said of that."""
        frame = self.frame(plan, query)
        if query.mean is None or not frame.rows:
            return (frame, []) if query.mean is None else (frame.select(self._columns()), [])
        self._check_numbers(frame, "averaged")
        found, said = averaged(query, frame, query.period, self.around, self.catalog, self._days())
        lost = any(isinstance(cell, str) for m in query.metrics for cell in frame.column(m))
        return found, [*said, *([NOT_FINITE] if lost else [])]

    def _columns(self) -> list[str]:
        return [*(g.column for g in self.query.shown_groups), *self.query.metrics]

    def frame(self, plan: Plan, query: MetricQuery) -> Frame:
        """Return all rows of a plan: groups, then metrics; time buckets as dates, or as moments when they are short."""
        rows = self.warehouse.run(plan.sql, MOST_ROWS, {g.column for g in query.group_by} | set(query.metrics))
        if rows.truncated:
            raise QueryFailed(f"the analysis rests on more than {MOST_ROWS:,} rows", "filter, or group by less")
        found = Frame(rows.names, rows.types, rows.rows).select([*(g.column for g in query.group_by), *query.metrics])
        positions = {found.names.index(g.column): g.grain in SHORTER for g in dated_groups(query, self.catalog)}
        return found.of(
            tuple(_bucket(cell, positions[i]) if i in positions else cell for i, cell in enumerate(row))
            for row in found.rows
        )

    def compared(self, frame: Frame, beside: Beside, span: Span) -> tuple[Frame, list[str]]:
        aside = next(a for a in self.asides if a.name == "previous")
        self._check_numbers(frame, "compared")
        groups = [g.column for g in self.query.shown_groups]
        alignments = beside.alignments(aligned(self.query, self.catalog), span, self._days())
        common = beside.common(date_parts(self.query, self.catalog))
        earlier, _ = self.taken(aside.plan, replace(aside.query, mean=self.query.mean))
        zeros = {m: self._is_zero(m) and self._stood(m, frame, earlier) for m in self.query.metrics}
        found = compare(frame, earlier, groups, zeros, alignments, beside.is_like(span), common)
        said = []
        if found.unlike and alignments:
            rows = "1 row has" if found.unlike == 1 else f"{found.unlike} rows have"
            said.append(f"{rows} no change: beside them stands nothing, a part of a whole, or days without data")
        if found.has_missing:
            said.append("a group without rows in one of the periods counts as 0 there")
        if found.has_negative:
            said.append("where the earlier value is below zero, the change in percent is of its size: more is +")
        if found.is_disjoint:
            said.append("no group is in both periods")
        return found.frame, said

    def _is_zero(self, metric: str) -> bool:
        """Tell whether a group that only one period has stands for 0 in the other."""
        if self.query.mean:
            times = dated_groups(replace(self.query, group_by=self.query.averaged_groups), self.catalog)
            return bool(times) and fills(metric, self.catalog)
        return self.catalog.metrics[metric].additivity in ADDS_UP

    def _stood(self, metric: str, *frames: Frame) -> bool:
        """Tell whether there is a state at all in either period: a span without a snapshot tells nothing, and not 0."""
        if not self.catalog.metrics[metric].stands:
            return True
        is_told = all(any(cell is not None for cell in frame.column(metric)) for frame in frames)
        return is_told and not aligned(self.query, self.catalog)

    def shared(self, frame: Frame) -> tuple[Frame, list[str]]:
        aside = next(a for a in self.asides if a.name == "total")
        self._check_numbers(frame, "shared out")
        assert self.query.share is not None
        totals = self.frame(aside.plan, aside.query)
        found = share(frame, totals, self.query.share.within, self.query.metrics)
        return found.frame, self._of_shares(found)

    def _of_shares(self, found: Shared) -> list[str]:
        distinct = [m for m in self.query.metrics if self.catalog.metrics[m].additivity == DISTINCT]
        short = [m for m in found.short if m not in distinct]
        said = []
        if distinct:
            said.append(
                f"{self._labels(distinct)} may be counted in several groups: shares can add up to more than 100 %"
            )
        if found.mixed:
            said.append(f"{self._labels(found.mixed)} has values below zero: shares may lie outside 0 to 100 %")
        if short:
            said.append(
                f"the shares of {self._labels(short)} do not add up to 100 %: the groups do not add up to the whole, "
                "as some lack a part of what it is made of, are told at another day, or hold a row more than once"
            )
        return said

    def left_out(self, count: int, total: int) -> list[str]:
        rows = "row" if total == 1 else "rows"
        verb = "does" if count == 1 else "do"
        return [f"{count:,} of {total:,} {rows} {verb} not meet the conditions on the result"] if count else []

    def _days(self) -> Mapping[str, Mapping[date, Cell]]:
        found: dict[str, Mapping[date, Cell]] = {}
        for aside in self.asides:
            if aside.name == "calendar":
                day, bucket = aside.query.group_by
                days = self.frame(aside.plan, aside.query)
                pairs = zip(days.column(day.column), days.column(bucket.column), strict=True)
                found[str(bucket.grain)] = {d: b for d, b in pairs if isinstance(d, date)}
        return found

    def _labels(self, metrics: tuple[str, ...] | list[str]) -> str:
        return join_words([label_of(m, self.catalog) for m in metrics])

    def _check_numbers(self, frame: Frame, purpose: str) -> None:
        for metric in self.query.metrics:
            kind = frame.types[frame.names.index(metric)]
            if kind != "number" and any(cell is not None for cell in frame.column(metric)):
                raise QueryInvalid(
                    f"{label_of(metric, self.catalog)} is a {kind}: it can't be {purpose}", "leave it out"
                )


def _finite(frame: Frame, query: MetricQuery) -> tuple[Frame, list[str]]:
    """Return the frame without the texts that stand for NaN and infinity among its metrics, and what to say of it.

    Until here they tell such a value from none: none counts as 0 in a change of a sum.
    """
    kinds = zip(frame.names, frame.types, strict=True)
    wanted = {m + end for m in query.metrics for end in ("", PREVIOUS)}
    places = {p for p, (name, kind) in enumerate(kinds) if name in wanted and kind == "number"}
    if not any(isinstance(row[p], str) for row in frame.rows for p in places):
        return frame, []
    rows = (tuple(None if p in places and isinstance(c, str) else c for p, c in enumerate(row)) for row in frame.rows)
    return frame.of(rows), [NOT_FINITE]


def _bucket(cell: Cell, is_shorter: bool) -> Cell:
    if is_shorter and isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime.combine(cell, time.min)
    return cell.date() if isinstance(cell, datetime) and not is_shorter and cell.time() == time.min else cell
