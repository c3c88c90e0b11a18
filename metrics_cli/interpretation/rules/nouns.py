"""Nouns that only say again what a condition is about: Enterprise accounts, people in Texas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft, Offers
from metrics_cli.interpretation.rules.lexicon import SYNONYM
from metrics_cli.interpretation.rules.measures import is_count
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.trade import phrase
from metrics_cli.interpretation.rules.wording import Words

_CONDITIONS = ("filter", "empty", "dated")


@dataclass(frozen=True)
class Noun:
    """The things that a noun names: `entities` by their names, `counts` the metrics that count them."""

    entities: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()


def nouns_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the nouns at word `start`: of an entity, of what a metric counts, of persons."""
    for end, _ in match(words.tokens, start, phrases.PERSONS):
        persons = frozenset(e for e in entities_of(words) if _is_personal(e))
        is_ours = bool(words.lexicon.at(words.tokens, start, end))
        if persons and not is_ours:
            yield Clause(start, end, "noun", 1.2, Noun(persons))
    ends: dict[int, Noun] = {}
    costs: dict[int, float] = {}
    for end, homes in words.homes(start):
        costs[end] = min(cost for _, cost in homes)
        ends[end] = Noun(frozenset(named for home, _ in homes for named in _entity(words, home)))
    for end, names in words.names(start, "metric"):
        counts = frozenset(
            str(n.key) for n in names if n.cost <= SYNONYM and is_count(words.catalog.metrics[str(n.key)])
        )
        named = ends.get(end, Noun()).entities
        if end == start + 1 and words.tokens[start].stem in phrases.PERSONAL:
            # Customers are the accounts of the metric that goes by that name.
            named |= {e for e in entities_of(words) if _is_personal(e) and _counted_by(words, counts, e)}
        ends[end] = Noun(named, counts)
    for end, noun in ends.items():
        if noun.entities or noun.counts:
            yield Clause(start, end, "noun", 1.3 + costs.get(end, 0.0), noun)


def entities_of(words: Words) -> frozenset[str]:
    """Return the names of all entities of the layer."""
    return frozenset(home.element for home in words.lexicon.dimensions if not home.model)


def _entity(words: Words, home: Home) -> Iterator[str]:
    """Yield the entity that a home is, or that a dimension is the label of: product__label, called Product."""
    if not home.model:
        yield home.element
        return
    for dimension in words.lexicon.dimensions[home]:
        owner = dimension.name.split("__")[-2:][0]
        if phrase(dimension.label) == phrase(owner.replace("_", " ")):
            yield owner


def _counted_by(words: Words, counts: frozenset[str], entity: str) -> bool:
    """Tell whether one of the metrics is named after the entity: active accounts."""
    last = phrase(entity.replace("_", " "))
    return any(phrase(words.catalog.metrics[m].label)[-len(last) :] == last for m in counts)


def _is_personal(entity: str) -> bool:
    return any(word in phrases.PERSONAL for word in phrase(entity.replace("_", " ")))


def check_nouns(draft: Draft, offered: Offers) -> None:
    """Raise NoReading for a noun that stands beside no condition or breakdown of the things it names."""
    for clause in draft.of("noun"):
        if not any(_holds(draft, clause.content, other, offered) for other in beside(draft, clause)):
            raise draft.stop("", clause)


def beside(draft: Draft, clause: Clause) -> Iterator[Clause]:
    """Yield the conditions that a noun stands right behind or before, and the breakdown right behind it."""
    before, after = draft.before(clause), draft.after(clause, "link")
    if before is not None and before.kind in _CONDITIONS:
        yield before
    is_split = after is not None and after.kind == "filter" and draft.words.fold(after.start) in ("by", "per")
    if after is not None and not is_split and (after.kind in _CONDITIONS or _is_led_group(after)):
        yield after


def _is_led_group(clause: Clause) -> bool:
    return clause.kind == "group" and clause.content.intro in ("by", "per", "each") and bool(clause.content.homes)


def _holds(draft: Draft, noun: Noun, other: Clause, offered: Offers) -> bool:
    """Tell whether the condition is about the things: their own, or of what is counted together with them."""
    names = [d.name for home in homes_of(other) for d in offered.by_home.get(home, ())]
    if any(noun.entities & set(name.split("__")[:-1]) for name in names):
        return True
    if other.kind != "filter" or not names:
        return False
    counted = {m for m in noun.counts if _table(m, draft.catalog) in {_table(m, draft.catalog) for m in draft.metrics}}
    return bool(counted) or any(Home("", entity) in offered.by_home for entity in noun.entities)


def meant(draft: Draft, clause: Clause, joined: Mapping[Home, list[Dimension]]) -> Mapping[Home, list[Dimension]]:
    """Return the dimensions that a condition may be on, best those of the things that a noun beside it names."""
    names = {e for n in draft.of("noun") if clause in beside(draft, n) for e in n.content.entities}
    before = draft.before(clause, "link")
    if before is not None and before.kind == "group" and before.content.intro == "bare":
        names |= {home.element for home, _ in before.content.homes if not home.model}
    kept = {home: [d for d in found if names & set(d.name.split("__")[:-1])] for home, found in joined.items()}
    return {home: found for home, found in kept.items() if found} or joined


def homes_of(clause: Clause) -> frozenset[Home]:
    """Return where the dimensions of a condition or a breakdown may be declared."""
    if clause.kind == "filter":
        return frozenset(h.home for hits in clause.content.values for h in hits)
    homes = clause.content[0] if clause.kind == "dated" else clause.content.homes
    return frozenset(home for home, _ in homes)


def _table(metric: str, catalog: Catalog) -> str:
    """Return the table that a metric is counted from, that of its first input when it is made of others."""
    known = catalog.metrics[metric]
    if known.inputs and known.inputs[0] in catalog.metrics and known.inputs[0] != metric:
        return _table(known.inputs[0], catalog)
    words = known.formula.rpartition(") of ")[2].split()
    return words[0].rstrip(",") if words else ""
