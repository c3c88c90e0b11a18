"""Whether a proposal may become a reading: validated, accounted for by every word, asked back where it guesses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from metrics_cli.answer import Ambiguous, Option, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.interpreter import Part, Reading
from metrics_cli.interpretation.model.accounting import account_of
from metrics_cli.interpretation.model.claims import Claim, claims_of
from metrics_cli.interpretation.model.composing import composed
from metrics_cli.interpretation.model.conditioned import check_conditions, unread_bound
from metrics_cli.interpretation.model.contract import (
    Clarification,
    Declined,
    Offer,
    Proposal,
    ProposedQuery,
    ReplyInvalid,
    SaidEntityFilter,
    SaidFilter,
    SaidGroup,
    SaidHaving,
    SaidMean,
    SaidMetric,
    SaidRank,
)
from metrics_cli.interpretation.model.counting import with_count
from metrics_cli.interpretation.model.dating import dated
from metrics_cli.interpretation.model.evidence import Evidence, evidence_of
from metrics_cli.interpretation.model.following import check_followed
from metrics_cli.interpretation.model.grounding import check_days, check_grounds
from metrics_cli.interpretation.model.ordered import check_orders
from metrics_cli.interpretation.model.rivals import doubts_of
from metrics_cli.interpretation.model.support import allows, echoes, is_known_as, unknown_in
from metrics_cli.interpretation.model.used import Used
from metrics_cli.interpretation.rules.edges import senses_of
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.phrasing import phrase
from metrics_cli.interpretation.rules.ranked import known
from metrics_cli.interpretation.rules.rivals import MOST_OPTIONS, ask_back
from metrics_cli.period import Calendar, Period
from metrics_cli.query import METRIC_TIME, MetricQuery

# What leads a follow-up in, and says that it changes something.
_SPOKEN = frozenset("about instead only rather same again but okay just it those them nice great also too".split())
_LONGEST_REASON = 200


def judged(
    proposal: Proposal,
    question: str,
    offer: Offer,
    catalog: Catalog,
    today: date,
    calendar: Calendar,
    last: MetricQuery | None = None,
) -> Reading | Ambiguous | Refused:
    """Return what a proposal comes to for `question`, which follows up `last` where there is one.

    A proposal of which a guess of the model remains is asked back, with the choice. Raises ReplyInvalid for one that
    the words do not bear out, with a line that the model can act on.
    """
    if isinstance(proposal, Declined):
        return _declined(proposal, question)
    try:
        evidence = evidence_of(question, catalog, today, calendar)
    except NoReading as stop:
        return Refused(stop.reason)
    judge = _Judge(evidence, question, catalog, today, calendar, last)
    return judge.choice(proposal) if isinstance(proposal, Clarification) else judge.query(proposal)


class _Judge:
    """All that a proposal for one question is held against."""

    def __init__(
        self,
        evidence: Evidence,
        question: str,
        catalog: Catalog,
        today: date,
        calendar: Calendar,
        last: MetricQuery | None,
    ) -> None:
        self._evidence, self._question, self._catalog = evidence, question, catalog
        self._today, self._calendar, self._last = today, calendar, last

    def choice(self, asked: Clarification) -> Ambiguous:
        """Return those of the model's options that the words bear out."""
        found: list[Option] = []
        problem: ReplyInvalid | None = None
        for option in asked.options:
            try:
                reading = self.query(option)
            except ReplyInvalid as stop:
                problem = problem or stop
                continue
            found += reading.options if isinstance(reading, Ambiguous) else [self._option(reading.query)]
        if not found:
            raise problem or ReplyInvalid("there are no options")
        options = {o.query: o for o in found}
        return Ambiguous("the words fit several things", tuple(options.values())[:MOST_OPTIONS])

    def query(self, said: ProposedQuery) -> Reading | Ambiguous:
        """Return the reading, or all that the words may mean as well. Raises ReplyInvalid."""
        said, counted = with_count(said, self._evidence, self._last)
        reading, rivals = self._read(said)
        reading = replace(reading, assumed=(*reading.assumed, *counted))
        claims = claims_of(said, self._evidence.written, self._last is not None)
        doubt = doubts_of(said, claims, self._evidence, self._catalog)
        queries = [reading.query]
        for other in doubt.proposals[1:]:
            try:
                queries.append(self._composed(other)[0].query)
            except ReplyInvalid:
                continue
        queries = [sense for q in queries for sense in self._senses(q)]
        queries += [replace(q, period=period) for q in tuple(queries) for period in rivals]
        queries = list(dict.fromkeys(queries))
        reason = doubt.reason or unread_bound(claims, self._evidence)
        if reason:
            return Ambiguous(reason, tuple(map(self._option, queries)))
        return ask_back(queries, self._catalog) if len(queries) > 1 else replace(reading, query=queries[0])

    def _senses(self, query: MetricQuery) -> tuple[MetricQuery, ...]:
        """Return an average with and without units that lie only partly in what is asked, unless words say which."""
        found, edges = senses_of(query), self._evidence.marks("edges")
        return tuple(q for q in found if not edges or (q.mean and q.mean.parts == edges[0].content)) or found

    def _option(self, query: MetricQuery) -> Option:
        return Option(phrase(query, self._catalog), query)

    def _read(self, said: ProposedQuery) -> tuple[Reading, tuple[Period, ...]]:
        """Return the reading, and the periods that the words may mean instead of its own."""
        evidence = self._evidence
        claims = claims_of(said, evidence.written, self._last is not None)
        reading, rivals, settled = self._composed_of(said, claims)
        check_grounds(claims, evidence, self._catalog)
        stated = check_conditions(claims, evidence, self._catalog) + check_orders(claims, evidence, self._catalog)
        check_days(reading.query, self._last, evidence, self._catalog)
        used = Used(reading.query, self._catalog)
        kept = Used(self._last, self._catalog) if self._last else None
        account = account_of(used, claims, evidence, kept)
        guessed = self._guessed(claims, settled | account.places)
        notes = (*evidence.mended, *reading.assumed, *stated, *account.notes, *guessed, *self._read_as(claims))
        return replace(reading, assumed=tuple(dict.fromkeys(notes)), parts=_parts(claims, evidence)), rivals

    def _composed(self, said: ProposedQuery) -> tuple[Reading, tuple[Period, ...], frozenset[int]]:
        claims = claims_of(said, self._evidence.written, self._last is not None)
        return self._composed_of(said, claims)

    def _composed_of(
        self, said: ProposedQuery, claims: Sequence[Claim]
    ) -> tuple[Reading, tuple[Period, ...], frozenset[int]]:
        values = self._evidence.words.values
        found = composed(said, self._question, self._catalog, values, self._today, self._calendar)
        query = check_followed(found.query, claims, self._last, self._evidence) if self._last else found.query
        query = _with_names(query, claims, self._evidence)
        times = dated(query, claims, self._evidence, self._catalog)
        return Reading(times.query, (), (*found.notes, *times.notes)), times.rivals, times.places

    def _guessed(self, claims: Sequence[Claim], settled: frozenset[int]) -> tuple[str, ...]:
        """Check that words which nothing knows are part of something. Raises ReplyInvalid for a word that is not."""
        evidence = self._evidence
        metrics = [self._catalog.metrics[c.target] for c in claims if isinstance(c.part, SaidMetric)]
        spoken = _SPOKEN if self._last else frozenset({"only"})
        for place in sorted(evidence.strange - settled):
            if evidence.words.tokens[place].fold in spoken:
                continue
            if any(echoes(evidence.words.tokens[place], metric) for metric in metrics):
                continue
            if not any(place in c.places and allows(c, place, evidence, self._catalog) for c in claims):
                word = evidence.words.tokens[place].text
                raise ReplyInvalid(
                    f"the word '{word}' stands for nothing in the query: give it the part that it means, or refuse"
                )
        return ()

    def _read_as(self, claims: Sequence[Claim]) -> tuple[str, ...]:
        """Return what words are read as that are no name of it: said, so that whoever asked can object."""
        evidence, notes = self._evidence, []
        for claim in claims:
            label = self._label(claim)
            strange = frozenset(unknown_in(claim, evidence)) or claim.places - evidence.plain or claim.places
            if label and claim.places and not is_known_as(claim, evidence):
                notes.append(f"'{evidence.text(strange)}' is read as {label}")
        return tuple(notes)

    def _label(self, claim: Claim) -> str:
        part = claim.part
        if isinstance(part, SaidMetric):
            return self._catalog.metrics[part.name].label
        if isinstance(part, SaidGroup | SaidFilter):
            dimension = self._catalog.dimensions[part.name if isinstance(part, SaidGroup) else part.dimension]
            return dimension.label if dimension.type != "time" else ""
        if isinstance(part, SaidHaving | SaidEntityFilter):
            return self._catalog.metrics[part.metric].label
        if isinstance(part, SaidMean) and part.over != METRIC_TIME:
            return self._catalog.dimensions[part.over].label
        if isinstance(part, SaidRank) and unknown_in(claim, self._evidence):
            return "the largest first" if part.descending else "the smallest first"
        return ""


def _with_names(query: MetricQuery, claims: Sequence[Claim], evidence: Evidence) -> MetricQuery:
    """Leave what has no name out where it is asked which there are: wards with more than 100 visits."""
    if not query.having or query.order_by or query.top or query.share:
        return query
    groups = [c for c in claims if isinstance(c.part, SaidGroup) and c.places]
    led = {r.places for r in evidence.runs if r.intro in ("by", "per", "each", "end", "and")}
    asked = {c.target for c in groups if not any(places <= c.places for places in led)}
    things = [g for g in query.shown_groups if g.name in asked]
    return replace(query, filters=tuple(dict.fromkeys((*query.filters, *known(things)))))


def _parts(claims: Sequence[Claim], evidence: Evidence) -> tuple[Part, ...]:
    """Return the account of the words, in their order."""
    found = []
    tokens = evidence.words.tokens
    for claim in sorted((c for c in claims if c.places), key=lambda c: min(c.places)):
        first, last = tokens[min(claim.places)], tokens[max(claim.places)]
        found.append(Part(evidence.text(claim.places), first.start, last.end, claim.role, claim.target))
    return tuple(found)


def _declined(declined: Declined, question: str) -> Refused:
    """Return the refusal: the words at fault, and the model's reason when it states no figure and leads nowhere."""
    missing = tuple(w for w in declined.missing if w.strip() and w.lower() in question.lower())
    reason = " ".join("".join(c if c.isprintable() else " " for c in declined.reason).split())
    is_plain = reason and len(reason) <= _LONGEST_REASON and not re.search(r"https?:|www\.|[<>`]", reason)
    told = set(re.findall(r"\d+", question))
    if is_plain and set(re.findall(r"\d+", reason)) <= told:
        return Refused(f"The model found no query for it: {reason.rstrip('.')}.", missing)
    shown = ", ".join(f"'{w}'" for w in missing)
    return Refused(
        f"The model found nothing that {shown} stands for." if shown else "The model found no query for it.", missing
    )
