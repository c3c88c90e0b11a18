"""What the words of a catalog are: its names and its values, indexed once for each catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules.lexicon import Lexicon, build_lexicon
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.values import ValueIndex, build_values


@dataclass(frozen=True)
class Knowledge:
    """The names and the values of a catalog by their words, and the metrics of its verified questions."""

    lexicon: Lexicon
    values: ValueIndex
    verified: Mapping[tuple[str, ...], tuple[str, ...]]


def knowledge(catalog: Catalog) -> Knowledge:
    """Return what is known of the catalog's words."""
    return _built(_Key(catalog))


@dataclass(frozen=True)
class _Key:
    """A catalog, hashed by identity."""

    catalog: Catalog

    def __hash__(self) -> int:
        return id(self.catalog)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.catalog is self.catalog


@lru_cache(maxsize=4)
def _built(key: _Key) -> Knowledge:
    lexicon = build_lexicon(key.catalog)
    verified: dict[tuple[str, ...], tuple[str, ...]] = {}
    for metric in key.catalog.metrics.values():
        for question in metric.questions:
            folded = tuple(token.fold for token in tokenise(question))
            verified[folded] = (*verified.get(folded, ()), metric.name)
    return Knowledge(lexicon, build_values(key.catalog, lexicon.dimensions), verified)
