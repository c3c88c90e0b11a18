"""Making dbt projects of any size, as dbt leaves them behind: a semantic manifest and a DuckDB file with its tables.

Facts stand around shared hubs, hubs around regions (two joins away); each fact has simple, filtered, ratio, derived,
offset and cumulative metrics. Nothing is random, so that two runs measure the same.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
from metricflow_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest

HUBS = 8
PER_FACT = 25
ROWS = 1000
Json = dict[str, Any]


def make(folder: Path, metrics: int, states: int = 3) -> Path:
    """Write a project with about `metrics` metrics into `folder` and return it.

    Each fact has a status of its own `states` words; of the 1,000 rows of a fact no more than as many are kept apart.
    """
    facts = max(1, metrics // PER_FACT)
    (folder / "target").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text("name: synthetic\nprofile: synthetic\n")
    output = {"type": "duckdb", "path": str(folder / "synthetic.duckdb"), "schema": "main"}
    profiles = {"synthetic": {"target": "dev", "outputs": {"dev": output}}}
    (folder / "profiles.yml").write_text(json.dumps(profiles))
    # As dbt writes it: every field that there is, empty ones too.
    whole = PydanticSemanticManifest.parse_obj(manifest(facts)).json()
    (folder / "target" / "semantic_manifest.json").write_text(whole)
    _fill(folder / "synthetic.duckdb", facts, states)
    return folder


def manifest(facts: int) -> Json:
    """Return the semantic manifest of a project with `facts` fact tables."""
    spine = {"node_relation": _relation("days"), "primary_column": {"name": "day", "time_granularity": "day"}}
    models = [_model("regions", [_entity("region", "primary")], [_category("climate")], [])]
    models += [_hub(number) for number in range(HUBS)]
    models += [_fact(number) for number in range(facts)]
    return {
        "semantic_models": models,
        "metrics": [metric for number in range(facts) for metric in _metrics(number)],
        "project_configuration": {
            "time_spine_table_configurations": [],
            "metadata": None,
            "dsi_package_version": {"major_version": "0", "minor_version": "9", "patch_version": "0"},
            "time_spines": [{**spine, "custom_granularities": []}],
        },
        "saved_queries": [],
    }


def _hub(number: int) -> Json:
    entities = [_entity(f"hub_{number}", "primary")]
    entities += [_entity("region", "foreign")] if number % 2 else []
    return _model(f"hubs_{number}", entities, [_category("kind"), _category("size"), _category("label")], [])


def _fact(number: int) -> Json:
    entities = [_entity(f"event_{number}", "primary")]
    entities += [_entity(f"hub_{(number + step) % HUBS}", "foreign") for step in (0, 1, 3)]
    day = {**_category("happened_on"), "type": "time", "type_params": {"time_granularity": "day"}}
    measures = [
        {"name": f"events_{number}", "agg": "count", "expr": f"event_{number}_id"},
        {"name": f"amount_{number}", "agg": "sum", "expr": "amount"},
        {"name": f"largest_{number}", "agg": "max", "expr": "amount"},
        {"name": f"actors_{number}", "agg": "count_distinct", "expr": f"hub_{number % HUBS}_id"},
    ]
    return _model(f"facts_{number}", entities, [day, _category("channel"), _category("status")], measures)


def _metrics(number: int) -> list[Json]:
    simple = [
        _metric(f"{measure}_{number}", {"measure": {"name": f"{measure}_{number}"}})
        for measure in ("events", "amount", "largest", "actors")
    ]
    for channel in range(10):
        where = {"where_filters": [{"where_sql_template": _only(number, channel)}]}
        found = _metric(f"amount_{number}_channel_{channel}", {"measure": {"name": f"amount_{number}"}})
        simple.append({**found, "filter": where})
    names = [metric["name"] for metric in simple]
    ratios = [
        _metric(f"rate_{number}_{i}", {"numerator": {"name": names[4 + i]}, "denominator": {"name": names[1]}}, "ratio")
        for i in range(4)
    ]
    per = [{"name": f"amount_{number}"}, {"name": f"events_{number}"}]
    before = {"name": f"events_{number}", "alias": "earlier", "offset_window": {"count": 1, "granularity": "month"}}
    derived = [
        _metric(f"per_event_{number}", {"expr": f"amount_{number} / events_{number}", "metrics": per}, "derived"),
        _metric(f"growth_{number}", {"expr": f"events_{number} - earlier", "metrics": [per[1], before]}, "derived"),
        _metric(
            f"nested_{number}",
            {"expr": f"rate_{number}_0 * 100", "metrics": [{"name": f"rate_{number}_0"}]},
            "derived",
        ),
    ]
    base: Json = {"measure": {"name": f"amount_{number}"}}
    bounds: list[Json] = [{}, {"window": {"count": 28, "granularity": "day"}}, {"grain_to_date": "month"}]
    bounds.append({"window": {"count": 7, "granularity": "day"}})
    running = []
    for i, bound in enumerate(bounds):
        params = {**base, "cumulative_type_params": {**bound, "period_agg": "first"}}
        running.append(_metric(f"running_{number}_{i}", params, "cumulative"))
    return [*simple, *ratios, *derived, *running]


def _only(number: int, channel: int) -> str:
    return f"{{{{ Dimension('event_{number}__channel') }}}} = 'channel {channel}'"


def _metric(name: str, params: Json, kind: str = "simple") -> Json:
    label = name.replace("_", " ").capitalize()
    return {
        "name": name,
        "label": label,
        "description": f"{label}, made up for a benchmark; every project has a sentence or two about each metric.",
        "type": kind,
        "type_params": {"metrics": [], "input_measures": [], **params},
        "filter": None,
        "config": {"meta": {"synonyms": [f"{label} again", f"all {label}"]}},
    }


def _model(name: str, entities: list[Json], dimensions: list[Json], measures: list[Json]) -> Json:
    time = [d["name"] for d in dimensions if d["type"] == "time"]
    return {
        "name": name,
        "description": "",
        "node_relation": _relation(name),
        "defaults": {"agg_time_dimension": time[0]} if time else None,
        "entities": entities,
        "dimensions": dimensions,
        "measures": measures,
    }


def _relation(name: str) -> Json:
    return {
        "alias": name,
        "schema_name": "main",
        "database": "synthetic",
        "relation_name": f'"synthetic"."main"."{name}"',
    }


def _entity(name: str, kind: str) -> Json:
    return {"name": name, "type": kind, "expr": f"{name}_id"}


def _category(name: str) -> Json:
    return {"name": name, "type": "categorical", "is_partition": False, "expr": None, "type_params": None}


def _fill(path: Path, facts: int, states: int) -> None:
    days = "select cast(d as date) as day from range(date '2020-01-01', date '2026-01-01', interval 1 day) r(d)"
    regions = "select i as region_id, 'climate ' || i % 4 as climate from range(20) r(i)"
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute(f"create table days as {days}")
        warehouse.execute(f"create table regions as {regions}")
        for number in range(HUBS):
            warehouse.execute(
                f"create table hubs_{number} as select i as hub_{number}_id, i % 20 as region_id,"
                " 'kind ' || i % 5 as kind, 'size ' || i % 3 as size, 'label ' || i as label from range(200) r(i)"
            )
        for number in range(facts):
            hubs = ", ".join(f"i * {7 + step} % 200 as hub_{(number + step) % HUBS}_id" for step in (0, 1, 3))
            # Ten letters that no other status has.
            status = f"translate(left(md5('{number} ' || i % {states}), 10), '0123456789', 'ghijklmnop')"
            warehouse.execute(
                f"create table facts_{number} as select i as event_{number}_id, {hubs},"
                f" date '2022-01-01' + cast(i % 1000 as integer) as happened_on, 'channel ' || i // 7 % 10 as channel,"
                f" {status} as status, i * 31 % 977 as amount from range({ROWS}) r(i)"
            )


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
