"""Which words of a question could mean which metric, dimension or grain of the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.words import GRAINS
from metrics_cli.query import METRIC_TIME

_Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Tokens `start` to `end` (exclusive) that name a thing: `targets` are the names it may be, the likeliest only."""

    start: int
    end: int
    kind: str
    targets: tuple[str, ...]

    @property
    def length(self) -> int:
        """How many words it spans."""
        return self.end - self.start


@dataclass
class Lexicon:
    """The phrases of a catalog: for each, the things it names, by their own name (0) or by a synonym (1).

    `stops` holds, for a phrase with a comma of its own, the places of the words that follow one.
    """

    metrics: dict[_Phrase, dict[str, int]] = field(default_factory=dict)
    dimensions: dict[_Phrase, dict[str, int]] = field(default_factory=dict)
    stops: dict[_Phrase, frozenset[int]] = field(default_factory=dict)

    def matches(self, tokens: Sequence[Token]) -> tuple[Match, ...]:
        """Return every run of words that is a phrase, overlapping ones too."""
        words = [t.stem for t in tokens]
        found = []
        longest = max((len(p) for p in (*self.metrics, *self.dimensions)), default=0)
        for start in range(len(words)):
            for end in range(start + 1, min(start + longest, len(words)) + 1):
                phrase = tuple(words[start:end])
                parted = {i - start for i in range(start + 1, end) if tokens[i].is_parted}
                if not parted <= self.stops.get(phrase, frozenset()):
                    continue
                if phrase in self.metrics:
                    found.append(Match(start, end, "metric", _likeliest(self.metrics[phrase])))
                # "By month" is by the date of the metric, whatever else is called month.
                if phrase in self.dimensions and not (len(phrase) == 1 and phrase[0] in GRAINS):
                    found.append(Match(start, end, "dimension", tuple(sorted(self.dimensions[phrase]))))
        return tuple(found)

    def nearness(self, phrase: Iterable[str], dimension: str) -> int:
        """Return 0 when `phrase` is the dimension's own name, 1 when it is a synonym."""
        return self.dimensions.get(tuple(phrase), {}).get(dimension, 1)

    def words(self) -> frozenset[str]:
        """Return every word that occurs in a phrase, for typing errors to be measured against."""
        return frozenset(word for phrase in (*self.metrics, *self.dimensions) for word in phrase)


def build_lexicon(catalog: Catalog) -> Lexicon:
    """Return the phrases of `catalog`."""
    lexicon = Lexicon()
    for metric in catalog.metrics.values():
        for text in (metric.name, metric.label):
            _add(lexicon, lexicon.metrics, text, metric.name, 0)
        for text in metric.synonyms:
            _add(lexicon, lexicon.metrics, text, metric.name, 1)
    for dimension in catalog.dimensions.values():
        if dimension.name == METRIC_TIME:
            continue
        *path, element = dimension.name.split("__")
        own = [element, dimension.label, f"{path[-1]} {element}" if path else element]
        for text in own:
            _add(lexicon, lexicon.dimensions, text, dimension.name, 0)
        for text in (*dimension.synonyms, *_by_grain(dimension)):
            _add(lexicon, lexicon.dimensions, text, dimension.name, 1)
    return lexicon


def _by_grain(dimension: Dimension) -> Iterator[str]:
    """Yield what a date is called by its grain: of a sign-up date the sign-up month."""
    for text in (dimension.label, *dimension.synonyms) if dimension.type == "time" else ():
        words = text.split()
        base = words[:-1] if words[-1:] and words[-1].lower() in ("date", "day", "time") else words
        for grain in GRAINS if base else ():
            yield f"{' '.join(base)} {grain}"


def _add(lexicon: Lexicon, phrases: dict[_Phrase, dict[str, int]], text: str, name: str, rank: int) -> None:
    tokens = tokenise(text.replace("_", " "))
    phrase = tuple(token.stem for token in tokens)
    if phrase:
        lexicon.stops[phrase] = lexicon.stops.get(phrase, frozenset()) | frozenset(
            i for i, token in enumerate(tokens) if token.is_parted
        )
        known = phrases.setdefault(phrase, {})
        known[name] = min(rank, known.get(name, rank))


def _likeliest(named: dict[str, int]) -> tuple[str, ...]:
    best = min(named.values())
    return tuple(sorted(name for name, rank in named.items() if rank == best))
