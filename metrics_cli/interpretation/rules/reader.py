"""Reading a question by rules: all that its words may say, and of that the likeliest that accounts for every word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.interpreter import Inquiry, Part, Reading
from metrics_cli.interpretation.rules.chart import UNUSED, readings
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.compose import Composed, compose
from metrics_cli.interpretation.rules.contrasts import find_contrast
from metrics_cli.interpretation.rules.dateparts import find_parts
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.grammar import clauses_of
from metrics_cli.interpretation.rules.knowledge import Knowledge, knowledge
from metrics_cli.interpretation.rules.line import Line, Named
from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.refusals import refuse
from metrics_cli.interpretation.rules.rivals import ask_back
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.torn import torn_of
from metrics_cli.interpretation.rules.typos import corrected
from metrics_cli.interpretation.rules.verified import verified_metric, vouched
from metrics_cli.interpretation.rules.wanting import ask_for_measure
from metrics_cli.interpretation.rules.weeks import told_of_weeks
from metrics_cli.interpretation.rules.wording import Dates, Words
from metrics_cli.interpretation.rules.words import RANKS, asks_meaning
from metrics_cli.period import ISO, Calendar

LONGEST_QUESTION = 500
# Two readings that are nearer to one another than this are equally likely.
MARGIN = 0.15
# What each kind of clause is in the account of the words.
_ROLES = {"rankby": "rank", "sort": "rank", "trend": "group_by", "connector": "filler", "link": "filler"}
_ROLES |= {
    "lead": "filler",
    "versus": "compare",
    "prior": "compare",
    "opposite": "compare",
    "rather": "compare",
    "apart": "compare",
    "growth": "compare",
    "contrast": "compare",
    "empty": "filter",
    "dated": "filter",
    "datepart": "filter",
    "now": "filler",
    "always": "period",
    "who": "filler",
    "did": "filler",
    "noun": "filler",
    "light": "filler",
    "happened": "filler",
    "asking": "group_by",
    "typical": "mean",
    "edges": "mean",
    "year": "period",
    "subject": "metric",
    "predicate": "metric",
}


class RulesInterpreter:
    """The embedded reader: no model, no network; the same question always reads the same.

    `calendar` is what the project says of its weeks, its fiscal years and the order of its dates.
    """

    name = "rules"

    def __init__(self, calendar: Calendar = ISO) -> None:
        self._calendar = calendar

    @property
    def spent(self) -> Mapping[str, object]:
        """Nothing: no model is asked."""
        return {}

    def read(self, question: str, catalog: Catalog, today: date) -> Reading | Inquiry | Ambiguous | Refused:
        """Return what `question` asks, seen from `today`; every content word is accounted for, or it is refused.

        What is a question about the data and one about the layer is one about the data, unless it asks for a meaning.
        """
        if len(question) > LONGEST_QUESTION:
            return Refused(f"The question is longer than {LONGEST_QUESTION} characters. Ask one thing at a time.")
        found = self.understand(question, catalog, today)
        told = _about_the_layer(question, catalog) if isinstance(found, NoReading) or asks_meaning(question) else None
        if isinstance(told, Inquiry) or (isinstance(told, Refused) and isinstance(found, NoReading)):
            return told
        if not isinstance(found, NoReading):
            return found
        known = knowledge(catalog)
        # What is doubtful of a metric that is named is no metric that is wanting.
        is_doubtful = isinstance(found, Doubtful) and found.metrics
        wanted = None if is_doubtful else self._wanting(question, catalog, today)
        if wanted is not None:
            return wanted
        read = partial(self.understand, catalog=catalog, today=today)
        return refuse(found, question, catalog, known, today, read, self._calendar)

    def understand(self, question: str, catalog: Catalog, today: date) -> Reading | Ambiguous | NoReading:
        """Return the reading, or why there is none, without looking for what could be asked instead."""
        tokens = tokenise(question)
        if not tokens:
            return NoReading("There are no words to read.")
        known = knowledge(catalog)
        try:
            return _read(question, tokens, (), known, catalog, today, self._calendar)
        except NoReading as failure:
            mended, notes = corrected(tokens, known)
            try:
                return _read(question, mended, notes, known, catalog, today, self._calendar) if notes else failure
            except NoReading:
                return failure

    def _wanting(self, question: str, catalog: Catalog, today: date) -> Ambiguous | None:
        """Ask what to measure, where that is all that the question leaves open."""
        tokens, known = tokenise(question), knowledge(catalog)
        mended, _ = corrected(tokens, known)
        try:
            words = _words(question, mended, known, catalog, today, self._calendar)
        except NoReading:
            return None
        return ask_for_measure(words, clauses_of(words))


def _about_the_layer(question: str, catalog: Catalog) -> Inquiry | Refused | None:
    # A question that is read as a query need not pay for the wordings of others.
    from metrics_cli.interpretation.rules.layer_questions import layer_question

    return layer_question(question, knowledge(catalog), catalog)


def _read(
    question: str,
    tokens: tuple[Token, ...],
    notes: tuple[str, ...],
    known: Knowledge,
    catalog: Catalog,
    today: date,
    calendar: Calendar,
) -> Reading | Ambiguous:
    words = _words(question, tokens, known, catalog, today, calendar)
    certified = verified_metric(question, catalog)
    clauses = clauses_of(words)
    if certified is not None:
        clauses = [*(c for c in clauses if c.kind != "metric" or c.content == certified), *vouched(tokens)]
    best: list[tuple[float, Composed, tuple[Clause, ...]]] = []
    failure: NoReading | None = None
    for cost, path in readings(clauses, len(tokens)):
        if (best and cost > best[0][0] + MARGIN) or (cost >= UNUSED and failure is not None):
            break
        try:
            best += [(cost, composed, path) for composed in compose(words, path, certified)]
        except Doubtful as doubt:
            if not best:
                raise
            failure = failure or doubt
        except NoReading as stop:
            failure = failure or stop
    if not best:
        raise failure or NoReading("")
    found = _decided(question, words, best, notes, catalog)
    return told_of_weeks(found, calendar) if isinstance(found, Reading) else found


def words_of(question: str, catalog: Catalog, today: date, calendar: Calendar = ISO) -> tuple[Words, tuple[str, ...]]:
    """Return the words of `question` with what the catalog and the calendar say of them, and which slips are mended.

    Raises NoReading where they name a date that the calendar does not have.
    """
    known = knowledge(catalog)
    tokens, notes = corrected(tokenise(question), known)
    return _words(question, tokens, known, catalog, today, calendar), notes


def _words(
    question: str, tokens: tuple[Token, ...], known: Knowledge, catalog: Catalog, today: date, calendar: Calendar
) -> Words:
    return Words(question, tokens, known.lexicon, known.values, catalog, _dates(tokens, catalog, today, calendar))


def _decided(
    question: str,
    words: Words,
    best: list[tuple[float, Composed, tuple[Clause, ...]]],
    notes: tuple[str, ...],
    catalog: Catalog,
) -> Reading | Ambiguous:
    queries = list(dict.fromkeys(found.query for _, found, _ in best))
    if len(queries) > 1:
        return ask_back(queries, catalog)
    _, found, path = best[0]
    said = tuple(dict.fromkeys((*notes, *found.said)))
    return Reading(found.query, _parts(question, words, path), said, once=found.once)


def _parts(question: str, words: Words, path: tuple[Clause, ...]) -> tuple[Part, ...]:
    found = []
    for clause in path:
        first, last = words.tokens[clause.start].start, words.tokens[clause.end - 1].end
        target = clause.content if isinstance(clause.content, str) else ""
        if isinstance(clause.content, Named):
            target = clause.content.period.expression
        found.append(Part(question[first:last], first, last, _ROLES.get(clause.kind, clause.kind), target))
    return tuple(found)


def _dates(tokens: tuple[Token, ...], catalog: Catalog, today: date, calendar: Calendar) -> Dates:
    try:
        found = find_periods(tokens, today, calendar)
        contrast = find_contrast(tokens, today, calendar)
    except QueryInvalid as error:
        raise NoReading(f"{error.message[:1].upper()}{error.message[1:]}.") from None
    # "Top 2024 …" is no year.
    periods = tuple(n for n in found if not (n.start and tokens[n.start - 1].fold in RANKS and n.end - n.start == 1))
    if contrast is not None:
        # "Compare 2023 and 2024" sets one beside the other; it is no list.
        first, last = contrast.spans[0]
        periods = tuple(n for n in periods if not (n.grain and n.start < last and first < n.end))
    parts = find_parts(tokens, catalog.custom_grains)
    periods = tuple(n for n in periods if not any(p.filter and p.start <= n.start < p.end for p in parts))
    torn = contrast.torn if contrast else torn_of(Line(tokens, today, calendar), periods)
    return Dates(periods, parts, contrast, today, torn)
