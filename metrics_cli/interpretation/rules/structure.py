"""Words that hold others together: each must stand between things that it can hold."""

from __future__ import annotations

from itertools import pairwise

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.besides import beside_of, is_weighed, opposes, sets_apart, weighs
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.filling import all_or_one
from metrics_cli.interpretation.rules.happened import says_again
from metrics_cli.interpretation.rules.listing import list_of
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import Token, tokenise

_CONDITIONS = ("filter", "empty", "bound")
# What may do what a verb says: customers ordered, accounts used.
_DOERS = ("metric", "noun", "group", "who")
_ANDS = frozenset("and or nor &".split())
# What begins a condition of its own: excluding A and only in B.
_LEADS = frozenset("in from for with only to at where whose by on just within through via using".split())


def check_structure(draft: Draft) -> None:
    """Raise NoReading for a word of structure that holds nothing together."""
    for before, after in pairwise(c for c in draft.clauses if c.kind not in ("connector", "link", "lead")):
        if _may_reach(draft, before, after):
            reason = f"'{draft.words.text(before.start, after.end)}' may leave out both, or ask for the second."
            raise Doubtful(f"{reason} Say 'not' before each.", draft.tokens(after), draft.metrics)
        if _is_of_another(draft, before, after):
            words = draft.words.text(before.start, after.end)
            raise Doubtful(f"'{words}' names a value that is of something else.", draft.tokens(after), draft.metrics)
    for clause in draft.of("filter"):
        span = all_or_one(draft.words, clause.end)
        if span is not None:
            text, value = draft.words.text(*span), clause.content.values[0][0].value
            raise Doubtful(f"'{text}' may mean all there is, or only '{value}'.", draft.tokens(clause), draft.metrics)
    for clause in draft.clauses:
        if clause.kind in _CHECKS and not _CHECKS[clause.kind](draft, clause):
            raise draft.stop("", clause)


def _is_of_another(draft: Draft, before: Clause, after: Clause) -> bool:
    """Tell whether a value stands right behind a breakdown that does not have it: by adjuster (an agent's name)."""
    is_near = before.kind == "group" and after.kind == "filter" and before.end == after.start
    if not is_near or before.content.intro not in ("by", "per", "each") or not before.content.homes:
        return False
    if after.content.is_negated or after.content.is_only:
        return False
    is_led = draft.words.fold(after.start) in _LEADS or draft.words.tokens[after.start].is_parted
    own = {home for home, _ in before.content.homes}
    return not is_led and not any(h.home in own for hits in after.content.values for h in hits)


def _may_reach(draft: Draft, before: Clause, after: Clause) -> bool:
    """Tell whether a negation may go on over 'and': excluding A and B, where B is of something else."""
    if before.kind != "filter" or after.kind != "filter" or before.content.is_negated <= after.content.is_negated:
        return False
    index = before.end
    while index < after.end and draft.words.fold(index) in _ANDS:
        index += 1
    return index > before.end and index >= after.start and draft.words.fold(index) not in _LEADS


def _connects(draft: Draft, clause: Clause) -> bool:
    before, after = draft.before(clause, "apart"), draft.after(clause, "lead", "link")
    if before is None or after is None or (clause.content == "or" and not is_weighed(draft)):
        return False
    if before.kind in _CONDITIONS and after.kind in _CONDITIONS:
        return True
    return before.kind == after.kind and before.kind in ("metric", "period")


def _links(draft: Draft, clause: Clause) -> bool:
    after = draft.after(clause)
    is_held = after is not None and after.kind in (*_CONDITIONS, "rank")
    return is_held and (not _is_participle(draft, clause) or any(c.start < clause.start for c in draft.of(*_DOERS)))


def _is_participle(draft: Draft, clause: Clause) -> bool:
    """Tell whether the link may as well say which things are meant: completed telehealth appointments."""
    return clause.end == clause.start + 1 and draft.words.fold(clause.start).endswith("ed")


def _ranks_by(draft: Draft, clause: Clause) -> bool:
    after = draft.after(clause, "lead", "growth")
    return bool(draft.of("rank", "ranking")) and after is not None and after.kind == "metric"


def _sets_beside(draft: Draft, clause: Clause) -> bool:
    before, after = draft.before(clause), draft.after(clause)
    if after is None or before is None:
        return False
    is_plain = draft.words.fold(clause.start) not in ("over", "from")
    return after.kind in ("period", "prior", "filter", "metric") and (is_plain or bool(draft.of("growth")))


def _is_lead(draft: Draft, clause: Clause) -> bool:
    after = draft.after(clause, "lead", "cumulative", "growth", "rank")
    if clause.content == "amount" and draft.words.fold(clause.end) == "of" and draft.of("filter"):
        # 'How much of our revenue is from Books' asks for a part of it.
        return False
    is_tail = clause.content in ("total", "overall") and draft.before(clause) is not None
    return is_tail or (after is not None and after.kind in ("metric", "filter", "period", "group"))


def _is_share(draft: Draft, clause: Clause) -> bool:
    """Tell whether 'share of' stands before a metric, and 'share' after one or after what it is split by."""
    before, after = draft.before(clause, "lead"), draft.after(clause, "lead", "filter")
    if clause.content == "tail":
        # One word is too little to stand anywhere: category share of …, revenue share by ….
        is_beside = before is not None and before.end == clause.start
        return is_beside if clause.end == clause.start + 1 else before is not None
    return after is not None and after.kind == "metric"


def _compares(draft: Draft, clause: Clause) -> bool:
    """Tell whether 'compare' has two things to compare: it may also open a breakdown."""
    things = (*draft.of("versus", "prior", "period", "metric", "opposite"), *draft.of("contrast") * 2)
    things = (*things, *beside_of(draft) * 2)
    listed = any(len(c.content.values) > 1 for c in draft.of("filter"))
    is_opening = clause.start == min(c.start for c in draft.clauses) and bool(draft.of("group"))
    return is_opening or listed or len(things) > 2 or list_of(draft) is not None


def _grows(draft: Draft, clause: Clause) -> bool:
    near = (draft.before(clause, "lead", "period"), draft.after(clause, "lead", "period", "filter"))
    return any(c is not None and c.kind in ("metric", "filter", "group", "prior", "contrast", "rank") for c in near)


def _asks_who(draft: Draft, clause: Clause) -> bool:
    return bool(draft.of("rank"))


def _echoes(draft: Draft, clause: Clause) -> bool:
    """Tell whether a metric is told with the word that stands by itself elsewhere in the question.

    Its names may hold the word, or another form of the same verb; its description may begin with one.
    """
    asked = _verb(draft.tokens(clause)[0])
    for metric in (draft.catalog.metrics[name] for name in draft.metrics):
        texts = (metric.label, metric.name.replace("_", " "))
        if any(clause.content == t.stem or _is_same(asked, t) for text in texts for t in tokenise(text)):
            return True
        if any(_is_same(asked, t) for t in tokenise(metric.description)[:1]):
            return True
    return False


def _is_light(draft: Draft, clause: Clause) -> bool:
    """Tell whether 'given' stands right behind what is asked for: discounts given."""
    before = draft.before(clause)
    return before is not None and before.kind == "metric" and before.end == clause.start


def _verb(token: Token) -> str:
    """Return the verb that the word is a form of, nothing for one whose forms end alike."""
    return next((verb for _, verb in match((token,), 0, phrases.DOING)), "")


def _is_same(verb: str, token: Token) -> bool:
    return bool(verb) and _verb(token) == verb


_CHECKS = {
    "opposite": opposes,
    "rather": weighs,
    "apart": sets_apart,
    "echo": _echoes,
    "light": _is_light,
    "happened": says_again,
    "compare": _compares,
    "who": _asks_who,
    "connector": _connects,
    "link": _links,
    "rankby": _ranks_by,
    "versus": _sets_beside,
    "lead": _is_lead,
    "share": _is_share,
    "growth": _grows,
}
