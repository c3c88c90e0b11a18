"""What is sent to a model: instructions that never change, then the day, what is offered, and the question.

The instructions are the same bytes in every request, so that providers need not read them anew (prompt caching).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from metrics_cli.catalog import Catalog, Dimension, Metric
from metrics_cli.catalog.formulas import titled
from metrics_cli.interpretation.model.contract import Message, Offer, OfferedDimension, Request
from metrics_cli.interpretation.model.estimate import PER_MESSAGE, tokens_in, tokens_in_json
from metrics_cli.interpretation.model.lastquery import told, without_values
from metrics_cli.interpretation.model.quoting import quoted, tamed, unmarked
from metrics_cli.interpretation.model.schema import schema_of
from metrics_cli.query import METRIC_TIME, MetricQuery

# A name or another name is cut there, and what is said of a thing.
LONGEST_NAME, LONGEST_TEXT = 40, 110
# What a repair may add to a request, in tokens; as much is left free.
REPAIR = 100
# Of so few metrics a dimension says by name which it joins to, or which not.
_FEW = 3

Span = tuple[date, date]


def request_for(
    question: str,
    offer: Offer,
    catalog: Catalog,
    today: date,
    span: Span | None,
    last: MetricQuery | None = None,
    repair: str | None = None,
    sends_values: bool = True,
) -> Request:
    """Return what is sent to have `question` read, as asked on the day `today` of data that span these days.

    `last` is the query that a follow-up changes, `repair` what was wrong with the reply before. Values of the last
    query's filters that may not be sent stand there as `HIDDEN`.
    """
    parts = [*_days(today, span), *_offered(offer)]
    parts += told(last, catalog, sends_values) if last else []
    parts += [f"Question: {quoted(unmarked(question))}"]
    if repair and not sends_values:
        repair = without_values(repair, question, catalog)
    parts += [_again(repair)] if repair else []
    messages = (Message("system", instructions()), Message("user", "\n".join(parts)))
    schema = schema_of(offer, last is not None)
    return Request(messages, schema, tokens_of(messages) + tokens_in_json(schema), offer)


def shown(request: Request) -> str:
    """Return exactly what is sent of a request, for people to read: each message by its role, then the schema."""
    import json

    texts = [f"[{message.role}]\n{message.content}" for message in request.messages]
    schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
    return "\n\n".join([*texts, f"[schema]\n{schema}", f"[about {request.tokens} input tokens]"])


@cache
def instructions() -> str:
    """Return the instructions: the same for every question, project and day."""
    return Path(__file__).with_name("instructions.txt").read_text(encoding="utf-8").strip()


def tokens_of(messages: tuple[Message, ...]) -> int:
    """Return about how many tokens messages take."""
    return sum(tokens_in(message.content) + PER_MESSAGE for message in messages)


def _days(today: date, span: Span | None) -> Iterator[str]:
    yield f"Today is {today:%A} {today.isoformat()}."
    if span:
        yield f"Data from {span[0].isoformat()} to {span[1].isoformat()}."


def _again(problem: str) -> str:
    """Return what a repair says, cut so that it takes no more than REPAIR tokens."""
    longest = 3 * REPAIR
    # In quotes as well: it may name values of the data.
    while tokens_in(line := f'The reply before was no good: "{tamed(problem, longest)}". Reply anew.') > REPAIR - 2:
        longest = longest * 3 // 4
    return line


def _offered(offer: Offer) -> Iterator[str]:
    checked = {name for dimension in offer.dimensions for name in dimension.metrics}
    yield "Metrics:"
    yield from map(metric_line, offer.metrics)
    yield "Dimensions:"
    if offer.grains:
        yield f"{METRIC_TIME} (the metric's own date by {' '.join(offer.grains)})"
    for dimension in offer.dimensions:
        joined = [m.name for m in offer.metrics if m.name in dimension.metrics]
        apart = [m.name for m in offer.metrics if m.name in checked and m.name not in dimension.metrics]
        yield dimension_line(dimension) + _joined(joined, apart)


def metric_line(metric: Metric) -> str:
    """Return a metric in a line: its name and, where they say more, its label, synonyms and description as data."""
    return metric.name + _about(metric)


def dimension_line(offered: OfferedDimension) -> str:
    """Return a dimension in a line, like a metric, with its kind and its values."""
    dimension = offered.dimension
    kind = {"time": " (date)", "entity": " (entity)"}.get(dimension.type, "")
    more = ", …" if offered.has_more else ""
    values = f" = {', '.join(map(quoted, offered.values))}{more}" if offered.values else ""
    return f"{dimension.name}{kind}{_about(dimension)}{values}"


def _about(item: Metric | Dimension) -> str:
    """Return what is said of a thing in one pair of quotes; nothing where it is no more than its name."""
    is_titled = titled(item.name.rpartition("__")[2]).casefold() == item.label.casefold()
    names = [tamed(name, LONGEST_NAME) for name in (*(() if is_titled else (item.label,)), *item.synonyms)]
    texts = [", ".join(name for name in names if name), tamed(item.description, LONGEST_TEXT)]
    said = ". ".join(text for text in texts if text)
    return f': "{said}"' if said else ""


def _joined(joined: list[str], apart: list[str]) -> str:
    if not apart:
        return ""
    if len(apart) <= len(joined):
        return f" (not for {', '.join(apart)})" if len(apart) <= _FEW else ""
    return f" (only for {', '.join(joined)})" if len(joined) <= _FEW else ""
