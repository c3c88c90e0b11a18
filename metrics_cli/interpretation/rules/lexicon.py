"""Which words could mean which metric, dimension or entity of the catalog: an index, built once for each catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token, tokenise
from metrics_cli.interpretation.rules.words import DROPPABLE, GRAINS, LINKS_IN_NAMES
from metrics_cli.query import METRIC_TIME

Phrase = tuple[str, ...]

# What a name costs by how it was reached: said outright, a synonym, its words turned round, a part of it.
OWN, SYNONYM, TURNED, PARTIAL = 0.0, 0.2, 0.5, 1.2


@dataclass(frozen=True)
class Name:
    """One thing that a run of words names: `kind` is metric or dimension, `key` its name or its home."""

    kind: str
    key: str | Home
    cost: float


@dataclass
class Lexicon:
    """The phrases of a catalog. `stops` holds, for a phrase with commas of its own, the places that follow one."""

    names: dict[Phrase, dict[tuple[str, str | Home], float]] = field(default_factory=dict)
    partial: dict[Phrase, dict[tuple[str, str | Home], float]] = field(default_factory=dict)
    stops: dict[Phrase, frozenset[int]] = field(default_factory=dict)
    dimensions: dict[Home, list[Dimension]] = field(default_factory=dict)
    longest: int = 0

    def at(self, tokens: Sequence[Token], start: int, end: int) -> tuple[Name, ...]:
        """Return what the words from `start` to `end` (exclusive) name, the likeliest only."""
        phrase = tuple(t.stem for t in tokens[start:end])
        parted = {i - start for i in range(start + 1, end) if tokens[i].is_parted}
        if parted and not parted <= self.stops.get(phrase, frozenset()):
            return ()
        found = self.names.get(phrase) or self._turned(phrase) or self.partial.get(phrase) or {}
        return tuple(Name(kind, key, cost) for (kind, key), cost in found.items())

    def _turned(self, phrase: Phrase) -> dict[tuple[str, str | Home], float]:
        """Find 'rate of refunds' under 'refund rate'."""
        places = [i for i, word in enumerate(phrase) if word == "of"]
        if len(places) != 1 or not 0 < places[0] < len(phrase) - 1:
            return {}
        after = tuple(w for w in phrase[places[0] + 1 :] if w not in ("the", "our", "a", "an"))
        found = self.names.get((*after, *phrase[: places[0]]), {})
        return {key: cost + TURNED for key, cost in found.items()}

    def words(self) -> frozenset[str]:
        """Return every word that occurs in a phrase, for typing errors to be measured against."""
        return frozenset(word for phrase in self.names for word in phrase)


def home_of(dimension: Dimension) -> Home:
    """Return where a dimension is declared; an entity is the same thing in every model that has it.

    The last entity of its name stands for a model that is not known.
    """
    *path, element = dimension.name.split("__")
    if dimension.type == "entity":
        return Home("", element)
    return dimension.home or Home(path[-1] if path else "", element)


def declared_in(catalog: Catalog) -> Sequence[Dimension]:
    """Return all dimensions that words may name."""
    return catalog.declared or tuple(catalog.dimensions.values())


def build_lexicon(catalog: Catalog) -> Lexicon:
    """Return the phrases of `catalog`."""
    lexicon = Lexicon()
    for metric in catalog.metrics.values():
        for text, cost in _metric_names(metric, catalog):
            _add(lexicon, text, "metric", metric.name, cost)
    for dimension in declared_in(catalog):
        if dimension.name != METRIC_TIME:
            lexicon.dimensions.setdefault(home_of(dimension), []).append(dimension)
    for home, dimensions in lexicon.dimensions.items():
        for text, cost in (named for d in dimensions for named in _dimension_names(d)):
            _add(lexicon, text, "dimension", home, cost)
    _add_partial(lexicon, catalog)
    lexicon.longest = max((len(p) for p in lexicon.names), default=0) + 2
    return lexicon


def _metric_names(metric: Metric, catalog: Catalog) -> Iterator[tuple[str, float]]:
    yield metric.name, OWN
    yield metric.label, OWN
    for text in metric.synonyms:
        yield text, SYNONYM
    if metric.type == "ratio" and len(metric.inputs) == 2:
        above, below = (catalog.metrics.get(name) for name in metric.inputs)
        for over in (above.label, *above.synonyms) if above and below else ():
            for under in (below.label, *below.synonyms) if below else ():
                yield f"{over} per {under}", TURNED
                yield f"average {over} per {under}", TURNED


def _dimension_names(dimension: Dimension) -> Iterator[tuple[str, float]]:
    *path, element = dimension.name.split("__")
    bare = element
    for prefix in ("is_", "has_"):
        bare = bare.removeprefix(prefix)
    for text in (element, dimension.label, f"{path[-1]} {element}" if path else element):
        yield text, OWN
    # 'is_active' is spoken of as active; 'customer_id' as the customer it numbers.
    if bare != element:
        yield bare, SYNONYM
    for text in (*dimension.synonyms, *_by_grain(dimension)):
        yield text, SYNONYM


def _by_grain(dimension: Dimension) -> Iterator[str]:
    """Yield what a date is called by its grain: of a sign-up date the sign-up month."""
    for text in (dimension.label, *dimension.synonyms) if dimension.type == "time" else ():
        words = text.split()
        base = words[:-1] if words[-1:] and words[-1].lower() in ("date", "day", "time") else words
        for grain in GRAINS if base else ():
            yield f"{' '.join(base)} {grain}"


def _add(lexicon: Lexicon, text: str, kind: str, key: str | Home, cost: float) -> None:
    tokens = tokenise(text.replace("_", " "))
    phrase = tuple(token.stem for token in tokens)
    # "By month" is by the date of the metric, whatever else is called month.
    if not phrase or (kind == "dimension" and len(phrase) == 1 and phrase[0] in GRAINS):
        return
    lexicon.stops[phrase] = lexicon.stops.get(phrase, frozenset()) | frozenset(
        i for i, token in enumerate(tokens) if token.is_parted
    )
    _keep(lexicon.names, phrase, (kind, key), cost)


def _keep(
    names: dict[Phrase, dict[tuple[str, str | Home], float]], phrase: Phrase, key: tuple[str, str | Home], cost: float
) -> None:
    """Keep what a phrase names at least cost; of two metrics, one's own name goes before another's synonym."""
    known = names.setdefault(phrase, {})
    known[key] = min(cost, known.get(key, cost))
    best = min(c for (kind, _), c in known.items() if kind == key[0])
    for other in [k for k, c in known.items() if k[0] == key[0] == "metric" and c > best]:
        del known[other]


def _add_partial(lexicon: Lexicon, catalog: Catalog) -> None:
    """Add 'margin' for 'gross margin': a name without the words that only say whose it is or how it is summed."""
    owners = {t.stem for d in declared_in(catalog) if d.type == "entity" for t in tokenise(d.label)}
    for phrase, named in list(lexicon.names.items()):
        for key, cost in named.items():
            short = tuple(w for w in phrase if w not in DROPPABLE and w not in owners and w not in LINKS_IN_NAMES)
            is_name = short and short != phrase and len("".join(short)) > 2 and not set(short) & set(NUMBER_WORDS)
            if is_name and key[0] == "metric" and short not in lexicon.names and short[0] not in GRAINS:
                _keep(lexicon.partial, short, key, cost + PARTIAL)
