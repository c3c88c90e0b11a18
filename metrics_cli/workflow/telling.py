"""Answers to questions about the layer: from the catalog, from the index of values and dates, never from a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from metrics_cli.answer import Cell, Column, Definition, Refused, Table, Told
from metrics_cli.catalog import Catalog, Dimension, Metric
from metrics_cli.catalog.held import Held
from metrics_cli.interpretation.interpreter import Inquiry
from metrics_cli.presentation.held import held_notes, held_table, span_line
from metrics_cli.presentation.sentences import format_day, join_words
from metrics_cli.query import METRIC_TIME
from metrics_cli.workflow.describing import inputs_of
from metrics_cli.workflow.spans import Span
from metrics_cli.workflow.stages import Stages
from metrics_cli.workflow.values import held_by

# A list in answer to a question is for reading; `metrics list` and `metrics values` have no such end.
MOST_LISTED, MOST_VALUES = 200, 50
_MOST_EXAMPLES = 5


def tell(inquiry: Inquiry, stages: Stages) -> Told | Refused:
    """Return what is asked about the layer. Raises as Warehouse.run does when values or dates have to be read."""
    return _TELLERS[inquiry.kind](inquiry, stages)


def _contents(inquiry: Inquiry, stages: Stages) -> Told:
    catalog = stages.catalog
    found = _metric_table(catalog.metrics.values())
    dimensions = [d for d in catalog.declared if d.type != "entity"]
    questions = [q for m in catalog.metrics.values() for q in m.questions][:_MOST_EXAMPLES]
    examples = (f"for example: {'; '.join(questions)}",) if questions else ()
    sentence = f"You can ask for {len(catalog.metrics)} metrics, split and filtered by {len(dimensions)} dimensions"
    return Told(f"{sentence}, over any period in the data.", tuple(catalog.metrics), found, caveats=examples)


def _metrics(inquiry: Inquiry, stages: Stages) -> Told:
    metrics = stages.catalog.metrics
    return Told(f"There {_are(len(metrics), 'metric')}.", tuple(metrics), _metric_table(metrics.values()))


def _dimensions(inquiry: Inquiry, stages: Stages) -> Told:
    found = [d for d in stages.catalog.declared if d.type != "entity"]
    return Told(f"There {_are(len(found), 'dimension')}.", tuple(d.name for d in found), _dimension_table(found))


def _meaning(inquiry: Inquiry, stages: Stages) -> Told:
    named = [stages.catalog.metrics[name] for name in inquiry.metrics]
    made_of = [m for metric in named for m in inputs_of(metric, stages.catalog) if m not in named]
    definitions = [_definition(m) for m in (*named, *(dict.fromkeys(made_of) if inquiry.kind == "formula" else ()))]
    definitions += [Definition(d.name, d.label, d.description, "") for d in inquiry.dimensions]
    labels = join_words([*(m.label for m in named), *(d.label for d in inquiry.dimensions)])
    sentence = f"How {labels} is computed" if inquiry.kind == "formula" and named else f"What {labels} means"
    if len(named) + len(inquiry.dimensions) > 1:
        sentence = f"{labels}, as their owners define them"
    return Told(sentence, _about(inquiry), definitions=tuple(definitions), caveats=inquiry.assumed)


def _splits_of(inquiry: Inquiry, stages: Stages) -> Told:
    catalog = stages.catalog
    offered = [d for d in catalog.dimensions_of(inquiry.metrics) if d.type != "entity"]
    labels = join_words([catalog.metrics[m].label for m in inquiry.metrics])
    sentence = f"{labels} can be split by {_count(len(offered), 'dimension')}"
    if all(map(catalog.has_time, inquiry.metrics)):
        date = catalog.metrics[inquiry.metrics[0]].time_label or "its date"
        sentence += f", and by {', '.join(_from_days(catalog.grains))} of {date}"
    about = (*inquiry.metrics, *(d.name for d in offered))
    return Told(f"{sentence}.", about, _dimension_table(offered), caveats=inquiry.assumed)


def _from_days(grains: Sequence[str]) -> Sequence[str]:
    """Return the grains from days on: finer ones are seldom meant, and `metrics describe` has them."""
    return grains[grains.index("day") :] if "day" in grains else grains


def _metrics_by(inquiry: Inquiry, stages: Stages) -> Told:
    catalog = stages.catalog
    found = [m for m in catalog.metrics.values() if _joins(m.name, inquiry, catalog)]
    sentence = f"{len(found)} of {_count(len(catalog.metrics), 'metric')} can be split by {_thing(inquiry)}."
    about = (*(d.name for d in inquiry.dimensions), *(m.name for m in found))
    return Told(sentence, about, _metric_table(found), caveats=inquiry.assumed)


def _can_split(inquiry: Inquiry, stages: Stages) -> Told:
    catalog = stages.catalog
    labels = join_words([catalog.metrics[m].label for m in inquiry.metrics])
    if all(_joins(m, inquiry, catalog) for m in inquiry.metrics):
        return Told(f"Yes, {labels} can be split by {_thing(inquiry)}.", _about(inquiry), caveats=inquiry.assumed)
    offered = [d.label for d in catalog.dimensions_of(inquiry.metrics) if d.type != "entity"]
    others = f" It can be by {', '.join(dict.fromkeys(offered))}." if offered else ""
    sentence = f"No, {labels} can't be split by {_thing(inquiry)}: nothing joins them.{others}"
    return Told(sentence, _about(inquiry), caveats=inquiry.assumed)


def _values(inquiry: Inquiry, stages: Stages) -> Told | Refused:
    held = _held(inquiry, stages)
    if isinstance(held, Refused):
        return held
    dimension = held.dimension
    if held.ends:
        return Told(f"{span_line(held)}.", (dimension.name,), held_table(held))
    sentence = f"{dimension.label} has {_count(held.matching or 0, 'value')}."
    return Told(sentence, (dimension.name,), held_table(held), caveats=(*inquiry.assumed, *held_notes(held, "")))


def _value_count(inquiry: Inquiry, stages: Stages) -> Told | Refused:
    held = _held(inquiry, stages)
    if isinstance(held, Refused):
        return held
    if held.values is None:
        return _values(inquiry, stages)
    name, label, total = held.dimension.name, held.dimension.label, held.values.total
    table = Table((Column("values", f"Values of {label}", "number", "integer"),), ((total,),))
    sentence = f"{label} has {_count(total, 'different value')} in the data."
    return Told(sentence, (name,), table, caveats=(*inquiry.assumed, held_notes(held, "")[0]))


def _held(inquiry: Inquiry, stages: Stages) -> Held | Refused:
    if len(inquiry.dimensions) > 1:
        names = tuple(d.name for d in inquiry.dimensions)
        said = join_words([f"'{d.label}' ({d.name})" for d in inquiry.dimensions])
        return Refused(f"That can be {said}: ask with `metrics values NAME`.", names)
    return held_by(inquiry.dimensions[0], "", MOST_VALUES, stages.index, stages.today)


def _span(inquiry: Inquiry, stages: Stages) -> Told | Refused:
    catalog = stages.catalog
    metrics = inquiry.metrics or tuple(catalog.metrics)
    span = _span_of(inquiry, stages)
    if span is None:
        return Refused("The data have no dates, or none up to the day it is asked on.")
    whose = join_words([catalog.metrics[m].label for m in inquiry.metrics]) if inquiry.metrics else "The data"
    sentence = f"{whose} {'run' if not inquiry.metrics else 'has data'} from {format_day(span.first)} to "
    sentence += f"{format_day(span.last)}."
    dated = sorted({home for m in metrics for home in catalog.metrics[m].dated_in})
    known = {d.home: d.label for d in catalog.declared}
    ends = [(home, stages.index.ends(home, stages.today)) for home in dated]
    rows = tuple((known.get(home, home.element), home.model, e.first, e.reaches(stages.today)) for home, e in ends)
    table = _table((("date", "Date"), ("model", "Model"), ("first", "First day"), ("last", "Last day")), rows)
    return Told(sentence, inquiry.metrics, table if len(rows) > 1 else None, caveats=inquiry.assumed)


def _known(inquiry: Inquiry, stages: Stages) -> Told:
    labels = [stages.catalog.metrics[m].label for m in inquiry.metrics] + [d.label for d in inquiry.dimensions]
    told = _meaning(inquiry, stages)
    return replace(told, sentence=f"Yes: {join_words(labels)}.")


def _owner(inquiry: Inquiry, stages: Stages) -> Told:
    labels = [stages.catalog.metrics[m].label for m in inquiry.metrics] + [d.label for d in inquiry.dimensions]
    sentence = f"The layer does not say who owns {join_words(labels)}: it keeps no owners."
    return Told(sentence, _about(inquiry), caveats=inquiry.assumed)


_UNITS = {
    "usd": "US dollars",
    "percent": "percent",
    "integer": "a whole number",
    "decimal": "a number",
    "duration_s": "seconds",
    "bytes": "bytes",
}


def _unit(inquiry: Inquiry, stages: Stages) -> Told:
    named = [stages.catalog.metrics[m] for m in inquiry.metrics]
    units = (f"{m.label} is {_in_unit(m)}" for m in named)
    definitions = tuple(_definition(m) for m in named)
    return Told(f"{'; '.join(units)}.", inquiry.metrics, definitions=definitions, caveats=inquiry.assumed)


def _in_unit(metric: Metric) -> str:
    unit = _UNITS.get(metric.format or "", metric.format)
    if unit is None:
        return "without a unit that its owners name apart from what they say of it"
    return unit if unit.startswith("a ") else f"in {unit}"


def _freshness(inquiry: Inquiry, stages: Stages) -> Told:
    span = _span_of(inquiry, stages)
    known = {"warehouse_written_at": "the warehouse was written", "built_at": "dbt last built it"}
    times = [
        f"{said} {stages.state[key][:16].replace('T', ' ')} UTC" for key, said in known.items() if stages.state.get(key)
    ]
    last = [f"the last day with data is {format_day(span.last)}"] if span else []
    said = join_words([*last, *times]) if last or times else "when the data were loaded is not known"
    receipt = {**stages.state, "today": stages.today.isoformat()}
    return Told(f"{said[:1].upper()}{said[1:]}.", receipt=receipt)


def _span_of(inquiry: Inquiry, stages: Stages) -> Span | None:
    spans, catalog = stages.spans, stages.catalog
    return spans.of(inquiry.metrics, catalog) if inquiry.metrics else spans.of_data(catalog)


def _joins(metric: str, inquiry: Inquiry, catalog: Catalog) -> bool:
    if inquiry.grain is not None:
        return catalog.has_time(metric)
    wanted = {(d.home, d.type) for d in inquiry.dimensions} | {d.name for d in inquiry.dimensions}
    return any(d.name in wanted or (d.home, d.type) in wanted for d in catalog.dimensions_of([metric]))


def _thing(inquiry: Inquiry) -> str:
    return inquiry.grain or join_words([d.label for d in inquiry.dimensions])


def _about(inquiry: Inquiry) -> tuple[str, ...]:
    return (*inquiry.metrics, *(d.name for d in inquiry.dimensions), *([METRIC_TIME] if inquiry.grain else []))


def _definition(metric: Metric) -> Definition:
    return Definition(metric.name, metric.label, metric.description, metric.formula, metric.time_label)


def _metric_table(metrics: Iterable[Metric]) -> Table:
    rows = [(m.name, m.label, m.description) for m in sorted(metrics, key=lambda m: m.name)]
    return _table((("metric", "Metric"), ("label", "Label"), ("description", "What it is")), rows)


def _dimension_table(dimensions: Iterable[Dimension]) -> Table:
    rows = [(d.name, d.label, d.type, d.description) for d in dimensions]
    heads = (("dimension", "Dimension"), ("label", "Label"), ("type", "Type"), ("description", "What it is"))
    return _table(heads, rows)


def _table(heads: Sequence[tuple[str, str]], rows: Sequence[tuple[Cell, ...]]) -> Table:
    columns = tuple(Column(name, label, "date" if name in ("first", "last") else "string") for name, label in heads)
    return Table(columns, tuple(rows[:MOST_LISTED]), len(rows) > MOST_LISTED)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _are(number: int, noun: str) -> str:
    return f"{'is' if number == 1 else 'are'} {_count(number, noun)}"


_TELLERS: dict[str, Callable[[Inquiry, Stages], Told | Refused]] = {
    "contents": _contents,
    "metrics": _metrics,
    "dimensions": _dimensions,
    "meaning": _meaning,
    "formula": _meaning,
    "difference": _meaning,
    "splits_of": _splits_of,
    "metrics_by": _metrics_by,
    "can_split": _can_split,
    "values": _values,
    "count": _value_count,
    "span": _span,
    "freshness": _freshness,
    "known": _known,
    "owner": _owner,
    "unit": _unit,
}
