"""What to split a number by: by category, per state, monthly, which month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.interpretation.rules.account import Account
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.lexicon import Lexicon, Match
from metrics_cli.interpretation.rules.ranking import is_ranked_thing
from metrics_cli.interpretation.rules.tokens import number
from metrics_cli.interpretation.rules.words import ADVERBS, ASKING, CONNECTORS, FILLERS, GRAINS, SPLITTERS, TRENDS
from metrics_cli.query import METRIC_TIME, GroupBy

# The grain of a trend, or of a date, when none is said.
UNSAID_GRAIN = "month"


@dataclass(frozen=True)
class Breakdown:
    """The group-bys in the order of the words; `rivals` are what the `unclear` one of them may mean as well."""

    group_by: tuple[GroupBy, ...] = ()
    unclear: GroupBy | None = None
    rivals: tuple[GroupBy, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Tokens that name a thing to split by: a grain, the dimensions of a match, or both for a date by its grain."""

    start: int
    end: int
    grain: str | None
    match: Match | None


def read_breakdown(
    account: Account,
    chosen: Sequence[Match],
    metrics: tuple[str, ...],
    catalog: Catalog,
    lexicon: Lexicon,
    is_verified: bool = False,
) -> Breakdown:
    """Return the breakdown that the words ask for, and claim them. Raises NoReading for one that does not join.

    A dimension that nothing introduces stops the reading, unless its owners verified the question.
    """
    groups: list[GroupBy] = []
    unclear: GroupBy | None = None
    rivals: tuple[GroupBy, ...] = ()
    said: list[str] = []
    starts: list[int] = []
    _claim_ranked_metric(account)
    for place in _places(account, chosen, catalog):
        if not _is_introduced(account, place, bool(groups)):
            if place.match is not None and not is_verified and not _is_filler(account, place):
                words = " ".join(t.text for t in account.tokens[place.start : place.end])
                raise NoReading("", unused=account.tokens[place.start : place.end], metrics=metrics, thing=words)
            continue
        if rivals:
            raise NoReading("Several of its words could mean several things. Split by one at a time.", metrics=metrics)
        if place.match is None:
            found: tuple[GroupBy, ...] = (GroupBy(METRIC_TIME, place.grain),)
        else:
            found = _joining(account, place, metrics, catalog, lexicon)
        account.claim(place.start, place.end, "group_by", found[0].column)
        groups.append(found[0])
        starts.append(place.start)
        unclear, rivals = (found[0] if found[1:] else None), found[1:]
        if found[0].grain and place.match is not None and place.grain is None:
            said.append(f"{catalog.dimensions[found[0].name].label} is shown by {UNSAID_GRAIN}")
    said += _adverbs(account, groups)
    _check_one_request(account, starts, metrics)
    if len({g.name for g in groups}) < len(groups):
        raise NoReading("It splits by the same thing twice.", metrics=metrics)
    return Breakdown(tuple(groups), unclear, rivals, tuple(said))


def _check_one_request(account: Account, starts: Sequence[int], metrics: tuple[str, ...]) -> None:
    """Stop at 'by ward visits and patients by city': two requests, not one table."""
    roles = [account.role(i) for i in range(len(account.tokens))]
    places = [i for i, role in enumerate(roles) if role == "metric"]
    if starts and places and "rank" not in roles and min(starts) < places[0] and max(starts) > places[-1]:
        raise NoReading("It splits before and after what it asks for. Ask for one thing at a time.", metrics=metrics)


def _places(account: Account, chosen: Sequence[Match], catalog: Catalog) -> list[_Place]:
    grains = GRAINS | set(catalog.custom_grains)
    found = [_place(account, m, catalog) for m in chosen if m.kind == "dimension" and account.is_free(m.start)]
    for index, token in enumerate(account.tokens):
        taken = any(p.start <= index < p.end for p in found)
        if account.is_free(index) and not taken and token.stem in grains:
            found.append(_Place(index, index + 1, token.stem, None))
    return sorted(found, key=lambda p: p.start)


def _place(account: Account, match: Match, catalog: Catalog) -> _Place:
    """Return the place of a match, with the grain that ends the name of a date: 'by sign-up month'."""
    last = account.tokens[match.end - 1].stem
    is_date = all(catalog.dimensions[t].type == "time" for t in match.targets)
    return _Place(match.start, match.end, last if is_date and last in GRAINS else None, match)


def _is_introduced(account: Account, place: _Place, has_groups: bool) -> bool:
    """Tell whether a word such as 'by', 'which' or 'top 5' leads to the place, and claim that word."""
    if is_ranked_thing(account, place.start, place.end):
        return True
    index = place.start - 1
    while index >= 0 and _may_stand_between(account, index):
        index -= 1
    if index < 0:
        return False
    word = account.tokens[index].fold
    if account.role(index) == "rank" or (account.is_free(index) and word in ASKING):
        if account.is_free(index):
            account.claim(index, index + 1, "group_by")
        return True
    if has_groups and account.is_free(index) and word in CONNECTORS and account.role(index - 1) == "group_by":
        account.claim(index, index + 1, "connector")
        return True
    for phrase in SPLITTERS:
        start = index + 1 - len(phrase)
        is_there = start >= 0 and tuple(t.fold for t in account.tokens[start : index + 1]) == phrase
        if is_there and all(account.is_free(i) for i in range(start, index + 1)):
            account.claim(start, index + 1, "group_by")
            return True
    return has_groups and account.role(index) == "group_by" and account.has_comma(index, place.start)


def _is_filler(account: Account, place: _Place) -> bool:
    """Tell whether the words are of the language as well: 'did we make' where a make is a brand."""
    return all(account.tokens[i].fold in FILLERS for i in range(place.start, place.end))


def _may_stand_between(account: Account, index: int) -> bool:
    token = account.tokens[index]
    if account.role(index) == "rank" and number(token) is not None:
        return True
    return account.is_free(index) and token.fold in ("the", "our", "different", "individual")


def _claim_ranked_metric(account: Account) -> None:
    """Claim the 'by' of 'top 5 … by METRIC': it introduces the measure of the ranking, not a breakdown."""
    ranked = any(account.role(i) == "rank" for i in range(len(account.tokens)))
    for index, token in enumerate(account.tokens):
        following = index + 1
        while following < len(account.tokens) and account.tokens[following].fold in ("the", "our", "total"):
            following += 1
        if ranked and account.is_free(index) and token.fold == "by" and account.role(following) == "metric":
            account.claim(index, index + 1, "rank")


def _joining(
    account: Account, place: _Place, metrics: tuple[str, ...], catalog: Catalog, lexicon: Lexicon
) -> tuple[GroupBy, ...]:
    """Return the dimension that the place means, the nearest of those that join, with its equals after it."""
    assert place.match is not None
    offered = {d.name: d for d in catalog.dimensions_of(metrics)}
    stems = [t.stem for t in account.tokens[place.start : place.end]]
    named = [offered[t] for t in place.match.targets if t in offered]
    if not named:
        words = " ".join(t.text for t in account.tokens[place.start : place.end])
        labels = " and ".join(catalog.metrics[m].label for m in metrics)
        raise NoReading(f"{labels} can't be split by '{words}': nothing joins them.", metrics=metrics)
    distance = {d.name: (lexicon.nearness(stems, d.name), d.type == "entity") for d in named}
    equals = [d for d in named if distance[d.name] == min(distance.values())]
    # The same thing reached through another is further away; a different thing of that name is a rival.
    equals = [d for d in equals if not any(d.name.endswith(f"__{other.name}") for other in equals)]
    _check(account, place, equals[0], catalog, metrics)
    return tuple(GroupBy(d.name, (place.grain or UNSAID_GRAIN) if d.type == "time" else None) for d in equals)


def _check(account: Account, place: _Place, dimension: Dimension, catalog: Catalog, metrics: tuple[str, ...]) -> None:
    """Stop at personal data, and at 'per customer', which may mean an average over them as well as a row for each."""
    words = " ".join(t.text for t in account.tokens[place.start : place.end])
    if dimension.pii:
        raise NoReading(f"'{words}' is personal data; I don't list it.", metrics=metrics)
    entities = {d.label.lower() for d in catalog.dimensions.values() if d.type == "entity"}
    is_each = dimension.type == "entity" or dimension.label.lower() in entities
    if is_each and account.tokens[place.start - 1].fold == "per":
        labels = " and ".join(catalog.metrics[m].label for m in metrics)
        reason = f"'per {words}' may mean an average or a row for each. For the rows, say: {labels} by {words}."
        raise NoReading(reason, metrics=metrics)


def _adverbs(account: Account, groups: list[GroupBy]) -> list[str]:
    """Read daily, monthly, over time, trend."""
    for index, token in enumerate(account.tokens):
        if account.is_free(index) and token.fold in ADVERBS:
            account.claim(index, index + 1, "group_by", ADVERBS[token.fold])
            groups.append(GroupBy(METRIC_TIME, ADVERBS[token.fold]))
    if account.claim_phrase(TRENDS, "group_by", UNSAID_GRAIN) and not any(g.name == METRIC_TIME for g in groups):
        groups.append(GroupBy(METRIC_TIME, UNSAID_GRAIN))
        return [f"a trend is shown by {UNSAID_GRAIN}"]
    return []
