"""Whether words that are no name outright may stand for what a model takes them for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from metrics_cli.catalog import Catalog, Dimension, Metric
from metrics_cli.interpretation.model.claims import Claim
from metrics_cli.interpretation.model.contract import (
    SaidComparison,
    SaidEntityFilter,
    SaidFilter,
    SaidGroup,
    SaidHaving,
    SaidMean,
    SaidMetric,
    SaidPeriod,
    SaidRank,
    SaidShare,
)
from metrics_cli.interpretation.model.evidence import Evidence, Run
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.words import RANKS
from metrics_cli.query import METRIC_TIME

# So many words that nothing knows may stand for one thing, without others' words among them.
MOST_UNKNOWN = 3
_SUMMED = frozenset("total overall number amount count value figure figures".split())
_LEADING = frozenset("from for with in at by per via through of where who whose that which among to without".split())
_DENIED = re.compile(r"\b(?:not|no|never|without|except\w*|exclud\w*|less|minus|before|instead)\b", re.IGNORECASE)
# What an earlier period is called that a comparison is with.
_ALIKE = frozenset("corresponding equivalent respective comparable baseline level levels up on down".split())
_TURNING = ("un", "non", "in", "im", "ir", "dis", "mis", "de", "anti", "counter", "over", "under", "pre", "post")
_CONTENTLESS = frozenset("the a an of per for and or in by to with".split())


def is_supported(run: Run, metric: Metric, evidence: Evidence, catalog: Catalog) -> bool:
    """Tell whether a metric is called by the words of a run, or made of what they name; never a value or a dimension.

    The words of its description count for what it is made of: fees of the visits; not for what it leaves out.
    """
    if run.hits and not run.names:
        return _are_in(run, evidence, _called(metric))
    if run.metrics & set(metric.inputs) or _are_in(run, evidence, _called(metric)):
        return True
    is_thing = bool(run.metrics) or any(not home.model for home in run.homes)
    return is_thing and not run.hits and _are_in(run, evidence, _told(metric, catalog))


def allows(claim: Claim, place: int, evidence: Evidence, catalog: Catalog) -> bool:
    """Tell whether a word that is no name may be part of what its claim takes it for."""
    token, part = evidence.words.tokens[place], claim.part
    if isinstance(part, SaidMetric):
        return _of_metric(claim, place, evidence, catalog)
    if isinstance(part, SaidGroup):
        return _of_dimension(claim, part.name, place, evidence, catalog)
    if isinstance(part, SaidFilter):
        return _of_dimension(claim, part.dimension, place, evidence, catalog)
    if isinstance(part, SaidEntityFilter | SaidHaving):
        return _is_few(claim, evidence) or _is_like(token, _called(catalog.metrics[part.metric]))
    if isinstance(part, SaidRank):
        return not any(evidence.words.fold(i) in RANKS for i in claim.places) and _is_few(claim, evidence)
    if isinstance(part, SaidComparison):
        return token.fold in _ALIKE
    if isinstance(part, SaidMean):
        return _is_few(claim, evidence)
    return not isinstance(part, SaidPeriod | SaidShare) and _is_few(claim, evidence)


def is_called(token: Token, dimension: Dimension) -> bool:
    """Tell whether a word is one of a dimension's name, in whatever form."""
    return _is_like(
        token, frozenset(_roots((dimension.label, dimension.name.rpartition("__")[2], *dimension.synonyms)))
    )


def echoes(token: Token, metric: Metric) -> bool:
    """Tell whether a word only says again, in another form of the verb, what a metric is: units that we sell."""
    asked = _verb(token)
    called = (*tokenise(f"{metric.label} {metric.name}".replace("_", " ")), *tokenise(metric.description)[:1])
    return bool(asked) and any(_verb(t) == asked for t in called)


def _verb(token: Token) -> str:
    return next((verb for _, verb in match((token,), 0, phrases.DOING)), "")


def unknown_in(claim: Claim, evidence: Evidence) -> tuple[int, ...]:
    """Return the words of a claim that nothing knows."""
    return tuple(i for i in sorted(claim.places) if i in evidence.strange)


def is_known_as(claim: Claim, evidence: Evidence) -> bool:
    """Tell whether a run of the words outright names what they are given for, or holds a value of it."""
    part = claim.part
    for run in evidence.runs:
        if not run.places <= claim.places:
            continue
        if isinstance(part, SaidMetric) and part.name in run.metrics:
            return True
        if isinstance(part, SaidHaving | SaidEntityFilter) and part.metric in run.metrics:
            return True
        name = part.name if isinstance(part, SaidGroup) else getattr(part, "dimension", getattr(part, "over", ""))
        dimension = evidence.words.catalog.dimensions.get(name)
        homes = run.homes | {h.home for h in run.hits}
        if dimension is not None and name != METRIC_TIME and home_of(dimension) in homes:
            return True
    return False


def _of_metric(claim: Claim, place: int, evidence: Evidence, catalog: Catalog) -> bool:
    assert isinstance(claim.part, SaidMetric)
    metric, token = catalog.metrics[claim.part.name], evidence.words.tokens[place]
    if turns(token, _told(metric, catalog)):
        return False
    if _is_like(token, _called(metric)) or (token.fold in _SUMMED and is_known_as(claim, evidence)):
        return True
    if is_known_as(claim, evidence) or _is_name_like(token, place, evidence) or evidence.words.values.near((token,)):
        return False
    if _is_led_in(place, claim, evidence) and not _is_like(token, _told(metric, catalog)):
        return False
    return _is_few(claim, evidence, _told(metric, catalog))


def _of_dimension(claim: Claim, name: str, place: int, evidence: Evidence, catalog: Catalog) -> bool:
    dimension, token = catalog.dimensions[name], evidence.words.tokens[place]
    called = _named(dimension, catalog)
    if isinstance(claim.part, SaidGroup) and turns(token, called):
        return False
    if _is_like(token, called):
        return True
    others = [i for i in unknown_in(claim, evidence) if _is_like(evidence.words.tokens[i], called)]
    # Of 'policy number' the second word alone would fit a claim number: the first says that it is another.
    is_value = isinstance(claim.part, SaidGroup) and bool(evidence.words.values.near((token,)))
    return not (is_known_as(claim, evidence) or others or is_value) and _is_few(claim, evidence)


def _is_few(claim: Claim, evidence: Evidence, known: frozenset[str] = frozenset()) -> bool:
    strange = [i for i in unknown_in(claim, evidence) if not _is_like(evidence.words.tokens[i], known)]
    return len(strange) <= MOST_UNKNOWN


def _is_led_in(place: int, claim: Claim, evidence: Evidence) -> bool:
    """Tell whether the word stands in a phrase of its own: takings from refurbished items."""
    before = [i for i in range(min(claim.places), place) if evidence.words.fold(i) in _LEADING]
    head = [i for i in unknown_in(claim, evidence) if before and i < before[-1]]
    return bool(before and head)


def _is_name_like(token: Token, place: int, evidence: Evidence) -> bool:
    """Tell whether a word is written like the name of something, in a question that is not all in capitals."""
    plain = any(t.text[:1].islower() for i, t in enumerate(evidence.words.tokens) if i)
    return place > 0 and token.text[:1].isupper() and plain


def _are_in(run: Run, evidence: Evidence, called: frozenset[str]) -> bool:
    tokens = [evidence.words.tokens[i] for i in range(run.start, run.end)]
    return all(_is_like(t, called) for t in tokens if t.fold not in _CONTENTLESS)


def _is_like(token: Token, known: Iterable[str]) -> bool:
    """Tell whether a word is among those known, in whatever form: acquiring in acquisition."""
    mine = root(token.stem)
    return any(mine == word or (len(mine) > 5 and len(word) > 5 and mine[:5] == word[:5]) for word in known)


def turns(token: Token, known: frozenset[str]) -> bool:
    """Tell whether a word is the opposite of one that is known: undenied of denied."""
    if root(token.stem) in known:
        return False
    rests = (token.fold[len(p) :] for p in _TURNING if token.fold.startswith(p))
    return any(len(rest) > 3 and root(t.stem) in known for rest in rests for t in tokenise(rest))


def _called(metric: Metric) -> frozenset[str]:
    return frozenset(_roots((metric.label, metric.name, *metric.synonyms)))


def _told(metric: Metric, catalog: Catalog) -> frozenset[str]:
    """Return the words of what a metric is called, made of and described by, without the sentences that leave out."""
    sentences = [s for s in re.split(r"[.;:()]", metric.description) if not _DENIED.search(s)]
    inputs = [catalog.metrics[m].label for m in metric.inputs if m in catalog.metrics]
    return _called(metric) | frozenset(_roots((*sentences, *inputs)))


def _named(dimension: Dimension, catalog: Catalog) -> frozenset[str]:
    return frozenset(_roots((dimension.label, dimension.name, *dimension.synonyms)))


def _roots(texts: Iterable[str]) -> Iterator[str]:
    yield from (root(t.stem) for text in texts for t in tokenise(text.replace("_", " ")))
