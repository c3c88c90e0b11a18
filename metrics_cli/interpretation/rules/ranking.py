"""Rankings: top 5, best, which … has the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules.account import Account
from metrics_cli.interpretation.rules.doubts import stop_at_doubtful_ranking
from metrics_cli.interpretation.rules.lexicon import Match
from metrics_cli.interpretation.rules.refusals import NoReading
from metrics_cli.interpretation.rules.tokens import number
from metrics_cli.interpretation.rules.words import ASKING, BEST, GRAINS, LARGEST, RANK_TAILS, RANKS, WORST
from metrics_cli.query import OrderBy

# How many rows "top products" shows when no number is said.
UNSAID = 10


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
    if account.is_free(place + 1) and account.tokens[place + 1].fold in RANK_TAILS:
        account.claim(place + 1, place + 2, "rank")
    limit = _limit(account, place, dimensions)
    if limit is None:
        limit = UNSAID
        said.append(f"no number was said: the first {UNSAID} are shown")
    return Ranking(OrderBy(metric.name, descending), limit, tuple(said))


def _limit(account: Account, place: int, dimensions: Sequence[Match]) -> int | None:
    """Return the number beside the rank word or after 'which'; 1 for a singular; None for a plural without one."""
    asking = next((i for i, t in enumerate(account.tokens) if account.is_free(i) and t.fold in ASKING), None)
    beside = [place + 1, place - 1] + ([asking + 1] if asking is not None else [])
    for index in beside:
        inside = any(d.start <= index < d.end for d in dimensions)
        count = number(account.tokens[index]) if account.is_free(index) and not inside else None
        if count is not None:
            if count < 1:
                raise NoReading(f"'{account.tokens[index].text}' is no number of rows.")
            account.claim(index, index + 1, "rank", str(count))
            return count
    if asking is not None and account.tokens[asking].fold == "which":
        return 1 if not _is_plural(account, asking, dimensions) else None
    return 1 if not _is_plural(account, place, dimensions) else None


def _is_plural(account: Account, after: int, dimensions: Sequence[Match]) -> bool:
    """Tell whether the thing ranked is named in the plural without a number of its own (`two products` is one pair)."""
    following = [d for d in dimensions if d.start > after]
    if not following:
        later = [t for t in account.tokens[after + 1 :] if t.stem in GRAINS]
        return bool(later) and later[0].fold != later[0].stem
    thing = following[0]
    first, last = account.tokens[thing.start], account.tokens[thing.end - 1]
    return last.fold != last.stem and number(first) is None
