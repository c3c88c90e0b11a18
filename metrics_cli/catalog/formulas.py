"""How metrics are computed: their formulas down to columns, and the dates they are counted by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from metrics_cli.catalog.manifest import Json, Manifest, measures, meta


def titled(name: str) -> str:
    """Return a label for a thing that has none: `order_lines` is Order lines."""
    words = name.replace("__", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def label_of(declared: Json, name: str) -> str:
    """Return the declared label without control signs, signs of no width and of direction; one of the name otherwise.

    A label is shown beside numbers: what turns its direction or begins a line could say something else.
    """
    label = str(declared.get("label") or "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in label).split()) or titled(name)


class Dated(NamedTuple):
    """A time dimension: its qualified name, its label, where it is declared, and the grain that it is kept by.

    `is_of_data` is false where its owners say that its days are not those that the data are about.
    """

    name: str
    label: str
    model: str
    element: str
    grain: str
    is_of_data: bool


class Formulas:
    """How metrics are computed, by name: their measures, formulas and time dimensions."""

    def __init__(self, manifest: Manifest) -> None:
        self.metrics = {m["name"]: m for m in manifest.metrics}
        self.measures = {measure["name"]: (model, measure) for model, measure in measures(manifest)}
        self.models = {model["name"]: model for model in manifest.semantic_models}
        self._dated: dict[str, frozenset[Dated]] = {}
        self._needing: dict[str, bool] = {}

    def inputs(self, metric: Json) -> tuple[Json, ...]:
        """The metric inputs, each with a name and perhaps an alias, an offset and a filter."""
        params = metric.get("type_params") or {}
        found = [params.get("numerator"), params.get("denominator"), *(params.get("metrics") or ())]
        found.append((params.get("cumulative_type_params") or {}).get("metric"))
        conversion = params.get("conversion_type_params") or {}
        found += [conversion.get("base_metric"), conversion.get("conversion_metric")]
        return tuple(item for item in found if item)

    def time_dimensions(self, name: str) -> frozenset[Dated]:
        """The time dimensions that the metric's measures are dated by."""
        if name not in self._dated:
            # A metric that is made of itself ends here; MetricFlow will say so.
            self._dated[name] = frozenset()
            self._dated[name] = self._times(self.metrics.get(name) or {})
        return self._dated[name]

    def needs_time(self, name: str) -> bool:
        """Tell whether the metric, or one that it is made of, has no value without a date."""
        if name not in self._needing:
            metric = self.metrics.get(name) or {}
            inputs = self.inputs(metric)
            self._needing[name] = False
            self._needing[name] = _looks_back(metric, inputs) or any(self.needs_time(i["name"]) for i in inputs)
        return self._needing[name]

    def _times(self, metric: Json) -> frozenset[Dated]:
        params = metric.get("type_params") or {}
        found: set[Dated] = set()
        conversion = params.get("conversion_type_params") or {}
        # A conversion is counted on the day of what it starts from.
        for item in self.inputs(metric):
            found |= self.time_dimensions(item["name"]) if item is not conversion.get("conversion_metric") else set()
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
        grain = (declared.get("type_params") or {}).get("time_granularity") or "day"
        is_of_data = meta(declared).get("dates_data") is not False
        return Dated(f"{entity}__{name}", label_of(declared, name), model["name"], name, grain.lower(), is_of_data)

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
            text = self._measure(params.get("measure")) or self._aggregation(params)
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

    def _aggregation(self, params: Json) -> str:
        """How a metric is computed that names no measure, as dbt writes it from 1.12 on."""
        item = params.get("metric_aggregation_params")
        return self._measure({**item, "expr": params.get("expr")}) if item else ""

    def _cumulative(self, params: Json) -> str:
        cumulative = params.get("cumulative_type_params") or {}
        window, to_date = cumulative.get("window") or params.get("window"), cumulative.get("grain_to_date")
        base = cumulative.get("metric")
        inner = input_text(base) if base else self._measure(params.get("measure"))
        if window:
            return f"{inner}, over the last {window['count']} {window['granularity']}s"
        return f"{inner}, since the start of the {to_date}" if to_date else f"{inner}, since the beginning"

    def _conversion(self, params: Json) -> str:
        base, conversion = (self._event(params, kind) for kind in ("base", "conversion"))
        window = params.get("window")
        within = f" within {window['count']} {window['granularity']}s" if window else ""
        return f"share of [{base}] followed by [{conversion}]{within}, of the same {params.get('entity')}"

    def undated_conditions(self, name: str) -> tuple[str, ...]:
        """The conditions in a metric, and in those it is made of, that count over all dates whatever the period."""
        texts = (undated(_templates([m.get("filter"), m.get("type_params")])) for m in self._parts(name))
        return tuple(dict.fromkeys(text for found in texts for text in found))

    def confused_inputs(self, name: str) -> tuple[str, ...]:
        """The metrics that it, or one it is made of, takes twice in different ways under one name.

        MetricFlow takes the one for the other then: a share of the orders that are open, of all orders, is 1.
        """
        return tuple(dict.fromkeys(found for m in self._parts(name) for found in _confused(m, self.inputs(m))))

    def _parts(self, name: str) -> Iterator[Json]:
        """Yield a metric and all that it is made of, each once."""
        found: set[str] = set()
        todo = [name]
        while todo:
            metric = self.metrics.get(todo.pop()) or {}
            if metric and metric["name"] not in found:
                found.add(metric["name"])
                yield metric
                todo += [item["name"] for item in self.inputs(metric)]

    def _event(self, params: Json, kind: str) -> str:
        metric = params.get(f"{kind}_metric")
        return input_text(metric) if metric else self._measure(params.get(f"{kind}_measure"))


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


def _confused(metric: Json, inputs: tuple[Json, ...]) -> Iterator[str]:
    taken: dict[str, str] = {}
    # A conversion's two events stand apart in MetricFlow, whatever they are called.
    for item in inputs if metric.get("type") != "conversion" else ():
        told = input_text(item)
        if taken.setdefault(item.get("alias") or item["name"], told) != told:
            yield item["name"]


def _looks_back(metric: Json, inputs: tuple[Json, ...]) -> bool:
    params = metric.get("type_params") or {}
    cumulative = params.get("cumulative_type_params") or {}
    bounded = any(cumulative.get(k) or params.get(k) for k in ("window", "grain_to_date"))
    has_offset = any(item.get("offset_window") or item.get("offset_to_grain") for item in inputs)
    return has_offset or (metric.get("type") == "cumulative" and bounded)


_CALL = re.compile(r"\{\{\s*(\w+)\(\s*['\"]([^'\"]+)['\"]([^}]*)\)\s*\}\}")
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")


def spelled(template: str) -> str:
    """Return a condition of MetricFlow as people write it: `{{ Metric('m', group_by=['e']) }} > 2` is m per e > 2."""

    def name(call: re.Match[str]) -> str:
        groups = _QUOTED.findall(call[3]) if call[1] == "Metric" else []
        return f"{call[2]} per {', '.join(groups)}" if groups else call[2]

    return " ".join(_CALL.sub(name, template).split())


def undated(templates: Iterable[str]) -> tuple[str, ...]:
    """Return those conditions that hold a metric of each entity: MetricFlow counts it over all dates (#1946)."""
    return tuple(dict.fromkeys(spelled(t) for t in templates if any(c[1] == "Metric" for c in _CALL.finditer(t))))


def _templates(item: Any) -> Iterator[str]:
    """Yield every condition in a piece of a manifest."""
    if isinstance(item, Mapping):
        if isinstance(item.get("where_sql_template"), str):
            yield item["where_sql_template"]
        for value in item.values():
            yield from _templates(value)
    elif isinstance(item, list):
        for value in item:
            yield from _templates(value)


def _where(condition: Json | None) -> str:
    filters = (condition or {}).get("where_filters") or ()
    texts = [spelled(f["where_sql_template"]) for f in filters]
    return f" where {' and '.join(texts)}" if texts else ""
