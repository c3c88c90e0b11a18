"""What the same words could mean as well: where the index finds several equals the person chooses, not the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.catalog.additivity import DISTINCT, SUM
from metrics_cli.interpretation.model.claims import Claim
from metrics_cli.interpretation.model.contract import (
    ProposedQuery,
    ReplyInvalid,
    SaidFilter,
    SaidGroup,
    SaidMean,
    SaidMetric,
)
from metrics_cli.interpretation.model.evidence import Evidence, Run
from metrics_cli.interpretation.model.literals import matches
from metrics_cli.interpretation.model.support import is_known_as, unknown_in
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Thing
from metrics_cli.interpretation.rules.drafts import Offers, nearest_paths, offers
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.rivals import MOST_OPTIONS
from metrics_cli.interpretation.rules.showing import show
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.query import METRIC_TIME

_NEAR = 0.01


@dataclass(frozen=True)
class Doubt:
    """The proposals that the words may mean, the model's own first, and why to ask even where there is only one."""

    proposals: tuple[ProposedQuery, ...]
    reason: str = ""


def doubts_of(said: ProposedQuery, claims: Sequence[Claim], evidence: Evidence, catalog: Catalog) -> Doubt:
    """Return all that the words of a proposal may mean. Raises ReplyInvalid for a value that they do not name."""
    found, reason = [said], ""
    for claim in claims:
        if not claim.places:
            continue
        reason = reason or _unnamed(claim, evidence, catalog) or _at_will(claim, evidence, catalog)
        for other in _others(said, claim, evidence, catalog):
            found += [q for p in tuple(found) if (q := _with(p, claim, other)) is not None and q not in found]
    return Doubt(tuple(found)[:MOST_OPTIONS], reason)


def _others(said: ProposedQuery, claim: Claim, evidence: Evidence, catalog: Catalog) -> Iterator[object]:
    """Yield what else the words of a claim may stand for."""
    part, metrics = claim.part, tuple(m.name for m in said.metrics)
    if isinstance(part, SaidMetric):
        yield from (name for name in _metrics_of(claim, evidence) if name != part.name)
    if isinstance(part, SaidGroup) and part.name != METRIC_TIME:
        yield from _dimensions_of(claim, part.name, evidence, offers(metrics, catalog), catalog)
        if _may_be_mean(said, part, claim, evidence, catalog):
            yield SaidMean(part.words, part.name)
    if isinstance(part, SaidFilter):
        yield from _homes_of(said, claim, part, evidence, offers(metrics, catalog), catalog)
    if isinstance(part, SaidMean) and part.grain is None and not _says_average(evidence):
        yield SaidGroup(part.words, part.over)


def _with(said: ProposedQuery, claim: Claim, other: object) -> ProposedQuery | None:
    """Return the proposal with something else in the place of a claim's part."""
    part = claim.part
    if isinstance(part, SaidMetric) and isinstance(other, str):
        swapped = tuple(replace(m, name=other) if m == part else m for m in said.metrics)
        rank = replace(said.rank, by=other) if said.rank and said.rank.by == part.name else said.rank
        return replace(said, metrics=swapped, rank=rank)
    if isinstance(part, SaidGroup) and isinstance(other, SaidMean):
        return replace(said, group_by=tuple(g for g in said.group_by if g != part), mean=other)
    if isinstance(part, SaidGroup) and isinstance(other, str):
        return replace(said, group_by=tuple(replace(g, name=other) if g == part else g for g in said.group_by))
    if isinstance(part, SaidFilter) and isinstance(other, str):
        return replace(said, filters=tuple(replace(f, dimension=other) if f == part else f for f in said.filters))
    if isinstance(part, SaidMean) and isinstance(other, SaidGroup):
        return replace(said, group_by=(*said.group_by, other), mean=None)
    return None


def _metrics_of(claim: Claim, evidence: Evidence) -> tuple[str, ...]:
    """Return the metrics that the index finds likeliest in a claim's words."""
    assert isinstance(claim.part, SaidMetric)
    for run in evidence.runs:
        if claim.part.name in run.metrics and run.places <= claim.places:
            least = min(n.cost for n in run.names if n.kind == "metric")
            return tuple(str(n.key) for n in run.names if n.kind == "metric" and n.cost <= least + _NEAR)
    strange = unknown_in(claim, evidence)
    spans = [(s, e) for s in strange for e in range(s + 1, s + 4) if set(range(s, e)) <= set(strange)]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        names = [n for n in evidence.words.lexicon.at(evidence.words.tokens, start, end) if n.kind == "metric"]
        if names:
            least = min(n.cost for n in names)
            return tuple(str(n.key) for n in names if n.cost <= least + _NEAR)
    return ()


def _dimensions_of(claim: Claim, name: str, evidence: Evidence, offered: Offers, catalog: Catalog) -> tuple[str, ...]:
    """Return the other dimensions that are as near to a claim's words, by what they are shown as."""
    mine = catalog.dimensions[name]
    runs = [run for run in evidence.runs if run.places <= claim.places and run.homes]
    # Where the words name it, whatever else stands among them is of something else.
    for run in sorted(runs, key=lambda r: home_of(mine) not in r.homes):
        found = _nearest(run, offered)
        shown = {show(d, Thing(), offered, catalog).name: d.name for d in found}
        if show(mine, Thing(), offered, catalog).name in shown and len(shown) == 1:
            return ()
        return tuple(d for s, d in shown.items() if s != show(mine, Thing(), offered, catalog).name)
    return ()


def _nearest(run: Run, offered: Offers) -> list[Dimension]:
    found = [(n.cost, d) for n in run.names if isinstance(n.key, Home) for d in offered.by_home.get(n.key, ())]
    least = min(((cost, d.type == "entity") for cost, d in found), default=None)
    return nearest_paths([d for cost, d in found if (cost, d.type == "entity") == least])


def _homes_of(
    said: ProposedQuery, claim: Claim, part: SaidFilter, evidence: Evidence, offered: Offers, catalog: Catalog
) -> tuple[str, ...]:
    """Return the other dimensions that have the values of a condition, unless the words say which is meant."""
    mine = catalog.dimensions[part.dimension]
    homes = {h.home for run in evidence.runs if run.places <= claim.places for h in run.hits}
    named = {h for run in evidence.runs if run.places <= claim.places for h in run.homes}
    shared = [h for h in homes if all(matches(v, h, evidence.words.values) for v in part.values)]
    shared = [h for h in shared if h in named] or shared
    grouped = {home_of(catalog.dimensions[g.name]) for g in said.group_by}
    joined = [h for h in shared if h in offered.by_home]
    joined = [h for h in joined if h in grouped] or joined
    paths = [d.name for h in joined for d in nearest_paths(offered.by_home[h])]
    if not paths and home_of(mine) in offered.by_home:
        paths = [d.name for d in nearest_paths(offered.by_home[home_of(mine)])]
    return tuple(sorted(p for p in paths if p != mine.name))


def _unnamed(claim: Claim, evidence: Evidence, catalog: Catalog) -> str:
    """Return why to ask back: a value that no word of the claim names. Raises ReplyInvalid for a name of another."""
    part = claim.part
    if not isinstance(part, SaidFilter) or part.operator not in ("eq", "in", "ne", "not_in"):
        return ""
    dimension = catalog.dimensions[part.dimension]
    if dimension.type == "time":
        return ""
    home, text = home_of(dimension), evidence.text(claim.places)
    for value in (v for said in part.values for v in matches(said, home, evidence.words.values)):
        if _is_named(str(value), value, home, claim, evidence) or (value is True and is_known_as(claim, evidence)):
            continue
        strange = [evidence.words.tokens[i].text for i in unknown_in(claim, evidence)]
        if any(word[:1].isupper() for word in strange) or not strange:
            raise ReplyInvalid(f"'{text}' does not say {value}, a value of {part.dimension}; write a refusal")
        return f"'{text}' is no {dimension.label} in the data: is it {value} that is meant?"
    return ""


def _at_will(claim: Claim, evidence: Evidence, catalog: Catalog) -> str:
    """Return why to ask back: words that may stand for any metric there is."""
    part, strange = claim.part, unknown_in(claim, evidence)
    if not isinstance(part, SaidMetric) or not strange or is_known_as(claim, evidence):
        return ""
    if not all(evidence.words.tokens[i].stem in phrases.AT_WILL for i in strange):
        return ""
    label = catalog.metrics[part.name].label
    return f"'{evidence.text(frozenset(strange))}' may be any metric: is it {label} that is meant?"


def _is_named(text: str, value: object, home: Home, claim: Claim, evidence: Evidence) -> bool:
    hits = [h for run in evidence.runs if run.places <= claim.places for h in run.hits]
    if any(h.home == home and (h.value == value or isinstance(value, bool)) for h in hits):
        return True
    folds = [evidence.words.tokens[i].stem for i in sorted(claim.places)]
    wanted = [t.stem for t in tokenise(text.replace("_", " "))]
    if wanted and not isinstance(value, bool) and set(wanted) <= set(folds):
        return True
    tokens = [evidence.words.tokens[i] for i in unknown_in(claim, evidence)]
    near = evidence.words.values.near(tokens, (home,)) if tokens else ()
    return any(h.value == value for h in near)


def _may_be_mean(said: ProposedQuery, part: SaidGroup, claim: Claim, evidence: Evidence, catalog: Catalog) -> bool:
    """Tell whether 'per patient' may ask for an average over them as well as for a row of each."""
    is_per = any(evidence.words.fold(i) == "per" for i in claim.places)
    is_entity = catalog.dimensions[part.name].type == "entity"
    metrics = [catalog.metrics[m.name] for m in said.metrics]
    adds_up = len(metrics) == 1 and metrics[0].additivity in (SUM, DISTINCT, "unknown")
    return is_per and is_entity and adds_up and not (said.rank or said.mean or said.share or said.compare)


def _says_average(evidence: Evidence) -> bool:
    return bool(evidence.marks("typical")) or any(
        m.content in ("average", "median", "typical") for m in evidence.marks("lead")
    )
