"""Every part has words of its own: none that stand for something else, none that stand for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from metrics_cli.catalog import Catalog, Home
from metrics_cli.interpretation.model.claims import Claim
from metrics_cli.interpretation.model.contract import (
    ReplyInvalid,
    SaidEntityFilter,
    SaidFilter,
    SaidGroup,
    SaidHaving,
    SaidMean,
    SaidMetric,
    SaidRank,
    SaidShare,
)
from metrics_cli.interpretation.model.evidence import Evidence, Run
from metrics_cli.interpretation.model.support import allows, echoes, is_known_as, unknown_in
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.datewords import FOREIGN, UNIT_OF
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import number
from metrics_cli.interpretation.rules.words import ADVERBS, RANKS
from metrics_cli.query import METRIC_TIME, MetricQuery

_SPLITTING = frozenset("by per each every which what across and between among for vs versus or".split())
_ARTICLES = frozenset("a an the our all of different single kind kinds type types".split())
_SHARES = frozenset("share shares percent percentage pct % proportion contribution mix fraction weight part".split())
_STATISTICS = {
    "mean": frozenset("average avg mean averaged typical typically usual usually normal normally expected".split()),
    "median": frozenset({"median"}),
    "min": frozenset("minimum min lowest least smallest".split()),
    "max": frozenset("maximum max highest most largest biggest".split()),
}


def check_grounds(claims: Sequence[Claim], evidence: Evidence, catalog: Catalog) -> None:
    """Raise ReplyInvalid for a part that rests on words of another, or on none with content."""
    taken: set[int] = set()
    runs: set[tuple[int, int]] = set()
    for claim in (c for c in claims if c.places):
        if isinstance(claim.part, SaidMetric | SaidGroup):
            own = _own(claim, evidence, catalog)
            own = [r for r in own if isinstance(claim.part, SaidMetric) or not _is_taken(r, claims, evidence)]
            strange = _strange(claim, evidence, catalog) - taken
            fresh = [r for r in own if (r.start, r.end) not in runs or isinstance(claim.part, SaidGroup)]
            if isinstance(claim.part, SaidGroup) and claim.part.name == METRIC_TIME:
                strange = set()
            if not fresh and not strange and not _needs_none(claim, claims, evidence, catalog):
                raise ReplyInvalid(_told(claim, evidence))
            taken |= strange
            runs |= {(r.start, r.end) for r in fresh} if isinstance(claim.part, SaidMetric) else set()
        _check_part(claim, evidence, catalog)


def _is_taken(run: Run, claims: Sequence[Claim], evidence: Evidence) -> bool:
    """Tell whether a run that nothing leads in is no breakdown: a metric of the query, or a value that it keeps."""
    is_alone = run.hits and not evidence.marks("versus", "opposite", "rather", "compare")
    kept = is_alone and any(isinstance(c.part, SaidFilter) and run.places <= c.places for c in claims)
    return not run.intro and bool(kept or _counts(run, claims))


def _counts(run: Run, claims: Sequence[Claim]) -> bool:
    """Tell whether a run that nothing leads in is a metric of the query: how many patients."""
    ranks = any(isinstance(c.part, SaidRank | SaidHaving) for c in claims)
    return (
        not run.intro and not ranks and bool(run.metrics & {c.target for c in claims if isinstance(c.part, SaidMetric)})
    )


def _strange(claim: Claim, evidence: Evidence, catalog: Catalog) -> set[int]:
    """Return the words that nothing knows and that may be what a claim takes them for; a breakdown is led in."""
    tokens = evidence.words.tokens
    found = {i for i in unknown_in(claim, evidence) if tokens[i].fold not in UNIT_OF}
    found = {i for i in found if allows(claim, i, evidence, catalog)}
    if isinstance(claim.part, SaidMetric):
        return found
    return {i for i in found if not match(tokens, i, phrases.TAKINGS) and _is_led(i, evidence)}


def _is_led(place: int, evidence: Evidence) -> bool:
    before = place - 1
    while before >= 0 and (before in evidence.strange or evidence.words.fold(before) in _ARTICLES):
        before -= 1
    word = evidence.words.fold(before)
    return word in _SPLITTING or word in RANKS or (before >= 0 and number(evidence.words.tokens[before]) is not None)


def _told(claim: Claim, evidence: Evidence) -> str:
    return f"'{evidence.text(claim.places)}' has no word for the {claim.role} {claim.target}; leave it out"


def _own(claim: Claim, evidence: Evidence, catalog: Catalog) -> list[Run]:
    """Return the runs of a claim that are its own; one of no length stands for words that the index knows somehow."""
    part = claim.part
    inside = [run for run in evidence.runs if run.places <= claim.places]
    if isinstance(part, SaidMetric):
        found = [run for run in inside if part.name in run.metrics]
        metric = catalog.metrics[part.name]
        if metric.is_cumulative and evidence.marks("cumulative"):
            found += [run for run in inside if run.metrics & set(metric.inputs)]
        return found or ([Run(min(claim.places), min(claim.places))] if is_likely(claim, part.name, evidence) else [])
    assert isinstance(part, SaidGroup)
    if part.name == METRIC_TIME:
        listed = [r for r in evidence.runs if r.places <= claim.places and any(n.grain for n in r.periods)]
        dated = [c for c in evidence.clauses if _is_of_date(c.kind, c.content) and _within(c, claim)]
        return [*listed, *(Run(c.start, c.end) for c in dated)]
    homes = _homes(part.name, catalog)
    valued = [r for r in inside if homes & {h.home for h in r.hits}]
    # One value is a condition; several may be set side by side.
    found = [r for r in inside if homes & r.homes or (len(valued) > 1 and r in valued)]
    return found or ([Run(0, 0)] if any(is_likely(claim, home, evidence) for home in homes) else [])


def _within(clause: object, claim: Claim) -> bool:
    start, end = getattr(clause, "start", 0), getattr(clause, "end", 0)
    return bool(set(range(start, end)) & claim.places)


def _is_of_date(kind: str, content: object) -> bool:
    is_thing = kind == "group" and not getattr(content, "homes", ())
    return kind in ("trend", "prior", "growth") or is_thing


def _homes(name: str, catalog: Catalog) -> frozenset[Home]:
    """Return where a dimension is declared, and the entity whose things it names."""
    dimension = catalog.dimensions[name]
    path, _, element = name.rpartition("__")
    owner = catalog.dimensions.get(path)
    is_name = owner is not None and (element.endswith("name") or owner.label.lower() == dimension.label.lower())
    found = {home_of(dimension)}
    return frozenset(found | {home_of(owner)}) if owner is not None and is_name else frozenset(found)


def is_likely(claim: Claim, key: str | Home, evidence: Evidence) -> bool:
    """Tell whether words of a claim are known for it in some way: a part of its name, a word of trade.

    Words that outright name something are none of that.
    """
    tokens, places = evidence.words.tokens, sorted(claim.places)
    spans = [(s, e) for s in places for e in range(s + 1, s + 6) if set(range(s, e)) <= set(places)]
    spans = [(s, e) for s, e in spans if not any(set(range(s, e)) <= r.places for r in evidence.runs if r.names)]
    return any(n.key == key for s, e in spans for n in evidence.words.lexicon.at(tokens, s, e))


def _needs_none(claim: Claim, claims: Sequence[Claim], evidence: Evidence, catalog: Catalog) -> bool:
    """Tell whether a verb alone may stand for a metric: how much did we make, where no other is named."""
    part = claim.part
    if not isinstance(part, SaidMetric) or any(run.metrics for run in evidence.runs):
        return False
    if sum(isinstance(c.part, SaidMetric) for c in claims) > 1:
        return False
    tokens = evidence.words.tokens
    metric = catalog.metrics[part.name]
    return any(match(tokens, i, phrases.TAKINGS) or echoes(tokens[i], metric) for i in claim.places)


def _check_part(claim: Claim, evidence: Evidence, catalog: Catalog) -> None:
    part = claim.part
    if isinstance(part, SaidGroup | SaidMean):
        _check_grain(claim, part.grain, evidence)
    if isinstance(part, SaidShare):
        marked = {i for m in evidence.marks("share") for i in evidence.places(m)}
        words = {evidence.words.fold(i) for i in claim.places}
        if not marked & claim.places and not words & _SHARES:
            raise ReplyInvalid(f"'{evidence.text(claim.places)}' asks for no share; leave share null")
    if isinstance(part, SaidMean):
        _check_mean(claim, part, evidence)
    if isinstance(part, SaidHaving | SaidEntityFilter):
        _check_bounded(claim, part.metric, evidence)


def _check_grain(claim: Claim, grain: str | None, evidence: Evidence) -> None:
    """Stop at 'by signup month' that is split by week, and at 'by fiscal quarter' by those of the calendar."""
    if grain in UNIT_OF.values() and {evidence.words.fold(i) for i in claim.places} & FOREIGN:
        raise ReplyInvalid(f"'{evidence.text(claim.places)}' is no {grain} of the calendar; write a refusal")
    dated = {i for run in evidence.runs if run.periods for i in run.places}
    words = [evidence.words.tokens[i].fold for i in claim.places - dated]
    units = {UNIT_OF.get(w) or ADVERBS.get(w) for w in words} - {None}
    if grain in UNIT_OF.values() and units and grain not in units:
        raise ReplyInvalid(f"'{evidence.text(claim.places)}' is not at the grain {grain}")


def _check_mean(claim: Claim, part: SaidMean, evidence: Evidence) -> None:
    tokens = evidence.words.tokens
    words = {t.fold for t in tokens}
    said = {tokens[i].fold for i in evidence.open}
    others = {w for name, known in _STATISTICS.items() if name != part.statistic for w in known} & said
    is_each = part.over != METRIC_TIME and part.statistic == "mean" and "per" in words and not others
    if not (said & _STATISTICS[part.statistic] or is_each):
        raise ReplyInvalid(f"'{evidence.text(claim.places)}' asks for no {part.statistic}; leave mean null")
    over = {UNIT_OF.get(w) or ADVERBS.get(w) for w in words}
    if part.over == METRIC_TIME and part.grain not in over:
        raise ReplyInvalid(f"no word says that the {part.statistic} is over each {part.grain}")
    is_named = is_known_as(_as_group(claim, part), evidence) or bool(unknown_in(claim, evidence))
    if part.over != METRIC_TIME and not is_named:
        raise ReplyInvalid(f"no word says that the {part.statistic} is over each {part.over}")


def _as_group(claim: Claim, part: SaidMean) -> Claim:
    return Claim(SaidGroup(part.words, part.over, part.grain), claim.places)


def _check_bounded(claim: Claim, metric: str, evidence: Evidence) -> None:
    """Stop at a bound of another metric than the one beside it."""
    named = [run for run in evidence.runs if run.metrics and run.places <= claim.places]
    if named and not any(metric in run.metrics for run in named):
        raise ReplyInvalid(f"'{evidence.text(claim.places)}' bounds another metric than {metric}")


def check_days(query: MetricQuery, kept: MetricQuery | None, evidence: Evidence, catalog: Catalog) -> None:
    """Raise ReplyInvalid for a condition on a date whose days no word names."""
    periods = [p for run in evidence.runs for n in run.periods for p in (n.period, *n.rivals)]
    known = {day.isoformat() for p in periods for day in (p.start, p.end) if isinstance(day, date)}
    for condition in query.filters:
        dimension = catalog.dimensions.get(condition.dimension)
        if dimension is None or dimension.type != "time" or condition.date_part or not condition.values:
            continue
        if kept is not None and condition in kept.filters:
            continue
        made_up = [v for v in condition.values if str(v) not in known and str(v) not in evidence.words.question]
        if made_up:
            raise ReplyInvalid(f"the day {made_up[0]} of {condition.dimension} is in no words of the question")
