"""What a conversation remembers: its queries, what was offered last; and what one query keeps of another."""

from __future__ import annotations

from dataclasses import dataclass

from metrics_cli.answer import Ambiguous, Empty, Exported, Option, Outcome, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.presentation.sentences import parts_of
from metrics_cli.query import METRIC_TIME, MetricQuery

MOST_REMEMBERED = 50


@dataclass(frozen=True)
class Thread:
    """The queries of a conversation as they were asked, the last one last.

    `offers` are what was offered last, when nothing was asked since: the readings of a question back, or the nearest
    questions that work.
    """

    queries: tuple[MetricQuery, ...] = ()
    offers: tuple[Option, ...] = ()

    @property
    def last(self) -> MetricQuery | None:
        """The query that a follow-up edits."""
        return self.queries[-1] if self.queries else None

    def then(self, query: MetricQuery) -> Thread:
        """Return the thread with one more query."""
        return Thread((*self.queries, query)[-MOST_REMEMBERED:])


def offered(outcome: Outcome | Exported) -> tuple[Option, ...]:
    """Return what an outcome offers to go on with."""
    if isinstance(outcome, Ambiguous):
        return outcome.options
    nearest = outcome.nearest if isinstance(outcome, Refused | Empty) else ()
    return tuple(Option(s.question, s.query) for s in nearest)


def still_known(thread: Thread, catalog: Catalog) -> Thread:
    """Return the thread without the queries that name what the layer no longer has, empty when the last is one.

    What was said before that one is no longer what a follow-up is about.
    """
    known = tuple(query for query in thread.queries if _is_known(query, catalog))
    are_offers_known = all(_is_known(offer.query, catalog) for offer in thread.offers)
    last_known = known if known[-1:] == thread.queries[-1:] else ()
    return Thread(last_known, thread.offers if are_offers_known else ())


def _is_known(query: MetricQuery, catalog: Catalog) -> bool:
    metrics = {*query.metrics, *(f.metric for f in query.metric_filters)}
    if not query.metrics or not all(metric in catalog.metrics for metric in metrics):
        return False
    offered = {d.name for d in catalog.dimensions_of(query.metrics)} | {METRIC_TIME}
    named = {*(g.name for g in query.group_by), *(f.dimension for f in query.filters)}
    return named | {p for f in query.metric_filters for p in f.per} <= offered


def left_behind(before: MetricQuery | None, after: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """Return in words the breakdowns, the filters and the period that a new question no longer has."""
    if before is None:
        return ()
    old, new = parts_of(before, catalog), parts_of(after, catalog)
    kinds = [k for k in old if k != "metrics" and not (k == "period" and before.period is None)]
    return tuple(text for kind in kinds for text in old[kind] if text not in new.get(kind, ()))


def changes(before: MetricQuery, after: MetricQuery, catalog: Catalog) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return in words what `after` keeps of `before` and what it changes: every part is in one of the two."""
    old, new = parts_of(before, catalog), parts_of(after, catalog)
    kept, changed = [], []
    for name in dict.fromkeys((*old, *new)):
        mine, theirs = old.get(name, ()), new.get(name, ())
        kept += [text for text in theirs if text in mine]
        gone, come = [t for t in mine if t not in theirs], [t for t in theirs if t not in mine]
        if gone and come:
            changed.append(f"{' and '.join(come)} instead of {' and '.join(gone)}")
        else:
            changed += [f"added {text}" for text in come] + [f"dropped {text}" for text in gone]
    return tuple(kept), tuple(changed)
