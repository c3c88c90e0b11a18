"""How metrics are computed: their formulas down to columns, and the dates they are counted by."""

from __future__ import annotations

import re
from typing import NamedTuple

from metrics_cli.catalog.manifest import Json, Manifest, measures


def titled(name: str) -> str:
    """Return a label for a thing that has none: `order_lines` is Order lines."""
    words = name.replace("__", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


class Dated(NamedTuple):
    """A time dimension: its qualified name, its label, and where it is declared."""

    name: str
    label: str
    model: str
    element: str


class Formulas:
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

    def time_dimensions(self, name: str) -> frozenset[Dated]:
        """The time dimensions that the metric's measures are dated by."""
        metric = self.metrics.get(name) or {}
        params = metric.get("type_params") or {}
        found: set[Dated] = set()
        for item in self.inputs(metric):
            found |= self.time_dimensions(item["name"])
        conversion = params.get("conversion_type_params") or {}
        dated: tuple[Json | None, ...] = (
            params.get("measure"),
            conversion.get("base_measure"),
            params.get("metric_aggregation_params"),
        )
        for measured in dated:
            dimension = self._time_dimension(measured)
            found |= {dimension} if dimension and not self.inputs(metric) else set()
        return frozenset(found)

    def _time_dimension(self, item: Json | None) -> Dated | None:
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
        declared: Json = next((d for d in model.get("dimensions") or () if d["name"] == name), {})
        return Dated(f"{entity}__{name}", declared.get("label") or titled(name), model["name"], name)

    def formula(self, metric: Json) -> str:
        """How the metric is computed, in one line."""
        params = metric.get("type_params") or {}
        kind = metric.get("type")
        if kind == "ratio":
            text = f"{input_text(params['numerator'])} / {input_text(params['denominator'])}"
        elif kind == "derived":
            names = ", ".join(input_text(m) for m in params.get("metrics") or ())
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
        inner = input_text(base) if base else self._measure(params.get("measure"))
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


def input_text(item: Json | str) -> str:
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
