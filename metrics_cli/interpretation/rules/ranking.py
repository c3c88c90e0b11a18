"""Rankings: top 5, best, which … has the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules.account import Account
from metrics_cli.interpretation.rules.doubts import stop_at_doubtful_ranking
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.lexicon import Match
from metrics_cli.interpretation.rules.tokens import number, tokenise
from metrics_cli.interpretation.rules.words import ASKING, BEST, GRAINS, LARGEST, RANK_TAILS, RANKS, WORST
from metrics_cli.query import OrderBy

# How many rows "top products" shows when no number is said.
UNSAID = 10
MOST_ROWS = 1000


@dataclass(frozen=True)
class Ranking:
    """An order by a metric and how many rows of it; no order when nothing is ranked."""

    order: OrderBy | None = None
    limit: int | None = None
    assumed: tuple[str, ...] = ()


def read_ranking(account: Account, dimensions: Sequence[Match], metrics: tuple[str, ...], catalog: Catalog) -> Ranking:
    """Return the ranking that the free words ask for, and claim them. Raises NoReading for two at once."""
    places = [i for i, t in enumerate(account.tokens) if account.is_free(i) and t.fold in RANKS]
    places = [i for i in places if not any(d.start <= i < d.end for d in dimensions)]
    if not places:
        return Ranking()
    if len(places) > 1:
        words = " and ".join(f"'{account.tokens[i].text}'" for i in places)
        raise NoReading(f"It ranks in two ways: {words}.", metrics=metrics)
    if len(metrics) > 1:
        raise NoReading("It ranks, but by which of several metrics? Ask for one at a time.", metrics=metrics)
    place = places[0]
    word = account.tokens[place].fold
    metric = catalog.metrics[metrics[0]]
    descending, said = word in LARGEST | BEST, []
    if word in BEST | WORST:
        descending = (word in BEST) == (metric.good_when != "down")
        said.append(f"'{word}' is read as the {'largest' if descending else 'smallest'} {metric.label}")
    stop_at_doubtful_ranking(account, place, metric.label)
    account.claim(place, place + 1, "rank", "descending" if descending else "ascending")
    if account.is_free(0) and account.tokens[0].fold == "who":
        account.claim(0, 1, "rank")
    if account.is_free(place + 1) and account.tokens[place + 1].fold in RANK_TAILS:
        account.claim(place + 1, place + 2, "rank")
    limit = _limit(account, place, dimensions, metric.name, catalog)
    if limit is None:
        limit = UNSAID
        said.append(f"no number was said: the first {UNSAID} are shown")
    return Ranking(OrderBy(metric.name, descending), limit, tuple(said))


def is_ranked_thing(account: Account, start: int, end: int) -> bool:
    """Tell whether tokens `start` to `end` (exclusive) are the X of 'X with the most M', and claim the 'with'."""
    after = _pass(account, end + 1, 1)
    is_linked = account.is_free(end) and account.tokens[end].fold == "with"
    is_plainly_said = start == 0 or account.role(start - 1) != "metric"
    if not is_linked or not is_plainly_said or account.role(after) != "rank":
        return False
    account.claim(end, end + 1, "rank")
    return True


def _limit(account: Account, place: int, dimensions: Sequence[Match], metric: str, catalog: Catalog) -> int | None:
    """Return the number beside the rank word or what is ranked; 1 for a singular; None for a plural without one."""
    thing = _thing(account, place, dimensions)
    beside = [place + 1, place - 1] + ([thing.start - 1] if thing else [])
    for index in beside:
        inside = any(d.start <= index < d.end for d in dimensions)
        count = number(account.tokens[index]) if account.is_free(index) and not inside else None
        if count is not None:
            if not 1 <= count <= MOST_ROWS:
                raise NoReading(f"'{account.tokens[index].text}' is no number of rows: 1 to {MOST_ROWS} are.")
            own = _own_number(account, thing, metric, catalog) if thing and index == thing.start - 1 else None
            if thing and own is not None and own != count:
                words = account.tokens[index : thing.end]
                raise NoReading(f"I know no '{' '.join(t.text for t in words)}'.", words, (metric,))
            account.claim(index, index + 1, "rank", str(count))
            return count if own is None else 1
    if thing is None:
        word = account.tokens[place]
        raise NoReading(f"'{word.text}' ranks, but it does not say what. Name it: top 5 … by ….", [word], (metric,))
    return None if _is_plural(account, thing) else 1


def _thing(account: Account, place: int, dimensions: Sequence[Match]) -> Match | None:
    """Return what is ranked: after 'which', after the rank word, or before 'with the most'."""
    grains = [Match(i, i + 1, "grain", ()) for i, t in enumerate(account.tokens) if t.stem in GRAINS]
    things = sorted([*dimensions, *(g for g in grains if account.is_free(g.start))], key=lambda m: m.start)
    starts, ends = {m.start: m for m in reversed(things)}, {m.end: m for m in things}
    asked = [_pass(account, i + 1, 1) for i, t in enumerate(account.tokens) if t.fold in ASKING]
    for start in (*asked, _pass(account, place + 1, 1)):
        for index in (start, start + 1):
            if index in starts and (index == start or number(account.tokens[start]) is not None):
                return starts[index]
    link = _pass(account, place - 1, -1)
    if link >= 0 and account.tokens[link].fold == "with" and link in ends:
        return ends[link]
    return None


def _pass(account: Account, index: int, step: int) -> int:
    """Return the first place from `index` on that holds neither an article nor the tail of a rank word."""
    while 0 <= index < len(account.tokens) and account.tokens[index].fold in {"the", "our", *RANK_TAILS}:
        index += step
    return index


def _own_number(account: Account, thing: Match, metric: str, catalog: Catalog) -> int | None:
    """Return how many make one of the thing: 'two products' are one pair, where a pair is what joins the metric."""
    words = tuple(t.stem for t in account.tokens[thing.start : thing.end])
    for dimension in catalog.dimensions_of([metric]):
        for synonym in dimension.synonyms if dimension.name in thing.targets else ():
            first, *rest = tokenise(synonym) or (None,)
            if first and number(first) is not None and tuple(t.stem for t in rest) == words:
                return number(first)
    return None


def _is_plural(account: Account, thing: Match) -> bool:
    """Tell whether the thing is named in the plural without a number of its own: 'two products' is one pair."""
    first, last = account.tokens[thing.start], account.tokens[thing.end - 1]
    return last.fold != last.stem and number(first) is None
