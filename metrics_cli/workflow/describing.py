"""All that is known of one metric, dimension, entity or saved query, as JSON has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics_cli.answer import Suggestion
from metrics_cli.artifacts import result_list
from metrics_cli.catalog import Catalog, Dimension, Metric, SavedQuery
from metrics_cli.catalog.lineage import lineage
from metrics_cli.errors import MetricsError
from metrics_cli.interpretation.interpreter import Interpreter, Reading
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery
from metrics_cli.workflow.index import Index
from metrics_cli.workflow.prepared import Phrase, that_work
from metrics_cli.workflow.spans import Spans
from metrics_cli.workflow.stages import Stages

Facts = dict[str, Any]

# With more metrics than this, MetricFlow is not asked which of them a dimension serves: 3 ms each.
MOST_JOINED = 300
_MOST_VALUES = 5


@dataclass(frozen=True)
class Background:
    """What dbt left behind: its manifest, the results of its last command and of source freshness; and the state."""

    manifest: Mapping[str, Any]
    results: Mapping[str, Any]
    freshness: Mapping[str, Any]
    state: Mapping[str, str]


@dataclass(frozen=True)
class Describer:
    """What a description is made from; `stages` opens what running needs and may raise MetricsError."""

    catalog: Catalog
    index: Index
    stages: Callable[[], Stages]
    background: Background
    interpreter: Interpreter
    phrase: Phrase
    now: date

    def metric(self, metric: Metric) -> Facts:
        """Return the facts of a metric: meaning, formula, inputs, dates, dimensions, lineage, tests, examples."""
        offered = self.catalog.dimensions_of([metric.name])
        return {
            "kind": "metric",
            "name": metric.name,
            "label": metric.label,
            "description": metric.description,
            "type": metric.type,
            "formula": metric.formula,
            "inputs": [{"name": m.name, "formula": m.formula} for m in inputs_of(metric, self.catalog)],
            "format": metric.format,
            "synonyms": list(metric.synonyms),
            "time_dimensions": list(metric.time_dimensions),
            "dated_by": metric.time_label,
            "default_grain": metric.default_grain,
            "span": self._span(metric),
            "dimensions": [_offered(d) for d in offered if d.type != "entity"],
            "entities": [d.name for d in offered if d.type == "entity"],
            **self._background([home.model for home in metric.dated_in]),
            **self._examples(metric, offered),
        }

    def dimension(self, dimension: Dimension) -> Facts:
        """Return the facts of a dimension or an entity: meaning, home, values or span, metrics, lineage, tests."""
        return {
            "kind": "entity" if dimension.type == "entity" else "dimension",
            "name": dimension.name,
            "label": dimension.label,
            "description": dimension.description,
            "type": dimension.type,
            "grain": dimension.grain,
            "synonyms": list(dimension.synonyms),
            "pii": dimension.pii,
            "model": dimension.home.model if dimension.home else None,
            **self._held(dimension),
            "metrics": self._metrics(dimension),
            **self._background([dimension.home.model] if dimension.home else []),
        }

    def saved_query(self, saved: SavedQuery) -> Facts:
        """Return the facts of a saved query: its parts, the lineage of its metrics, a command that runs it."""
        known = [self.catalog.metrics[m] for m in saved.metrics if m in self.catalog.metrics]
        return {
            "kind": "saved query",
            "name": saved.name,
            "label": saved.label,
            "description": saved.description,
            "metrics": list(saved.metrics),
            "group_by": list(saved.group_by),
            "where": list(saved.where),
            "order_by": list(saved.order_by),
            "limit": saved.limit,
            **self._background([home.model for metric in known for home in metric.dated_in]),
            # One of dimensions alone has no number to ask for: that is MetricFlow's own to run.
            "command": f"metrics {'query' if saved.metrics else 'mf query'} --saved-query {saved.name}",
        }

    def _span(self, metric: Metric) -> Facts | None:
        try:
            span = Spans(self.index, self.now).of([metric.name], self.catalog)
        except MetricsError as error:
            return {"start": None, "end": None, "reason": error.message}
        return {"start": span.first.isoformat(), "end": span.last.isoformat(), "reason": None} if span else None

    def _held(self, dimension: Dimension) -> Facts:
        """Return the most frequent values of a dimension, or from when to when a time dimension has data."""
        home = dimension.home
        if home is None or dimension.pii or dimension.type == "entity":
            return {}
        try:
            if dimension.type == "time":
                ends = self.index.ends(home, self.now)
                return {"span": {"start": str(ends.first), "end": str(ends.last)} if ends.first else None}
            values = self.index.values(home)
        except MetricsError as error:
            return {"reason": error.message}
        most = [{"value": value, "rows": rows} for value, rows in values.counts[:_MOST_VALUES]]
        return {"values": most, "total": values.total}

    def _metrics(self, dimension: Dimension) -> list[str] | None:
        if len(self.catalog.metrics) > MOST_JOINED:
            return None
        ending = f"__{dimension.name}"
        return [
            metric
            for metric in sorted(self.catalog.metrics)
            if any(n == dimension.name or n.endswith(ending) for n in self.catalog.joins[metric])
        ]

    def _background(self, models: Sequence[str]) -> Facts:
        known = self.background
        found = lineage(known.manifest, models, known.results)
        fresh = {r.get("unique_id"): r for r in result_list(known.freshness)}
        return {
            "semantic_models": sorted(set(models)),
            "models": list(found.models) if found else None,
            "sources": list(found.sources) if found else None,
            "freshness": {
                **known.state,
                "sources": [
                    {"name": name, "status": fresh[i].get("status"), "max_loaded_at": fresh[i].get("max_loaded_at")}
                    for name, i in zip(found.sources, found.source_ids, strict=False)
                    if i in fresh
                ]
                if found
                else [],
            },
            "tests": [{"name": c.name, "status": c.status} for c in found.checks] if found else None,
        }

    def _examples(self, metric: Metric, offered: Sequence[Dimension]) -> Facts:
        """Return a command and a question that work: compiled, and the question read back as this metric."""
        nothing = {"command": None, "question": None}
        try:
            stages = self.stages()
            categories = [d.name for d in offered if d.type == "categorical" and not d.pii]
            groups = ["month"] if self.catalog.has_time(metric.name) else []
            asked = [(GroupBy(METRIC_TIME, g),) for g in groups] + [(GroupBy(c),) for c in categories[:3]] + [()]
            queries = [MetricQuery((metric.name,), group) for group in asked]
            return {"command": _command(queries, stages), "question": self._question(metric, queries, stages)}
        except MetricsError:
            return nothing

    def _question(self, metric: Metric, queries: Sequence[MetricQuery], stages: Stages) -> str | None:
        date_last = [*queries[1:], *queries[:1]]
        for question in (*metric.questions, *(self.phrase(q, self.catalog) for q in date_last)):
            reading = self.interpreter.read(question, self.catalog, self.now)
            if not isinstance(reading, Reading) or reading.query.metrics != (metric.name,):
                continue
            if that_work((Suggestion(question, reading.query),), stages):
                return question
        return None


def inputs_of(metric: Metric, catalog: Catalog) -> list[Metric]:
    """Return the metrics that a metric is made of, each once, those of its inputs after them."""
    found: dict[str, Metric] = {}
    waiting = list(metric.inputs)
    while waiting:
        name = waiting.pop(0)
        if name not in found and name in catalog.metrics:
            found[name] = catalog.metrics[name]
            waiting += found[name].inputs
    return list(found.values())


def _command(queries: Sequence[MetricQuery], stages: Stages) -> str | None:
    for query in queries:
        if that_work((Suggestion("", query),), stages):
            by = [g.grain or g.name for g in query.group_by]
            return f"metrics query {query.metrics[0]}" + (f" --group-by {by[0]}" if by else "")
    return None


def _offered(dimension: Dimension) -> Facts:
    """Return a dimension a metric can be asked by, with the entities that are joined on the way to it."""
    *path, _ = dimension.name.split("__")
    return {"name": dimension.name, "label": dimension.label, "type": dimension.type, "path": path}
