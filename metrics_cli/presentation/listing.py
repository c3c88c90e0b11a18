"""What can be asked, as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from metrics_cli.catalog import Catalog, Dimension, Metric, SavedQuery
from metrics_cli.catalog.search import Hit
from metrics_cli.presentation.columns import columns


def metric_lines(metrics: Iterable[Metric], width: int | None) -> list[str]:
    """Return the metrics, one a line, cut to `width` unless None."""
    rows = [(m.name, m.label, m.type, m.description) for m in metrics]
    return columns(rows, ("Metric", "Label", "Type", "What it is"), width)


def dimension_lines(dimensions: Iterable[Dimension], width: int | None) -> list[str]:
    """Return the dimensions, one a line, cut to `width` unless None."""
    rows = [(d.name, d.label, _kind(d), d.description) for d in dimensions]
    return columns(rows, ("Dimension", "Label", "Type", "What it is"), width)


def saved_query_lines(saved: Iterable[SavedQuery], width: int | None) -> list[str]:
    """Return the saved queries, one a line, cut to `width` unless None."""
    rows = [(s.name, s.label, ", ".join(s.metrics), ", ".join(s.group_by), s.description) for s in saved]
    return columns(rows, ("Saved query", "Label", "Metrics", "By", "What it is"), width)


def hit_lines(hits: Iterable[Hit], width: int | None) -> list[str]:
    """Return what a search found, one a line: what it is, what it is called and where it matched."""
    rows = [(h.item.name, h.kind, h.item.label, _where(h)) for h in hits]
    return columns(rows, ("Name", "What", "Label", "Matched in"), width)


def _where(hit: Hit) -> str:
    if hit.where in ("name", "label"):
        # What is called so need not be quoted; its description says more.
        return f"{hit.where}: {hit.item.description}" if hit.item.description else hit.where
    return f"{hit.where}: {hit.text}"


def _kind(dimension: Dimension) -> str:
    return f"time ({dimension.grain})" if dimension.type == "time" and dimension.grain else dimension.type


def metric_dict(metric: Metric, dimensions: Sequence[str] | None) -> dict[str, object]:
    """Return a metric for JSON; `dimensions` are the names it can be asked by, None when they are not known."""
    return {
        "name": metric.name,
        "label": metric.label,
        "description": metric.description,
        "type": metric.type,
        "formula": metric.formula,
        "format": metric.format,
        "synonyms": list(metric.synonyms),
        "dimensions": None if dimensions is None else list(dimensions),
    }


def dimension_dict(dimension: Dimension, metrics: Sequence[str] | None) -> dict[str, object]:
    """Return a dimension for JSON; `metrics` are those that can be asked by it, None when they are not known."""
    return {
        "name": dimension.name,
        "label": dimension.label,
        "description": dimension.description,
        "type": dimension.type,
        "grain": dimension.grain,
        "synonyms": list(dimension.synonyms),
        "pii": dimension.pii,
        "metrics": None if metrics is None else list(metrics),
    }


def saved_query_dict(saved: SavedQuery) -> dict[str, object]:
    """Return a saved query for JSON."""
    return {
        "name": saved.name,
        "label": saved.label,
        "description": saved.description,
        "metrics": list(saved.metrics),
        "group_by": list(saved.group_by),
        "where": list(saved.where),
        "order_by": list(saved.order_by),
        "limit": saved.limit,
    }


def hit_dict(hit: Hit) -> dict[str, object]:
    """Return a match for JSON: what was found, how well and where."""
    return {"kind": hit.kind, "name": hit.item.name, "rank": hit.rank, "where": hit.where, "text": hit.text}


def listing(
    catalog: Catalog, dimensions: Sequence[Dimension], hits: Sequence[Hit] | None, with_joins: bool
) -> dict[str, list[dict[str, object]]]:
    """Return the metrics, dimensions and saved queries for JSON: all of them by name, or those of `hits`, best first.

    `with_joins` fills in which metric can be asked by which dimension.
    """
    if hits is None:
        chosen: list[Metric | Dimension | SavedQuery] = [m for _, m in sorted(catalog.metrics.items())]
        chosen += [*dimensions, *(s for _, s in sorted(catalog.saved_queries.items()))]
    else:
        chosen = [hit.item for hit in hits]
    by = {name: _by(name, catalog) for name in sorted(catalog.metrics)} if with_joins else None
    found: dict[str, list[dict[str, object]]] = {
        "metrics": [metric_dict(m, by[m.name] if by else None) for m in chosen if isinstance(m, Metric)],
        "dimensions": [dimension_dict(d, _asked(d, by)) for d in chosen if isinstance(d, Dimension)],
        "saved_queries": [saved_query_dict(s) for s in chosen if isinstance(s, SavedQuery)],
    }
    return found if hits is None else {**found, "matches": [hit_dict(hit) for hit in hits]}


def _by(metric: str, catalog: Catalog) -> tuple[str, ...]:
    names = [d.name for d in catalog.dimensions_of([metric]) if d.type != "entity"]
    return (*(["metric_time"] if catalog.has_time(metric) else []), *sorted(names))


def _asked(dimension: Dimension, by: dict[str, tuple[str, ...]] | None) -> list[str] | None:
    if by is None:
        return None
    ending = f"__{dimension.name}"
    return [metric for metric, names in by.items() if any(n == dimension.name or n.endswith(ending) for n in names)]
