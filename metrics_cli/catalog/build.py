"""Building the catalog from the semantic manifest and the joins."""

from __future__ import annotations

from collections.abc import Iterable

from metrics_cli.catalog.additivity import additivity
from metrics_cli.catalog.catalog import Catalog, Home, Metric, SavedQuery
from metrics_cli.catalog.dimensions import Declared, Dimensions
from metrics_cli.catalog.formulas import Formulas, label_of
from metrics_cli.catalog.grains import coarsest
from metrics_cli.catalog.joins import Join, Joins
from metrics_cli.catalog.lazy import Lazy
from metrics_cli.catalog.manifest import Json, Manifest, meta, texts
from metrics_cli.catalog.snapshots import stands


def build_catalog(manifest: Manifest, joins: Joins | None = None) -> Catalog:
    """Return what can be asked of `manifest`; without `joins` no metric has dimensions.

    Everything is worked out when it is first looked at: a query of one metric does not pay for 5,000.
    """
    joins = {} if joins is None else joins
    formulas = Formulas(manifest)
    known: dict[str, Join] = {}
    kinds = ("dimensions", "entities")

    def asked(metric: str) -> frozenset[str]:
        named = {join.name: join for join in joins[metric]}
        known.update((name, join) for name, join in named.items() if name not in known)
        return frozenset(named)

    return Catalog(
        metrics=Lazy(formulas.metrics, lambda name: _metric(formulas.metrics[name], formulas)),
        dimensions=Dimensions(manifest, joins, known),
        joins=Lazy(joins, asked),
        saved_queries={s["name"]: _saved_query(s) for s in manifest.saved_queries},
        custom_grains=manifest.custom_grains,
        elements=frozenset(e["name"] for m in manifest.semantic_models for k in kinds for e in m.get(k) or ()),
        declared=Declared(manifest),
    )


def _metric(metric: Json, formulas: Formulas) -> Metric:
    own = meta(metric)
    params = metric.get("type_params") or {}
    inputs = formulas.inputs(metric)
    times = sorted(formulas.time_dimensions(metric["name"]))
    is_cumulative = metric.get("type") == "cumulative"
    grains = tuple(sorted({t.grain for t in times}))
    return Metric(
        name=metric["name"],
        label=label_of(metric, metric["name"]),
        description=" ".join((metric.get("description") or "").split()),
        type=metric.get("type") or "simple",
        formula=formulas.formula(metric),
        format=own.get("format"),
        synonyms=texts(own.get("synonyms")),
        questions=texts(own.get("questions")),
        good_when=own.get("good_when"),
        inputs=tuple(item["name"] for item in inputs),
        time_dimensions=tuple(dict.fromkeys(t.name for t in times)),
        time_label=times[0].label if len({t.label for t in times}) == 1 else None,
        is_cumulative=is_cumulative,
        needs_time=formulas.needs_time(metric["name"]),
        offset_grain=_offset_grain(inputs),
        grains=texts(own.get("grains")),
        period_agg=(params.get("cumulative_type_params") or {}).get("period_agg") or "first",
        dated_in=tuple(sorted({Home(t.model, t.element) for t in times})),
        additivity=additivity(metric, formulas),
        is_dated_by_data=all(t.is_of_data for t in times),
        stands=stands(metric["name"], formulas),
        window=_window(params) if is_cumulative else None,
        date_grains=grains,
        confused_inputs=formulas.confused_inputs(metric["name"]),
        undated_conditions=formulas.undated_conditions(metric["name"]),
        default_grain=str(metric.get("time_granularity") or coarsest([*grains, "day"])).lower() if times else None,
    )


def _window(params: Json) -> tuple[int, str] | None:
    found = (params.get("cumulative_type_params") or {}).get("window") or params.get("window")
    return (int(found["count"]), str(found["granularity"])) if found else None


def _offset_grain(inputs: Iterable[Json]) -> str | None:
    windows = [i.get("offset_window") or {} for i in inputs]
    found = [w["granularity"] for w in windows if w] + [
        i["offset_to_grain"] for i in inputs if i.get("offset_to_grain")
    ]
    return str(found[0]) if found else None


def _saved_query(saved: Json) -> SavedQuery:
    params = saved.get("query_params") or {}
    where = (params.get("where") or {}).get("where_filters") or ()
    return SavedQuery(
        name=saved["name"],
        label=label_of(saved, saved["name"]),
        description=" ".join((saved.get("description") or "").split()),
        metrics=tuple(params.get("metrics") or ()),
        group_by=tuple(params.get("group_by") or ()),
        where=tuple(w["where_sql_template"] for w in where),
        order_by=tuple(params.get("order_by") or ()),
        limit=params.get("limit"),
    )
