"""A query in the making: what the clauses of one reading have said so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.wording import Words
from metrics_cli.query import METRIC_TIME


@dataclass(frozen=True)
class Draft:
    """The clauses of one reading without its fillers, and the words they stand in."""

    words: Words
    clauses: tuple[Clause, ...]
    metrics: tuple[str, ...] = ()

    @property
    def catalog(self) -> Catalog:
        """What can be asked."""
        return self.words.catalog

    def of(self, *kinds: str) -> tuple[Clause, ...]:
        """Return the clauses of these kinds in order."""
        return tuple(c for c in self.clauses if c.kind in kinds)

    def after(self, clause: Clause, *passed: str) -> Clause | None:
        """Return the clause that follows, those of the kinds `passed` left out."""
        rest = self.clauses[self.clauses.index(clause) + 1 :]
        return next((c for c in rest if c.kind not in passed), None)

    def before(self, clause: Clause, *passed: str) -> Clause | None:
        """Return the clause that goes before, those of the kinds `passed` left out."""
        rest = self.clauses[: self.clauses.index(clause)]
        return next((c for c in reversed(rest) if c.kind not in passed), None)

    def tokens(self, clause: Clause) -> tuple[Token, ...]:
        """Return the words of a clause."""
        return self.words.tokens[clause.start : clause.end]

    def text(self, clause: Clause) -> str:
        """Return the words of a clause as they are written."""
        return self.words.text(clause.start, clause.end)

    def labels(self) -> str:
        """Return what the metrics are called."""
        return " and ".join(self.catalog.metrics[m].label for m in self.metrics)

    def stop(self, reason: str, *clauses: Clause) -> NoReading:
        """Return the failure of these clauses, to be raised."""
        unused = [t for clause in clauses for t in self.tokens(clause)]
        return NoReading(reason, unused, self.metrics)


def is_bare(clause: Clause) -> bool:
    """Tell whether nothing leads the thing in."""
    return bool(clause.content.intro == "bare")


def is_relative(draft: Draft, clause: Clause) -> bool:
    """Tell whether a bare thing only holds the condition that follows it: revenue of customers with …, not a list."""
    thing = clause.content
    after = draft.after(clause, "link")
    if clause.kind != "group" or thing.intro != "bare" or after is None:
        return False
    if not any(c.kind == "metric" and c.end <= clause.start for c in draft.clauses) or draft.of("rank"):
        return False
    entities = {home.element for home, _ in thing.homes if not home.model}
    if after.kind == "bound":
        return bool(entities) and after.content.metric is not None
    if after.kind == "filter" and after.content.is_negated:
        # 'In all states except Texas': the things are those that the values are of.
        homes = {h.home for hits in after.content.values for h in hits}
        if homes & {home for home, _ in thing.homes}:
            return True
    return after.kind in ("filter", "empty", "dated") and bool(entities & _owners(draft, after))


def _owners(draft: Draft, clause: Clause) -> set[str]:
    """Return the entities whose things the condition is about: customer of customer__state."""
    content = clause.content
    if clause.kind == "filter":
        homes = {h.home for hits in content.values for h in hits}
    else:
        homes = {home for home, _ in (content.homes if clause.kind == "empty" else content[0])}
    named = (d.name.split("__") for home in homes for d in draft.words.lexicon.dimensions.get(home, ()))
    return {path[-2] for path in named if len(path) > 1}


@dataclass
class Offers:
    """The dimensions that metrics can be asked by together, by where they are declared."""

    by_home: dict[Home, list[Dimension]] = field(default_factory=dict)
    has_time: bool = True


def offers(metrics: tuple[str, ...], catalog: Catalog) -> Offers:
    """Return what all of `metrics` can be asked by."""
    found = Offers(has_time=all(catalog.has_time(m) for m in metrics))
    for dimension in catalog.dimensions_of(metrics):
        if dimension.name != METRIC_TIME:
            found.by_home.setdefault(home_of(dimension), []).append(dimension)
    return found


def nearest_paths(dimensions: list[Dimension]) -> list[Dimension]:
    """Return the dimensions without those that are another one reached through something more."""
    names = [d.name for d in dimensions]
    kept = [d for d in dimensions if not any(d.name.endswith(f"__{n}") for n in names if n != d.name)]
    shortest = min((d.name.count("__") for d in kept), default=0)
    return [d for d in kept if d.name.count("__") == shortest]
