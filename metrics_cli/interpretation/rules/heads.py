"""Which metrics are asked for, and whether the words around them fit what they count."""

from __future__ import annotations

from itertools import pairwise

from metrics_cli.catalog import Catalog, Metric
from metrics_cli.interpretation.rules.clauses import Bound, Clause, Thing
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.measures import is_amount, is_count, is_mean


def heads_of(draft: Draft, certified: str | None) -> tuple[str, ...]:
    """Return the metrics of the answer in the order of the words; none when no word names one."""
    named = draft.of("metric")
    for before, after in pairwise(named):
        _check_linked(draft, before, after)
    found = [c.content for c in named if not _is_measure(draft, c)] or [c.content for c in named]
    if not found and certified:
        return (certified,)
    if not found and any(t.content.intro in ("which", "bare", "each", "by") for t in draft.of("group")):
        # 'Categories with turnover over 10k': what is bounded is shown.
        found = [b.content.metric for b in draft.of("bound") if isinstance(b.content, Bound) and b.content.metric]
    found = found or _counted(draft)
    bounds = draft.of("bound")
    if not found and bounds and not draft.of("unused"):
        words = draft.text(bounds[0])
        reason = f"'{words}' bounds a number, but I can't tell of what. Say: … by … with {words}."
        raise Doubtful(reason, draft.tokens(bounds[0]))
    return tuple(dict.fromkeys(found))


def _counted(draft: Draft) -> list[str]:
    """Return the metric that counts the rows of the model whose value is all that is named: how many walk-ins."""
    filters = draft.of("filter")
    asked = any(c.content == "count" for c in draft.of("lead"))
    if len(filters) != 1 or draft.of("metric", "unused", "bound"):
        return []
    values = filters[0].content.values
    models = {h.home.model for hits in values for h in hits}
    if len(values) != 1 or len(models) != 1 or not asked:
        return []
    name = next(iter(models))
    metric = draft.catalog.metrics.get(name) if name in draft.catalog.metrics else None
    return [name] if metric and is_count(metric) else []


def check_leads(draft: Draft) -> None:
    """Stop at 'how much' of a count, at 'how many' of an amount, at the total or the average of what has none."""
    for clause in draft.of("lead"):
        after = draft.after(clause, "lead", "rank", "cumulative", "growth", "filter", "empty")
        metrics = [draft.catalog.metrics[m] for m in draft.metrics]
        if after is not None and after.kind == "metric":
            metrics = [draft.catalog.metrics[after.content]]
        for metric in metrics:
            _check_lead(draft, clause, metric, is_near=after is not None and after.kind == "metric")


def cumulated(draft: Draft) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the metrics, each replaced by its running total when that is asked for, and what is said of it."""
    asked = draft.of("cumulative")
    if not asked:
        return draft.metrics, ()
    found = [_running(m, draft.catalog) for m in draft.metrics]
    if not all(found):
        raise draft.stop(f"There is no running total of {draft.labels()}.", *asked)
    names = tuple(m.name for m in found if m)
    return names, tuple(f"the running total is {m.label}" for m in found if m)


def _running(name: str, catalog: Catalog) -> Metric | None:
    metric = catalog.metrics[name]
    if metric.is_cumulative:
        return metric
    whole = [
        m
        for m in catalog.metrics.values()
        if m.is_cumulative
        and not m.needs_time
        and (name in m.inputs or (metric.formula and m.formula.startswith(f"{metric.formula}, since the beginning")))
    ]
    return whole[0] if len(whole) == 1 else None


def _is_measure(draft: Draft, clause: Clause) -> bool:
    before = draft.before(clause, "lead")
    return before is not None and before.kind in ("rankby", "sort")


def _check_linked(draft: Draft, before: Clause, after: Clause) -> None:
    """Stop at two metrics that neither a comma nor a word ties together."""
    between = draft.clauses[draft.clauses.index(before) + 1 : draft.clauses.index(after)]
    kinds = {c.kind for c in between} - {"lead", "cumulative"}
    is_parted = any(draft.words.tokens[i].is_parted for i in range(before.end, after.start + 1))
    if kinds & {"rankby", "sort"} or kinds == {"connector"} or kinds == {"versus"} or (is_parted and not kinds):
        return
    if not kinds:
        first, second = draft.text(before), draft.text(after)
        raise NoReading(f"I can't tell how '{first}' and '{second}' belong together.")
    raise NoReading("", [t for c in between for t in draft.tokens(c)], (before.content,))


def _check_lead(draft: Draft, clause: Clause, metric: Metric, is_near: bool) -> None:
    words = draft.text(clause)
    if clause.content == "amount" and is_count(metric):
        raise NoReading(f"'{words}' asks for an amount, and {metric.label} is a count.", metrics=(metric.name,))
    if clause.content == "count" and is_amount(metric):
        raise NoReading(f"'{words}' asks for a count, and {metric.label} is not one.", metrics=(metric.name,))
    if clause.content == "count" and not is_near:
        raise draft.stop("", clause)
    if clause.content == "distinct" and not metric.formula.startswith("count_distinct("):
        raise draft.stop("", clause)
    if clause.content == "total" and is_mean(metric):
        raise Doubtful(f"{metric.label} has no '{words}': it is no sum.", metrics=(metric.name,))
    if clause.content == "average":
        _check_average(draft, clause, metric, words)


def _check_average(draft: Draft, clause: Clause, metric: Metric, words: str) -> None:
    splits = [c for c in draft.of("group") if isinstance(c.content, Thing) and c.content.intro in ("per", "adverb")]
    if is_mean(metric) and not splits:
        return
    reason = (
        f"'{words}' asks for an average of {metric.label} that is no metric of its own, which I can't do."
        f" Ask for {metric.label} by what it should be averaged over."
    )
    raise Doubtful(reason, draft.tokens(clause), (metric.name,))
