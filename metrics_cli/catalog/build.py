"""Building the catalog from the semantic manifest and the joins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from metrics_cli.catalog.catalog import Catalog, Dimension, Home, Metric, SavedQuery
from metrics_cli.catalog.formulas import Formulas, titled
from metrics_cli.catalog.joins import Join, Joins
from metrics_cli.catalog.manifest import Json, Manifest, meta
from metrics_cli.query import METRIC_TIME


def build_catalog(manifest: Manifest, joins: Joins | None = None) -> Catalog:
    """Return what can be asked of `manifest`; without `joins` no metric has dimensions."""
    joins = joins or {}
    formulas = Formulas(manifest)
    return Catalog(
        metrics={m["name"]: _metric(m, formulas) for m in manifest.metrics},
        dimensions={j.name: _dimension(j, manifest) for found in joins.values() for j in found},
        joins={metric: frozenset(j.name for j in found) for metric, found in joins.items()},
        saved_queries={s["name"]: _saved_query(s) for s in manifest.saved_queries},
        custom_grains=manifest.custom_grains,
    )


def _metric(metric: Json, formulas: Formulas) -> Metric:
    own = meta(metric)
    params = metric.get("type_params") or {}
    inputs = formulas.inputs(metric)
    times = sorted(formulas.time_dimensions(metric["name"]))
    is_cumulative = metric.get("type") == "cumulative"
    has_offset = any(item.get("offset_window") or item.get("offset_to_grain") for item in inputs)
    nested = [formulas.metrics[i["name"]] for i in inputs if i["name"] in formulas.metrics]
    return Metric(
        name=metric["name"],
        label=metric.get("label") or titled(metric["name"]),
        description=" ".join((metric.get("description") or "").split()),
        type=metric.get("type") or "simple",
        formula=formulas.formula(metric),
        format=own.get("format"),
        synonyms=_texts(own.get("synonyms")),
        questions=_texts(own.get("questions")),
        good_when=own.get("good_when"),
        inputs=tuple(item["name"] for item in inputs),
        time_dimensions=tuple(dict.fromkeys(t.name for t in times)),
        time_label=times[0].label if len({t.label for t in times}) == 1 else None,
        is_cumulative=is_cumulative,
        needs_time=_needs_time(params, is_cumulative, has_offset)
        or any(_metric(n, formulas).needs_time for n in nested),
        offset_grain=_offset_grain(inputs),
        grains=_texts(own.get("grains")),
        period_agg=(params.get("cumulative_type_params") or {}).get("period_agg") or "first",
        dated_in=tuple(sorted({Home(t.model, t.element) for t in times})),
    )


def _needs_time(params: Json, is_cumulative: bool, has_offset: bool) -> bool:
    cumulative = params.get("cumulative_type_params") or {}
    bounded = any(cumulative.get(k) or params.get(k) for k in ("window", "grain_to_date"))
    return has_offset or (is_cumulative and bounded)


def _offset_grain(inputs: Iterable[Json]) -> str | None:
    windows = [i.get("offset_window") or {} for i in inputs]
    found = [w["granularity"] for w in windows if w] + [
        i["offset_to_grain"] for i in inputs if i.get("offset_to_grain")
    ]
    return str(found[0]) if found else None


def _dimension(join: Join, manifest: Manifest) -> Dimension:
    if join.name == METRIC_TIME:
        return Dimension(METRIC_TIME, "Date", "The date each metric is counted by.", "time", join.grain)
    model: Json = next((m for m in manifest.semantic_models if m["name"] == join.model), {})
    element = join.name.rsplit("__", 1)[-1]
    kind = "entities" if join.kind == "entity" else "dimensions"
    declared: Json = next((d for d in model.get(kind) or () if d["name"] == element), {})
    own = meta(declared)
    return Dimension(
        name=join.name,
        label=declared.get("label") or titled(element),
        description=" ".join((declared.get("description") or "").split()),
        type=join.kind,
        grain=join.grain,
        synonyms=_texts(own.get("synonyms")),
        pii=bool(own.get("pii")),
        home=Home(join.model, element) if join.model else None,
    )


def _saved_query(saved: Json) -> SavedQuery:
    params = saved.get("query_params") or {}
    where = (params.get("where") or {}).get("where_filters") or ()
    return SavedQuery(
        name=saved["name"],
        label=saved.get("label") or titled(saved["name"]),
        description=" ".join((saved.get("description") or "").split()),
        metrics=tuple(params.get("metrics") or ()),
        group_by=tuple(params.get("group_by") or ()),
        where=tuple(w["where_sql_template"] for w in where),
        order_by=tuple(params.get("order_by") or ()),
        limit=params.get("limit"),
    )


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else ()
