"""All that is known of one thing, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from metrics_cli.presentation.columns import flat

Facts = Mapping[str, Any]

_INDENT = 14
_MOST_TESTS = 12


def description_lines(facts: Facts, width: int) -> list[str]:
    """Return the facts as a heading and a line or more for each, wrapped to `width`."""
    lines = [f"{facts['label']}  ({facts['name']}, {_kind(facts)})"]
    for name, told in _told(facts):
        for position, text in enumerate(told):
            wrapped = wrap(flat(text), max(width - _INDENT, 30), break_long_words=False) or [""]
            heads = [name if position == 0 else "", *[""] * (len(wrapped) - 1)]
            lines += [f"{head:<{_INDENT}}{line}".rstrip() for head, line in zip(heads, wrapped, strict=True)]
    return lines


def _kind(facts: Facts) -> str:
    kind = str(facts["kind"])
    return kind if kind in ("entity", "saved query") else f"{facts['type']} {kind}"


def _told(facts: Facts) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield (heading, texts) of all that there is something to say of."""
    yield "", [facts["description"] or "(its owners wrote no description)"]
    yield from _listed(facts, ("synonyms", "format"))
    if facts.get("formula"):
        yield "computed as", [facts["formula"], *(f"{i['name']} = {i['formula']}" for i in facts["inputs"])]
    if facts.get("time_dimensions"):
        grain = facts["default_grain"]
        unless = f", by {grain} unless another grain is named" if grain not in (None, "day") else ""
        yield "dated by", [f"{facts['dated_by'] or 'several dates'} ({', '.join(facts['time_dimensions'])}){unless}"]
    if facts.get("pii"):
        yield "personal", ["its values are never read, listed or sent"]
    yield from _data(facts)
    yield from _asked(facts)
    yield from _origin(facts)
    if facts.get("command"):
        yield "try", [facts["command"]]
    if facts.get("question"):
        yield "" if facts.get("command") else "try", [f'metrics ask "{facts["question"]}"']


def _listed(facts: Facts, names: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    for name in names:
        found = facts.get(name)
        if found:
            yield name.replace("_", " "), [found if isinstance(found, str) else ", ".join(map(str, found))]


def _data(facts: Facts) -> Iterator[tuple[str, Sequence[str]]]:
    span = facts.get("span")
    if span:
        yield "data", [f"{span['start']} to {span['end']}" if span["start"] else f"unknown: {span['reason']}"]
    if facts.get("values"):
        most = ", ".join(f"{v['value']} ({v['rows']:,})" for v in facts["values"])
        more = facts["total"] - len(facts["values"])
        yield "values", [most + (f" and {more:,} more: metrics values {facts['name']}" if more > 0 else "")]
    if facts.get("reason"):
        yield "values", [f"unknown: {facts['reason']}"]


def _asked(facts: Facts) -> Iterator[tuple[str, Sequence[str]]]:
    offered = facts.get("dimensions")
    if offered is not None:
        yield "asked by", [_by(d) for d in offered] or ["nothing: it can only be asked as a whole"]
    yield from _listed(facts, ("entities", "metrics", "group_by", "where", "order_by"))


def _by(dimension: Facts) -> str:
    path = dimension["path"]
    joined = f", joined by {', then '.join(path)}" if len(path) > 1 else ""
    return f"{dimension['name']}  {dimension['label']}{joined}"


def _origin(facts: Facts) -> Iterator[tuple[str, Sequence[str]]]:
    if facts["models"] is None:
        yield "models", ["unknown: target/manifest.json does not tell (run `dbt parse`)"]
    else:
        yield "models", [", ".join(facts["models"]) or "none"]
        yield from _listed(facts, ("sources",))
    fresh = facts["freshness"]
    times = [
        f"{said} {fresh[key][:16].replace('T', ' ')} UTC"
        for key, said in (("warehouse_written_at", "warehouse written"), ("built_at", "dbt last ran"))
        if fresh.get(key)
    ]
    loaded = [f"{s['name']} {s['status']}, loaded up to {s['max_loaded_at']}" for s in fresh["sources"]]
    if times or loaded:
        yield "fresh", [*([", ".join(times)] if times else []), *loaded]
    if facts["tests"] is not None:
        yield "tests", _tests(facts["tests"])


def _tests(tests: Sequence[Facts]) -> list[str]:
    """Return how many tests passed, and by name those that did not."""
    if not tests:
        return ["none"]
    passed = sum(t["status"] in ("pass", "success") for t in tests)
    unknown = sum(t["status"] is None for t in tests)
    bad = [f"{t['status']}: {t['name']}" for t in tests if t["status"] not in ("pass", "success", None)]
    more = [f"and {len(bad) - _MOST_TESTS} more"] if len(bad) > _MOST_TESTS else []
    notrun = f", {unknown} were not run by dbt's last command" if unknown else ""
    return [f"{passed} of {len(tests)} passed{notrun}", *bad[:_MOST_TESTS], *more]
