"""What passes between the stages of a model's reading: what is offered, asked, said and proposed.

question ─▶ Offer (retrieval, under a budget) ─▶ Request (prompt, schema) ─▶ Completion (endpoint) ─▶ Proposal ─▶ judged
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from metrics_cli.catalog import Dimension, Metric


@dataclass(frozen=True)
class OfferedDimension:
    """A dimension that the model may name, with those of its values that it may be shown.

    `values` are never those of a `pii` dimension, `has_more` says that the data hold others. `metrics` are the offered
    metrics that it joins to.
    """

    dimension: Dimension
    metrics: tuple[str, ...]
    values: tuple[str, ...] = ()
    has_more: bool = False


@dataclass(frozen=True)
class Offer:
    """The closed vocabulary of one request: all names that a reply may hold. `grains` are those of the dates."""

    metrics: tuple[Metric, ...]
    dimensions: tuple[OfferedDimension, ...] = ()
    grains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """One message of a request; `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True)
class Request:
    """What is sent: the messages, the stable ones first, and the JSON schema of the reply.

    `tokens` is the estimate of the input, the schema included, that the budget was kept by; `offer` is what the names
    in the schema stand for; `spent` is what the same question has cost before, in US dollars.
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, object]
    tokens: int
    offer: Offer
    spent: float = 0.0


@dataclass(frozen=True)
class Completion:
    """What a model said, and what it took: tokens as the endpoint counts them, US dollars when known, seconds.

    `counted` are the US dollars that count against a limit: where an endpoint's own count is none, or too low to be
    true, those of the estimate.
    """

    text: str
    model: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None
    seconds: float = 0.0
    counted: float | None = None


class ModelUnavailable(Exception):
    """No reply came: unreachable, timed out, refused, too dear, no key. The message is one line, without secrets.

    `completion` is what a reply that is of no use took, a refusal for one.
    """

    def __init__(self, message: str, completion: Completion | None = None) -> None:
        super().__init__(message)
        self.completion = completion


class ReplyInvalid(Exception):
    """A reply came that is no query; the message tells the model, in one line, what is wrong with it."""


class Endpoint(Protocol):
    """A model that can be reached."""

    def complete(self, request: Request) -> Completion:
        """Return the model's reply. Raises ModelUnavailable after its retries."""
        ...


@dataclass(frozen=True)
class Said:
    """A part of a proposal with the words of the question that it rests on, copied from it."""

    words: str


@dataclass(frozen=True)
class SaidMetric(Said):
    """A metric, by its name."""

    name: str


@dataclass(frozen=True)
class SaidGroup(Said):
    """A breakdown: a dimension, an entity or metric_time; a date at a grain, or by a date part."""

    name: str
    grain: str | None = None
    date_part: str | None = None


@dataclass(frozen=True)
class SaidFilter(Said):
    """A condition on a dimension; `operator` is one of `query.Operator`, the values are texts as the reply has them."""

    dimension: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class SaidEntityFilter(Said):
    """A condition on a metric of each entity: customers with more than 3 orders."""

    metric: str
    entity: str
    operator: str
    value: str


@dataclass(frozen=True)
class SaidPeriod(Said):
    """A period by its expression (`period/expressions.py`), never by dates that the question does not hold."""

    expression: str


@dataclass(frozen=True)
class SaidComparison(Said):
    """What it is compared with: previous_period, previous_year, or period with an expression."""

    kind: str
    expression: str | None = None


@dataclass(frozen=True)
class SaidRank(Said):
    """The order of the result by one of its metrics, and how many rows are kept (None: all).

    `within` are the dimensions (or grains of the date) of whose groups each keeps so many: the top 3 in each region.
    """

    by: str
    descending: bool
    limit: int | None = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class SaidHaving(Said):
    """A condition on a metric of the result."""

    metric: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class SaidShare(Said):
    """Each group's part of the whole, or of the rows that share the dimensions `within`."""

    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class SaidMean(Said):
    """An average (or median, min, max) of each metric over the groups of one more breakdown."""

    over: str
    grain: str | None = None
    statistic: str = "mean"


@dataclass(frozen=True)
class SaidDropped(Said):
    """A part of the last query that a follow-up leaves out: `part` is metrics, group_by, filters, period, ….

    `name` says which, where there are several.
    """

    part: str
    name: str | None = None


@dataclass(frozen=True)
class ProposedQuery:
    """A query as the model proposes it; `ignored` are words that it says carry no meaning.

    Of a follow-up it is the whole query after the edit: a part without words is kept from the last one, and what is
    kept no more stands in `dropped`.
    """

    metrics: tuple[SaidMetric, ...]
    group_by: tuple[SaidGroup, ...] = ()
    filters: tuple[SaidFilter, ...] = ()
    entity_filters: tuple[SaidEntityFilter, ...] = ()
    period: SaidPeriod | None = None
    compare: SaidComparison | None = None
    rank: SaidRank | None = None
    having: tuple[SaidHaving, ...] = ()
    share: SaidShare | None = None
    mean: SaidMean | None = None
    dropped: tuple[SaidDropped, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clarification:
    """The model finds several meanings: a question, and the queries to choose from."""

    question: str
    options: tuple[ProposedQuery, ...]


@dataclass(frozen=True)
class Declined:
    """The model finds no query: why, and the words that nothing stands for."""

    reason: str
    missing: tuple[str, ...] = ()


Proposal = ProposedQuery | Clarification | Declined


@dataclass
class Spent:
    """What a question has cost so far: every completion, also those that were of no use."""

    completions: list[Completion] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def counted(self) -> float:
        """The US dollars that count against a limit."""
        return sum(max(c.counted or 0.0, c.cost or 0.0) for c in self.completions)

    def account(self) -> dict[str, object]:
        """Return what a receipt says of it: model, calls, tokens, US dollars, seconds; empty when none was made.

        A figure is None when no completion tells it; a cost that only some tell is that of these.
        """
        if not self.completions:
            return {}
        told = {name: [getattr(c, name) for c in self.completions] for name in _COUNTED}
        sums = {name: sum(n for n in found if n is not None) for name, found in told.items()}
        return {
            "model": self.completions[-1].model,
            "calls": len(self.completions),
            **{name: sums[name] if any(n is not None for n in told[name]) else None for name in _COUNTED},
            "seconds": round(self.seconds or sum(c.seconds for c in self.completions), 3),
        }


_COUNTED = ("input_tokens", "output_tokens", "cached_tokens", "cost", "counted")
