"""What every metric of the clinic and of the subscription business is: hand-written SQL over their tables.

`aggregates` are expressions over one table and its day; the rest are whole statements, one for the total (None where a
total says nothing) and one by month.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gold:
    """The statements that a metric must equal."""

    metric: str
    total: str | None
    by_month: str


def _aggregate(metric: str, expression: str, table: str, day: str) -> Gold:
    by_month = f"select date_trunc('month', {day}), {expression} from {table} group by 1"
    return Gold(metric, f"select {expression} from {table}", by_month)


def _aggregates(table: str, day: str, expressions: dict[str, str]) -> list[Gold]:
    return [_aggregate(metric, expression, table, day) for metric, expression in expressions.items()]


def _at_month_ends(expressions: dict[str, str]) -> list[Gold]:
    months = "subscription_months join plans using (plan_id)"
    last = "where month_end = (select max(month_end) from subscription_months)"
    return [
        Gold(
            metric,
            f"select {expression} from {months} {last}",
            f"select date_trunc('month', month_end), {expression} from {months} group by 1",
        )
        for metric, expression in expressions.items()
    ]


def _running(metric: str, value: str, table: str, day: str, window: str) -> Gold:
    """A running figure on each month's last day whose window holds anything; `window`: which days `d` count on `m`."""
    by_month = f"""
        select date_trunc('month', m), arg_max(so_far, m)
        from (
            select m, sum({value}) as so_far
            from (select date_day as m from days) join (select {day} as d, * from {table}) on {window}
            group by m
        )
        group by 1
    """
    return Gold(metric, None, by_month)


# A conversion belongs to the latest base event of its window.
def _conversion(metric: str, base: str, conversion: str, days: int) -> Gold:
    converted = f"""
        base as ({base}), conversion as ({conversion}),
        matched as (
            select c.id, max(b.d) as d
            from conversion c join base b on b.who = c.who and b.d <= c.d and b.d > c.d - {days}
            group by all
        )
    """
    return Gold(
        metric,
        f"with {converted} select (select count(*) from matched) / (select count(*) from base)::double",
        f"""with {converted},
            b as (select date_trunc('month', d) as month, count(*) as bases from base group by 1),
            m as (select date_trunc('month', d) as month, count(*) as done from matched group by 1)
        select month, coalesce(done, 0) / bases::double from b left join m using (month)""",
    )


def _growth(value: str, months: int) -> str:
    return f"({value} - lag({value}, {months}) over by_month) / lag({value}, {months}) over by_month"


_COMPLETED = "count(*) filter (status = 'completed')"
_BILLED = "(select date_trunc('month', issued_on) as month, sum(amount) as billed from invoices group by 1)"
_MRR = "(select date_trunc('month', month_end) as month, sum(mrr)::double as mrr from subscription_months group by 1)"

CLINIC = [
    *_aggregates("patients", "registered_on", {"new_patients": "count(*)"}),
    *_aggregates("enquiries", "asked_on", {"enquiries": "count(*)"}),
    *_aggregates(
        "appointments",
        "scheduled_on",
        {
            "appointments": "count(*)",
            "completed_appointments": _COMPLETED,
            "no_shows": "count(*) filter (status = 'no_show')",
            "cancelled_appointments": "nullif(count(*) filter (status = 'cancelled'), 0)",
            "no_show_rate": "avg((status = 'no_show')::int)",
            "telehealth_appointments": "count(*) filter (is_telehealth)",
            "telehealth_share": "avg(is_telehealth::int)",
            "patients_seen": "count(distinct patient_id) filter (status = 'completed')",
            "visits_per_patient": f"{_COMPLETED} / nullif(count(distinct patient_id) filter (status = 'completed'), 0)",
            "average_visit_minutes": "avg(minutes) filter (status = 'completed')",
            "median_wait_days": "median(wait_days)",
            "wait_days_p90": "quantile_disc(wait_days, 0.9)",
            "longest_wait_days": "max(wait_days)",
        },
    ),
    *_aggregates(
        "invoices",
        "issued_on",
        {
            "billed": "sum(amount)",
            "received": "sum(paid_amount)",
            "outstanding": "sum(amount - paid_amount)",
            "collection_rate": "sum(paid_amount) / sum(amount)",
            "invoices": "count(*)",
            "average_invoice": "avg(amount)",
            "written_off": "sum(amount) filter (status = 'written_off')",
        },
    ),
    Gold(
        "cash_in",
        "select sum(amount) from invoices where status = 'paid'",
        "select date_trunc('month', paid_on), sum(amount) filter (status = 'paid') from invoices group by 1",
    ),
    Gold(
        "billed_per_visit",
        f"select (select sum(amount) from invoices) / (select {_COMPLETED} from appointments)",
        f"""with v as (
            select date_trunc('month', scheduled_on) as month, {_COMPLETED} as visits from appointments group by 1
        )
        select month, billed / nullif(visits, 0) from {_BILLED} full join v using (month)""",
    ),
    Gold(
        "billed_growth_mom",
        None,
        f"select month, {_growth('billed', 1)} from {_BILLED} window by_month as (order by month)",
    ),
    _running("billed_to_date", "amount", "invoices", "issued_on", "d <= m"),
    _running("billed_mtd", "amount", "invoices", "issued_on", "d between date_trunc('month', m) and m"),
    _running("appointments_ytd", "1", "appointments", "scheduled_on", "d between date_trunc('year', m) and m"),
    _running("appointments_7d", "1", "appointments", "scheduled_on", "d between m - 6 and m"),
    _conversion(
        "enquiry_to_visit_rate",
        "select patient_id as who, asked_on as d from enquiries where patient_id is not null",
        "select appointment_id as id, patient_id as who, scheduled_on as d from appointments",
        30,
    ),
]

SUBSCRIPTIONS = [
    *_aggregates("accounts", "signed_up_on", {"signups": "count(*)"}),
    *_at_month_ends(
        {
            "mrr": "sum(mrr)",
            "arr": "12 * sum(mrr)",
            "active_accounts": "count(*)",
            "seats": "sum(seats)",
            "average_seats": "avg(seats)",
            "enterprise_mrr": "sum(mrr) filter (tier = 'Enterprise')",
            "arpa": "sum(mrr) / count(*)",
        }
    ),
    Gold("mrr_growth_mom", None, f"select month, {_growth('mrr', 1)} from {_MRR} window by_month as (order by month)"),
    Gold("mrr_growth_yoy", None, f"select month, {_growth('mrr', 12)} from {_MRR} window by_month as (order by month)"),
    Gold(
        "mrr_growth_pace",
        None,
        f"""select month, ({_growth("mrr", 1)}) / nullif({_growth("mrr", 12)}, 0)
        from {_MRR} window by_month as (order by month)""",
    ),
    *_aggregates(
        "subscription_events",
        "happened_on",
        {
            "churned_accounts": "nullif(count(*) filter (event_type = 'churn'), 0)",
            "upgrades": "nullif(count(*) filter (event_type = 'upgrade'), 0)",
            "downgrades": "nullif(count(*) filter (event_type = 'downgrade'), 0)",
            "upgrade_ratio": """nullif(count(*) filter (event_type = 'upgrade'), 0)
                / nullif(count(*) filter (event_type = 'downgrade'), 0)""",
            "net_new_mrr": "sum(mrr_change)",
            "won_mrr": "sum(mrr_change) filter (mrr_change > 0)",
            "lost_mrr": "-sum(mrr_change) filter (mrr_change < 0)",
            "quick_ratio": "sum(mrr_change) filter (mrr_change > 0) / -sum(mrr_change) filter (mrr_change < 0)",
        },
    ),
    _running(
        "won_mrr_ytd",
        "mrr_change",
        "subscription_events",
        "happened_on",
        "d between date_trunc('year', m) and m and mrr_change > 0",
    ),
    *_aggregates(
        "usage_events",
        "used_on",
        {
            "sessions": "sum(sessions)",
            "accounts_using": "count(distinct account_id)",
            "sessions_per_account": "sum(sessions) / count(distinct account_id)",
            "latency_p95": "quantile_cont(latency_ms, 0.95)",
            "median_latency": "median(latency_ms)",
        },
    ),
    _running("sessions_28d", "sessions", "usage_events", "used_on", "d between m - 27 and m"),
    *_aggregates("support_days", "on_day", {"tickets_opened": "sum(tickets_opened)"}),
    Gold(
        "open_tickets",
        "select sum(open_tickets) from support_days where on_day = (select max(on_day) from support_days)",
        """select date_trunc('month', on_day), sum(open_tickets) from support_days
        where on_day in (select max(on_day) from support_days group by date_trunc('month', on_day)) group by 1""",
    ),
    _conversion(
        "usage_to_upgrade_rate",
        "select account_id as who, used_on as d from usage_events",
        """select event_key as id, account_id as who, happened_on as d
        from subscription_events where event_type = 'upgrade'""",
        14,
    ),
]
