"""Reading what a saved query's owners wrote: group-bys and orders, plain or as MetricFlow's objects.

metric_time__month
TimeDimension('metric_time', 'month')
Dimension('metric_time').grain('month')
Dimension('branch__town', entity_path=['member'])
Entity('member')
Metric('loans').descending(True)
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics_cli.catalog import Catalog
from metrics_cli.catalog.names import find_group_by
from metrics_cli.errors import QueryInvalid
from metrics_cli.query import DATE_PARTS, GroupBy, OrderBy


@dataclass(frozen=True)
class _Object:
    """What an object says: its kind (Dimension, TimeDimension, Entity, Metric), its full name and the rest."""

    kind: str
    name: str
    grain: str | None = None
    date_part: str | None = None
    descending: bool = False


def read_group_by(text: str, metrics: Sequence[str], catalog: Catalog) -> GroupBy:
    """Return the group-by that `text` states. Raises QueryInvalid for what can't be read, NameUnknown for no name."""
    found = _read(text)
    if found is None:
        return find_group_by(text.strip(), metrics, catalog)
    return _group_by(found, metrics, catalog)


def read_order(text: str, metrics: Sequence[str], groups: Sequence[GroupBy], catalog: Catalog) -> OrderBy:
    """Return the column to order by that `text` states."""
    text, descending = text.strip().removeprefix("-"), text.strip().startswith("-")
    found = _read(text)
    if found is None:
        known = {g.name: g.column for g in groups}
        name = known.get(text) or (text if text in metrics else find_group_by(text, metrics, catalog).column)
        return OrderBy(name, descending)
    if found.kind == "Metric":
        return OrderBy(found.name, found.descending or descending)
    shown = [g.column for g in groups if g.name == found.name and not (found.grain or found.date_part)]
    column = shown[0] if len(shown) == 1 else _group_by(found, metrics, catalog).column
    return OrderBy(column, found.descending or descending)


def _group_by(found: _Object, metrics: Sequence[str], catalog: Catalog) -> GroupBy:
    if found.date_part:
        return replace(find_group_by(found.name, metrics, catalog), grain=None, date_part=found.date_part)
    return find_group_by("__".join(filter(None, (found.name, found.grain))), metrics, catalog)


def _read(text: str) -> _Object | None:
    """Return the object that `text` writes, None for a plain name."""
    if "(" not in text:
        return None
    try:
        return _call(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, IndexError, KeyError, AttributeError, TypeError, StopIteration):
        raise QueryInvalid(f"can't read {text} in the saved query", "see MetricFlow's documentation") from None


def _call(node: ast.expr) -> _Object:
    if not isinstance(node, ast.Call):
        raise ValueError(node)
    values = [ast.literal_eval(a) for a in node.args]
    named = {str(k.arg): ast.literal_eval(k.value) for k in node.keywords}
    if isinstance(node.func, ast.Name):
        return _plain(node.func.id, values, named)
    if not isinstance(node.func, ast.Attribute):
        raise ValueError(node)
    inner = _call(node.func.value)
    given = values[0] if values else next(iter(named.values()))
    if node.func.attr == "grain":
        return replace(inner, grain=str(given).lower())
    if node.func.attr == "date_part":
        return replace(inner, date_part=_part(given))
    if node.func.attr == "descending":
        return replace(inner, descending=bool(given))
    raise ValueError(node.func.attr)


def _plain(kind: str, values: list[object], named: dict[str, object]) -> _Object:
    parameters = {
        "Dimension": ("name", "entity_path"),
        "TimeDimension": ("name", "time_granularity_name", "entity_path", "descending", "date_part_name"),
        "Entity": ("name", "entity_path"),
        "Metric": ("name", "group_by"),
    }[kind]
    said = {**dict(zip(parameters, values, strict=False)), **named}
    name = said.get("name") or next(v for k, v in said.items() if k.endswith("_name") and k != "date_part_name")
    path = said.get("entity_path") or ()
    if not isinstance(path, list | tuple):
        raise TypeError(path)
    grain, part = said.get("time_granularity_name"), said.get("date_part_name")
    return _Object(
        kind,
        "__".join((*map(str, path), str(name))),
        str(grain).lower() if grain else None,
        _part(part) if part else None,
        bool(said.get("descending")),
    )


def _part(value: object) -> str:
    part = str(value).lower()
    if part not in DATE_PARTS:
        raise ValueError(part)
    return part
