"""All words that a layer says of its things, by their roots: descriptions and values too, where a name needs a whole.

Of a name the rules want every word; a model is only offered things, so that one word of a description is reason enough.
The index is made once for each state of a catalog and kept beside that of the rules. Nothing is gone through but then.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from time import time

from metrics_cli.catalog import Catalog, Home, Metric
from metrics_cli.catalog.keeping import Keeping
from metrics_cli.catalog.shelf import load_shelf, save_shelf
from metrics_cli.interpretation.rules.lexicon import Key, dimensions_in
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.shelving import fields_of, texts_of
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.words import FILLERS
from metrics_cli.query import Scalar

# What a word tells of a thing by where it stands: in its name, another name, a verified question, a description.
NAMED, ALSO, ASKED, TOLD = 1.0, 0.9, 0.5, 0.35
# A word that more things have tells little: the most general of them are kept.
MOST_OF_A_WORD = 60
MOST_OF_A_VALUE = 12
MOST_GENERAL = 80
# Longer words that begin alike are mostly of one family: cancelled, cancellation.
BEGINNING = 5

Weighed = tuple[str, str | Home, float]
_LAYOUT = 3


@dataclass(frozen=True)
class Hints:
    """Where words stand. `words` holds by the root of a word the things that have it, and by two roots in a row.

    `beginnings` are the roots that begin with the same letters, `counts` how many things have a word. `values` are
    those of several words by each of them; `general` are metrics that many things can be asked of, the likeliest first.
    """

    words: Mapping[str, tuple[Weighed, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    beginnings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, tuple[tuple[Home, Scalar], ...]] = field(default_factory=dict)
    general: tuple[str, ...] = ()


def roots_of(text: str) -> list[str]:
    """Return the roots of the words of a text in their order, without those that have no content."""
    return [root(t.stem) for t in tokenise(text.replace("_", " ")) if t.fold not in FILLERS]


def hints(catalog: Catalog) -> Hints:
    """Return where the words of a catalog stand."""
    return _found(_Key(catalog))


@dataclass(frozen=True)
class _Key:
    """A catalog, hashed by identity."""

    catalog: Catalog

    def __hash__(self) -> int:
        return id(self.catalog)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.catalog is self.catalog


@lru_cache(maxsize=4)
def _found(key: _Key) -> Hints:
    keeping = key.catalog.keeping
    found = _kept(keeping) if keeping else None
    if found is None:
        found = build_hints(key.catalog)
        if keeping:
            _keep(found, keeping)
    return found


def build_hints(catalog: Catalog) -> Hints:
    """Return the index of `catalog`: all of it is gone through."""
    general = _by_generality(catalog)
    places = {name: place for place, name in enumerate(general)}
    standing: dict[str, dict[Key, float]] = {}
    for key, text, weight in _texts(catalog):
        roots = roots_of(text)
        # 'Noshow' is how some write no-show.
        pairs = [text for a, b in pairwise(roots) for text in (f"{a} {b}", f"{a}{b}")] if weight > TOLD else []
        for word in (*roots, *pairs):
            known = standing.setdefault(word, {})
            known[key] = max(weight, known.get(key, 0.0))

    def kept(found: Mapping[Key, float]) -> tuple[Weighed, ...]:
        best = sorted(found, key=lambda k: (-found[k], places.get(str(k[1]), 0), str(k[1])))
        return tuple((kind, name, found[kind, name]) for kind, name in best[:MOST_OF_A_WORD])

    beginnings: dict[str, list[str]] = {}
    for word in sorted(standing):
        if " " not in word and len(word) >= BEGINNING:
            beginnings.setdefault(word[:BEGINNING], []).append(word)
    return Hints(
        {word: kept(found) for word, found in standing.items()},
        {word: len(found) for word, found in standing.items()},
        {begun: tuple(words[:MOST_OF_A_VALUE]) for begun, words in beginnings.items()},
        _values(catalog),
        tuple(general[:MOST_GENERAL]),
    )


def _texts(catalog: Catalog) -> Iterator[tuple[Key, str, float]]:
    """Yield (what, a text about it, what its words tell)."""
    for metric in catalog.metrics.values():
        key: Key = ("metric", metric.name)
        yield from ((key, text, NAMED) for text in (metric.name, metric.label))
        yield from ((key, text, ALSO) for text in metric.synonyms)
        yield from ((key, text, ASKED) for text in metric.questions)
        yield key, metric.description, TOLD
    for home, declared in dimensions_in(catalog).items():
        for dimension in declared:
            thing: Key = ("dimension", home)
            way, _, element = dimension.name.rpartition("__")
            yield from ((thing, text, NAMED) for text in (element, dimension.label))
            yield from ((thing, text, ALSO) for text in dimension.synonyms)
            yield from ((thing, text, TOLD) for text in (way, dimension.description))


def _by_generality(catalog: Catalog) -> list[str]:
    """Return all metrics, those that people verified questions of and that others are made of before."""
    uses = Counter(name for metric in catalog.metrics.values() for name in set(metric.inputs))

    def place(metric: Metric) -> tuple[bool, int, bool, int, str]:
        is_whole = metric.type == "simple" and not metric.is_cumulative
        return not metric.questions, -uses[metric.name], not is_whole, len(metric.name), metric.name

    return [metric.name for metric in sorted(catalog.metrics.values(), key=place)]


def _values(catalog: Catalog) -> dict[str, tuple[tuple[Home, Scalar], ...]]:
    """Return values of several words by each word of theirs, but for words that many have."""
    found: dict[str, list[tuple[Home, Scalar]]] = {}
    for home, (dimension, *_) in dimensions_in(catalog).items():
        if dimension.pii or dimension.type != "categorical" or home not in catalog.values:
            continue
        for value, _ in catalog.values[home].counts:
            words = roots_of(value) if isinstance(value, str) else []
            for word in dict.fromkeys(words if len(words) > 1 else ()):
                found.setdefault(word, []).append((home, value))
    return {w: tuple(hits) for w, hits in found.items() if len(hits) <= MOST_OF_A_VALUE and not w.isdecimal()}


def _kept(keeping: Keeping) -> Hints | None:
    """Return what `_keep` kept of the same manifest, data and reader while it holds, else None."""
    shelf = load_shelf(_path(keeping))
    if shelf is None or shelf.text("", "of") != _of(keeping):
        return None
    since, until = json.loads(shelf.text("", "holds") or "[0, 0]")
    return Hints(**fields_of("hints", Hints, shelf)) if since <= time() < until else None


def _keep(found: Hints, keeping: Keeping) -> None:
    since, until = time(), keeping.until()
    if until <= since:
        return
    texts = [("", "of", _of(keeping)), ("", "holds", json.dumps([since if until < float("inf") else 0, until]))]
    save_shelf(_path(keeping), [*texts, *texts_of("hints", found)])


def _path(keeping: Keeping) -> Path:
    return keeping.path.with_name(keeping.path.name.replace("words", "hints"))


def _of(keeping: Keeping) -> str:
    return f"{_edition()} {keeping.of}"


@cache
def _edition() -> str:
    """What tells this index from another's: the modules that cut words and weigh them."""
    rules = Path(__file__).parent.parent / "rules"
    files = (Path(__file__), *(rules / f"{name}.py" for name in ("lexicon", "shelving", "tokens", "words")))
    return json.dumps([_LAYOUT, *((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in files if p.is_file())])


def near_roots(word: str, found: Hints) -> Sequence[str]:
    """Return the roots that a word may be of one family with, or a slip of: those that begin alike."""
    from rapidfuzz import fuzz

    alike: Iterable[str] = found.beginnings.get(word[:BEGINNING], ()) if len(word) > BEGINNING else ()
    return [known for known in alike if known != word and fuzz.ratio(word, known) >= 60][:4]
