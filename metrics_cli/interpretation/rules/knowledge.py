"""What the words of a catalog are: its names and its values, indexed once for each state of it and then kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from time import time

from metrics_cli.catalog import Catalog
from metrics_cli.catalog.keeping import Keeping
from metrics_cli.interpretation.rules.indexing import build_lexicon
from metrics_cli.interpretation.rules.lexicon import Lexicon, dimensions_in
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.values import ValueIndex, build_values

Verified = Mapping[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Knowledge:
    """The names and the values of a catalog by their words, and the metrics of its verified questions."""

    lexicon: Lexicon
    values: ValueIndex
    verified: Verified = field(default_factory=dict)


def knowledge(catalog: Catalog) -> Knowledge:
    """Return what is known of the catalog's words."""
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
def _found(key: _Key) -> Knowledge:
    keeping = key.catalog.keeping
    known = _kept(key.catalog, keeping) if keeping else None
    if known is None:
        known = _built(key.catalog)
        if keeping:
            _keep(known, keeping)
    return known


def _built(catalog: Catalog) -> Knowledge:
    lexicon = build_lexicon(catalog)
    verified: dict[tuple[str, ...], tuple[str, ...]] = {}
    for metric in catalog.metrics.values():
        for question in metric.questions:
            folded = tuple(token.fold for token in tokenise(question))
            verified[folded] = (*verified.get(folded, ()), metric.name)
    return Knowledge(lexicon, build_values(catalog, lexicon.dimensions), verified)


def _kept(catalog: Catalog, keeping: Keeping) -> Knowledge | None:
    """Return what `_keep` kept of the same manifest, data and reader while it holds, else None."""
    from metrics_cli.catalog.shelf import load_shelf
    from metrics_cli.interpretation.rules.shelving import fields_of

    shelf = load_shelf(keeping.path)
    if shelf is None or shelf.text("", "of") != _of(keeping):
        return None
    since, until = json.loads(shelf.text("", "holds") or "[0, 0]")
    if not since <= time() < until:
        return None
    lexicon = Lexicon(**fields_of("lexicon", Lexicon, shelf, "dimensions"), dimensions=dimensions_in(catalog))
    values = ValueIndex(**fields_of("values", ValueIndex, shelf))
    return Knowledge(lexicon, values, **fields_of("words", Knowledge, shelf, "lexicon", "values"))


def _keep(known: Knowledge, keeping: Keeping) -> None:
    from metrics_cli.catalog.shelf import save_shelf
    from metrics_cli.interpretation.rules.shelving import texts_of

    since, until = time(), keeping.until()
    if until <= since:
        return
    texts = [("", "of", _of(keeping)), ("", "holds", json.dumps([since if until < float("inf") else 0, until]))]
    texts += texts_of("lexicon", known.lexicon, "dimensions")
    texts += texts_of("values", known.values)
    texts += texts_of("words", known, "lexicon", "values")
    save_shelf(keeping.path, texts)


def _of(keeping: Keeping) -> str:
    return f"{_edition()} {keeping.of}"


@cache
def _edition() -> str:
    """What tells this reader, and the places it knows, from another: another may index the same words otherwise."""
    places = find_spec("pycountry")
    files = [p for p in Path(__file__).parent.iterdir() if p.is_file()]
    files += [Path(places.origin)] if places and places.origin else []
    return json.dumps(sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in files))
