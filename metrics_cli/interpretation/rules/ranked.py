"""Rankings: top 5, best, which … has the most, top 3 in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from metrics_cli.interpretation.rules.changing import CHANGE, is_downward, ranked_changes
from metrics_cli.interpretation.rules.clauses import Clause, Rank, Thing
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.measures import is_duration
from metrics_cli.interpretation.rules.tokens import number, tokenise
from metrics_cli.interpretation.rules.unmet import check_order
from metrics_cli.interpretation.rules.words import RANKS
from metrics_cli.query import Filter, GroupBy, MetricQuery, Operator, OrderBy, TopWithin

# How many rows "top products" shows when no number is said.
UNSAID = 10
MOST_ROWS = 1000
# What may stand between a ranking and the end of the question.
_TIMES = ("period", "prior", "versus", "contrast", "datepart")
# What ranks in the name of a smallest or largest day as well.
_RANKING = RANKS | {"first", "last"}


@dataclass(frozen=True)
class Ranked:
    """A ranking of the `thing` by a metric; nothing when `measure` is None. `order` sorts without leaving rows out.

    `changes` are the columns of a comparison that it may rank by instead of by the metric itself. `is_either` says
    that all of them in that order may be wanted as well as the first one.
    """

    thing: Clause | None = None
    measure: str | None = None
    descending: bool = True
    count: int | None = None
    order: OrderBy | None = None
    said: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    is_either: bool = False

    @property
    def is_there(self) -> bool:
        """Tell whether something is ranked."""
        return self.measure is not None

    def named(self, things: Sequence[GroupBy]) -> tuple[Filter, ...]:
        """Leave what has no name out of a ranking: 'which ward' is never answered by the rows without one."""
        return known(things[:1]) if self.is_there else ()

    def applied(self, query: MetricQuery, things: Sequence[GroupBy], draft: Draft) -> Iterator[MetricQuery]:
        """Yield the query with the ranking in it, one for each thing that it may rank by."""
        if self.order is not None:
            orders = (self.order, replace(self.order, descending=not self.order.descending))
            yield from (replace(query, order_by=(order,)) for order in orders[: 1 + self.is_either])
        elif self.measure is None:
            yield query
        else:
            yield from (self._by(f"{self.measure}{change}", query, things, draft) for change in self.changes or ("",))
            if self.is_either:
                left = tuple(f for f in query.filters if f not in known(things[:1]))
                yield replace(query, filters=left, order_by=(OrderBy(self.measure, self.descending),))

    def _by(self, column: str, query: MetricQuery, things: Sequence[GroupBy], draft: Draft) -> MetricQuery:
        assert self.measure is not None
        if not things:
            raise NoReading("It ranks, but does not say what. Name it: top 5 … by ….", metrics=draft.metrics)
        metrics = query.metrics if self.measure in query.metrics else (*query.metrics, self.measure)
        others = tuple(g.column for g in query.group_by if g not in things)
        if others:
            assert self.count is not None
            top = TopWithin(self.count, column, others, self.descending)
            return replace(query, metrics=metrics, top=top)
        return replace(query, metrics=metrics, order_by=(OrderBy(column, self.descending),), limit=self.count)


def known(things: Sequence[GroupBy]) -> tuple[Filter, ...]:
    """Return the conditions that keep the things that have a name."""
    plain = (g for g in things if g.grain is None and g.date_part is None)
    return tuple(Filter(g.name, Operator.NOT_NULL) for g in plain)


def read_rank(draft: Draft) -> Ranked:
    """Return the ranking that the words ask for. Raises NoReading for one that does not say of what, or by what."""
    ranks, sorts = draft.of("rank"), draft.of("sort")
    if not ranks and draft.of("ranking"):
        return _ordered(draft, draft.of("ranking")[0])
    if not ranks:
        return _sorted(draft, sorts) if sorts else _extreme(draft)
    if len(ranks) > 1:
        words = " and ".join(f"'{draft.text(c)}'" for c in ranks)
        raise NoReading(f"It ranks in two ways: {words}.", metrics=draft.metrics)
    clause = ranks[0]
    thing, measured = _thing(draft, clause), _measure(draft, clause)
    metric = draft.catalog.metrics[measured]
    rank: Rank = clause.content
    descending, said = rank.descending, []
    if descending is None:
        descending = rank.is_best == (metric.good_when != "down")
        said.append(f"'{rank.word}' is read as the {'largest' if descending else 'smallest'} {metric.label}")
    count = _count(draft, clause, thing, measured)
    if count is None:
        count = UNSAID
        said.append(f"no number was said: the first {UNSAID} are shown")
    if rank.is_timed and not is_duration(metric):
        raise draft.stop("", clause)
    changes = ranked_changes(draft, rank)
    said += ["it is ranked by the difference, not by its percentage"] if changes == (CHANGE,) else []
    downward, either = is_downward(draft), _is_either(draft, clause, thing)
    check_order(draft, descending != downward, measured)
    return Ranked(thing, measured, descending != downward, count, said=tuple(said), changes=changes, is_either=either)


def _is_either(draft: Draft, clause: Clause, thing: Clause) -> bool:
    """Tell whether 'highest sales by region' may want one of them, or all in that order."""
    after = draft.after(clause, "lead", "filter", "empty", "growth")
    is_led = thing.content.intro in ("by", "per", "each")
    return after is not None and after.kind == "metric" and is_led and clause.content.count is None


def _ordered(draft: Draft, clause: Clause) -> Ranked:
    """Read 'rank the stores by sales': all of them in that order."""
    thing, by = draft.after(clause, "lead"), next(iter(draft.of("rankby")), None)
    after = draft.after(by, "lead") if by is not None else None
    if thing is None or thing.kind != "group" or thing.content.intro != "bare" or thing.content.count is not None:
        raise draft.stop("", clause)
    if after is None or after.kind != "metric" or len(draft.metrics) > 1:
        raise draft.stop(f"'{draft.text(clause)}' does not say by what.", clause)
    return Ranked(thing, order=OrderBy(draft.metrics[0], True), said=("the largest go first",))


def _extreme(draft: Draft) -> Ranked:
    """Read 'which doctor has the longest wait' where the longest wait is a metric: its name ranks as well."""
    asked = [c for c in draft.of("group") if c.content.intro == "which"]
    if len(asked) != 1 or len(draft.metrics) != 1 or asked[0].start > min(c.start for c in draft.clauses):
        return Ranked()
    metric = draft.catalog.metrics[draft.metrics[0]]
    is_said = any(w.fold.endswith("est") or w.fold in _RANKING for c in draft.of("metric") for w in draft.tokens(c))
    if not is_said or not metric.formula.startswith(("max(", "min(")):
        return Ranked()
    is_plural = asked[0].content.is_plural
    said = (f"no number was said: the first {UNSAID} are shown",) if is_plural else ()
    count = UNSAID if is_plural else 1
    return Ranked(asked[0], metric.name, metric.formula.startswith("max("), count, said=said)


def _sorted(draft: Draft, sorts: Sequence[Clause]) -> Ranked:
    """Read 'sorted by revenue descending': an order of all rows."""
    direction = next((c.content for c in sorts if c.content != "sort"), "descending")
    by = next((c for c in sorts if c.content == "sort"), None)
    after = draft.after(by, "lead") if by else None
    name = after.content if after and after.kind == "metric" else draft.metrics[0]
    if (by is not None and (after is None or after.kind != "metric")) or name not in draft.metrics:
        raise draft.stop("", *sorts)
    if len(draft.metrics) > 1 and by is None:
        raise draft.stop("It sorts, but by which of several metrics?", *sorts)
    if not draft.of("group", "trend"):
        raise draft.stop("It sorts, but does not say what.", *sorts)
    if direction in ("best", "worst"):
        good = draft.catalog.metrics[name].good_when
        # Where nothing tells whether more of it is better, a person must say.
        return Ranked(order=OrderBy(name, (direction == "best") == (good != "down")), is_either=not good)
    before = draft.before(by) if by is not None else None
    is_bare = before is not None and before.kind == "group" and before.content.intro == "bare"
    return Ranked(before if is_bare else None, order=OrderBy(name, direction == "descending"))


def _thing(draft: Draft, clause: Clause) -> Clause:
    """Return what is ranked: after the rank word, after 'which', before 'with the most', or the one breakdown."""
    after, before = draft.after(clause, "lead", "filter", "empty", "growth"), draft.before(clause, "link")
    rank: Rank = clause.content
    groups = draft.of("group")
    label = draft.catalog.metrics[draft.metrics[0]].label
    if after is not None and after.kind == "group" and after.content.intro == "bare":
        _check_measure_follows(draft, clause, after, label)
        return after
    asked = [g for g in groups if g.start < clause.start and g.content.intro == "which"]
    if after is not None and after.kind == "metric":
        if asked:
            return asked[0]
        done = draft.before(clause)
        is_tied = draft.words.fold(clause.start - 1) in ("with", "the", "had", "has", "have")
        if done is not None and done.kind in ("echo", "did"):
            # 'The store that sold the most units'.
            before, is_tied = draft.before(clause, "link", "echo", "did"), True
        if before is not None and before.kind == "group" and before.content.intro == "bare" and is_tied:
            return before
        following = draft.after(after)
        if following is not None and following.kind == "group" and following.content.intro == "bare":
            return following
        led = [g for g in groups if g.content.intro in ("by", "per", "each")]
        if len(led) == len(groups) == 1 and rank.count is None and not draft.of("growth"):
            return led[0]
        if groups:
            reason = f"'{rank.word} {label} by …' may want one of them, or all in that order. Say: top 1 … by {label}."
            raise NoReading(reason, draft.tokens(clause), draft.metrics)
    if asked and (after is None or after.kind in _TIMES):
        return asked[0]
    is_last = before is not None and before.kind == "group" and before.content.intro in ("by", "per", "each", "and")
    if rank.count is not None and is_last and len(groups) == 1 and before is not None:
        return before
    raise NoReading(
        f"'{rank.word}' ranks, but it does not say what. Name it: top 5 … by ….", draft.tokens(clause), draft.metrics
    )


def _check_measure_follows(draft: Draft, clause: Clause, thing: Clause, label: str) -> None:
    """Stop at 'revenue of the top 5 customers', which may rank by anything."""
    measured = any(c.kind == "rankby" for c in draft.clauses)
    later = any(c.kind == "metric" and c.start > thing.start for c in draft.clauses)
    # Where no word names a metric, it is the one that was chosen for the question as a whole.
    is_chosen = not draft.of("metric", "bound")
    if not measured and not later and not is_chosen:
        word = clause.content.word
        raise NoReading(f"'{word}' does not say by what. Say: {word} … by {label}.", draft.tokens(clause))


def _measure(draft: Draft, clause: Clause) -> str:
    for by in draft.of("rankby"):
        after = draft.after(by, "lead", "growth")
        if after is not None and after.kind == "metric":
            _check_one_measure(draft, after)
            return str(after.content)
    after = draft.after(clause, "lead", "filter", "empty", "growth")
    if after is not None and after.kind == "metric":
        return str(after.content)
    if len(draft.metrics) > 1:
        raise NoReading("It ranks, but by which of several metrics? Ask for one at a time.", metrics=draft.metrics)
    return draft.metrics[0]


def _check_one_measure(draft: Draft, measure: Clause) -> None:
    """Stop at 'top 5 products by revenue and orders': two rankings in one."""
    then = draft.after(measure, "lead")
    after = draft.after(then, "lead") if then is not None and then.kind == "connector" else None
    if after is not None and after.kind == "metric":
        first, second = (draft.catalog.metrics[str(c.content)].label for c in (measure, after))
        raise Doubtful(f"It ranks by both {first} and {second}. Say: top … by {first}.", metrics=draft.metrics)


def _count(draft: Draft, clause: Clause, thing: Clause, metric: str) -> int | None:
    """Return how many are asked for; 1 for a singular, None for a plural without a number."""
    content: Thing = thing.content
    counts = {c for c in (clause.content.count, content.count) if c is not None}
    if len(counts) > 1:
        raise NoReading("It names two numbers of rows.", draft.tokens(clause), draft.metrics)
    count = next(iter(counts), None)
    if count is None:
        is_one_of = draft.words.fold(thing.start) == "which" and draft.words.fold(thing.start + 1) == "of"
        return None if content.is_plural and not is_one_of else 1
    if not 1 <= count <= MOST_ROWS:
        raise Doubtful(f"{count} is no number of rows: 1 to {MOST_ROWS} are.")
    own = _own_number(draft, thing, metric) if content.count is not None else None
    if own is not None and own != count:
        words = draft.text(thing)
        raise Doubtful(f"I know no '{words}'.", draft.tokens(thing), (metric,))
    return count if own is None else 1


def _own_number(draft: Draft, thing: Clause, metric: str) -> int | None:
    """Return how many make one of the thing: 'two products' are one pair, where a pair is what joins the metric."""
    homes = {home for home, _ in thing.content.homes}
    words = tuple(t.stem for t in tokenise(thing.content.words))
    for dimension in draft.catalog.dimensions_of([metric]):
        for synonym in dimension.synonyms if dimension.home in homes or not dimension.home else ():
            first, *rest = tokenise(synonym) or (None,)
            if first and number(first) is not None and tuple(t.stem for t in rest) == words:
                return number(first)
    return None
