"""Words that may belong to a thing beside them rather than to a metric: unpaid invoices, new and renewal premium."""

from __future__ import annotations

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.lexicon import SYNONYM
from metrics_cli.interpretation.rules.measures import is_amount, is_count
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.values import phrase_of

_ARTICLES = frozenset("the a an our their its".split())


def check_belonging(draft: Draft) -> None:
    """Raise Doubtful where a word that is read as a metric, or as a split, may as well be said of what it stands by."""
    for clause in draft.of("metric"):
        if _is_said_of_things(draft, clause):
            words, label = draft.words.text(clause.start, clause.end + 1), draft.catalog.metrics[clause.content].label
            raise _doubt(draft, clause, f"'{words}' may ask how many there are, or for {label}")
        if _is_half_named(draft, clause):
            label = draft.catalog.metrics[clause.content].label
            raise _doubt(draft, clause, f"'{draft.text(clause)}' may be said of what it stands by, or mean {label}")
    for clause in draft.of("lead"):
        if clause.content == "total" and _is_value(draft, clause):
            raise _doubt(
                draft, clause, f"'{draft.words.text(clause.start, clause.end + 1)}' is a value as well as a sum"
            )
    for clause in draft.of("group"):
        if _is_doer(draft, clause):
            thing = clause.content.words
            reason = f"'{draft.text(clause)}' may say who did it, or ask for a row of each: for that, say by {thing}"
            raise _doubt(draft, clause, reason)


def _doubt(draft: Draft, clause: Clause, reason: str) -> Doubtful:
    return Doubtful(f"{reason}.", draft.tokens(clause), draft.metrics)


def _is_said_of_things(draft: Draft, clause: Clause) -> bool:
    """Tell whether an amount is named by a word that stands right before things that are counted: unpaid invoices."""
    after = draft.after(clause)
    metric = draft.catalog.metrics[clause.content]
    own = {t.stem for t in tokenise(metric.label)}
    # Discount campaigns are no discounts given: only what is no word of the amount's own name is said of the things.
    is_named = any(t.stem in own for t in draft.tokens(clause))
    if not is_amount(metric) or is_named or (after is not None and after.kind == "metric"):
        return False
    return any(
        draft.words.tokens[end - 1].fold != draft.words.tokens[end - 1].stem
        and any(n.cost <= SYNONYM and is_count(draft.catalog.metrics[str(n.key)]) for n in names)
        for end, names in draft.words.names(clause.end, "metric")
    )


def _is_half_named(draft: Draft, clause: Clause) -> bool:
    """Tell whether the first word of a metric's name stands behind other things, or before 'and' and a longer name.

    Campaigns that are active are no active customers, and new and renewal premium are two premiums.
    """
    label = [t.stem for t in tokenise(draft.catalog.metrics[clause.content].label)]
    if not clause.said or clause.end - clause.start > 1 or len(label) < 2 or draft.tokens(clause)[0].stem != label[0]:
        return False
    before, after = draft.before(clause), draft.after(clause, "connector")
    is_shared = draft.words.fold(clause.end) in ("and", "or") and after is not None and after.kind == "metric"
    if is_shared and after is not None:
        return after.end - after.start > 1 and draft.tokens(after)[-1].stem not in label
    if before is None or before.end != clause.start or before.kind not in ("filter", "empty", "group", "noun"):
        return False
    last = draft.tokens(before)[-1]
    return last.fold != last.stem and last.stem not in label


def _is_value(draft: Draft, clause: Clause) -> bool:
    """Tell whether 'total' and the word behind it are together what a dimension holds or is called."""
    phrase = phrase_of(draft.words.tokens[clause.start : clause.end + 1])
    is_singular = phrase[-1] == draft.words.fold(clause.end)
    return (
        is_singular
        and len(phrase) > 1
        and (phrase in draft.words.values.phrases or phrase in draft.words.values.booleans)
    )


def _is_doer(draft: Draft, clause: Clause) -> bool:
    """Tell whether one thing is said to have done what stands before it: cancelled by the policyholder."""
    before = draft.before(clause, "period")
    is_led = draft.words.fold(clause.start) == "by" and draft.words.fold(clause.start + 1) in _ARTICLES
    is_one = bool(clause.content.homes) and not clause.content.is_plural
    verb = draft.tokens(before)[-1].fold if before is not None else ""
    return is_led and is_one and (verb.endswith("ed") or verb in phrases.BASES)
