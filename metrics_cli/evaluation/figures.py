"""Figures over many questions, and whether they are good enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

from metrics_cli.evaluation.usage import Usage, Usages, usages_of
from metrics_cli.evaluation.verdicts import Verdict

TAG = "tag "


@dataclass(frozen=True)
class Result:
    """What became of a question: the verdict, what was expected and what came, as texts, and how long it took.

    `seconds` is the whole way to the outcome, `read_seconds` the reading alone. `unnamed` are words that a refusal
    should name and does not. `is_offered` tells whether a question back has the right answer among its options; it is
    None where nothing was asked back, or nothing but asking back is right.
    """

    file: str
    number: int
    ask: str
    tags: tuple[str, ...]
    split: str
    is_answerable: bool
    verdict: Verdict
    expected: str
    got: str
    query: str
    seconds: float
    read_seconds: float
    unnamed: tuple[str, ...] = ()
    is_offered: bool | None = None
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Figures:
    """How some questions went. Shares are None where there is nothing to take one of.

    `optional` are the questions back to something that has an answer, `offered` those with it among their options.
    """

    verdicts: Counter[Verdict]
    answerable: int
    right: int
    refused: int
    unnamed: int
    median: float
    p95: float
    read_median: float
    read_p95: float
    optional: int = 0
    offered: int = 0
    usages: Usages = field(default_factory=lambda: usages_of(()))

    @property
    def asked(self) -> int:
        """How many questions say something of the reader."""
        return sum(count for verdict, count in self.verdicts.items() if verdict.is_counted)

    @property
    def unanswerable(self) -> int:
        """How many of them have no answer."""
        return self.asked - self.answerable

    @property
    def wrong(self) -> int:
        """How many were silently wrong."""
        return sum(count for verdict, count in self.verdicts.items() if verdict.is_wrong)

    @property
    def is_clear(self) -> bool:
        """Tell whether all came to what is right."""
        return sum(count for verdict, count in self.verdicts.items() if verdict.is_good) == self.verdicts.total()

    @property
    def right_share(self) -> float | None:
        """The part of the answerable that came to what is right."""
        return _share(self.right, self.answerable)

    @property
    def wrong_share(self) -> float | None:
        """The part of all that was silently wrong."""
        return _share(self.wrong, self.asked)

    @property
    def over_refused_share(self) -> float | None:
        """The part of the answerable that was refused."""
        return _share(self.verdicts[Verdict.OVER_REFUSED], self.answerable)

    @property
    def refused_share(self) -> float | None:
        """The part of the unanswerable that was refused, asked back or said to have no data, as is right."""
        return _share(self.refused, self.unanswerable)


def figures_of(results: Iterable[Result]) -> Figures:
    """Return the figures of the results."""
    results = tuple(results)
    counted = [r for r in results if r.verdict.is_counted]
    asked, read = ([getattr(r, name) for r in results] for name in ("seconds", "read_seconds"))
    return Figures(
        Counter(r.verdict for r in results),
        sum(r.is_answerable for r in counted),
        sum(r.is_answerable and r.verdict.is_good for r in counted),
        sum(not r.is_answerable and r.verdict.is_good for r in counted),
        sum(bool(r.unnamed) for r in counted),
        percentile(asked, 0.5),
        percentile(asked, 0.95),
        percentile(read, 0.5),
        percentile(read, 0.95),
        sum(r.is_offered is not None for r in counted),
        sum(bool(r.is_offered) for r in counted),
        usages_of(r.usage for r in results),
    )


def percentile(values: Sequence[float], part: float) -> float:
    """Return the smallest value that `part` of the values do not exceed (nearest rank); 0 of none."""
    return sorted(values)[max(ceil(part * len(values)) - 1, 0)] if values else 0.0


def groups_of(results: Sequence[Result]) -> dict[str, Figures]:
    """Return the figures of all, of each file, of each part and of each tag, where there are several."""
    found = {"all": figures_of(results)}
    for names in (_files, _splits, _tags):
        named = list(dict.fromkeys(name for result in results for name in names(result)))
        if names is _tags:
            named.sort()
        if len(named) > 1:
            found |= {name: figures_of(r for r in results if name in names(r)) for name in named}
    return found


def _files(result: Result) -> tuple[str, ...]:
    return (result.file,)


def _splits(result: Result) -> tuple[str, ...]:
    return (f"split {result.split}",) if result.split else ()


def _tags(result: Result) -> tuple[str, ...]:
    return tuple(f"{TAG}{tag}" for tag in result.tags)


@dataclass(frozen=True)
class Thresholds:
    """What is good enough: shares from 0 to 1; `max_wrong` is a share below 1 and a number of questions from 1 on."""

    min_right: float | None = None
    max_wrong: float | None = None
    min_refused: float | None = None
    max_over_refused: float | None = None

    def missed(self, figures: Figures) -> tuple[str, ...]:
        """Return a line for each threshold that the figures do not meet; what nothing was asked of is met."""
        allowed = None if self.max_wrong is None else self.max_wrong * (figures.asked if self.max_wrong < 1 else 1)
        wrong = (
            f"{figures.wrong} silently wrong, at most {self.max_wrong:g} allowed" if self.max_wrong is not None else ""
        )
        found = (
            _below("right", figures.right_share, self.min_right),
            wrong if allowed is not None and figures.wrong > allowed else "",
            _below("unanswerable refused or asked back", figures.refused_share, self.min_refused),
            _above("over-refused", figures.over_refused_share, self.max_over_refused),
        )
        return tuple(line for line in found if line)


def _below(what: str, share: float | None, least: float | None) -> str:
    is_missed = share is not None and least is not None and share < least
    return f"{share:.1%} {what}, at least {least:.1%} wanted" if is_missed else ""


def _above(what: str, share: float | None, most: float | None) -> str:
    is_missed = share is not None and most is not None and share > most
    return f"{share:.1%} {what}, at most {most:.1%} allowed" if is_missed else ""


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
