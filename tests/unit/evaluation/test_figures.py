"""Figures are parts of what they say they are parts of; thresholds are met on the line."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from metrics_cli.evaluation.figures import Result, Thresholds, figures_of, groups_of, percentile
from metrics_cli.evaluation.forms import Show
from metrics_cli.evaluation.junit import to_junit
from metrics_cli.evaluation.report import shown, to_body
from metrics_cli.evaluation.verdicts import Verdict

GOOD_ANSWERS = (Verdict.RIGHT, Verdict.RIGHT, Verdict.CORRECTLY_ASKED_BACK)
BAD_ANSWERS = (Verdict.WRONG, Verdict.OVER_REFUSED, Verdict.ASKED_BACK)
OTHERS = (Verdict.CORRECTLY_REFUSED, Verdict.CORRECTLY_EMPTY, Verdict.ANSWERED, Verdict.FAILED)


def result(verdict: Verdict, is_answerable: bool = True, ask: str = "how many?", number: int = 1) -> Result:
    """Return a result with this verdict."""
    return Result("a.yml", number, ask, ("top",), "seen", is_answerable, verdict, "7", "8", "mf", 0.5, 0.25)


RESULTS = [
    *(result(v) for v in (*GOOD_ANSWERS, *BAD_ANSWERS)),
    *(result(v, False) for v in (*OTHERS, Verdict.LEFT_OUT)),
]


def test_each_figure_is_a_part_of_the_right_whole() -> None:
    figures = figures_of(RESULTS)
    assert (figures.asked, figures.answerable, figures.unanswerable) == (10, 6, 4)
    assert figures.right_share == 3 / 6
    assert figures.wrong == 2
    assert figures.wrong_share == 2 / 10
    assert figures.over_refused_share == 1 / 6
    assert figures.refused_share == 2 / 4
    assert (figures.median, figures.read_p95) == (0.5, 0.25)


def test_nothing_has_no_part() -> None:
    figures = figures_of([])
    assert (figures.right_share, figures.wrong_share, figures.refused_share, figures.median) == (None, None, None, 0)
    assert Thresholds(1, 0, 1, 0).missed(figures) == ()


@pytest.mark.parametrize(
    ("thresholds", "missed"),
    [
        pytest.param(Thresholds(), (), id="none"),
        pytest.param(Thresholds(0.5, 2, 0.5, 0.17), (), id="all met on the line"),
        pytest.param(Thresholds(min_right=0.6), ("50.0% right, at least 60.0% wanted",), id="right"),
        pytest.param(Thresholds(max_wrong=0), ("2 silently wrong, at most 0 allowed",), id="none wrong"),
        pytest.param(Thresholds(max_wrong=1), ("2 silently wrong, at most 1 allowed",), id="one wrong"),
        pytest.param(Thresholds(max_wrong=0.2), (), id="a part may be wrong"),
        pytest.param(Thresholds(max_wrong=0.1), ("2 silently wrong, at most 0.1 allowed",), id="less may be wrong"),
        pytest.param(
            Thresholds(min_refused=0.98),
            ("50.0% unanswerable refused or asked back, at least 98.0% wanted",),
            id="refused",
        ),
        pytest.param(
            Thresholds(max_over_refused=0.06), ("16.7% over-refused, at most 6.0% allowed",), id="over-refused"
        ),
    ],
)
def test_a_threshold_is_met_or_said_to_be_missed(thresholds: Thresholds, missed: tuple[str, ...]) -> None:
    assert thresholds.missed(figures_of(RESULTS)) == missed


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [([3, 1, 2], 0.5, 2), ([1, 2, 3, 4], 0.5, 2), ([1, 2, 3, 4], 0.95, 4), ([7], 0.95, 7), ([], 0.5, 0)],
)
def test_percentiles_are_values_that_were_measured(values: list[float], part: float, expected: float) -> None:
    assert percentile(values, part) == expected


def test_groups_are_told_apart_where_there_are_several() -> None:
    other = Result("b.yml", 1, "?", ("time", "top"), "held", True, Verdict.RIGHT, "", "", "", 0, 0)
    assert list(groups_of([RESULTS[0]])) == ["all"]
    groups = groups_of([RESULTS[0], other])
    assert list(groups) == ["all", "a.yml", "b.yml", "split seen", "split held", "tag time", "tag top"]
    assert [groups[name].asked for name in ("all", "b.yml", "split held", "tag time", "tag top")] == [2, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("show", "verdicts"),
    [
        (Show.WRONG, [Verdict.WRONG, Verdict.ANSWERED, Verdict.FAILED]),
        (Show.REFUSED, [Verdict.OVER_REFUSED, Verdict.ASKED_BACK]),
        (Show.ALL, [r.verdict for r in RESULTS]),
        (Show.NONE, []),
    ],
)
def test_a_report_lists_what_is_asked_for(show: Show, verdicts: list[Verdict]) -> None:
    assert [r.verdict for r in shown(RESULTS, show)] == verdicts
    body = to_body(RESULTS, show, ["missed"])
    assert len(body["questions"]) == len(verdicts)
    assert body["met"] is False


def test_junit_counts_what_is_not_right_as_a_failure_and_what_broke_as_an_error() -> None:
    suite = ElementTree.fromstring(to_junit(RESULTS))[0]
    counts = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": 11, "failures": 4, "errors": 1, "skipped": 1}
    for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert len(suite.findall(f"testcase/{kind}")) == counts[name]
    assert len(suite.findall("testcase")) == 11


def test_junit_holds_whatever_was_typed() -> None:
    ask = 'loans <by> & "genre"\x00\x1b[31m\ud800 🤷 ]]>'
    root = ElementTree.fromstring(to_junit([result(Verdict.WRONG, ask=ask)]).encode())
    assert root[0][0].attrib["name"] == 'loans <by> & "genre"��[31m� 🤷 ]]>'
