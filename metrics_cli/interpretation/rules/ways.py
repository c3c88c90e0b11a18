"""By which way a thing is reached: the doctor of the visit that is counted, or the family doctor of its patient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.interpretation.rules.drafts import Draft, nearest_paths, offers
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.trade import phrase


def on_the_way(draft: Draft, dimensions: Sequence[Dimension]) -> list[Dimension]:
    """Return the dimensions that are reached in a role that the words name, all when they name none.

    Raises Doubtful where none is the nearest for all that the metrics are made of: what one of them has as the doctor
    of a visit would be told by the doctor of the family.
    """
    named = [d for d in dimensions if _is_named(draft, d)]
    if named and len({_role(d) for d in dimensions}) > 1:
        return named
    if not named and all(_goes_round(draft, d) for d in dimensions):
        reached, label = _role(dimensions[0]).replace("_", " "), dimensions[0].label
        reason = f"Part of {draft.labels()} has another {label} nearer, and all of it only one by way of {reached}."
        raise Doubtful(f"{reason} If that is meant, say: {reached}.", metrics=draft.metrics)
    return list(dimensions)


def _goes_round(draft: Draft, dimension: Dimension) -> bool:
    """Tell whether a metric or an input of one has the same thing nearer, in another role."""
    for name in (leaf for metric in draft.metrics for leaf in _leaves(metric, draft.catalog)):
        nearest = nearest_paths(offers((name,), draft.catalog).by_home.get(home_of(dimension), []))
        if nearest and _role(dimension) not in {_role(d) for d in nearest}:
            return True
    return False


def _leaves(metric: str, catalog: Catalog) -> Iterator[str]:
    """Yield what a metric is made of in the end, itself when it is made of no other."""
    inputs = [i for i in catalog.metrics[metric].inputs if i in catalog.metrics and i != metric]
    for name in inputs:
        yield from _leaves(name, catalog)
    if not inputs:
        yield metric


def _role(dimension: Dimension) -> str:
    """Return the entity that a dimension is reached by: family_doctor of patient__family_doctor__specialty."""
    return dimension.name if dimension.type == "entity" else dimension.name.split("__")[-2:][0]


def _is_named(draft: Draft, dimension: Dimension) -> bool:
    words = phrase(_role(dimension).replace("__", " ").replace("_", " "))
    asked = {token.stem for token in draft.words.tokens}
    return dimension.type == "entity" or set(words) <= asked
