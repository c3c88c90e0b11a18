"""What each metric and dimension of a catalog is called: outright, by synonyms, by what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.naming import spoken_key
from metrics_cli.interpretation.rules.lexicon import OWN, SYNONYM, TURNED, Key
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.words import GRAINS

# A description of so few words is a name.
_LONGEST_NAME = 3
_LINKS = frozenset("of the a an our for in by per and or with from to is are".split())


def metric_names(metric: Metric, catalog: Catalog) -> Iterator[tuple[str, float]]:
    yield metric.name, OWN
    yield metric.label, OWN
    for text in (*metric.synonyms, *_described(metric)):
        yield text, SYNONYM
    if metric.type == "ratio" and len(metric.inputs) == 2:
        above, below = (catalog.metrics.get(name) for name in metric.inputs)
        for over in (above.label, *above.synonyms) if above and below else ():
            for under in (below.label, *below.synonyms) if below else ():
                yield f"{over} per {under}", TURNED
                yield f"average {over} per {under}", TURNED


def dimension_names(dimension: Dimension) -> Iterator[tuple[str, float]]:
    *path, element = dimension.name.split("__")
    bare = element
    for prefix in ("is_", "has_"):
        bare = bare.removeprefix(prefix)
    for text in (element, dimension.label, *(f"{owner} {element}" for owner in _owners(path))):
        yield text, OWN
    if dimension.type == "entity":
        spoken = spoken_key(element)
        yield from ((text, SYNONYM) for text in (spoken, f"{spoken} id", f"{spoken} key"))
    # 'is_active' is spoken of as active, 'signed_up_on' as signed up.
    if dimension.type == "time":
        bare = bare.removesuffix("_on").removesuffix("_at").removesuffix("_date")
    if bare != element:
        yield bare, SYNONYM
    for text in (*dimension.synonyms, *_by_grain(dimension)):
        yield text, SYNONYM


def labels(catalog: Catalog, dimensions: Mapping[Home, Sequence[Dimension]]) -> Iterator[tuple[Key, str, bool]]:
    """Yield (what, its label, whether it is a rate) of all metrics and of the dimensions that are no dates."""
    for metric in catalog.metrics.values():
        yield ("metric", metric.name), metric.label, metric.type == "ratio"
    for home, (dimension, *_) in dimensions.items():
        if dimension.type == "categorical":
            yield ("dimension", home), dimension.label, False


def called(metric: Metric) -> tuple[str, ...]:
    texts = (metric.label, metric.name.replace("_", " "), *metric.synonyms, *metric.questions)
    return tuple(dict.fromkeys(token.stem for text in texts for token in tokenise(text)))


def told(key: Key, catalog: Catalog) -> frozenset[str]:
    """Return the words of a metric's label and description."""
    metric = catalog.metrics.get(key[1]) if isinstance(key[1], str) else None
    return frozenset(t.stem for t in tokenise(f"{metric.label} {metric.description}")) if metric else frozenset()


def _described(metric: Metric) -> Iterator[str]:
    """Yield a description that is a name: Overtime hours."""
    text = metric.description.strip().removesuffix(".")
    words = text.split()
    if 1 < len(words) <= _LONGEST_NAME and all(word.isalpha() for word in words) and not set(words) & _LINKS:
        yield text


def _owners(path: Sequence[str]) -> tuple[str, ...]:
    """Return what the thing that a dimension is of is called: of store_id a store."""
    return (path[-1], spoken_key(path[-1])) if path else ()


def _by_grain(dimension: Dimension) -> Iterator[str]:
    """Yield what a date is called by its grain: of a sign-up date the sign-up month."""
    for text in (dimension.label, *dimension.synonyms) if dimension.type == "time" else ():
        words = text.split()
        base = words[:-1] if words[-1:] and words[-1].lower() in ("date", "day", "time") else words
        for grain in GRAINS if base else ():
            yield f"{' '.join(base)} {grain}"
