"""Compiling with as little of MetricFlow as a query needs: kept SQL, else an engine over a slice of the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from metrics_cli.catalog import Join, Joins, Manifest
from metrics_cli.errors import QueryInvalid
from metrics_cli.semantic_layer.kept_joins import KeptJoins
from metrics_cli.semantic_layer.plan_cache import PlanCache
from metrics_cli.semantic_layer.slicing import Reach, Slicer
from metrics_cli.semantic_layer.versions import metricflow_version

if TYPE_CHECKING:
    from metrics_cli.semantic_layer.engine import Engine

# Up to here MetricFlow opens the whole manifest in 0.02 s, and one engine serves every query.
_SMALL = 100
# Engines over slices of a large manifest that are kept open; a server would otherwise collect one for every metric.
_MOST_ENGINES = 16


class Compiler:
    """One manifest, compiled for one adapter type; what it worked out before it takes from the folder `cache`.

    `context` is what else must be the same for kept SQL to be used: the target and its database.
    """

    def __init__(self, manifest: Manifest, adapter: str, cache: Path, context: str = "") -> None:
        self._manifest = manifest
        self._adapter = adapter
        self._slicer: Slicer | None = None
        self._engines: dict[Reach | None, Engine] = {}
        self._lock = RLock()
        key = f"{manifest.hash} {metricflow_version()}"
        self._plans = PlanCache(cache / "plans", f"{key} {adapter} {context}")
        self.joins: Joins = KeptJoins(manifest, cache / "joins.json", key, self._ask)

    def compile(self, **request: Any) -> str:
        """Return the SQL of a request as `Engine.compile` takes it. Raises QueryInvalid with MetricFlow's reason."""
        with self._lock:
            return self._plans.get(request, lambda: self._compiled(request))

    def _compiled(self, request: dict[str, Any]) -> str:
        engine = self._engine_for(request)
        try:
            return engine.compile(**request)
        except QueryInvalid:
            # Without a metric it takes some metric that leads to the dimension, which a slice may lack.
            if request.get("metrics") or engine is self._opened(None):
                raise
            return self._opened(None).compile(**request)

    def _ask(self, metrics: Sequence[str]) -> Joins:
        """Return the joins of `metrics`, from one engine for all that lead to the same models."""
        found: dict[str, tuple[Join, ...]] = {}
        with self._lock:
            for reach, members in self._alike(metrics).items():
                engine = self._opened(reach)
                found.update((metric, engine.joins(metric)) for metric in members)
        return found

    def _alike(self, metrics: Sequence[str]) -> Mapping[Reach | None, Sequence[str]]:
        reaches = {metric: self._reach({"metrics": [metric]}) for metric in metrics}
        together: dict[frozenset[str] | None, Reach] = {}
        for reach in reaches.values():
            if reach:
                known = together.get(reach.models, reach)
                together[reach.models] = replace(reach, metrics=known.metrics | reach.metrics)
        alike: dict[Reach | None, list[str]] = {}
        for metric, reach in reaches.items():
            alike.setdefault(together[reach.models] if reach else None, []).append(metric)
        return alike

    def _reach(self, request: Mapping[str, Any]) -> Reach | None:
        """Return what a request can reach; None, the whole, for a small manifest."""
        if len(self._manifest.metrics) <= _SMALL:
            return None
        self._slicer = self._slicer or Slicer(self._manifest)
        return self._slicer.reach(request.get("metrics") or (), request, request.get("saved_query"))

    def _engine_for(self, request: Mapping[str, Any]) -> Engine:
        return self._opened(self._reach(request))

    def _opened(self, reach: Reach | None) -> Engine:
        """Return an engine over what can be reached, or over the whole manifest."""
        from metrics_cli.semantic_layer.engine import Engine

        for known, engine in self._engines.items():
            if known is None or (reach is not None and known.holds(reach)):
                return engine
        while len(self._engines) >= _MOST_ENGINES:
            self._engines.pop(next(iter(self._engines)))
        content = self._manifest.content if reach is None or self._slicer is None else self._slicer.cut(reach)
        self._engines[reach] = Engine(content, self._adapter)
        return self._engines[reach]
