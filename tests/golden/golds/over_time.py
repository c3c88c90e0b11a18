"""Golds of revenue seen over time."""

from tests.golden.golds.gold import EARLY_2021, MONTH, YEAR_2021, Gold

LAST_OF = {
    "metric_time__day": "day",
    **MONTH,
    "metric_time__quarter": "date_trunc('quarter', day)",
}
WHOLE = (YEAR_2021, EARLY_2021)


def _so_far(metric: str, column: str) -> Gold:
    """Return the gold of a cumulative metric: the value of the last day of each group, days without any left out."""
    return Gold(
        metric,
        f"arg_max({column}, day)",
        "revenue_so_far",
        LAST_OF,
        where=f"{column} is not null",
        spans=WHOLE,
        in_total=False,
    )


TIME_GOLDS = (
    _so_far("revenue_mtd", "in_month"),
    _so_far("revenue_ytd", "in_year"),
    _so_far("cumulative_revenue", "ever"),
    _so_far("revenue_trailing_28d", "in_28_days"),
    Gold("revenue_growth_mom", "any_value(growth)", "monthly_growth", MONTH, spans=WHOLE, in_total=False),
    Gold("revenue_growth_yoy", "any_value(growth)", "yearly_growth", MONTH, spans=WHOLE, in_total=False),
)
