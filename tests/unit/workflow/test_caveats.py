"""What a result is told with, so that it is not taken for another one."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.catalog import Catalog, Dimension, Metric
from metrics_cli.period import resolve
from metrics_cli.query import METRIC_TIME, Filter, GroupBy, MetricQuery, Operator
from metrics_cli.workflow.caveats import caveats_of

YEAR = resolve("2025", date(2026, 11, 21))
CATALOG = Catalog(
    {
        "visits": Metric("visits", "Visits", "", "simple", time_dimensions=("visit__on",), time_label="Visit date"),
        "bills": Metric("bills", "Bills", "", "simple", time_dimensions=("bill__on",), time_label="Bill date"),
        "rate": Metric("rate", "Bills per visit", "", "ratio", time_dimensions=("bill__on", "visit__on")),
        "total": Metric("total", "Total", "", "cumulative", time_label="Visit date", is_cumulative=True),
        "returns": Metric("returns", "Returns", "", "conversion", time_label="Visit date"),
    },
    {"visit__ward": Dimension("visit__ward", "Ward", "", "categorical")},
)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param(MetricQuery(("visits",), period=YEAR), (), id="nothing to say"),
        pytest.param(MetricQuery(("visits", "bills")), (), id="no date plays a part"),
        pytest.param(MetricQuery(("visits", "bills"), period=YEAR), ("Visit date", "Bill date"), id="two dates"),
        pytest.param(MetricQuery(("rate",), period=YEAR), ("mixes dates",), id="a ratio over two dates"),
        pytest.param(
            MetricQuery(("total",), (GroupBy(METRIC_TIME, "month"),)),
            ("first day with a value",),
            id="a running figure",
        ),
        pytest.param(
            MetricQuery(("total",), (GroupBy(METRIC_TIME, "month"), GroupBy("genre"))),
            ("first day with a value, each group's own",),
            id="a running figure by group",
        ),
        pytest.param(MetricQuery(("total",), (GroupBy(METRIC_TIME, "day"),)), (), id="by day it is exact"),
        pytest.param(MetricQuery(("returns",), period=YEAR), ("credited",), id="a conversion in a period"),
        pytest.param(
            MetricQuery(("visits",), filters=(Filter("visit__ward", Operator.NE, ("A",)),)),
            ("Ward is not recorded",),
            id="a negative condition",
        ),
    ],
)
def test_a_result_is_told_with_what_its_words_do_not_say(query: MetricQuery, words: tuple[str, ...]) -> None:
    told = caveats_of(query, CATALOG)
    assert len(told) == len(words)
    assert all(word in caveat for word, caveat in zip(words, told, strict=True))
