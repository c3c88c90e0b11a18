"""Building the catalog from the semantic manifest and the joins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from metrics_cli.catalog.catalog import Catalog, Dimension, Metric, SavedQuery
from metrics_cli.catalog.joins import Join, Joins
from metrics_cli.catalog.manifest import Json, Manifest, measures, meta
from metrics_cli.query import METRIC_TIME


def build_catalog(manifest: Manifest, joins: Joins | None = None) -> Catalog:
    """Return what can be asked of `manifest`; without `joins` no metric has dimensions."""
    joins = joins or {}
    formulas = _Formulas(manifest)
    return Catalog(
        metrics={m["name"]: _metric(m, formulas) for m in manifest.metrics},
        dimensions={j.name: _dimension(j, manifest) for found in joins.values() for j in found},
        joins={metric: frozenset(j.name for j in found) for metric, found in joins.items()},
        saved_queries={s["name"]: _saved_query(s) for s in manifest.saved_queries},
        custom_grains=manifest.custom_grains,
    )


def titled(name: str) -> str:
    """Return a label for a thing that has none: `order_lines` is Order lines."""
    words = name.replace("__", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


class _Formulas:
    """How metrics are computed, by name: their measures, formulas and time dimensions."""

    def __init__(self, manifest: Manifest) -> None:
        self.metrics = {m["name"]: m for m in manifest.metrics}
        self.measures = {measure["name"]: (model, measure) for model, measure in measures(manifest)}
        self.models = {model["name"]: model for model in manifest.semantic_models}

    def inputs(self, metric: Json) -> tuple[Json, ...]:
        """The metric inputs, each with a name and perhaps an alias, an offset and a filter."""
        params = metric.get("type_params") or {}
        found = [params.get("numerator"), params.get("denominator"), *(params.get("metrics") or ())]
        found.append((params.get("cumulative_type_params") or {}).get("metric"))
        return tuple(item for item in found if item)

    def time_dimensions(self, name: str) -> frozenset[tuple[str, str]]:
        """The (qualified name, label) of every time dimension that the metric's measures are dated by."""
        metric = self.metrics.get(name) or {}
        params = metric.get("type_params") or {}
        found: set[tuple[str, str]] = set()
        for item in self.inputs(metric):
            found |= self.time_dimensions(item["name"])
        conversion = params.get("conversion_type_params") or {}
        for item in (params.get("measure"), conversion.get("base_measure"), params.get("metric_aggregation_params")):
            dimension = self._time_dimension(item)
            found |= {dimension} if dimension and not self.inputs(metric) else set()
        return frozenset(found)

    def _time_dimension(self, item: Json | None) -> tuple[str, str] | None:
        if not item:
            return None
        model, measure = self.measures.get(
            item.get("name", ""), (self.models.get(item.get("semantic_model", "")), item)
        )
        if model is None:
            return None
        name = measure.get("agg_time_dimension") or (model.get("defaults") or {}).get("agg_time_dimension")
        entity = primary_entity(model)
        if not name or not entity:
            return None
        declared = next((d for d in model.get("dimensions") or () if d["name"] == name), {})
        return f"{entity}__{name}", declared.get("label") or titled(name)

    def formula(self, metric: Json) -> str:
        """How the metric is computed, in one line."""
        params = metric.get("type_params") or {}
        kind = metric.get("type")
        if kind == "ratio":
            text = f"{_input(params['numerator'])} / {_input(params['denominator'])}"
        elif kind == "derived":
            names = ", ".join(_input(m) for m in params.get("metrics") or ())
            text = f"{params.get('expr')} of {names}"
        elif kind == "conversion":
            text = self._conversion(params.get("conversion_type_params") or {})
        elif kind == "cumulative":
            text = self._cumulative(params)
        else:
            text = self._measure(params.get("measure") or params.get("metric_aggregation_params"))
        return text + _where(metric.get("filter"))

    def _measure(self, item: Json | None) -> str:
        if not item:
            return ""
        model, measure = self.measures.get(
            item.get("name", ""), (self.models.get(item.get("semantic_model", "")), item)
        )
        relation = ((model or {}).get("node_relation") or {}).get("alias") or (model or {}).get("name")
        expression = measure.get("expr") or measure.get("name")
        return f"{measure.get('agg')}({expression}) of {relation}{_where(item.get('filter'))}"

    def _cumulative(self, params: Json) -> str:
        cumulative = params.get("cumulative_type_params") or {}
        window, to_date = cumulative.get("window") or params.get("window"), cumulative.get("grain_to_date")
        base = cumulative.get("metric")
        inner = _input(base) if base else self._measure(params.get("measure"))
        if window:
            return f"{inner}, over the last {window['count']} {window['granularity']}s"
        return f"{inner}, since the start of the {to_date}" if to_date else f"{inner}, since the beginning"

    def _conversion(self, params: Json) -> str:
        base, conversion = params.get("base_measure") or {}, params.get("conversion_measure") or {}
        window = params.get("window")
        within = f" within {window['count']} {window['granularity']}s" if window else ""
        return (
            f"share of [{self._measure(base)}] followed by [{self._measure(conversion)}]{within}, "
            f"of the same {params.get('entity')}"
        )


def primary_entity(model: Json) -> str | None:
    """Return the name of a semantic model's primary entity, None when it has none."""
    named = (e["name"] for e in model.get("entities") or () if e.get("type") == "primary")
    return model.get("primary_entity") or next(named, None)


def _metric(metric: Json, formulas: _Formulas) -> Metric:
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
        time_dimensions=tuple(name for name, _ in times),
        time_label=times[0][1] if len({label for _, label in times}) == 1 else None,
        is_cumulative=is_cumulative,
        needs_time=_needs_time(params, is_cumulative, has_offset)
        or any(_metric(n, formulas).needs_time for n in nested),
        offset_grain=_offset_grain(inputs),
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
        questions=_texts(meta(saved).get("questions")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else ()


def _input(item: Json | str) -> str:
    if isinstance(item, str):
        return item
    window, to_grain = item.get("offset_window"), item.get("offset_to_grain")
    offset = f" {window['count']} {window['granularity']} earlier" if window else ""
    offset += f" at the start of the {to_grain}" if to_grain else ""
    return f"{item['name']}{offset}{_where(item.get('filter'))}"


_CALL = re.compile(r"\{\{\s*\w+\(\s*['\"]([^'\"]+)['\"][^}]*\)\s*\}\}")


def _where(condition: Json | None) -> str:
    filters = (condition or {}).get("where_filters") or ()
    texts = [" ".join(_CALL.sub(r"\1", f["where_sql_template"]).split()) for f in filters]
    return f" where {' and '.join(texts)}" if texts else ""
