"""What can be asked, as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from metrics_cli.catalog import Catalog, Dimension, Metric, SavedQuery


def listing(catalog: Catalog, word: str | None) -> dict[str, list[dict[str, object]]]:
    """Return the metrics, dimensions and saved queries that `word` occurs in, or all of them, for JSON."""
    return {
        "metrics": [_metric(m, catalog) for m in metrics_with(word, catalog)],
        "dimensions": [_dimension(d, catalog) for d in dimensions_with(word, catalog)],
        "saved_queries": [_saved_query(s) for s in saved_queries_with(word, catalog)],
    }


def metrics_with(word: str | None, catalog: Catalog) -> tuple[Metric, ...]:
    """Return the metrics whose name, label, synonyms or description hold `word`, by name."""
    found = sorted(catalog.metrics.values(), key=lambda m: m.name)
    return tuple(m for m in found if _holds(word, (m.name, m.label, m.description, *m.synonyms)))


def dimensions_with(word: str | None, catalog: Catalog) -> tuple[Dimension, ...]:
    """Return the dimensions (entities left out) whose name, label, synonyms or description hold `word`, by name."""
    found = sorted(catalog.dimensions.values(), key=lambda d: d.name)
    return tuple(d for d in found if d.type != "entity" and _holds(word, (d.name, d.label, d.description, *d.synonyms)))


def saved_queries_with(word: str | None, catalog: Catalog) -> tuple[SavedQuery, ...]:
    """Return the saved queries whose name, label or description hold `word`, by name."""
    found = sorted(catalog.saved_queries.values(), key=lambda s: s.name)
    return tuple(s for s in found if _holds(word, (s.name, s.label, s.description)))


def show_metrics(metrics: Iterable[Metric], catalog: Catalog, console: Console) -> None:
    """Print the metrics, those that can be asked by the same dimensions together."""
    groups: dict[tuple[str, ...], list[Metric]] = {}
    for metric in metrics:
        groups.setdefault(_by(metric, catalog), []).append(metric)
    for dimensions, members in groups.items():
        grid = _grid("Metric", "Label", "Type", "What it is")
        for metric in members:
            grid.add_row(metric.name, Text(metric.label), metric.type, Text(metric.description))
        console.print(grid, highlight=False)
        console.print(Text(f"by: {', '.join(dimensions) or 'nothing'}\n", style="dim"), highlight=False)


def show_dimensions(dimensions: Iterable[Dimension], console: Console) -> None:
    """Print the dimensions."""
    grid = _grid("Dimension", "Label", "Type", "What it is")
    for dimension in dimensions:
        kind = f"time ({dimension.grain})" if dimension.type == "time" and dimension.grain else dimension.type
        grid.add_row(dimension.name, Text(dimension.label), kind, Text(dimension.description))
    console.print(grid, highlight=False)


def show_saved_queries(saved: Iterable[SavedQuery], console: Console) -> None:
    """Print the saved queries."""
    grid = _grid("Saved query", "Label", "Metrics", "By", "What it is")
    for query in saved:
        grid.add_row(
            query.name,
            Text(query.label),
            ", ".join(query.metrics),
            Text(", ".join(query.group_by)),
            Text(query.description),
        )
    console.print(grid, highlight=False)


def _by(metric: Metric, catalog: Catalog) -> tuple[str, ...]:
    names = [d.name for d in catalog.dimensions_of([metric.name]) if d.type != "entity"]
    return (*(["metric_time"] if catalog.has_time(metric.name) else []), *sorted(names))


def _grid(*heads: str) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for index, head in enumerate(heads):
        grid.add_column(head, no_wrap=index == 0, overflow="fold")
    return grid


def _holds(word: str | None, texts: Iterable[str]) -> bool:
    if not word:
        return True
    wanted = word.casefold().replace("_", " ")
    return any(wanted in text.casefold().replace("_", " ") for text in texts)


def _metric(metric: Metric, catalog: Catalog) -> dict[str, object]:
    return {
        "name": metric.name,
        "label": metric.label,
        "description": metric.description,
        "type": metric.type,
        "formula": metric.formula,
        "format": metric.format,
        "synonyms": list(metric.synonyms),
        "dimensions": list(_by(metric, catalog)),
    }


def _dimension(dimension: Dimension, catalog: Catalog) -> dict[str, object]:
    return {
        "name": dimension.name,
        "label": dimension.label,
        "description": dimension.description,
        "type": dimension.type,
        "grain": dimension.grain,
        "synonyms": list(dimension.synonyms),
        "pii": dimension.pii,
        "metrics": sorted(m for m, names in catalog.joins.items() if dimension.name in names),
    }


def _saved_query(saved: SavedQuery) -> dict[str, object]:
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
