"""What an order and a share rest on: by which metric, which end first, and within which groups the words say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics_cli.catalog import Catalog, Home
from metrics_cli.interpretation.model.claims import Claim
from metrics_cli.interpretation.model.contract import ReplyInvalid, SaidMetric, SaidRank, SaidShare
from metrics_cli.interpretation.model.evidence import Evidence, Run
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.words import LARGEST, LONGEST, RANKS

_BY = frozenset({"by"})
_ARTICLES = frozenset("the a its their total overall highest largest".split())
_UPWARD = frozenset("ascending asc increasing upward upwards".split())
_DOWNWARD = frozenset("descending desc decreasing downward downwards".split())
_HIGH = frozenset("high big large most best".split()) | LARGEST | LONGEST
_LOW = frozenset("low small least few worst smallest lowest fewest bottom shortest".split())
_INSIDE = frozenset("in within inside".split())
_EACH = frozenset("each every per".split())


def check_orders(claims: Sequence[Claim], evidence: Evidence, catalog: Catalog) -> tuple[str, ...]:
    """Return what must be said of an order. Raises ReplyInvalid for another order than the words ask for."""
    notes: list[str] = []
    metrics = [c.part for c in claims if isinstance(c.part, SaidMetric)]
    for claim in claims:
        if isinstance(claim.part, SaidRank) and claim.places:
            notes += _ranked(claim.part, evidence, catalog, len(metrics) > 1)
            _check_ends(claim.part, evidence)
            if claim.part.limit is not None:
                _check_within("rank", claim.part.within, _split_apart(evidence), evidence, catalog)
        if isinstance(claim.part, SaidShare) and claim.places:
            _check_within("share", claim.part.within, _split_inside(evidence), evidence, catalog)
    return tuple(notes)


def _ranked(rank: SaidRank, evidence: Evidence, catalog: Catalog, is_one_of: bool) -> Iterator[str]:
    """Yield by what is ranked where no words say so."""
    by = [run for run in evidence.runs if run.metrics and not run.homes and _before(run, evidence) in _BY]
    if by and not any(rank.by in run.metrics for run in by):
        raise ReplyInvalid(f"it is ranked by '{evidence.text(by[-1].places)}', and rank is by {rank.by}")
    if not by and is_one_of:
        yield f"ranked by {catalog.metrics[rank.by].label}"


def _before(run: Run, evidence: Evidence) -> str:
    place = run.start - 1
    while place > 0 and evidence.words.fold(place) in _ARTICLES:
        place -= 1
    return evidence.words.fold(place)


def _check_ends(rank: SaidRank, evidence: Evidence) -> None:
    """Stop at an order that runs the other way than its words: ascending, from low to high, smallest first."""
    folds = [t.fold for t in evidence.words.tokens]
    told = {True for f in folds if f in _DOWNWARD} | {False for f in folds if f in _UPWARD}
    for first, link, last in zip(folds, folds[1:], folds[2:], strict=False):
        if link == "to" and {first, last} & _HIGH and {first, last} & _LOW:
            told.add(first in _HIGH)
    if (
        len(told) == 1
        and rank.limit is None
        and rank.descending not in told
        and not set(folds) & (RANKS - _HIGH - _LOW)
    ):
        raise ReplyInvalid(f"the words ask for the order with descending {str(told.pop()).lower()}")


def _split_apart(evidence: Evidence) -> tuple[Run, ...]:
    """Return what each has a ranking of its own: the top 3 in each region."""
    return tuple(r for r in evidence.runs if r.homes and _lead(r, evidence) & _EACH)


def _split_inside(evidence: Evidence) -> tuple[Run, ...]:
    """Return what each share is a part of: within each region."""
    return tuple(r for r in evidence.runs if r.homes and _lead(r, evidence) & _INSIDE)


def _lead(run: Run, evidence: Evidence) -> set[str]:
    """Return the words that lead a run in: in, each."""
    place, found = run.start - 1, set[str]()
    while place >= 0 and evidence.words.fold(place) in _INSIDE | _EACH | _ARTICLES | {"of", "for", "single"}:
        found.add(evidence.words.fold(place))
        place -= 1
    return found


def _check_within(role: str, within: Sequence[str], asked: Sequence[Run], evidence: Evidence, catalog: Catalog) -> None:
    """Stop at a ranking or a share of the whole that is asked for within each of something."""
    named = {home for name in within for home in _homes(name, catalog)}
    for run in asked:
        if not run.homes & named:
            raise ReplyInvalid(f"'{evidence.text(run.places)}' is what each {role} is within: name it in `of`")


def _homes(name: str, catalog: Catalog) -> Iterator[Home]:
    """Yield where a dimension is declared, and the entity whose things it is of."""
    for known in (name, name.rpartition("__")[0]):
        if known in catalog.dimensions:
            yield home_of(catalog.dimensions[known])
