"""What to split the numbers by, among what they can be asked by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.interpretation.rules.clauses import Clause, Thing
from metrics_cli.interpretation.rules.drafts import Draft, Offers, is_relative, nearest_paths
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.fiscal import own_grain, says_again
from metrics_cli.interpretation.rules.lexicon import HEADED, declared_in, home_of
from metrics_cli.interpretation.rules.measures import is_mean, stands_at_end
from metrics_cli.interpretation.rules.ranked import Ranked
from metrics_cli.interpretation.rules.showing import Shown, show
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.ways import on_the_way
from metrics_cli.interpretation.rules.words import GRAINS
from metrics_cli.query import METRIC_TIME, GroupBy

# The grain of a trend, or of a date, when none is said.
UNSAID_GRAIN = "month"


@dataclass(frozen=True)
class Split:
    """One breakdown: the group-bys it may be, the equals of one another, and whether it is what a ranking ranks."""

    clause: Clause
    choices: tuple[GroupBy, ...]
    homes: frozenset[Home] = frozenset()
    shown: tuple[Shown, ...] = ()
    is_ranked: bool = False
    is_within: bool = False

    def notes(self, group: GroupBy, catalog: Catalog) -> tuple[str, ...]:
        """Return what is assumed when it is read as `group`."""
        if self.clause.kind == "trend":
            return (f"a trend is shown by {group.grain}",)
        spoken = self.clause.content.grain if isinstance(self.clause.content, Thing) else None
        if group.name == METRIC_TIME and spoken and group.grain != spoken:
            return (f"each {spoken} is a {str(group.grain).replace('_', ' ')}",)
        shown = self._shown(group)
        if shown and shown.said:
            return (shown.said,)
        if isinstance(self.clause.content, Thing) and (read_as := self._read_as(group, catalog)):
            return (read_as,)
        said = isinstance(self.clause.content, Thing) and (self.clause.content.grain or self.clause.content.date_part)
        if group.grain and group.name != METRIC_TIME and not said:
            return (f"{catalog.dimensions[group.name].label} is shown by {group.grain}",)
        return ()

    def _read_as(self, group: GroupBy, catalog: Catalog) -> str:
        """Return what the words are read as when they are none of the dimension's names."""
        dimension, thing = catalog.dimensions.get(group.name), self.clause.content
        costs = [cost for home, cost in thing.homes if dimension and home == home_of(dimension)]
        return f"'{thing.words}' is read as {dimension.label}" if dimension and costs and costs[0] >= HEADED else ""

    def groups(self, group: GroupBy) -> tuple[GroupBy, ...]:
        """Return the group-bys that `group` comes to: with the name beside a key that alone tells the things apart."""
        shown = self._shown(group)
        return (group, GroupBy(shown.beside)) if shown and shown.beside else (group,)

    def _shown(self, group: GroupBy) -> Shown | None:
        return self.shown[self.choices.index(group)] if self.shown else None

    @property
    def is_asked(self) -> bool:
        """Tell whether it is asked which of the things there are: what has no name is none of them."""
        return isinstance(self.clause.content, Thing) and self.clause.content.intro in ("which", "bare")


def read_splits(draft: Draft, offered: Offers, ranked: Ranked) -> tuple[Split, ...]:
    """Return the breakdowns in the order of the words. Raises NoReading for one that nothing introduces or joins."""
    groups = [c for c in draft.of("group") if not is_relative(draft, c)]
    groups = [c for c in groups if not says_again(c, groups)]
    found = [_split(draft, clause, offered, ranked) for clause in groups]
    if not any(_is_date(c) for s in found for c in s.choices):
        found += [Split(c, (GroupBy(METRIC_TIME, UNSAID_GRAIN),)) for c in draft.of("trend")[:1]]
    _check_one_request(draft, found)
    return tuple(found)


def _is_date(group: GroupBy) -> bool:
    return group.name == METRIC_TIME


def _split(draft: Draft, clause: Clause, offered: Offers, ranked: Ranked) -> Split:
    thing: Thing = clause.content
    is_ranked = ranked.thing is clause
    _check_led_in(draft, clause, is_ranked)
    if not thing.homes:
        group = GroupBy(METRIC_TIME, None if thing.date_part else own_grain(draft, thing.grain), thing.date_part)
        return Split(clause, (group,), is_ranked=is_ranked)
    dimensions = _dimensions(draft, thing, offered, is_per=draft.words.fold(clause.start) == "per")
    _check_entity(draft, clause, dimensions[0], ranked)
    shown = tuple(show(d, thing, offered, draft.catalog) for d in dimensions)
    choices = tuple(GroupBy(s.name, (thing.grain or UNSAID_GRAIN) if s.is_time else None) for s in shown)
    return Split(clause, choices, frozenset(h for h, _ in thing.homes), shown, is_ranked)


def _dimensions(draft: Draft, thing: Thing, offered: Offers, is_per: bool = False) -> list[Dimension]:
    """Return the dimensions that the thing may be, the nearest of those that join.

    A date is said as one: what 'per transaction' names is no transaction date.
    """
    found = [(cost, d) for home, cost in thing.homes for d in offered.by_home.get(home, ())]
    if is_per and not thing.grain and not any(t.stem in ("date", *GRAINS) for t in tokenise(thing.words)):
        found = [(cost, d) for cost, d in found if d.type != "time"]
    if not found:
        raise NoReading(
            f"{draft.labels()} can't be split by '{thing.words}': nothing joins them.", metrics=draft.metrics
        )
    least = min((cost, d.type == "entity") for cost, d in found)
    equals = nearest_paths([d for cost, d in found if (cost, d.type == "entity") == least])
    if equals[0].pii and any(d.type == "entity" for _, d in found):
        # Whose name is personal is told by the key.
        equals = nearest_paths([d for _, d in found if d.type == "entity"])
    if equals[0].pii:
        raise Doubtful(f"'{thing.words}' is personal data; I don't list it.", metrics=draft.metrics)
    return on_the_way(draft, equals)


def _check_entity(draft: Draft, clause: Clause, dimension: Dimension, ranked: Ranked) -> None:
    """Stop at 'per customer', which may mean an average over them as well as a row for each, but of a rate."""
    thing: Thing = clause.content
    entities = {d.label.lower() for d in declared_in(draft.catalog) if d.type == "entity"}
    if draft.words.fold(clause.start) == "per" and not ranked.is_there and _is_number(draft, dimension):
        reason = (
            f"'per {thing.words}' may ask for a ratio, and {dimension.label} is a number. For a row of each, say: by"
        )
        raise Doubtful(f"{reason} {thing.words}.", metrics=draft.metrics)
    is_rate = all(is_mean(draft.catalog.metrics[m]) for m in draft.metrics)
    is_each = not is_rate and (dimension.type == "entity" or dimension.label.lower() in entities)
    if is_each and draft.words.fold(clause.start) == "per" and thing.intro != "by" and not ranked.is_there:
        reason = (
            f"'per {thing.words}' may mean an average or a row for each. For the rows, say:"
            f" {draft.labels()} by {thing.words}."
        )
        raise Doubtful(reason, metrics=draft.metrics)


def _is_number(draft: Draft, dimension: Dimension) -> bool:
    kinds = _kinds(draft, home_of(dimension)) if dimension.type == "categorical" else set()
    return bool(kinds) and kinds <= {int, float}


def _kinds(draft: Draft, home: Home) -> set[type]:
    """Return what kinds of values a dimension holds, nothing when they are not known."""
    return {type(value) for value in draft.words.values.of_home.get(home, ())}


def _check_led_in(draft: Draft, clause: Clause, is_ranked: bool) -> None:
    thing: Thing = clause.content
    before, after = draft.before(clause), draft.after(clause)
    if thing.count is not None and not is_ranked:
        raise draft.stop("", clause)
    if thing.intro == "end" and (thing.homes or not all(stands_at_end(m, draft.catalog) for m in draft.metrics)):
        raise draft.stop("", clause)
    if is_ranked or thing.intro in ("by", "per", "each", "adverb", "which", "end"):
        return
    if thing.intro == "and":
        ok = before is not None and before.kind in ("group", "trend") and before.content.intro != "bare"
        if ok and before is not None and before.end == clause.start:
            return
    if thing.intro == "bare" and after is not None and (_holds(draft, clause) or _is_share_by(draft, clause, after)):
        return
    raise NoReading("", draft.tokens(clause), draft.metrics, thing=thing.words)


def _holds(draft: Draft, clause: Clause) -> bool:
    """Tell whether a bound follows on the thing, perhaps after when and where: months in 2025 with …"""
    after = draft.after(clause, "period", "filter", "empty", "link")
    return after is not None and after.kind == "bound"


def _is_share_by(draft: Draft, clause: Clause, after: Clause) -> bool:
    """Tell whether 'share' follows: category share; the urgent share is that of a part."""
    return after.kind == "share" and not any(_kinds(draft, home) == {bool} for home, _ in clause.content.homes)


def _check_one_request(draft: Draft, splits: list[Split]) -> None:
    """Stop at 'by ward visits and patients by city': two requests, not one table."""
    places = [c.start for c in draft.of("metric")]
    starts = [s.clause.start for s in splits if s.clause.kind == "group" and s.clause.content.intro != "adverb"]
    is_around = starts and places and min(starts) < min(places) and max(starts) > max(places)
    if is_around and not draft.of("rank", "bound", "share"):
        reason = "It splits before and after what it asks for. Ask for one thing at a time."
        raise NoReading(reason, metrics=draft.metrics)


def within(splits: tuple[Split, ...], ranked: Ranked) -> Iterator[Split]:
    """Yield the splits with those a ranking is told within marked."""
    for split in splits:
        yield replace(split, is_within=ranked.is_there and not split.is_ranked)
