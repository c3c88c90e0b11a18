"""Finding metrics and dimensions by the names people type, with the nearest names when there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from metrics_cli.catalog.catalog import Catalog, Dimension
from metrics_cli.catalog.grains import from_grain
from metrics_cli.errors import NameUnknown
from metrics_cli.query import DATE_PARTS, METRIC_TIME, GroupBy

# How people name a part of a date; `month` alone is the grain, which tells one year's March from the next.
PARTS = {
    "weekday": "dow",
    "day_of_week": "dow",
    "dow": "dow",
    "day_of_month": "day",
    "day_of_year": "doy",
    "doy": "doy",
    "month_of_year": "month",
    "quarter_of_year": "quarter",
    **{f"extract_{part}": part for part in DATE_PARTS},
}


def find_metric(name: str, catalog: Catalog) -> str:
    """Return the metric's name. Raises NameUnknown with the nearest names, labels and synonyms."""
    # MetricFlow takes names in any case.
    for known in (name, name.lower()):
        if known in catalog.metrics:
            return known
    words = {m.name: (m.name, m.label, *m.synonyms) for m in catalog.metrics.values()}
    raise _unknown("metric", name, words, "see `metrics list`")


def find_saved_query(name: str, catalog: Catalog) -> str:
    """Return the saved query's name. Raises NameUnknown with the nearest names and labels."""
    if name in catalog.saved_queries:
        return name
    words: dict[str, tuple[str, ...]] = {s.name: (s.name, s.label) for s in catalog.saved_queries.values()}
    known = f"there are {_some(words)}" if words else "the project has none"
    raise _unknown("saved query", name, words, known)


def find_group_by(name: str, metrics: Sequence[str], catalog: Catalog) -> GroupBy:
    """Return what `name` means for `metrics`: `product__category` or `category`, `metric_time__month` or `month`.

    A part of a date is `weekday`, `month_of_year` … (see PARTS), after the time dimension's name when it is another
    than the metrics' own: `ordered_at__weekday`. A time dimension without a grain has the one that MetricFlow takes.

    Raises NameUnknown when there is none, when several end in that name, or for a grain finer than the data's.
    """
    offered = {d.name: d for d in catalog.dimensions_of(metrics)}
    if all(catalog.has_time(m) for m in metrics) and METRIC_TIME in catalog.dimensions:
        offered[METRIC_TIME] = replace(catalog.dimensions[METRIC_TIME], grain=catalog.time_grain(metrics))
    timed = _by_grain(name, offered, catalog)
    if timed:
        return timed
    found = _by_ending(name, offered)
    part = None if found else _date_part(name, offered)
    if part:
        return part
    if found == METRIC_TIME:
        return GroupBy(found, catalog.default_grain(metrics))
    if found:
        return GroupBy(found, (offered[found].grain or "day") if offered[found].type == "time" else None)
    if catalog.has_dimension(name):
        _check_paths(name, metrics, catalog)
        for metric in metrics:
            _check_inputs(name, metric, catalog)
        asked = ", ".join(m for m in metrics if not _offers(m, name, catalog)) or " and ".join(metrics)
        raise NameUnknown(f"{asked} can't be asked by {name}: nothing joins them", f"they can be: {_some(offered)}")
    words = {d.name: (d.name, d.name.rsplit("__", 1)[-1], d.label, *d.synonyms) for d in offered.values()}
    raise _unknown("dimension", name, words, f"see `metrics describe {metrics[0]}`" if metrics else "")


def _by_grain(name: str, offered: Mapping[str, Dimension], catalog: Catalog) -> GroupBy | None:
    """Return what a name that ends in a grain means, None when that is no time dimension's."""
    base, _, grain = name.lower().rpartition("__")
    if grain not in catalog.grains:
        return None
    found = _by_ending(base or METRIC_TIME, offered)
    if not found or offered[found].type != "time":
        return None
    rival = None if base else _by_ending(name, offered)
    if rival and offered[rival].type != "time":
        raise NameUnknown(f"'{name}' could be {METRIC_TIME}__{grain} or {rival}", "write the one you mean")
    known = (*from_grain(offered[found].grain), *catalog.custom_grains)
    if grain not in known:
        finest = offered[found].grain
        raise NameUnknown(f"{found} is kept by {finest} and has no {grain}s", f"ask for {', '.join(known)}")
    return GroupBy(found, grain)


def nearest(word: str, words: dict[str, tuple[str, ...]], count: int = 3) -> tuple[str, ...]:
    """Return the keys whose names are most like `word`, best first; only those that are somewhat like it."""
    scored = ((max(_likeness(word.lower(), w.lower()) for w in names), key) for key, names in words.items())
    return tuple(key for score, key in sorted(scored, key=lambda s: (-s[0], s[1])) if score >= 60)[:count]


def _likeness(word: str, name: str) -> float:
    """Return how alike two names are, of 100: as a whole, or word by word when each has a near one in the name."""
    from rapidfuzz import fuzz

    asked, known = ([w for w in text.replace("_", " ").split() if len(w) > 2] for text in (word, name))
    each = [max(fuzz.ratio(a, k) for k in known) for a in asked] if known else []
    if not each or min(each) < 75:
        return fuzz.ratio(word, name)
    # The more other words the name has, the further it is from one that is alike as a whole.
    part = 0.7 + 0.25 * min(1.0, len(asked) / len(known))
    return max(fuzz.ratio(word, name), part * sum(each) / len(each))


def _date_part(name: str, offered: Mapping[str, Dimension]) -> GroupBy | None:
    base, _, last = name.lower().rpartition("__")
    found = _by_ending(base or METRIC_TIME, offered) if last in PARTS else None
    return GroupBy(found, None, PARTS[last]) if found and offered[found].type == "time" else None


def _by_ending(name: str, offered: Iterable[str]) -> str | None:
    names = list(offered)
    for known in (name, name.lower()):
        if known in names:
            return known
    found = [n for n in names if n.endswith(f"__{name}")] or [n for n in names if n.endswith(f"__{name.lower()}")]
    if len(found) > 1:
        raise NameUnknown(f"'{name}' could be {', '.join(sorted(found))}", "write the one you mean")
    return found[0] if found else None


def _check_paths(name: str, metrics: Sequence[str], catalog: Catalog) -> None:
    """Raise NameUnknown when each metric has the dimension under a name of its own: MetricFlow takes one for all."""
    element = name.rpartition("__")[2]
    ways = {m: [d for d in catalog.joins.get(m, ()) if d.rpartition("__")[2] == element] for m in metrics}
    homes = [{catalog.dimensions[d].home for d in found} for found in ways.values()]
    if len(metrics) > 1 and frozenset.intersection(*map(frozenset, homes)) - {None}:
        said = ", ".join(f"{' or '.join(sorted(found))} for {metric}" for metric, found in ways.items())
        raise NameUnknown(f"{element} goes by another name for each metric: {said}", "ask for one metric at a time")


def _check_inputs(name: str, metric: str, catalog: Catalog) -> None:
    """Raise NameUnknown when all that a metric is made of can be asked by `name`, under the name each has for it."""
    inputs = dict.fromkeys(catalog.metrics[metric].inputs)
    # The nearest first: what is joined on the way to a farther one may be something else.
    ways = {i: sorted(_ways(name, i, catalog), key=lambda d: (d.count("__"), d)) for i in inputs}
    if _offers(metric, name, catalog) or not ways or not all(ways.values()):
        return
    said = ", ".join(f"{i} by {' or '.join(found)}" for i, found in ways.items())
    commands = " and ".join(f"`metrics query {i} -g {found[0]}`" for i, found in ways.items())
    reason = f"MetricFlow can't tell {metric} by {name}, though all it is made of can be: {said}"
    raise NameUnknown(reason, f"ask apart: {commands}")


def _ways(name: str, metric: str, catalog: Catalog) -> frozenset[str]:
    """Return the names under which a metric can be asked by the dimension that ends in the last word of `name`."""
    element = name.lower().rpartition("__")[2]
    return frozenset(d for d in catalog.joins.get(metric, ()) if d.rpartition("__")[2] == element)


def _offers(metric: str, name: str, catalog: Catalog) -> bool:
    return any(d == name or d.endswith(f"__{name}") for d in catalog.joins.get(metric, ()))


def _unknown(kind: str, name: str, words: dict[str, tuple[str, ...]], hint: str) -> NameUnknown:
    near = nearest(name, words)
    return NameUnknown(f"no {kind} '{name}'", f"did you mean {', '.join(near)}?" if near else hint)


def _some(names: Iterable[str]) -> str:
    found = sorted(names)
    return ", ".join(found[:8]) + (f" and {len(found) - 8} more" if len(found) > 8 else "")
