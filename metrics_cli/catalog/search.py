"""Finding what can be asked by any of its words, best match first, and saying where each matched."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from metrics_cli.catalog.catalog import Catalog, Dimension, Home, Metric, SavedQuery
from metrics_cli.catalog.values import Values

# The order of matches: what a thing is called comes before what is said of it and what it holds.
EXACT_NAME, EXACT_LABEL, EXACT_SYNONYM, PREFIX, INSIDE, DESCRIPTION, VALUE, LIKE = range(8)

# Below this two words are different words: "loans" and "loan" 89, "fines" and "fine" 89, "genre" and "gnere" 80.
_ALIKE = 75
_MOST_VALUES = 3

Item = Metric | Dimension | SavedQuery


@dataclass(frozen=True)
class Hit:
    """A thing that matches: how well (`rank`, the smaller the better), where, and the text that did."""

    item: Item
    rank: int
    where: str
    text: str

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        if isinstance(self.item, SavedQuery):
            return "saved query"
        return "metric" if isinstance(self.item, Metric) else _KINDS.get(self.item.type, "dimension")


_KINDS = {"entity": "entity", "time": "time dimension"}


def search(
    wanted: str, catalog: Catalog, dimensions: Iterable[Dimension], values: Mapping[Home, Values]
) -> tuple[Hit, ...]:
    """Return the metrics, `dimensions` and saved queries that match, best first.

    What is only like `wanted`, letter by letter, is looked at when nothing else matches.
    """
    items: list[Item] = [*catalog.metrics.values(), *dimensions, *catalog.saved_queries.values()]
    word = folded(wanted)
    found = [hit for item in items if (hit := _best(word, item, _values_of(item, values)))]
    found = found or [hit for item in items if (hit := _alike(word, item, _values_of(item, values)))]
    return tuple(sorted(found, key=lambda h: (h.rank, _ORDER[h.kind], h.item.name)))


_ORDER = {"metric": 0, "dimension": 1, "time dimension": 2, "entity": 3, "saved query": 4}


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """Return the words of a text without case, accents, plurals and what parts them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(_singular(word) for word in kept.split())


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _texts(item: Item) -> Iterator[tuple[int, str, str]]:
    """Yield (rank of an exact match, where, text) for all that a thing is called."""
    yield EXACT_NAME, "name", item.name
    if not isinstance(item, SavedQuery) and "__" in item.name:
        yield EXACT_NAME, "name", item.name.rsplit("__", 1)[-1]
    yield EXACT_LABEL, "label", item.label
    for synonym in getattr(item, "synonyms", ()):
        yield EXACT_SYNONYM, "synonym", synonym


def _values_of(item: Item, values: Mapping[Home, Values]) -> tuple[str, ...]:
    home = item.home if isinstance(item, Dimension) else None
    return tuple(str(v) for v, _ in values[home].counts) if home and home in values else ()


def _best(word: str, item: Item, values: Iterable[str]) -> Hit | None:
    named = [(rank, where, text) for exact, where, text in _texts(item) if (rank := _rank(word, text, exact)) < LIKE]
    if named:
        return Hit(item, *min(named, key=lambda n: n[0]))
    if _holds(word, item.description):
        return Hit(item, DESCRIPTION, "description", item.description)
    found = [value for value in values if _holds(word, value)]
    return Hit(item, VALUE, "value", _some(sorted(found, key=lambda v: folded(v) != word))) if found else None


def _rank(word: str, text: str, exact: int) -> int:
    known = folded(text)
    if not known or not word:
        return LIKE
    if known == word:
        return exact
    if known.startswith(word):
        return PREFIX
    # Every word of a longer search may stand anywhere in the name: "rate refund" is refund_rate.
    return INSIDE if word in known or all(w in known.split() for w in word.split()) else LIKE


def _holds(word: str, text: str) -> bool:
    """Tell whether the words stand in the text, the last one perhaps cut off."""
    return bool(word) and f" {word}" in f" {folded(text)}"


def _alike(word: str, item: Item, values: Iterable[str]) -> Hit | None:
    from rapidfuzz import fuzz

    def score(text: str) -> float:
        known = folded(text)
        return max(fuzz.ratio(word, known), *(fuzz.ratio(word, w) for w in known.split() if len(w) > 3), 0.0)

    texts = [(where, text) for _, where, text in _texts(item)] + [("value", value) for value in values]
    best, where, text = max(((score(text), where, text) for where, text in texts), key=lambda s: s[0])
    return Hit(item, LIKE + round(100 - best), f"like the {where}", text) if best >= _ALIKE and len(word) > 3 else None


def _some(values: list[str]) -> str:
    more = f" and {len(values) - _MOST_VALUES} more" if len(values) > _MOST_VALUES else ""
    return ", ".join(values[:_MOST_VALUES]) + more
