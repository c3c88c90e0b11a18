"""Which metrics are asked for, and whether the words around them fit what they count."""

from __future__ import annotations

from itertools import pairwise

from metrics_cli.catalog import Catalog, Metric
from metrics_cli.interpretation.rules.clauses import Bound, Clause
from metrics_cli.interpretation.rules.counting import check_is_row, is_plural_flag, names_what_counts, rows_of
from metrics_cli.interpretation.rules.drafts import Draft, offers
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.lexicon import SYNONYM
from metrics_cli.interpretation.rules.measures import is_amount, is_average, is_count, is_duration, is_mean, is_median

_LISTS = frozenset("list lists enumerate name names who".split())


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
    if draft.of("metric", "unused", "bound"):
        return []
    filters = draft.of("filter")
    ranks = [c for c in draft.of("rank") if c.content.is_frequent]
    things = [c for c in draft.of("group") if c.content.intro in ("bare", "which") and c.content.homes]
    if len(things) == 1 and any(c.content.is_timed for c in draft.of("rank")):
        return _durations(draft, things[0])
    if ranks and len(things) == 1 and not draft.of("rankby"):
        return rows_of({home.model for home, _ in things[0].content.homes if home.model}, draft)
    if len(filters) == 1 and (named := _named_last(draft, filters[0])):
        return [named]
    asked = any(c.content == "count" for c in draft.of("lead")) or is_plural_flag(draft, filters)
    if len(filters) != 1 or names_what_counts(draft, filters[0]):
        return []
    values = filters[0].content.values
    models = {h.home.model for hits in values for h in hits}
    found = rows_of(models, draft) if len(values) == 1 and asked else []
    if found:
        check_is_row(draft, filters[0])
    return found


def _durations(draft: Draft, thing: Clause) -> list[str]:
    """Return the one mean span of time that the things can be ranked by: the slowest carrier."""
    homes = {home for home, _ in thing.content.homes}
    found = [
        m.name
        for m in draft.catalog.metrics.values()
        if is_duration(m) and is_mean(m) and homes & set(offers((m.name,), draft.catalog).by_home)
    ]
    return found if len(found) == 1 else []


def _named_last(draft: Draft, clause: Clause) -> str | None:
    """Return the metric that the last word of a flag names as well: first orders are orders."""
    if clause.end - clause.start < 2 or clause.content.is_negated:
        return None
    if not all(h.value is True for hits in clause.content.values for h in hits):
        return _counted_by_noun(draft, clause)
    if draft.words.is_plain(clause.end - 2):
        return None
    names = draft.words.lexicon.at(draft.words.tokens, clause.end - 1, clause.end)
    found = [str(n.key) for n in names if n.kind == "metric" and n.cost == 0]
    return found[0] if len(found) == 1 and draft.words.tokens[clause.end - 1].fold.endswith("s") else None


def _counted_by_noun(draft: Draft, clause: Clause) -> str | None:
    """Return the count that goes by the noun behind a value: how many web orders counts orders."""
    for start in range(clause.start + 1, clause.end):
        names = draft.words.lexicon.at(draft.words.tokens, start, clause.end)
        found = [str(n.key) for n in names if n.kind == "metric" and n.cost <= SYNONYM]
        if len(found) == 1 and is_count(draft.catalog.metrics[found[0]]) and draft.of("lead"):
            return found[0]
    return None


def check_leads(draft: Draft) -> None:
    """Stop at 'how much' of a count, at 'how many' of an amount, at the total or the average of what has none."""
    for clause in draft.of("lead"):
        after = draft.after(clause, "lead", "rank", "cumulative", "growth", "filter", "empty")
        metrics = [draft.catalog.metrics[m] for m in draft.metrics]
        if after is not None and after.kind == "metric":
            metrics = [draft.catalog.metrics[after.content]]
        for metric in metrics:
            _check_lead(draft, clause, metric, is_near=after is not None and after.kind == "metric")


def check_asked(draft: Draft) -> None:
    """Stop at 'what is revenue?', which asks what it means rather than how much it was."""
    words = [t.fold for t in draft.words.tokens]
    opening = 1 if words[:1] == ["whats"] else 2 if tuple(words[:2]) in (("what", "is"), ("what", "are")) else 0
    metrics = draft.of("metric")
    if opening and len(draft.clauses) == len(metrics) == 1 and metrics[0].start == opening:
        label = draft.catalog.metrics[metrics[0].content].label
        reason = f"It may ask what {label} means, or how much it is. For the number, say: what is our {label}?"
        raise Doubtful(reason, metrics=draft.metrics)


def check_listed(draft: Draft) -> None:
    """Stop at 'list the customers', which asks for the things themselves, not for how many there are."""
    asked = [i for i, t in enumerate(draft.words.tokens) if t.fold in _LISTS and draft.words.is_listing(i)]
    if (
        asked
        and not draft.of("group", "trend", "rank")
        and all(is_count(draft.catalog.metrics[m]) for m in draft.metrics)
    ):
        reason = f"It asks for a list, and I give figures. For how many, say: how many {draft.labels()}."
        raise Doubtful(reason, draft.words.tokens[asked[0] : asked[0] + 1], draft.metrics)


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
    if before.content == after.content and "versus" in kinds and kinds <= {"versus", "filter", "period"}:
        # 'Books sales compared to Sports sales'.
        return
    if kinds & {"rankby", "sort"} or kinds == {"connector"} or kinds == {"versus"} or (is_parted and not kinds):
        return
    if not kinds:
        first, second = draft.text(before), draft.text(after)
        raise NoReading(f"I can't tell how '{first}' and '{second}' belong together.")
    raise NoReading("", [t for c in between for t in draft.tokens(c)], (before.content,))


def _check_lead(draft: Draft, clause: Clause, metric: Metric, is_near: bool) -> None:
    words = draft.text(clause)
    if clause.content == "amount" and is_count(metric) and not draft.of("growth"):
        raise NoReading(f"'{words}' asks for an amount, and {metric.label} is a count.", metrics=(metric.name,))
    if clause.content == "count" and is_amount(metric):
        raise NoReading(f"'{words}' asks for a count, and {metric.label} is not one.", metrics=(metric.name,))
    if clause.content == "count" and not is_near and not _counts_value(draft, clause):
        raise draft.stop("", clause)
    if clause.content == "count" and not is_count(metric) and _is_verb_of_value(draft, clause):
        reason = f"'{words}' asks for a count, and {metric.label} may be none. Name what to count."
        raise Doubtful(reason, metrics=(metric.name,))
    if clause.content == "distinct" and not metric.formula.startswith("count_distinct("):
        raise draft.stop("", clause)
    if clause.content == "total" and is_mean(metric):
        raise Doubtful(f"{metric.label} has no '{words}': it is no sum.", metrics=(metric.name,))
    if clause.content in ("average", "median", "typical"):
        _check_average(draft, clause, metric, words)


def _counts_value(draft: Draft, clause: Clause) -> bool:
    """Tell whether 'how many' stands before the value that is counted: how many walk-ins."""
    after = draft.after(clause, "lead")
    return after is not None and after.kind == "filter" and not draft.of("metric", "bound")


def _is_verb_of_value(draft: Draft, clause: Clause) -> bool:
    """Tell whether a value is counted, and the metric is only what was done with it: gift cards we sold."""
    value = draft.after(clause)
    verb = draft.after(value) if value is not None and value.kind == "filter" else None
    return value is not None and verb is not None and verb.kind == "metric" and verb.start > value.end


def _check_average(draft: Draft, clause: Clause, metric: Metric, words: str) -> None:
    if (clause.content == "average" and is_average(metric)) or (clause.content != "average" and is_median(metric)):
        return
    reason = (
        f"'{words}' asks for an average of {metric.label} that is no metric of its own, which I can't do."
        f" Ask for {metric.label} by what it should be averaged over."
    )
    raise Doubtful(reason, draft.tokens(clause), (metric.name,))
