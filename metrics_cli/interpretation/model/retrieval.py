"""What a question may need of a layer, under a hard budget: the metrics, dimensions and values that a reply may name.

What the words name comes first, then what joins to it and what is most general, first by its name alone, then with
what is said of it, as long as there is room. The words are looked up in an index; no layer is scanned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.grains import is_shorter
from metrics_cli.interpretation.model.contract import ModelUnavailable, Offer, OfferedDimension
from metrics_cli.interpretation.model.estimate import tokens_in
from metrics_cli.interpretation.model.hints import Hints, hints
from metrics_cli.interpretation.model.prompt import REPAIR, dimension_line, metric_line, request_for
from metrics_cli.interpretation.model.quoting import is_safe
from metrics_cli.interpretation.model.scoring import Scores, scores_of
from metrics_cli.interpretation.rules.knowledge import Knowledge, knowledge
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.query import METRIC_TIME, MetricQuery, Scalar

# By the estimate, which is above what tokenizers count.
BUDGET = 2_000
# Things that less is told of than this are among those that fill up.
_NAMED = 7.0
# Of so many metrics it is asked what they join to: of thousands MetricFlow takes seconds to tell.
_JOINED, _SMALL = 5, 200
_MOST_METRICS, _MOST_DIMENSIONS = 60, 80
# So many metrics and dimensions come before all others, and of so many more is said before others are offered.
_LIKELIEST, _TOLD = 10, 4
_MOST_SYNONYMS = 3
# Dimensions with no more values show all of them, others a few; longer values are texts and no words of a question.
_ALL_VALUES, _SOME_VALUES, _LONGEST_VALUE = 8, 4, 60
_SUBDAY = frozenset("hour hourly minute second".split())


def offer_for(
    question: str, catalog: Catalog, budget: int = BUDGET, sends_values: bool = True, last: MetricQuery | None = None
) -> Offer:
    """Return what to offer for `question`, or for it as a follow-up of `last`: its request is within `budget` tokens.

    Values of personal dimensions are never in it, and none at all when `sends_values` is False. Raises ModelUnavailable
    when the budget is too small for the question and a single metric.
    """
    known, found = knowledge(catalog), hints(catalog)
    scores = scores_of(question, catalog, known, found)
    picking = _Picking(catalog, known, found, scores, sends_values, last, _grains(question, catalog))
    room = budget - REPAIR
    offer = picking.offer(room - _tokens(question, picking.empty(), catalog, last, sends_values))
    while offer.metrics and (over := _tokens(question, offer, catalog, last, sends_values) - room) > 0:
        offer = picking.offer(picking.room - over - 5)
    if not offer.metrics:
        least = 100 * (_tokens(question, picking.empty(), catalog, last, sends_values) // 100 + 3)
        raise ModelUnavailable(f"a budget of {budget} input tokens is too small for this question: allow {least}")
    return offer


def _tokens(question: str, offer: Offer, catalog: Catalog, last: MetricQuery | None, sends_values: bool) -> int:
    # No day is written longer.
    day = date(2026, 9, 30)
    return request_for(question, offer, catalog, day, (day, day), last, sends_values=sends_values).tokens


def _grains(question: str, catalog: Catalog) -> tuple[str, ...]:
    """Return the grains to offer: those shorter than a day only where the question speaks of hours."""
    is_timed = bool({token.stem for token in tokenise(question)} & _SUBDAY)
    return tuple(g for g in catalog.grains if g.isidentifier() and (is_timed or not is_shorter(g)))


@dataclass
class _Picking:
    """The things of one question in the order in which they are offered, and what of them fits."""

    catalog: Catalog
    known: Knowledge
    hints: Hints
    scores: Scores
    sends_values: bool
    last: MetricQuery | None
    grains: tuple[str, ...]
    room: int = 0
    _metrics: dict[str, Metric] = field(default_factory=dict)
    _dimensions: dict[str, OfferedDimension] = field(default_factory=dict)
    _left: int = 0

    def empty(self) -> Offer:
        """Return an offer of nothing, for what a request takes without it."""
        return Offer((), (), self.grains)

    def offer(self, room: int) -> Offer:
        """Return what fits into so many tokens."""
        self.room = self._left = room
        self._metrics, self._dimensions = {}, {}
        ranked = self._ranked_metrics()
        named = [name for name in ranked if self.scores.metrics.get(name, 0.0) >= _NAMED or self._is_kept(name)]
        likeliest = (named or ranked)[:_LIKELIEST]
        for name in likeliest:
            self._add_metric(self._bare(self.catalog.metrics[name]))
        dimensions = self._ranked_dimensions(likeliest[:_JOINED])
        first = [d for d in dimensions if self._points(d) >= _NAMED or self._is_kept(d.name)][:_LIKELIEST]
        for dimension in first:
            self._add_dimension(dimension, self._values(dimension, is_said=True))
        self._detail(likeliest[:_TOLD], first[:_TOLD])
        told = [d for d in dimensions if self._points(d) and d not in first]
        self._fill([n for n in ranked if self.scores.metrics.get(n) and n not in likeliest], told)
        others = [d for d in dimensions if d not in first and d not in told]
        self._fill([n for n in ranked if n not in self._metrics], others)
        self._detail(ranked, [*first, *dimensions])
        return self._made()

    def _fill(self, metrics: Sequence[str], dimensions: Sequence[Dimension]) -> None:
        """Offer by their names, in turn, what else the question may mean."""
        for place in range(max(len(metrics), len(dimensions))):
            for name in metrics[place : place + 1]:
                self._add_metric(self._bare(self.catalog.metrics[name]))
            for dimension in dimensions[place : place + 1]:
                self._add_dimension(dimension, ())

    def _detail(self, metrics: Iterable[str], dimensions: Iterable[Dimension]) -> None:
        """Say more of what is offered, in turn, the likeliest first."""
        said, split = list(dict.fromkeys(metrics)), list({d.name: d for d in dimensions}.values())
        for place in range(max(len(said), len(split))):
            for name in said[place : place + 1]:
                self._add_metric(self._told(self.catalog.metrics[name]))
            for dimension in split[place : place + 1]:
                if dimension.name in self._dimensions:
                    self._add_dimension(dimension, self._values(dimension, is_said=False), is_told=True)

    def _ranked_metrics(self) -> list[str]:
        """Return the metrics that the words tell of, then the most general ones."""
        points = self.scores.metrics
        kept = [name for name in self._kept_metrics() if name in self.catalog.metrics]
        told = sorted((n for n in points if n in self.catalog.metrics), key=lambda n: (-points[n], len(n), n))
        return list(dict.fromkeys((*kept, *told[:_MOST_METRICS], *self.hints.general)))

    def _ranked_dimensions(self, heads: Sequence[str]) -> list[Dimension]:
        """Return what the likeliest metrics join to: what the words tell of, what most of them share, the nearest."""
        shared: dict[str, int] = {}
        for metric in heads:
            for name in self.catalog.joins.get(metric, ()):
                shared[name] = shared.get(name, 0) + 1
        found = {name: self.catalog.dimensions[name] for name in shared if name != METRIC_TIME}
        nearest = frozenset(
            name
            for metric in heads
            for name in _nearest_ways(found[n] for n in self.catalog.joins.get(metric, ()) if n in found)
        )
        reached = [d for d in found.values() if d.name in nearest or self._is_led_to(d) or self._is_kept(d.name)]

        def place(dimension: Dimension) -> tuple[bool, float, bool, int, int, bool, str]:
            far = dimension.name.count("__")
            is_only = dimension.name not in nearest
            points = self._points(dimension)
            return (
                not self._is_kept(dimension.name),
                -points,
                is_only,
                -shared[dimension.name],
                far,
                dimension.type == "entity",
                dimension.name,
            )

        return sorted(reached, key=place)[:_MOST_DIMENSIONS]

    def _points(self, dimension: Dimension) -> float:
        """Return what the words tell of a dimension, a word of its way to it included."""
        points = self.scores.homes.get(home_of(dimension), 0.0)
        far = 0.6 * max(0, dimension.name.count("__") - 1)
        return max(0.0, points + 1.5 * len(_way_to(dimension) & self.scores.roots) - far) if points else 0.0

    def _is_led_to(self, dimension: Dimension) -> bool:
        """Tell whether the words tell of a dimension and of a way to it: the family doctor's name."""
        return bool(self._points(dimension)) and bool(_way_to(dimension) & self.scores.roots)

    def _kept_metrics(self) -> Iterator[str]:
        if self.last:
            yield from self.last.metrics
            yield from (bound.metric for bound in self.last.metric_filters)

    def _is_kept(self, name: str) -> bool:
        """Tell whether the last query has it."""
        if self.last is None:
            return False
        named = {g.name for g in self.last.group_by} | {f.dimension for f in self.last.filters}
        return name in named or name in self._kept_metrics() or any(name in f.per for f in self.last.metric_filters)

    def _bare(self, metric: Metric) -> Metric:
        """Return a metric as it is offered by its name alone."""
        return replace(metric, description="", synonyms=(), questions=())

    def _told(self, metric: Metric) -> Metric:
        """Return a metric as it is offered with what is said of it."""
        return replace(metric, synonyms=self._also(metric.synonyms), questions=())

    def _also(self, synonyms: Sequence[str]) -> tuple[str, ...]:
        """Return a few other names, those that the words have first."""
        roots = self.scores.roots

        def unsaid(text: str) -> int:
            return -len(roots & {root(token.stem) for token in tokenise(text)})

        return tuple(sorted(synonyms, key=unsaid)[:_MOST_SYNONYMS])

    def _values(self, dimension: Dimension, is_said: bool) -> tuple[Scalar, ...]:
        """Return the values to show: those that are said, and unless only these are wanted the most frequent."""
        home = home_of(dimension)
        if not self.sends_values or dimension.pii or dimension.type != "categorical":
            return ()
        said = tuple(self.scores.values.get(home, {}))
        if is_said:
            return said
        held = self.known.values.of_home.get(home, ())
        return (*said, *held[: _ALL_VALUES if len(held) <= _ALL_VALUES else _SOME_VALUES])

    def _add_metric(self, metric: Metric) -> None:
        before = self._metrics.get(metric.name)
        cost = tokens_in(metric_line(metric)) + 1
        cost -= tokens_in(metric_line(before)) + 1 if before else -_named(metric.name)
        # What is no name is a text that wants to be read.
        if cost <= self._left and metric.name.isidentifier():
            self._metrics[metric.name] = metric
            self._left -= cost

    def _add_dimension(self, dimension: Dimension, values: Sequence[Scalar], is_told: bool = False) -> None:
        before = self._dimensions.get(dimension.name)
        description = dimension.description if is_told else ""
        shown = replace(dimension, description=description, synonyms=self._also(dimension.synonyms) if is_told else ())
        texts = dict.fromkeys(t for v in values if len(t := _text(v)) <= _LONGEST_VALUE and is_safe(t))
        held = self.known.values.of_home.get(home_of(dimension), ()) if texts else ()
        offered = OfferedDimension(shown, (), tuple(texts), len(held) > len(texts))
        cost = tokens_in(dimension_line(offered)) + 1
        cost -= tokens_in(dimension_line(before)) + 1 if before else -_named(dimension.name)
        if cost <= self._left and dimension.name.isidentifier():
            self._dimensions[dimension.name] = offered
            self._left -= cost
        elif before is None and values:
            self._add_dimension(dimension, ())

    def _made(self) -> Offer:
        is_small = len(self.catalog.metrics) <= _SMALL
        asked = list(self._metrics)[: None if is_small else _JOINED]
        joins = {name: self.catalog.joins.get(name, frozenset()) for name in asked}
        dimensions = tuple(
            replace(offered, metrics=tuple(metric for metric, found in joins.items() if name in found))
            for name, offered in self._dimensions.items()
        )
        return Offer(tuple(self._metrics.values()), dimensions, self.grains)


def _named(name: str) -> int:
    """Return what a name takes in the schema."""
    return tokens_in(f'"{name}",')


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _way_to(dimension: Dimension) -> frozenset[str]:
    """Return the roots of the words by which a dimension is reached."""
    return frozenset(root(t.stem) for t in tokenise(dimension.name.rpartition("__")[0].replace("_", " ")))


def _nearest_ways(dimensions: Iterable[Dimension]) -> frozenset[str]:
    """Return of the names that lead to one and the same dimension the shortest."""
    shortest: dict[Home, str] = {}
    for dimension in dimensions:
        home = home_of(dimension)
        known = shortest.get(home)
        if known is None or (dimension.name.count("__"), dimension.name) < (known.count("__"), known):
            shortest[home] = dimension.name
    return frozenset(shortest.values())
