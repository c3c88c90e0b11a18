"""Reading a question by rules: metrics, what to split them by, the period, a ranking; every word accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import pairwise

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.catalog.additivity import BALANCE
from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules.account import Account
from metrics_cli.interpretation.rules.breakdown import Breakdown, read_breakdown
from metrics_cli.interpretation.rules.dateparts import unread_reason
from metrics_cli.interpretation.rules.doubts import read_count, stop_at_doubtful_amount
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.lexicon import Lexicon, Match, build_lexicon
from metrics_cli.interpretation.rules.periods import Named, find_periods
from metrics_cli.interpretation.rules.ranking import Ranking, read_ranking
from metrics_cli.interpretation.rules.refusals import refuse
from metrics_cli.interpretation.rules.rivals import ask_back, ask_which_period, has_name
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.typos import corrected
from metrics_cli.interpretation.rules.verified import verified_metric
from metrics_cli.interpretation.rules.words import (
    ALWAYS,
    CONNECTORS,
    FILLERS,
    NEGATIONS,
    OPERATION_OF,
    RANKS,
    SPLITTERS,
)
from metrics_cli.period import ISO, Calendar, resolve
from metrics_cli.query import METRIC_TIME, MetricQuery

LONGEST_QUESTION = 500


class RulesInterpreter:
    """The embedded reader: no model, no network; the same question always reads the same.

    `calendar` is what the project says of its weeks, its fiscal years and the order of its dates.
    """

    name = "rules"

    def __init__(self, calendar: Calendar = ISO) -> None:
        self._calendar = calendar

    def read(self, question: str, catalog: Catalog, today: date) -> Reading | Ambiguous | Refused:
        """Return what `question` asks, seen from `today`; every content word is accounted for, or it is refused."""
        if len(question) > LONGEST_QUESTION:
            return Refused(f"The question is longer than {LONGEST_QUESTION} characters. Ask one thing at a time.")
        found = self.understand(question, catalog, today)
        if not isinstance(found, NoReading):
            return found
        lexicon = _lexicon(_Key(catalog))
        read = partial(self.understand, catalog=catalog, today=today)
        return refuse(found, question, tokenise(question), catalog, lexicon, today, read, self._calendar)

    def understand(self, question: str, catalog: Catalog, today: date) -> Reading | Ambiguous | NoReading:
        """Return the reading, or why there is none, without looking for what could be asked instead."""
        tokens = tokenise(question)
        if not tokens:
            return NoReading("There are no words to read.")
        lexicon = _lexicon(_Key(catalog))
        try:
            return self._read(question, tokens, (), lexicon, catalog, today)
        except NoReading as failure:
            mended, notes = corrected(tokens, lexicon)
            try:
                return self._read(question, mended, notes, lexicon, catalog, today) if notes else failure
            except NoReading:
                return failure

    def _read(
        self,
        question: str,
        tokens: tuple[Token, ...],
        notes: tuple[str, ...],
        lexicon: Lexicon,
        catalog: Catalog,
        today: date,
    ) -> Reading | Ambiguous:
        account = Account(question, tokens)
        period = _period(account, lexicon, today, self._calendar)
        certified = verified_metric(question, catalog)
        chosen = _choose(account, lexicon, certified)
        metrics, rivals = _metrics(account, chosen, certified, catalog)
        ranking = read_ranking(account, [m for m in chosen if m.kind == "dimension"], metrics, catalog)
        breakdown = read_breakdown(account, chosen, metrics, catalog, lexicon, is_verified=certified is not None)
        stop_at_doubtful_amount(account, [catalog.metrics[m] for m in metrics])
        if period is None:
            account.claim_phrase(ALWAYS, "period")
        account.claim_fillers()
        _settle(account, certified, metrics)
        if period is not None:
            _check_surroundings(account, period)
            period = _at_moment(account, period, metrics, catalog)
        query = _query(metrics, breakdown, period, ranking, catalog)
        said = (*notes, *((period.assumed,) if period and period.assumed else ()), *ranking.assumed, *breakdown.assumed)
        if rivals or breakdown.rivals:
            return ask_back(query, rivals, breakdown.unclear, breakdown.rivals, catalog)
        if period and period.rivals:
            return ask_which_period(query, _words(account, period.start, period.end), period.rivals, catalog)
        return Reading(query, account.parts(), said)


@dataclass(frozen=True)
class _Key:
    """A catalog, hashed by identity: its lexicon is built once."""

    catalog: Catalog

    def __hash__(self) -> int:
        return id(self.catalog)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.catalog is self.catalog


@lru_cache(maxsize=4)
def _lexicon(key: _Key) -> Lexicon:
    return build_lexicon(key.catalog)


def _period(account: Account, lexicon: Lexicon, today: date, calendar: Calendar) -> Named | None:
    try:
        found = find_periods(account.tokens, today, calendar)
    except QueryInvalid as error:
        raise NoReading(f"{error.message[:1].upper()}{error.message[1:]}.") from None
    metrics = [m for m in lexicon.matches(account.tokens) if m.kind == "metric"]
    kept = [n for n in found if not any(_has_the_words(m, n, metrics) for m in metrics)]
    if len(kept) > 1:
        words = " and ".join(f"'{_words(account, n.start, n.end)}'" for n in kept)
        raise NoReading(f"It names more than one period: {words}. I can answer for one at a time.")
    if not kept:
        return None
    named = kept[0]
    # "top 2024 …" is no year.
    if named.start and account.tokens[named.start - 1].fold in RANKS and named.end - named.start == 1:
        return None
    account.claim(named.start, named.end, "period", named.period.expression)
    return named


def _check_surroundings(account: Account, named: Named) -> None:
    """Stop at 'to March' and 'from last year on', which reach beyond the period that they name."""
    before = account.tokens[named.start - 1].fold if named.start else ""
    after = account.tokens[named.end].fold if named.end < len(account.tokens) else ""
    if before == "to" or after in ("on", "onward", "onwards"):
        words = _words(account, named.start - (before == "to"), named.end + (after != "" and before != "to"))
        raise NoReading(f"'{words}' leaves open where the period begins or ends. Say since …, until … or from … to ….")


def _at_moment(account: Account, named: Named, metrics: tuple[str, ...], catalog: Catalog) -> Named:
    """Return the period that tells where the metrics stood: a balance's last one until then, a running figure's day.

    Raises NoReading for what adds up over days and so stands nowhere on a day.
    """
    if not named.is_moment:
        return named
    if all(catalog.metrics[m].is_cumulative for m in metrics):
        return named
    sums = [m for m in metrics if not _is_balance(m, catalog)]
    if sums:
        words = _words(account, named.start, named.end)
        label = catalog.metrics[sums[0]].label
        reason = (
            f"'{words}' asks where something stands on one day, and {label} adds up over days. Say since … or until …."
        )
        raise NoReading(reason, metrics=metrics)
    until = [resolve(f"..{p.expression}", p.anchor) for p in (named.period, *named.rivals) if p.anchor]
    said = f"'{_words(account, named.start, named.end)}' is read as the last state known by that day"
    assumed = "; ".join(filter(None, (named.assumed, said)))
    return replace(named, period=until[0], rivals=tuple(until[1:]), assumed=assumed)


def _is_balance(metric: str, catalog: Catalog) -> bool:
    """Tell whether a metric is the state at the end of a span, or made of nothing but such."""
    known = catalog.metrics[metric]
    return known.additivity == BALANCE or (bool(known.inputs) and all(_is_balance(m, catalog) for m in known.inputs))


def _has_the_words(metric: Match, named: Named, metrics: Sequence[Match]) -> bool:
    """Tell whether words of a period belong to a metric's name: the longer phrase has them, or the only metric.

    "Year to date revenue" may be a metric of its own, and so may "YTD", but not in "orders YTD".
    """
    length = named.end - named.start
    if metric.end <= named.start or named.end <= metric.start or metric.length < length:
        return False
    elsewhere = any(m.end <= named.start or named.end <= m.start for m in metrics)
    return metric.length > length or not elsewhere


def _choose(account: Account, lexicon: Lexicon, certified: str | None) -> tuple[Match, ...]:
    """Return the matches that stand, longest first; of two of one length, the one its surroundings call for.

    In a verified question only the metric it is `certified` for counts as one.
    """
    chosen: list[Match] = []
    candidates = [m for m in lexicon.matches(account.tokens) if all(account.is_free(i) for i in range(m.start, m.end))]
    if certified is not None:
        candidates = [
            replace(m, targets=(certified,)) for m in candidates if m.kind == "metric" and certified in m.targets
        ]
        candidates += [m for m in lexicon.matches(account.tokens) if m.kind == "dimension" and account.is_free(m.start)]
    candidates.sort(key=lambda m: (-m.length, m.start, m.kind != _expected(account, m.start)))
    for match in candidates:
        if all(match.end <= c.start or c.end <= match.start for c in chosen):
            chosen.append(match)
    return tuple(sorted(chosen, key=lambda m: m.start))


def _expected(account: Account, start: int) -> str:
    """Return what a phrase at `start` should be: after 'by', 'which' or 'top 5' a dimension, else a metric."""
    index = start - 1
    while index >= 0 and (account.tokens[index].fold in ("the", "our", "of") or account.tokens[index].fold.isdecimal()):
        index -= 1
    word = account.tokens[index].fold if index >= 0 else ""
    introduces = {phrase[-1] for phrase in SPLITTERS} | {"which", "top", "bottom", "best", "worst"}
    return "dimension" if word in introduces else "metric"


def _metrics(
    account: Account, chosen: tuple[Match, ...], certified: str | None, catalog: Catalog
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the metrics named, and the rivals of the one that is not clear."""
    found = [m for m in chosen if m.kind == "metric"]
    if not found:
        if certified is None:
            raise NoReading("")
        return (certified,), ()
    for before, after in pairwise(found):
        linked = account.is_between(before.end, after.start, CONNECTORS)
        joined = any(account.tokens[i].fold in CONNECTORS for i in range(before.end, after.start))
        if not linked or not (joined or account.has_comma(before.end - 1, after.start)):
            between = [t for t in account.tokens[before.end : after.start] if t.fold not in FILLERS | CONNECTORS]
            if between:
                raise NoReading("", unused=between, metrics=before.targets[:1])
            words = f"'{_words(account, before.start, before.end)}' and '{_words(account, after.start, after.end)}'"
            raise NoReading(f"I can't tell how {words} belong together.")
        for index in range(before.end, after.start):
            account.claim(index, index + 1, "connector")
    unclear = [m for m in found if len(m.targets) > 1]
    if len(unclear) > 1 or (unclear and len(found) > 1):
        raise NoReading("More than one of its words could mean several metrics. Ask for one at a time.")
    for match in found:
        account.claim(match.start, match.end, "metric", match.targets[0])
    names = tuple(dict.fromkeys(m.targets[0] for m in found))
    read_count(account, [(m.start, catalog.metrics[m.targets[0]]) for m in found])
    return names, unclear[0].targets[1:] if unclear else ()


def _settle(account: Account, certified: str | None, metrics: tuple[str, ...]) -> None:
    """Stop at words left over; a verified question vouches for them unless one could change the number."""
    unused = account.unused()
    if not unused:
        return
    left = [account.tokens[i] for i in unused]
    harmless = not any(t.fold in NEGATIONS or t.fold[0].isdigit() for t in left)
    if certified is not None and metrics == (certified,) and harmless:
        account.claim_rest("verified")
        return
    asks_for_more = any(t.fold in OPERATION_OF for t in left)
    reason = None if asks_for_more else unread_reason(left)
    raise NoReading(f"{reason}." if reason else "", unused=tuple(left), metrics=metrics)


def _query(
    metrics: tuple[str, ...], breakdown: Breakdown, period: Named | None, ranking: Ranking, catalog: Catalog
) -> MetricQuery:
    if (period or any(g.name == METRIC_TIME for g in breakdown.group_by)) and not all(map(catalog.has_time, metrics)):
        raise NoReading("It can't be asked by date: no date belongs to all of it.", metrics=metrics)
    if ranking.order is not None and not breakdown.group_by:
        raise NoReading("It ranks, but does not say what. Name it: top 5 … by ….", metrics=metrics)
    if ranking.order is not None and len(breakdown.group_by) > 1:
        raise NoReading("It ranks one thing within another, which I can't do. Rank one thing.", metrics=metrics)
    order = (ranking.order,) if ranking.order else ()
    return MetricQuery(
        metrics,
        breakdown.group_by,
        has_name(breakdown.group_by if order else ()),
        period.period if period else None,
        order,
        ranking.limit,
    )


def _words(account: Account, start: int, end: int) -> str:
    return account.question[account.tokens[start].start : account.tokens[end - 1].end]
