"""Cutting a manifest to what a query can reach, on the JSON alone: one metric of 5,000 must not pay for the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from metrics_cli.catalog import Manifest
from metrics_cli.catalog.manifest import Json

# MetricFlow joins at most two models further than a metric's own; one more can't hurt.
_HOPS = 3
_QUOTED = re.compile(r"""['"]([^'"]+)['"]""")

# A semantic model and the time dimension by which something in it is counted.
_Clock = tuple[str, object]


@dataclass(frozen=True)
class Reach:
    """The names of the metrics, semantic models and saved queries that could have a part in a query."""

    metrics: frozenset[str]
    models: frozenset[str]
    saved_queries: frozenset[str] = frozenset()

    def holds(self, other: Reach) -> bool:
        """Tell whether all that `other` reaches is in this one."""
        return (
            other.metrics <= self.metrics and other.models <= self.models and other.saved_queries <= self.saved_queries
        )


class Slicer:
    """What each part of one manifest leads to.

    Everything is found by the names that occur in a part, whatever the field they stand in, so that a field that is
    new to us brings along what it names. Semantic models, measures and entities are compared in lower case, as
    MetricFlow does.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._content = manifest.content
        self.metrics = {m["name"]: m for m in manifest.metrics}
        self._models = {_folded(m["name"]): m for m in manifest.semantic_models}
        self._saved = {s["name"]: s for s in manifest.saved_queries}

    def reach(self, metrics: Iterable[str], request: Any = (), saved: str | None = None) -> Reach | None:
        """Return what a query can reach, None when the manifest is not understood: only the whole will do then.

        `request` holds whatever else the query says; the texts in it are looked through for names.
        """
        try:
            asked, texts = set(metrics), set(_named_in([request, self._saved[saved] if saved else None]))
            wanted, models = self._closure(asked | (texts & self.metrics.keys()))
            if not asked and not saved:
                models |= self._homes(texts)
            return Reach(wanted, self._joined(models), frozenset([saved] if saved else ()))
        except (KeyError, TypeError, AttributeError, ValueError):
            return None

    def cut(self, reach: Reach) -> dict[str, Any]:
        """Return the content of the manifest without what is out of reach, in the same order."""
        metrics = [m for m in self._content["metrics"] if m["name"] in reach.metrics]
        models = [m for m in self._content["semantic_models"] if _folded(m["name"]) in reach.models]
        return {
            **self._content,
            "metrics": metrics + self._stand_ins(reach, {clock for m in metrics for clock in self._clocks(m)}),
            "semantic_models": [self._without_proxies(m, reach.metrics) for m in models],
            "saved_queries": [s for name, s in self._saved.items() if name in reach.saved_queries],
        }

    def _stand_ins(self, reach: Reach, present: set[_Clock]) -> list[dict[str, Any]]:
        """Return a metric for each model and date by which metrics out of reach measure it.

        MetricFlow reads a model that is measured by a date in another way than one that is not.
        """
        missing = [c for c in self._first_measured if c[0] in reach.models and c not in present]
        return [
            {"name": f"stand_in_{n}", "type": "simple", "type_params": self._first_measured[clock]}
            for n, clock in enumerate(missing)
        ]

    @cached_property
    def _first_measured(self) -> Mapping[_Clock, Json]:
        """By model and date: the type parameters of a plain metric that measures it."""
        found: dict[_Clock, Json] = {}
        for metric in self.metrics.values():
            for clock, params in self._clocks(metric).items():
                found.setdefault(clock, params)
        return found

    def _clocks(self, metric: Json) -> Mapping[_Clock, Json]:
        """Return by which dates a metric measures which models, each with parameters that do so."""
        params = metric.get("type_params") or {}
        conversion = params.get("conversion_type_params") or {}
        found: dict[_Clock, Json] = {}
        for item in (params.get("measure"), conversion.get("base_measure"), conversion.get("conversion_measure")):
            if item:
                plain = {"measure": {"name": item["name"]}}
                found |= dict.fromkeys(self._dates.get(_folded(item["name"]), ()), plain)
        own = params.get("metric_aggregation_params")
        if own:
            model = _folded(own["semantic_model"])
            date = own.get("agg_time_dimension") or _default_date(self._models[model])
            found[model, date] = {"metric_aggregation_params": own, "expr": params.get("expr")}
        return found

    @cached_property
    def _dates(self) -> Mapping[str, list[_Clock]]:
        """By measure: the models that have one of that name, and the date by which each counts it."""
        found: dict[str, list[_Clock]] = {}
        for name, model in self._models.items():
            for measure in model.get("measures") or ():
                clock = (name, measure.get("agg_time_dimension") or _default_date(model))
                found.setdefault(_folded(measure["name"]), []).append(clock)
        return found

    def _closure(self, metrics: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the metrics with all that they are made of, and the models that hold their measures."""
        found: set[str] = set()
        models: set[str] = set()
        todo = list(metrics)
        while todo:
            name = todo.pop()
            if name in found:
                continue
            found.add(name)
            metric = self.metrics[name]
            named = set(_named_in([metric.get("type_params"), metric.get("filter")]))
            measured = {model for text in named for model, _ in self._dates.get(_folded(text), ())}
            models |= measured | {f for f in map(_folded, named) if f in self._models}
            todo += named & self.metrics.keys()
            todo += self._twins(metric, named)
        return frozenset(found), frozenset(models)

    def _twins(self, metric: Json, named: set[str]) -> Iterator[str]:
        """Yield the metrics of the same measures, for a metric that MetricFlow rebuilds upon one of them.

        A cumulative or conversion metric that names a measure becomes one over a simple metric: the first that is
        just that measure, or a new one under a name that none has yet.
        """
        if metric.get("type") not in ("cumulative", "conversion"):
            return
        for text in named:
            measure = _folded(text)
            if measure in self._dates:
                made = re.compile(re.escape(measure) + r"(_fill_nulls_with_\w+|_join_to_timespine|_\d+)*")
                yield from self._measuring.get(measure, ())
                yield from (name for name in self.metrics if made.fullmatch(_folded(name)))

    def _homes(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the models that could hold what a query without metrics names, reached from whichever side."""
        words = {_folded(word) for text in texts for word in re.findall(r"\w+", text)}
        parts = {part for word in words for part in word.split("__")}
        unique = {model for part in parts for model in self._unique.get(part, ())}
        # MetricFlow offers what some metric leads to: for each entity, the first model that is measured leads there.
        measured = {model for model, _ in self._first_measured}
        leading = {
            entity: m for m in reversed(list(self._elements)) if m in measured for entity in self._elements[m][0]
        }
        # An entity by itself is found wherever it occurs; as the way to a dimension only where it is unique.
        holding = {
            model
            for model, (entities, elements) in self._elements.items()
            if entities & words or (elements - entities) & parts
        }
        return frozenset(unique | holding | {leading[part] for part in parts & leading.keys()})

    def _joined(self, models: frozenset[str]) -> frozenset[str]:
        """Return the models with all that can be joined to them without a fan-out."""
        found, edge = set(models), set(models)
        for _ in range(_HOPS):
            shared = {entity for model in edge for entity in self._elements[model][0]}
            edge = {right for entity in shared for right in self._unique.get(entity, ())} - found
            found |= edge
        return frozenset(found)

    @cached_property
    def _measuring(self) -> Mapping[str, list[str]]:
        """By measure: the metrics that name it."""
        found: dict[str, list[str]] = {}
        for name, metric in self.metrics.items():
            for text in set(map(_folded, _named_in([metric.get("type_params")]))) & self._dates.keys():
                found.setdefault(text, []).append(name)
        return found

    @cached_property
    def _elements(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        """By model: its entities; its entities and dimensions."""
        found = {}
        for name, model in self._models.items():
            entities = frozenset(entity for entity, _ in _entities(model))
            dimensions = frozenset(_folded(d["name"]) for d in model.get("dimensions") or ())
            found[name] = (entities, entities | dimensions)
        return found

    @cached_property
    def _unique(self) -> Mapping[str, list[str]]:
        """By entity: the models that have at most one row of each (or one at a time), so that they can be joined."""
        found: dict[str, list[str]] = {}
        for name, model in self._models.items():
            for entity, kind in _entities(model):
                if kind != "foreign":
                    found.setdefault(entity, []).append(name)
        return found

    def _without_proxies(self, model: Json, metrics: frozenset[str]) -> Json:
        """Return the model with no measure that makes a metric which the manifest has and the slice has not."""
        measures = model.get("measures") or ()
        left_out = self.metrics.keys() - metrics
        if not any(m.get("create_metric") and m["name"] in left_out for m in measures):
            return model
        plain = [{**m, "create_metric": False} if m["name"] in left_out else m for m in measures]
        return {**model, "measures": plain}


def _folded(name: str) -> str:
    return name.lower()


def _default_date(model: Json) -> object:
    return (model.get("defaults") or {}).get("agg_time_dimension")


def _entities(model: Json) -> Iterator[tuple[str, str]]:
    for entity in model.get("entities") or ():
        yield _folded(entity["name"]), str(entity["type"]).lower()
    if model.get("primary_entity"):
        yield _folded(model["primary_entity"]), "primary"


def _named_in(item: Any) -> Iterator[str]:
    """Yield every text in a piece of JSON, and what is quoted in it."""
    if isinstance(item, str):
        yield item
        yield from _QUOTED.findall(item)
    elif isinstance(item, Mapping):
        for value in item.values():
            yield from _named_in(value)
    elif isinstance(item, list | tuple | set):
        for value in item:
            yield from _named_in(value)
