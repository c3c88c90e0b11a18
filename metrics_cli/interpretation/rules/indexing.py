"""The index of a catalog's words, built once for each catalog: names, their forms, their parts and their heads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.catalog.naming import spoken_key
from metrics_cli.interpretation.rules.forms import canonical, rooted_form, written_out
from metrics_cli.interpretation.rules.lexicon import (
    HEADED,
    MOST_ALIKE,
    OWN,
    PARTIAL,
    SPOKEN,
    Key,
    Lexicon,
    declared_in,
    dimensions_in,
)
from metrics_cli.interpretation.rules.namings import called, dimension_names, labels, metric_names, told
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.sayings import sayings_of
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, tokenise
from metrics_cli.interpretation.rules.trade import Phrase, signs_of, spoken_names
from metrics_cli.interpretation.rules.usage import initials_of, own_words
from metrics_cli.interpretation.rules.words import DROPPABLE, GRAINS, LINKS_IN_NAMES, RANKS

Word = TypeVar("Word", str, Phrase)

_MEANS = frozenset({"average", "avg", "mean"})
_SIDES = frozenset({"gross", "net"})
# A metric that so many others are made of, and so many times as many as of its rival, is the one that is meant.
_CENTRAL = 3
_LINKS = frozenset("of the a an our for in by per and or with from to is are".split())
_ENDS_A_NAME = frozenset("of that per by for in with from to containing".split())


@dataclass
class _Growing:
    """The tables of a lexicon in the making."""

    names: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    forms: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    joined: dict[str, dict[Key, float]] = field(default_factory=dict)
    roots: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    partial: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    heads: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    parts: dict[str, dict[Key, float]] = field(default_factory=dict)
    stops: dict[Phrase, frozenset[int]] = field(default_factory=dict)


def build_lexicon(catalog: Catalog) -> Lexicon:
    """Return the phrases of `catalog`."""
    grown, dimensions = _Growing(), dimensions_in(catalog)
    for metric in catalog.metrics.values():
        for text, cost in metric_names(metric, catalog):
            _add(grown, text, "metric", metric.name, cost)
        for text, name in own_words(metric, catalog):
            _add(grown, text, "metric", name, PARTIAL)
    for home, declared in dimensions.items():
        for text, cost in (named for d in declared for named in dimension_names(d)):
            _add(grown, text, "dimension", home, cost)
    for phrase, named in grown.names.items():
        for key, cost in named.items():
            _keep(grown.forms, canonical(phrase), key, cost)
            if not grown.stops.get(phrase) and not set(phrase) & _LINKS:
                for head in ("", phrase[-1]):
                    _keep(grown.heads, (*canonical(phrase), head), key, cost)
            _keep(grown.roots, rooted_form(canonical(phrase)), key, cost)
            if len(phrase) > 1 or len(phrase[0]) > 4:
                _keep(grown.joined, "".join(phrase), key, cost)
    _add_partial(grown, catalog)
    _add_heads(grown, dimensions)
    _add_parts(grown, catalog)
    sayings: dict[Phrase, tuple[str, ...]] = {}
    for metric in catalog.metrics.values():
        for saying in sayings_of(metric):
            sayings[saying] = (*sayings.get(saying, ()), metric.name)
    spoken = {phrase: found for phrase in spoken_names() if (found := _stood_for(phrase, grown, catalog))}
    return Lexicon(
        **vars(grown),
        spoken=spoken,
        sayings=sayings,
        initials={short: {key: SPOKEN} for short, key in initials_of(labels(catalog, dimensions)).items()},
        called={metric.name: called(metric) for metric in catalog.metrics.values()},
        vocabulary=frozenset(word for phrase in grown.names for word in phrase),
        longest=max((len(p) for p in grown.names), default=0) + 2,
        dimensions=dimensions,
    )


def _stood_for(phrase: Phrase, grown: _Growing, catalog: Catalog) -> dict[Key, float]:
    """Return what the words of business stand for: the first of their names that the layer has, with its signs.

    What is something to split by in several meanings may be any of them: a tier of customers or one of plans.
    """
    found: dict[Key, float] = {}
    place = 0
    for names in spoken_names()[phrase]:
        for name in names:
            place += 1
            named = _called_so(phrase, name, grown, catalog)
            if named:
                least = min(found.values(), default=SPOKEN + 0.01 * (place - 1))
                is_other = any(kind == "metric" for kind, _ in {**found, **named}) and bool(found)
                found |= {} if is_other else {key: found.get(key, least + cost) for key, cost in named.items()}
                break
    return found


def _called_so(phrase: Phrase, name: Phrase, grown: _Growing, catalog: Catalog) -> dict[Key, float]:
    """Return what goes by a name that `phrase` may stand for, with the signs that this needs."""
    form = canonical(name)
    found = grown.names.get(name) or grown.forms.get(form) or grown.partial.get(form) or _by_parts(name, grown)
    # A synonym's synonym is no name: the place of a store is not the town of a person.
    found = {key: cost for key, cost in (found or {}).items() if cost in (OWN, PARTIAL)}
    signs = signs_of(phrase, name)
    return {key: cost for key, cost in found.items() if name != phrase and (not signs or signs & told(key, catalog))}


def _by_parts(phrase: Phrase, grown: _Growing) -> dict[Key, float]:
    """Return the metrics whose names end on a phrase, none for one alone: of sales Gross and Net sales.

    What people say stands for the whole: of a single kind of sales it is not known that it is all of them.
    """
    having = [set(grown.parts.get(word, {})) for word in (*map(root, phrase), *(f"{word}$" for word in phrase[-1:]))]
    found = set.intersection(*having) if having else set()
    return dict.fromkeys(sorted(found, key=str), PARTIAL) if 1 < len(found) <= MOST_ALIKE else {}


def _add(grown: _Growing, text: str, kind: str, key: str | Home, cost: float) -> None:
    tokens = tokenise(text.replace("_", " "))
    phrase = tuple(token.stem for token in tokens)
    # "By month" is by the date of the metric, whatever else is called month.
    if not phrase or (kind == "dimension" and len(phrase) == 1 and phrase[0] in GRAINS):
        return
    stops = frozenset(i for i, token in enumerate(tokens) if token.is_parted)
    if stops:
        grown.stops[phrase] = grown.stops.get(phrase, frozenset()) | stops
    _keep(grown.names, phrase, (kind, key), cost)


def _keep(names: dict[Word, dict[Key, float]], phrase: Word, key: Key, cost: float) -> None:
    """Keep what a phrase names at least cost; of two metrics, one's own name goes before another's synonym."""
    known = names.setdefault(phrase, {})
    known[key] = min(cost, known.get(key, cost))
    best = min(c for (kind, _), c in known.items() if kind == key[0])
    for other in [k for k, c in known.items() if k[0] == key[0] == "metric" and c > best]:
        del known[other]


def _add_partial(grown: _Growing, catalog: Catalog) -> None:
    """Add 'margin' for 'gross margin': a name without the words that only say whose it is or how it is summed."""
    owners = {t.stem for d in declared_in(catalog) if d.type == "entity" for t in tokenise(d.label)}
    endings = _endings(grown)
    for phrase, named in list(grown.names.items()):
        for key, cost in named.items():
            # 'Txn cnt' is as much a number of transactions as 'transaction count' is.
            short = tuple(
                w for w in written_out(phrase) if w not in DROPPABLE and w not in owners and w not in LINKS_IN_NAMES
            )
            is_name = (
                short
                and short != phrase
                and len(short) < len(written_out(phrase))
                and len("".join(short)) > 2
                and not set(short) & set(NUMBER_WORDS)
                # The largest … is no name without what is the largest.
                and not set(short) <= RANKS
            )
            if is_name and _MEANS & set(phrase) and endings.get(short, set()) - {key}:
                continue
            if _SIDES & set(phrase) and len(short) > 1:
                # Net new business is less than new business: only 'sales' leaves open which.
                continue
            if is_name and key[0] == "metric" and short not in grown.names and short[0] not in GRAINS:
                _keep(grown.partial, short, key, cost + PARTIAL)
                _keep(grown.partial, canonical(short), key, cost + PARTIAL)
    uses = Counter(name for metric in catalog.metrics.values() for name in set(metric.inputs))
    for known in grown.partial.values():
        _keep_central(known, uses)


def _endings(grown: _Growing) -> dict[Phrase, set[Key]]:
    """Return by what they end on the metrics that are called so outright."""
    found: dict[Phrase, set[Key]] = {}
    for phrase, named in grown.names.items():
        own = {key for key, cost in named.items() if key[0] == "metric" and cost == OWN}
        for start in range(len(phrase) if own else 0):
            found.setdefault(phrase[start:], set()).update(own)
    return found


def _keep_central(known: dict[Key, float], uses: Mapping[str, int]) -> None:
    """Of gross and net, where neither is said, keep the one that far more of the other metrics are made of."""
    metrics = sorted((key for key in known if key[0] == "metric"), key=lambda key: -uses.get(str(key[1]), 0))
    most, *rest = [uses.get(str(key[1]), 0) for key in metrics] or [0]
    if rest and most >= _CENTRAL and most >= _CENTRAL * rest[0]:
        for key in metrics[1:]:
            del known[key]


def _add_heads(grown: _Growing, dimensions: Mapping[Home, Sequence[Dimension]]) -> None:
    """Add 'status' for 'invoice status': what a dimension is without the words that say of what."""
    for home, (dimension, *_) in dimensions.items():
        words = [t.stem for t in tokenise(dimension.label)] if dimension.type == "categorical" else []
        for start in range(1, len(words)):
            head = tuple(words[start:])
            if not set(words) & _LINKS and head not in grown.names and head[0] not in GRAINS:
                _keep(grown.partial, head, ("dimension", home), HEADED)


def _add_parts(grown: _Growing, catalog: Catalog) -> None:
    """Add 'churned' for 'churned accounts': the words of a plain metric's name up to its first 'of' or 'per'."""
    homes = dimensions_in(catalog)
    # A spend line is a line, no spend.
    said = [t for h in homes for t in tokenise(spoken_key(h.element).replace("_", " "))[0 if h.model else -1 :]]
    things = {token.stem for token in said}
    for metric in catalog.metrics.values():
        for text in (metric.label, metric.name.replace("_", " ")) if metric.type == "simple" else ():
            words = [t.stem for t in tokenise(text)]
            name = words[: next((i for i, word in enumerate(words) if word in _ENDS_A_NAME), len(words))]
            for word in name[-1:]:
                _keep(grown.parts, f"{word}$", ("metric", metric.name), OWN)
            for word in name:
                if word not in things and word not in NUMBER_WORDS:
                    _keep(grown.parts, root(word), ("metric", metric.name), OWN)
