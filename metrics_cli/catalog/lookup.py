"""Finding one thing by what it is called: its name, the end of it, its label or a synonym."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from metrics_cli.catalog.catalog import Catalog, Dimension, Metric, SavedQuery
from metrics_cli.catalog.names import nearest
from metrics_cli.catalog.search import folded
from metrics_cli.errors import NameUnknown

Item = Metric | Dimension | SavedQuery


def find_item(name: str, catalog: Catalog, declared: Sequence[Dimension]) -> Item:
    """Return the metric, dimension, entity or saved query of that name, label or synonym, looked for in this order.

    Raises NameUnknown, with the nearest, when there is none or when a label or a synonym is that of several.
    """
    if name in catalog.metrics:
        return catalog.metrics[name]
    dimension = _dimension(name, declared)
    if dimension:
        return dimension
    if name in catalog.saved_queries:
        return catalog.saved_queries[name]
    return _called("metric, dimension or saved query", name, _items(catalog, declared))


def find_dimension(name: str, declared: Sequence[Dimension]) -> Dimension:
    """Return the dimension or entity of that name: `product__category`, `category` or `order__product__category`.

    Raises NameUnknown as `find_item` does.
    """
    found = _dimension(name, declared) or _called("dimension", name, declared)
    assert isinstance(found, Dimension)
    return found


def _items(catalog: Catalog, declared: Sequence[Dimension]) -> list[Item]:
    return [*catalog.metrics.values(), *declared, *catalog.saved_queries.values()]


def _dimension(name: str, declared: Sequence[Dimension]) -> Dimension | None:
    for dimension in declared:
        if dimension.name == name:
            return dimension
    # A longer name leads to the same dimension over more joins, a shorter one leaves the entity out.
    ends = [d for d in declared if name.endswith(f"__{d.name}") or d.name.endswith(f"__{name}")]
    if len(ends) > 1:
        raise NameUnknown(f"'{name}' could be {', '.join(d.name for d in ends)}", "write the one you mean")
    return ends[0] if ends else None


def _called(kind: str, name: str, items: Iterable[Item]) -> Item:
    known = list(items)
    found = [i for i in known if folded(name) in {folded(i.label), *(folded(s) for s in _synonyms(i))}]
    if len(found) == 1:
        return found[0]
    if found:
        raise NameUnknown(f"'{name}' could be {', '.join(i.name for i in found)}", "write the one you mean")
    near = nearest(name, {i.name: (i.name, i.name.rsplit("__", 1)[-1], i.label, *_synonyms(i)) for i in known})
    hint = f"did you mean {', '.join(near)}?" if near else "see `metrics list`"
    raise NameUnknown(f"no {kind} '{name}'", hint)


def _synonyms(item: Item) -> tuple[str, ...]:
    return () if isinstance(item, SavedQuery) else item.synonyms
