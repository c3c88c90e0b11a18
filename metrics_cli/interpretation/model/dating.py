"""Periods that a model names, held against those that the period grammar reads from the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.model.claims import Claim
from metrics_cli.interpretation.model.contract import (
    ReplyInvalid,
    SaidComparison,
    SaidGroup,
    SaidMean,
    SaidPeriod,
    SaidRank,
)
from metrics_cli.interpretation.model.evidence import Evidence, Run
from metrics_cli.interpretation.rules.contrasts import Contrast
from metrics_cli.interpretation.rules.dateparts import unread_reason
from metrics_cli.interpretation.rules.datewords import (
    DATE_WORDS,
    DAYS,
    FISCAL,
    MONTHS,
    ORDINALS,
    ROLLING,
    SHORT_TO_DATE,
    UNIT_OF,
)
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.measures import is_balance, stands_at_end
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token
from metrics_cli.interpretation.rules.words import ADVERBS
from metrics_cli.period import HOLIDAYS, SEASONS, WEEKDAYS, Period
from metrics_cli.query import METRIC_TIME, Comparison, MetricQuery, Operator

Days = tuple[date | None, date | None]

_NAMES = {w for n in (*HOLIDAYS, *SEASONS) for w in n.split("_")} - {"day", "new", "good"}
# Words that make up a period, beside the numbers in it.
DATED = frozenset(DATE_WORDS | set(UNIT_OF) | set(MONTHS) | set(DAYS) | set(ORDINALS) | set(SHORT_TO_DATE) | _NAMES)
DATED |= FISCAL | ROLLING | frozenset("now ytd mtd qtd wtd date today tonight tomorrow yesterday weekend".split())
# Words that say how a period lies to another.
PLACED = frozenset(
    """
    before after since until till through between from to ending ended ends end starting started starts start beginning
    began begin first last final next previous prior past ago earlier later of leading up running during preceding
    following coming current this remaining rest
    """.split()
)
# Words that set one thing against another only where another word says so too.
_WEAK = frozenset("from over than in on up down to".split())
_UNITS = frozenset({*UNIT_OF.values(), *WEEKDAYS, *_NAMES, "today", "yesterday", "tomorrow", "weekend"})
_EARLIER = frozenset("before earlier ago prior previous preceding last same past yoy then".split())
_COMPARING = ("versus", "compare", "prior", "growth", "rather", "contrast")


@dataclass(frozen=True)
class Dated:
    """The query with its period as the grammar has it, the words that are settled, what was assumed, other periods."""

    query: MetricQuery
    places: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    rivals: tuple[Period, ...] = ()


def dated(query: MetricQuery, claims: Sequence[Claim], evidence: Evidence, catalog: Catalog) -> Dated:
    """Return the query with its periods checked against the words. Raises ReplyInvalid where they say another."""
    found = _compared(Dated(query), claims, evidence)
    settled: set[int] = set(found.places)
    notes, rivals = [*found.notes], [*found.rivals]
    query = found.query
    for run in _period_runs(evidence):
        named = run.periods[0]
        if run.places <= settled:
            continue
        query, told, others = _met(query, run, named, claims, evidence, catalog)
        notes += [*told, *([named.assumed] if named.assumed else [])]
        rivals += others
        settled |= run.places
    for claim in claims:
        is_set = (
            isinstance(claim.part, SaidComparison) and bool(found.query.compare) and bool(evidence.marks("contrast"))
        )
        if isinstance(claim.part, SaidPeriod | SaidComparison) and claim.places and not is_set:
            told = _own_words(query, claim, claims, evidence)
            notes += told
            settled |= {i for i in claim.places if _is_dated(t := evidence.words.tokens[i]) or t.fold in PLACED}
    _check_dateless(query, evidence)
    return Dated(query, frozenset(settled), tuple(dict.fromkeys(notes)), tuple(rivals))


def _period_runs(evidence: Evidence) -> Iterator[Run]:
    yield from (run for run in evidence.runs if run.periods)


def days_of(period: Period | None) -> Days | None:
    """Return the first and the last day, None when there is no period."""
    return (period.start, period.end) if period else None


def _met(
    query: MetricQuery, run: Run, named: Named, claims: Sequence[Claim], evidence: Evidence, catalog: Catalog
) -> tuple[MetricQuery, tuple[str, ...], tuple[Period, ...]]:
    """Return the query with the period that the words name, what is said of it, and what they may mean as well."""
    text = evidence.text(run.places)
    _check_shape(query, named, text, catalog)
    senses = (named.period, *named.rivals)
    if query.period and days_of(query.period) in map(days_of, senses):
        first, *others = sorted(senses, key=lambda p: days_of(p) != days_of(query.period))
        return replace(query, period=first), (), tuple(others)
    compared = query.compare.period if query.compare else None
    ends = tuple(map(days_of, named.ends))
    if ends and compared and ends == (days_of(compared), days_of(query.period)):
        return query, (), ()
    if compared and days_of(compared) == days_of(named.period):
        return replace(query, compare=Comparison("period", named.period)), (), ()
    if _is_filtered(query, named.period):
        return query, (), ()
    for claim in claims:
        if isinstance(claim.part, SaidPeriod | SaidComparison) and _is_composite(claim, run, named, evidence):
            return query, (), ()
    told = query.period.expression if query.period else "no period"
    raise ReplyInvalid(f"'{text}' is the period {named.period.expression}, and the query has {told}")


def _check_shape(query: MetricQuery, named: Named, text: str, catalog: Catalog) -> None:
    if named.filters:
        raise ReplyInvalid(f"'{text}' lists periods that lie apart, which a query can't say; write a refusal")
    if named.grain and named.grain not in {g.grain for g in query.group_by}:
        raise ReplyInvalid(f"'{text}' lists periods: split by metric_time at the grain {named.grain}")
    if named.is_moment and not all(stands_at_end(m, catalog) for m in query.metrics):
        raise ReplyInvalid(f"'{text}' is a moment, at which {query.metrics[0]} does not stand; write a refusal")


def _is_filtered(query: MetricQuery, period: Period) -> bool:
    """Tell whether conditions on one date say the same days."""
    for name in {f.dimension for f in query.filters}:
        mine = [f for f in query.filters if f.dimension == name and f.values and not f.date_part]
        first = {str(f.values[0]) for f in mine if f.operator is Operator.GE}
        last = {str(f.values[-1]) for f in mine if f.operator is Operator.LE}
        starts = first == ({period.start.isoformat()} if period.start else set())
        if mine and starts and last == ({period.end.isoformat()} if period.end else set()):
            return True
    return False


def _is_composite(claim: Claim, run: Run, named: Named, evidence: Evidence) -> bool:
    """Tell whether the words say more than the run: the two weeks before last month."""
    expression = str(getattr(claim.part, "expression", "") or "").lower()
    inner = named.period.expression.lower()
    if not run.places <= claim.places or inner not in expression or inner == expression:
        return False
    more = [evidence.words.tokens[i] for i in sorted(claim.places - run.places)]
    return any(t.fold in PLACED | set(UNIT_OF) for t in more) and all(
        t.fold in PLACED or _is_dated(t) or evidence.words.is_plain(evidence.words.tokens.index(t)) for t in more
    )


def _is_dated(token: Token) -> bool:
    return (
        token.fold in DATED or token.stem in DATED or token.fold in NUMBER_WORDS or any(c.isdigit() for c in token.fold)
    )


def _own_words(query: MetricQuery, claim: Claim, claims: Sequence[Claim], evidence: Evidence) -> tuple[str, ...]:
    """Check a period that the grammar does not read from the words: it holds no number that they do not."""
    expression = getattr(claim.part, "expression", None)
    if not expression:
        return ()
    named = [r.periods[0] for r in _period_runs(evidence) if r.places & claim.places]
    if isinstance(claim.part, SaidComparison) and query.compare and _is_said(query.compare, evidence):
        return ()
    if any(expression.strip().lower() == s.expression.lower() for n in named for s in (n.period, *n.rivals)):
        return ()
    others = {i for c in claims if isinstance(c.part, SaidGroup | SaidMean | SaidRank) for i in c.places}
    others -= {i for run in _period_runs(evidence) for i in run.places}
    limited = {i for start, limit in evidence.limits for i in range(start, limit.end)}
    tokens = [evidence.words.tokens[i] for i in sorted(claim.places - evidence.in_names - others - limited)]
    _check_numbers(expression, evidence, claim)
    _check_units(expression, tokens, claim)
    if not any(_is_dated(t) for t in tokens):
        raise ReplyInvalid(f"'{evidence.text(claim.places)}' names no period; leave {claim.role} null")
    vague = unread_reason(tokens)
    if vague:
        raise ReplyInvalid(f"{vague}; write a refusal")
    wanted = query.period if isinstance(claim.part, SaidPeriod) else query.compare and query.compare.period
    same = any(days_of(wanted) == days_of(s) for n in named for s in (n.period, *n.rivals)) if wanted else False
    return () if same else (f"'{evidence.text(claim.places)}' is read as {expression}",)


def _is_said(compare: Comparison, evidence: Evidence) -> bool:
    """Tell whether the grammar reads what is compared with anywhere in the words."""
    read = [p for run in _period_runs(evidence) for p in (run.periods[0].period, *run.periods[0].ends)]
    contrast = evidence.words.dates.contrast
    read += [contrast.comparison.period] if contrast and contrast.comparison.period else []
    return any(days_of(compare.period) == days_of(p) for p in read)


def _check_numbers(expression: str, evidence: Evidence, claim: Claim) -> None:
    """Stop at a date, or any other number, that stands nowhere in the words."""
    said = {1, *(n for token in evidence.words.tokens for n in _numbers(token))}
    for text in re.findall(r"\d+", expression):
        if int(text) not in said:
            raise ReplyInvalid(
                f"{claim.role} {expression}: {text} is not in the question; name the period by words such as"
                " last_quarter or trailing(30, day), never by dates worked out"
            )


def _check_units(expression: str, tokens: Sequence[Token], claim: Claim) -> None:
    """Stop at a unit, a weekday, a season or a holiday that the words do not have."""
    said = {w for t in tokens for w in (t.fold, t.stem, UNIT_OF.get(t.fold), ADVERBS.get(t.fold), DAYS.get(t.fold))}
    said |= {SHORT_TO_DATE.get(t.fold) for t in tokens} | ({"month"} if said & set(MONTHS) else set())
    for name in re.findall(r"[a-z]+", expression.lower()):
        if name in _UNITS and name not in said:
            raise ReplyInvalid(f"{claim.role} {expression}: its words have no '{name}'; name the period that they say")


def _numbers(token: Token) -> Iterator[int]:
    yield from (int(text) for text in re.findall(r"\d+", token.fold))
    yield from (2000 + int(text) for text in re.findall(r"(?<!\d)\d\d(?!\d)", token.fold))
    for table in (NUMBER_WORDS, MONTHS, ORDINALS):
        yield from (table[w] for w in (token.fold, token.stem) if w in table)


def _check_dateless(query: MetricQuery, evidence: Evidence) -> None:
    for mark in evidence.marks("always"):
        if query.period is not None:
            raise ReplyInvalid(f"'{evidence.text(evidence.places(mark))}' asks for all dates; leave period null")
    for mark in evidence.marks("now"):
        if not all(is_balance(m, evidence.words.catalog) for m in query.metrics) and not query.period:
            text = evidence.text(evidence.places(mark))
            raise ReplyInvalid(f"'{text}' asks how things stand, and {query.metrics[0]} adds up; write a refusal")


def _compared(found: Dated, claims: Sequence[Claim], evidence: Evidence) -> Dated:
    """Return the comparison that the words ask for. Raises ReplyInvalid for another, or for one that is not asked."""
    query, contrast = found.query, evidence.words.dates.contrast
    if contrast is not None and evidence.marks("contrast"):
        return _contrasted(query, contrast, evidence)
    if query.compare is None:
        _check_uncompared(query, evidence)
        return found
    if query.period is None and not any(g.name == METRIC_TIME for g in query.group_by):
        raise ReplyInvalid("a comparison needs a period, and the question names none; write a refusal")
    _check_prior(query.compare, evidence)
    marks = evidence.marks(*_COMPARING)
    places = frozenset(i for m in marks for i in evidence.places(m))
    claimed = frozenset(i for c in claims if isinstance(c.part, SaidComparison) for i in c.places)
    strong = [m for m in marks if m.kind != "rather" and evidence.words.fold(m.start) not in _WEAK]
    asking = {i for m in strong for i in evidence.places(m)}
    is_earlier = query.compare.kind == "period" or any(m.kind in ("prior", "growth", "contrast") for m in strong)
    is_earlier = is_earlier or any(t.fold in _EARLIER or t.stem in UNIT_OF for t in evidence.words.tokens)
    if claimed and not (claimed & asking and is_earlier):
        raise ReplyInvalid(f"'{evidence.text(claimed)}' asks for no comparison; leave compare null")
    note = ("the change is from the period before",) if _is_unsaid(query, evidence) else ()
    return Dated(query, places, note)


def _is_unsaid(query: MetricQuery, evidence: Evidence) -> bool:
    """Tell whether a change is asked for and not from when. Raises ReplyInvalid when the model made that up."""
    if not evidence.marks("growth") or evidence.marks("prior", "versus", "compare", "rather"):
        return False
    if (
        query.compare
        and query.compare.kind == "previous_year"
        and not any(t.fold in ("year", "annual", "yearly", "yoy") for t in evidence.words.tokens)
    ):
        raise ReplyInvalid("the words ask for a change and not from the year before; use previous_period")
    return bool(query.compare and query.compare.kind == "previous_period")


def _contrasted(query: MetricQuery, contrast: Contrast, evidence: Evidence) -> Dated:
    period = contrast.period or (contrast.base.period if contrast.base else None)
    asked, mine = contrast.comparison, query.compare
    same = mine and asked.kind == mine.kind and days_of(asked.period) == days_of(mine.period)
    if not same:
        said = asked.period.expression if asked.period else asked.kind
        raise ReplyInvalid(f"the question compares with {said}, and the query's compare is another")
    if period is None or days_of(query.period) != days_of(period):
        told = period.expression if period else "which period, it does not say; write a refusal"
        raise ReplyInvalid(f"what is compared is {told}")
    places = {i for start, end in contrast.spans for i in range(start, end)}
    places |= set(range(contrast.base.start, contrast.base.end)) if contrast.base else set()
    note = (contrast.assumed,) if contrast.assumed else ()
    return Dated(replace(query, period=period, compare=asked), frozenset(places), note)


def _check_prior(compare: Comparison, evidence: Evidence) -> None:
    for mark in evidence.marks("prior"):
        kind, _, unit = str(mark.content).partition(":")
        may_be_year = kind == "previous_period" and unit == "year"
        fits = compare.kind == kind or (may_be_year and compare.kind == "previous_year") or compare.kind == "period"
        if not fits:
            raise ReplyInvalid(f"'{evidence.text(evidence.places(mark))}' compares with {kind}, not {compare.kind}")


def _check_uncompared(query: MetricQuery, evidence: Evidence) -> None:
    """Stop at a change or a comparison of periods that is asked for and left out."""
    dated = frozenset(i for run in _period_runs(evidence) for i in run.places)
    for mark in evidence.marks("prior", "growth"):
        if not evidence.places(mark) <= dated:
            text = evidence.text(evidence.places(mark))
            raise ReplyInvalid(f"'{text}' asks for a comparison of periods, and compare is null")
