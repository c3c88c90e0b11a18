"""What can be asked: metrics, the dimensions each can be asked by, saved queries. Built from the manifest alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from metrics_cli.catalog.grains import SHORTER, STANDARD_GRAINS, coarsest, from_grain
from metrics_cli.catalog.keeping import Keeping
from metrics_cli.catalog.values import Values
from metrics_cli.query import METRIC_TIME


@dataclass(frozen=True, order=True)
class Home:
    """Where a dimension is declared: its semantic model and its own name there."""

    model: str
    element: str


@dataclass(frozen=True)
class Metric:
    """A metric and what its owners say of it.

    `formula` is how it is computed, down to columns. `inputs` are the metrics it is made of. `time_dimensions` are
    those behind its `metric_time` (order date, sign-up date …); `time_label` names them when they agree.
    `needs_time` says that it has no value without a date: a window, a to-date sum, or a comparison with one
    `offset_grain` earlier. `grains` are those at which its owners say it has a meaning (none: any). `period_agg` is
    the day that a running figure shows for a longer grain: first, last or average. `questions` are verified: asked in
    these words, this metric is meant. `dated_in` is where its time dimensions are declared. `additivity` says what its
    groups add up to (catalog/additivity.py). `window` is how far back a running figure looks: 28 days. `date_grains`
    are what its time dimensions are kept by, `default_grain` is the one that is meant when none is named.
    `undated_conditions` are those in its definition that count over all dates, whatever the period. `confused_inputs`
    are metrics in its definition that it takes twice, under conditions of their own but one name. `stands` says at
    which snapshot of a span a state is told (catalog/snapshots.py). `is_dated_by_data` is false of what is dated by
    work done on the data (loads, test runs), which says nothing of how far they reach.
    """

    name: str
    label: str
    description: str
    type: str
    formula: str = ""
    format: str | None = None
    synonyms: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    good_when: str | None = None
    inputs: tuple[str, ...] = ()
    time_dimensions: tuple[str, ...] = ()
    time_label: str | None = None
    is_cumulative: bool = False
    needs_time: bool = False
    offset_grain: str | None = None
    grains: tuple[str, ...] = ()
    period_agg: str = "first"
    dated_in: tuple[Home, ...] = ()
    additivity: str = "unknown"
    window: tuple[int, str] | None = None
    date_grains: tuple[str, ...] = ()
    default_grain: str | None = None
    undated_conditions: tuple[str, ...] = ()
    confused_inputs: tuple[str, ...] = ()
    stands: str = ""
    is_dated_by_data: bool = True


@dataclass(frozen=True)
class Dimension:
    """Something to group or filter by, under the name MetricFlow gives it (`product__category`).

    `type` is categorical, time or entity; `grain` the finest grain of a time dimension. `pii` values are never
    indexed, shown as suggestions or sent. `home` is where it is declared, however many joins away.
    """

    name: str
    label: str
    description: str
    type: str
    grain: str | None = None
    synonyms: tuple[str, ...] = ()
    pii: bool = False
    home: Home | None = None


@dataclass(frozen=True)
class SavedQuery:
    """A report that the project's owners named."""

    name: str
    label: str
    description: str
    metrics: tuple[str, ...]
    group_by: tuple[str, ...]
    where: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    limit: int | None = None


@dataclass(frozen=True)
class Catalog:
    """All of it. `joins` maps a metric's name to the names of the dimensions that MetricFlow says it joins to.

    Metrics, dimensions and joins may be made when they are looked at; going through all of them asks for all.
    `elements` holds the names that dimensions and entities are declared under, None when that is not known.
    `declared` are all dimensions and entities as their models declare them, whatever joins to them, and `values` what
    the warehouse holds of them by where they are declared, each read when it is first looked at. `keeping` is where
    what is worked out of all this may be kept; None keeps nothing.
    """

    metrics: Mapping[str, Metric]
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    joins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    saved_queries: Mapping[str, SavedQuery] = field(default_factory=dict)
    custom_grains: tuple[str, ...] = ()
    elements: frozenset[str] | None = None
    declared: Sequence[Dimension] = ()
    values: Mapping[Home, Values] = field(default_factory=dict)
    keeping: Keeping | None = field(default=None, compare=False)

    @property
    def grains(self) -> tuple[str, ...]:
        """The grains that some time dimension can be asked by, finest first, the project's own ones last."""
        return SHORTER + STANDARD_GRAINS + self.custom_grains

    def time_grain(self, metrics: Iterable[str]) -> str | None:
        """Return the finest grain at which all of `metrics` have a `metric_time`, None when none has a date."""
        return coarsest(self.date_grains(metrics))

    def date_grains(self, metrics: Iterable[str]) -> frozenset[str]:
        """Return what the dates behind the `metric_time` of `metrics` are kept by."""
        return frozenset(grain for m in metrics if m in self.metrics for grain in self.metrics[m].date_grains)

    def default_grain(self, metrics: Iterable[str]) -> str:
        """Return the grain of `metric_time` that MetricFlow takes when none is named.

        That of the metrics' owners, else a day or what the metrics are kept by; of several metrics the coarsest.
        """
        return coarsest(self.metrics[m].default_grain for m in metrics if m in self.metrics) or "day"

    def grains_of(self, metrics: Iterable[str]) -> tuple[str, ...]:
        """Return the grains that `metric_time` can be asked by, finest first, the project's own ones last."""
        return from_grain(self.time_grain(metrics)) + self.custom_grains

    def dimensions_of(self, metrics: Iterable[str]) -> tuple[Dimension, ...]:
        """Return the dimensions that all of `metrics` can be asked by, `metric_time` left out, by label."""
        names = [self.joins.get(metric, frozenset()) for metric in metrics]
        common = frozenset.intersection(*names) if names else frozenset()
        found = (self.dimensions[name] for name in common if name in self.dimensions and name != METRIC_TIME)
        return tuple(sorted(found, key=lambda d: (d.label.lower(), d.name)))

    def has_dimension(self, ending: str) -> bool:
        """Tell whether a dimension of some metric may be called so, or its name end in that."""
        if self.elements is not None:
            return ending.rpartition("__")[2] in self.elements
        return any(name == ending or name.endswith(f"__{ending}") for name in self.dimensions)

    def has_time(self, metric: str) -> bool:
        """Tell whether the metric can be asked over time."""
        return METRIC_TIME in self.joins.get(metric, frozenset())
