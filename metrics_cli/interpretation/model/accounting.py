"""The account of every word: what the question is known to say stands in the query, and nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics_cli.catalog.additivity import DISTINCT
from metrics_cli.interpretation.model.claims import Claim
from metrics_cli.interpretation.model.contract import (
    ReplyInvalid,
    SaidDropped,
    SaidEntityFilter,
    SaidFilter,
    SaidHaving,
    SaidMetric,
    SaidRank,
)
from metrics_cli.interpretation.model.evidence import Evidence, Run
from metrics_cli.interpretation.model.support import is_supported, unknown_in
from metrics_cli.interpretation.model.used import NEGATIVE, Used
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.measures import is_amount, is_average, is_median
from metrics_cli.interpretation.rules.numbers import amount_at
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.words import BEST, LARGEST, LONGEST, NEGATIONS, OPERATION_OF, RANKS, WORST
from metrics_cli.query import Filter, Having, MetricFilter, Operator

NOTS = NEGATIONS - {"only"} | frozenset(
    """
    non nor neither nobody none nothing besides outside ignoring ex excl isnt arent wasnt werent dont doesnt didnt hasnt
    havent hadnt cant couldnt wont wouldnt lacking lack lacks missing unless unlike
    """.split()
)
_OF = frozenset("of from for among by with our all".split())
_BESIDE = frozenset("vs versus v against compared relative".split())
_RANKING = frozenset("leading ranked rank ranking # sort sorted".split())
_AVERAGES = frozenset("average avg mean median typical typically".split())


@dataclass(frozen=True)
class Account:
    """The words that are settled by what the query is known to hold, and what must be said of them."""

    places: frozenset[int]
    notes: tuple[str, ...] = ()


def account_of(used: Used, claims: Sequence[Claim], evidence: Evidence, kept: Used | None = None) -> Account:
    """Return the account of what the words outright say, after the query `kept` when they follow one up.

    Raises ReplyInvalid for what the query leaves out, turns round or made up.
    """
    places: set[int] = set()
    notes: list[str] = []
    for run in evidence.runs:
        if run.names or run.hits:
            notes += _met(run, used, claims, evidence)
        places |= run.places
    _check_breakdowns(used, evidence)
    _check_negations(used, claims, evidence)
    _check_ranks(used, claims, evidence)
    _check_numbers(used, evidence, kept.numbers if kept else frozenset())
    _check_operations(used, claims, evidence)
    _check_only(used, evidence)
    _check_emptiness(used, evidence)
    return Account(frozenset(places), tuple(notes))


def _met(run: Run, used: Used, claims: Sequence[Claim], evidence: Evidence) -> tuple[str, ...]:
    """Return what is said of a run that stands in the query. Raises ReplyInvalid for one that does not."""
    text = evidence.text(run.places)
    is_led = bool(run.intro) and run.intro != "and"
    # 'Wards by patients' ranks by how many there are.
    by_metric = run.metrics & (used.ranked_by | {h.column for h in used.query.having})
    if run.metrics & _accumulated(used, evidence):
        return ()
    if run.periods or (run.homes & used.grouped or by_metric if is_led else used.is_about(run)):
        return ()
    if not is_led and used.owns(run, evidence.words) and _is_noun(run, evidence):
        return ()
    for claim in claims:
        if isinstance(claim.part, SaidDropped) and run.places <= claim.places and run.names:
            return ()
        if isinstance(claim.part, SaidMetric) and run.places <= claim.places and (not is_led or run.intro == "per"):
            metric = used.catalog.metrics[claim.part.name]
            if _says_more(run, claim, evidence) and is_supported(run, metric, evidence, used.catalog):
                return (f"'{evidence.text(claim.places)}' is read as {metric.label}",)
    raise ReplyInvalid(f"'{text}' is {_called(run, used)} here, and the query has nothing of it{_hint(is_led)}")


def _accumulated(used: Used, evidence: Evidence) -> frozenset[str]:
    """Return what the running figures of the query run up, where the words ask for one."""
    if not evidence.marks("cumulative"):
        return frozenset()
    running = [used.catalog.metrics[m] for m in used.query.metrics if used.catalog.metrics[m].is_cumulative]
    return frozenset(name for metric in running for name in metric.inputs)


def _is_noun(run: Run, evidence: Evidence) -> bool:
    """Tell whether a run only says what a condition is of: fees of urgent visits; not: visits and fees in Bergen."""
    if not run.metrics:
        return True
    before = evidence.words.fold(run.start - 1)
    if any(c.kind == "lead" and c.end == run.start for c in evidence.clauses):
        return False
    is_valued = any(other.hits and other.end == run.start for other in evidence.runs)
    return is_valued or before in _OF or evidence.words.fold(run.end) in ("who", "that", "which", "whose")


def _says_more(run: Run, claim: Claim, evidence: Evidence) -> bool:
    """Tell whether the words of a claim are more than a metric's own name: that name alone is never another's."""
    others = [r for r in evidence.runs if r is not run and r.names and r.places <= claim.places]
    return not run.metrics or bool(others or unknown_in(claim, evidence))


def _hint(is_led: bool) -> str:
    return " in group_by" if is_led else ""


def _called(run: Run, used: Used) -> str:
    """Return what a run outright names, in the words of the layer."""
    names = [f"the metric {m}" for m in sorted(run.metrics)]
    names += [f"the dimension {h.element}" for h in sorted(run.homes)]
    names += [f"the value {h.value} of {h.home.element}" for h in run.hits]
    return " or ".join(dict.fromkeys(names[:3]))


def _check_breakdowns(used: Used, evidence: Evidence) -> None:
    """Stop at 'by month' or 'daily' that the query does not split by."""
    units = {(g.grain, g.date_part) for g in used.query.group_by}
    grains = {g.grain for g in used.query.group_by} | {g.date_part for g in used.query.group_by}
    for mark in evidence.marks("group"):
        thing = mark.content
        asked = thing.grain or thing.date_part
        if (
            thing.homes
            or not asked
            or (thing.grain, thing.date_part) in units
            or thing.intro == "and"
            or used.query.compare
        ):
            continue
        text = evidence.text(evidence.places(mark))
        raise ReplyInvalid(f"'{text}' splits by {asked}, and group_by has no date at that grain")
    if evidence.marks("trend") and not any(grains - {None}) and not used.query.compare:
        raise ReplyInvalid("it asks for a development over time, and group_by has no date")


def _check_negations(used: Used, claims: Sequence[Claim], evidence: Evidence) -> None:
    """Stop at a 'not' that no negative condition takes up, and at a negative condition without one."""
    nots = {i for i in evidence.open if evidence.words.tokens[i].fold in NOTS} - _in_limits(evidence)
    nots |= {i for i in evidence.open if match(evidence.words.tokens, i, phrases.NEGATIONS)} - _in_limits(evidence)
    nots -= {i for mark in evidence.marks("opposite") for i in evidence.places(mark)}
    nots -= {i for mark in evidence.marks("edges") for i in evidence.places(mark)}
    taken = {i for claim in claims if isinstance(claim.part, SaidDropped) for i in claim.places}
    for claim in claims:
        if not isinstance(claim.part, SaidFilter | SaidEntityFilter | SaidHaving) or not claim.places:
            continue
        near = {i for i in nots if i in claim.places or 0 < min(claim.places) - i <= 2}
        if _is_negative(claim, used):
            taken |= near
            if not near and not _means_less(claim, evidence):
                raise ReplyInvalid(f"'{evidence.text(claim.places)}' does not say 'not', and its operator does")
    left = sorted(nots - taken)
    if left:
        word = evidence.words.tokens[left[0]].text
        raise ReplyInvalid(f"'{word}' denies something, and no part with a negative operator has it in its words")
    _check_sides(used, evidence)


def _check_only(used: Used, evidence: Evidence) -> None:
    """Stop at 'only' where nothing is kept from anything else."""
    query = used.query
    is_narrow = query.filters or query.having or query.metric_filters or query.limit or query.top or query.mean
    if not is_narrow and any(evidence.words.tokens[i].fold == "only" for i in evidence.open):
        raise ReplyInvalid("'only' keeps some of it, and the query has no condition")


def _check_sides(used: Used, evidence: Evidence) -> None:
    """Stop at a value that is left out in the words and kept in the query, or the other way round."""
    for mark in evidence.marks("filter"):
        for hits in mark.content.values:
            for condition in used.conditions:
                dimension = used.catalog.dimensions.get(condition.dimension)
                same = [h for h in hits if dimension is not None and dimension.name.endswith(h.home.element)]
                if any(h.value in condition.values for h in same) and not isinstance(same[0].value, bool):
                    _check_side(mark, condition, evidence)


def _check_side(mark: Clause, condition: Filter, evidence: Evidence) -> None:
    is_negative = condition.operator in NEGATIVE
    if is_negative != mark.content.is_negated and condition.operator in (
        Operator.EQ,
        Operator.IN,
        Operator.NE,
        Operator.NOT_IN,
    ):
        asked = "leaves out" if mark.content.is_negated else "asks for"
        text = evidence.text(evidence.places(mark))
        raise ReplyInvalid(
            f"'{text}' {asked} what the filter on {condition.dimension} with {condition.operator} does not"
        )


def _is_negative(claim: Claim, used: Used) -> bool:
    part = claim.part
    assert isinstance(part, SaidFilter | SaidEntityFilter | SaidHaving)
    if isinstance(part, SaidFilter) and {v.strip().lower() for v in part.values} in ({"true"}, {"false"}):
        return (part.operator in ("ne", "not_in")) == (part.values[0].strip().lower() == "true")
    values = (part.value,) if isinstance(part, SaidEntityFilter) else part.values
    if part.operator in ("eq", "in") and all(v.strip().lower() in ("false", "0", "no") for v in values):
        return True
    none = (part.operator, *values) in (("lt", "1"), ("le", "0"))
    return none or part.operator in [o.value for o in NEGATIVE]


_LACKING = frozenset("empty blank null unknown unset unassigned undefined un in".split())


def _means_less(claim: Claim, evidence: Evidence) -> bool:
    """Tell whether a word of the claim denies by itself: unknown, inactive, unpaid."""
    words = [w for i in claim.places & evidence.strange if len(w := evidence.words.tokens[i].fold) > 4]
    return any(w in _LACKING or w.startswith(("un", "in", "non", "dis")) or w.endswith("less") for w in words)


def _in_limits(evidence: Evidence) -> set[int]:
    return {i for start, limit in evidence.limits for i in range(start, limit.end)}


def _check_numbers(used: Used, evidence: Evidence, kept: frozenset[float]) -> None:
    """Stop at a number that the query leaves out, compares otherwise, or made up."""
    for start, limit in evidence.limits:
        values = tuple(float(v) for v in limit.values)
        wanted = tuple(round(v / 100, 12) for v in values) if limit.unit == "percent" else values
        if not any(_compares(f, limit.operator, (values, wanted)) for f in _bounded(used)):
            text, numbers = evidence.words.text(start, limit.end), ", ".join(f"{v:g}" for v in wanted)
            raise ReplyInvalid(f"'{text}' compares by {limit.operator} {numbers}, and no part does")
    told = _told(evidence) | kept
    for value in sorted(used.numbers):
        if value not in told and value * 100 not in told and not _is_own_count(value, used):
            raise ReplyInvalid(f"the number {value:g} is not in the question")
    used_up = used.numbers | {v * 100 for v in used.numbers}
    for index in sorted(evidence.open):
        amount = amount_at(evidence.words.tokens, index)
        is_one = evidence.words.fold(index) in ("one", "once") or evidence.words.fold(index - 1) in ("$", "€", "£")
        if amount is not None and not is_one and float(amount.value) not in used_up:
            raise ReplyInvalid(f"the number '{evidence.words.tokens[index].text}' of the question is in no part")


def _is_own_count(value: float, used: Used) -> bool:
    """Tell whether it is how many rows a ranking without a number keeps, which code decides."""
    count = used.query.top.count if used.query.top else used.query.limit
    others = [v for f in _bounded(used) for v in f.values]
    return count == value and value not in others


def _told(evidence: Evidence) -> set[float]:
    found = set()
    for index in range(len(evidence.words.tokens)):
        amount = amount_at(evidence.words.tokens, index)
        found |= {float(amount.value)} if amount else set()
    none = {t.fold for t in evidence.words.tokens} & NOTS
    return found | ({0.0, 1.0} if none else set()) | _values_told(evidence)


def _values_told(evidence: Evidence) -> set[float]:
    """Return the numbers that are values of the data and stand in the words."""
    hits = (h.value for run in evidence.runs for h in run.hits)
    return {float(v) for v in hits if isinstance(v, int | float) and not isinstance(v, bool)}


def _bounded(used: Used) -> tuple[Filter | Having | MetricFilter, ...]:
    return (*used.query.filters, *used.query.having, *used.query.metric_filters)


def _compares(found: Filter | Having | MetricFilter, operator: Operator, wanted: Sequence[tuple[float, ...]]) -> bool:
    try:
        values = tuple(float(v) for v in found.values)
    except ValueError:
        return False
    return found.operator is operator and values in wanted


def _check_ranks(used: Used, claims: Sequence[Claim], evidence: Evidence) -> None:
    """Stop at a ranking that is not asked for, left out, or turned round."""
    rank = next((c for c in claims if isinstance(c.part, SaidRank)), None)
    limited = _in_limits(evidence)
    words = [m for m in evidence.marks("rank") if not evidence.places(m) & limited]
    lone = [i for i in sorted(evidence.open - limited) if evidence.words.tokens[i].fold in RANKS]
    if rank is None:
        if lone:
            raise ReplyInvalid(f"'{evidence.words.tokens[lone[0]].text}' ranks, and rank is null")
        return
    assert isinstance(rank.part, SaidRank)
    is_sorted = bool(evidence.marks("sort", "ranking")) and rank.part.limit is None
    if rank.places and not lone and not is_sorted:
        told = {evidence.words.tokens[i].fold for i in rank.places}
        if not told & _RANKING:
            raise ReplyInvalid(f"'{evidence.text(rank.places)}' asks for no ranking; leave rank null")
    for mark in words:
        expected = _direction(mark, used, rank.part.by, evidence)
        if expected is not None and expected != rank.part.descending:
            text = evidence.text(evidence.places(mark))
            raise ReplyInvalid(f"'{text}' ranks with descending {str(expected).lower()}")


def _direction(mark: Clause, used: Used, by: str, evidence: Evidence) -> bool | None:
    """Return whether the largest go first, None where the words leave that open."""
    word = mark.content.word.lower()
    downward = any(str(c.content).startswith("down") for c in evidence.marks("growth"))
    if word in BEST | WORST:
        good = used.catalog.metrics[by].good_when
        return (word in BEST) == (good != "down")
    found = mark.content.descending if mark.content.descending is not None else word in LARGEST | LONGEST
    return bool(found) != downward


def _check_operations(used: Used, claims: Sequence[Claim], evidence: Evidence) -> None:
    """Stop at what is worked out in the words and not in the query: shares, averages, running totals, forecasts."""
    query, free = used.query, evidence.open
    for mark in evidence.marks("share"):
        if query.share is None:
            raise ReplyInvalid(f"'{evidence.text(evidence.places(mark))}' asks for a share, and share is null")
    for mark in evidence.marks("cumulative"):
        if not any(used.catalog.metrics[m].is_cumulative for m in query.metrics):
            raise ReplyInvalid(f"'{evidence.text(evidence.places(mark))}' asks for a running figure; write a refusal")
    _check_counts(used, evidence)
    for index in sorted(free):
        word = evidence.words.tokens[index].fold
        if word in _AVERAGES and query.mean is None and not _is_of_its_own(word, used):
            raise ReplyInvalid(f"'{word}' asks for an average: no metric of the query is one, and mean is null")
        if word in OPERATION_OF and word not in _AVERAGES and not _is_in_name(index, used, claims, evidence):
            raise ReplyInvalid(f"'{word}' asks for {OPERATION_OF[word]}, which a query can't say; write a refusal")


def _check_counts(used: Used, evidence: Evidence) -> None:
    """Stop at different things where a metric counts each as often as it occurs, and at a count that is an amount."""
    metrics = [used.catalog.metrics[m] for m in used.metrics]
    for mark in evidence.marks("lead"):
        text = evidence.text(evidence.places(mark))
        is_once = any(m.additivity == DISTINCT or m.formula.startswith("count_distinct") for m in metrics)
        if mark.content == "distinct" and not is_once and not used.query.group_by:
            raise ReplyInvalid(
                f"'{text}' counts each thing once, and {metrics[0].name} is not known to; write a refusal"
            )
        if mark.content == "count" and all(is_amount(m) for m in metrics):
            raise ReplyInvalid(f"'{text}' asks for a count, and {metrics[0].name} is an amount")
    for mark in evidence.marks("typical", "edges"):
        if used.query.mean is None and not any(is_average(m) or is_median(m) for m in metrics):
            raise ReplyInvalid(f"'{evidence.text(evidence.places(mark))}' asks for an average, and mean is null")
    _check_sides_shown(used, evidence)
    for mark in evidence.marks("rather", "opposite"):
        if not (used.query.compare or used.query.group_by or len(used.query.metrics) > 1):
            raise ReplyInvalid(f"'{evidence.text(evidence.places(mark))}' compares, and the query has one number")


def _check_sides_shown(used: Used, evidence: Evidence) -> None:
    """Stop at values that are set beside one another and added up: this one vs that one."""
    marks = [m for m in evidence.marks("versus") if evidence.words.fold(m.start) in _BESIDE]
    homes = {h.home for run in evidence.runs for h in run.hits}
    several = [f for f in used.conditions if f.operator is Operator.IN and len(f.values) > 1]
    if marks and several and not homes & used.grouped:
        text = evidence.text(evidence.places(marks[0]))
        raise ReplyInvalid(f"'{text}' sets values beside one another: put {several[0].dimension} into group_by as well")


def _is_of_its_own(word: str, used: Used) -> bool:
    metrics = [used.catalog.metrics[m] for m in used.query.metrics]
    return any(is_median(m) if word == "median" else is_average(m) or "average" in m.label.lower() for m in metrics)


def _is_in_name(index: int, used: Used, claims: Sequence[Claim], evidence: Evidence) -> bool:
    """Tell whether the word is claimed for a metric that is called so."""
    run = Run(index, index + 1)
    metrics = [
        used.catalog.metrics[c.part.name] for c in claims if isinstance(c.part, SaidMetric) and index in c.places
    ]
    return any(is_supported(run, metric, evidence, used.catalog) for metric in metrics)


def _check_emptiness(used: Used, evidence: Evidence) -> None:
    """Stop at a condition that something has no value, or some, without words for it."""
    asked = {str(m.content.is_null) for m in evidence.marks("empty")}
    nulls = [f for f in used.query.filters if f.operator is Operator.IS_NULL]
    words = {t.fold for t in evidence.words.tokens}
    if nulls and "True" not in asked and not words & (_LACKING | NOTS):
        raise ReplyInvalid(f"no word says that {nulls[0].dimension} has no value")
