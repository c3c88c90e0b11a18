"""What each metric joins to, asked from MetricFlow when first needed and kept, once for all metrics that are alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from metrics_cli.catalog import Join, Joins, Manifest, load_joins, save_joins
from metrics_cli.catalog.manifest import Json

# Who asks for more metrics than this goes through all of them: those that lead to the same models share a slice.
_FEW = 8


class KeptJoins(Mapping[str, tuple[Join, ...]]):
    """The joins of every metric of a manifest; `ask` is MetricFlow's answer for the metrics it is given."""

    def __init__(self, manifest: Manifest, path: Path, key: str, ask: Callable[[Sequence[str]], Joins]) -> None:
        self._signatures = Signatures(manifest)
        self._path = path
        self._key = key
        self._ask = ask
        self._asked = 0
        self._kept: dict[str, tuple[Join, ...]] | None = None

    def __getitem__(self, metric: str) -> tuple[Join, ...]:
        signature = self._signatures.of(metric)
        if self._kept is None:
            self._kept = dict(load_joins(self._path, self._key) or {})
        if signature not in self._kept:
            self._asked += 1
            self._learn([metric] if self._asked <= _FEW else self)
        return self._kept[signature]

    def __iter__(self) -> Iterator[str]:
        return iter(self._signatures)

    def __len__(self) -> int:
        return len(self._signatures)

    def __contains__(self, metric: object) -> bool:
        return metric in self._signatures

    def _learn(self, metrics: Iterable[str]) -> None:
        """Ask for `metrics`, one of each signature, and keep the answers beside those that others kept meanwhile."""
        # What another process learned since is lost only if both write at once; then it is asked again.
        kept = {**(load_joins(self._path, self._key) or {}), **(self._kept or {})}
        missing = {self._signatures.of(metric): metric for metric in metrics}
        wanted = [metric for signature, metric in missing.items() if signature not in kept]
        kept.update((self._signatures.of(metric), joins) for metric, joins in self._ask(wanted).items())
        save_joins(self._path, self._key, kept)
        self._kept = kept


class Signatures:
    """What decides the joins of a metric: the models and dates of its measures, and how they are put together."""

    def __init__(self, manifest: Manifest) -> None:
        self._metrics = {m["name"]: m for m in manifest.metrics}
        self._models = {model["name"]: model for model in manifest.semantic_models}
        self._measures: dict[str, tuple[Json, Json]] = {
            measure["name"]: (model, measure)
            for model in manifest.semantic_models
            for measure in model.get("measures") or ()
        }
        self._known: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._metrics)

    def __len__(self) -> int:
        return len(self._metrics)

    def __contains__(self, name: object) -> bool:
        return name in self._metrics

    def of(self, name: str) -> str:
        """Return the signature of a metric; one that is not understood has its own. Raises KeyError."""
        if name not in self._known:
            metric = self._metrics[name]
            # A metric that is made of itself is like none.
            self._known[name] = f"metric {name}"
            try:
                parts = json.dumps(self._parts(metric), sort_keys=True)
                self._known[name] = hashlib.sha256(parts.encode()).hexdigest()[:16]
            except (KeyError, TypeError, AttributeError):
                return self._known[name]
        return self._known[name]

    def _parts(self, metric: Json) -> list[object]:
        params = metric["type_params"]
        cumulative = params.get("cumulative_type_params") or {}
        conversion = params.get("conversion_type_params") or {}
        events = [
            conversion.get(f"{event}_{kind}") for event in ("base", "conversion") for kind in ("measure", "metric")
        ]
        inputs = [params.get("numerator"), params.get("denominator"), *(params.get("metrics") or ())]
        inputs += [cumulative.get("metric"), events[1], events[3]]
        made_of = sorted({self._input(item) for item in inputs if item})
        measured = [self._measured(item) for item in (params.get("measure"), events[0], events[2]) if item]
        aggregated = self._aggregated(params.get("metric_aggregation_params"))
        bounds = [cumulative.get(k) or params.get(k) for k in ("window", "grain_to_date")]
        kind, grain = metric["type"], metric.get("time_granularity")
        if not (made_of or measured or aggregated):
            raise KeyError(metric["name"])
        return [
            kind,
            grain,
            bounds,
            cumulative.get("period_agg"),
            made_of,
            measured,
            aggregated,
            conversion.get("entity"),
        ]

    def _input(self, item: Json) -> str:
        offset = [item.get("offset_window"), item.get("offset_to_grain")]
        return f"{self.of(item['name'])} {json.dumps(offset, sort_keys=True)}"

    def _measured(self, item: Json) -> list[object]:
        model, measure = self._measures[item["name"]]
        return [model["name"], measure.get("agg_time_dimension") or _default_time(model)]

    def _aggregated(self, item: Json | None) -> list[object] | None:
        if not item:
            return None
        model = self._models[item["semantic_model"]]
        return [model["name"], item.get("agg_time_dimension") or _default_time(model)]


def _default_time(model: Json) -> object:
    return (model.get("defaults") or {}).get("agg_time_dimension")
