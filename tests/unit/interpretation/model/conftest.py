"""A clinic as it is offered to a model, and what its data hold."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.model.contract import Offer, OfferedDimension

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def clinic() -> Catalog:
    metrics = [
        Metric("visits", "Visits", "Visits that took place. Cancelled ones do not count.", "simple", format="integer"),
        Metric("patients", "Patients", "People seen.", "simple", format="integer"),
        Metric("fees", "Fees", "What was billed for the visits, in dollars.", "simple", format="usd"),
        Metric("net_fees", "Net fees", "Fees without what was written off.", "simple", format="usd"),
        Metric("average_wait", "Average wait", "", "ratio", synonyms=("waiting time",), good_when="down"),
        Metric("no_shows", "No-shows", "Visits that nobody came to.", "simple", format="integer"),
        Metric("budget", "Budget", "What was planned.", "simple", format="usd"),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("doctor", "Doctor", "", "entity"),
        Dimension("patient", "Patient", "", "entity"),
        Dimension("doctor__doctor_name", "Doctor", "", "categorical", synonyms=("physician",)),
        Dimension("doctor__speciality", "Speciality", "", "categorical"),
        Dimension("visit__ward", "Ward", "", "categorical"),
        Dimension("visit__status", "Status", "", "categorical"),
        Dimension("visit__claim_number", "Claim number", "", "categorical"),
        Dimension("visit__policy_number", "Policy number", "", "categorical"),
        Dimension("visit__booked_on", "Booking date", "", "time", "day"),
        Dimension("visit__is_urgent", "Urgent", "", "categorical"),
        Dimension("visit__length", "Length", "", "categorical"),
        Dimension("patient__home_city", "City", "", "categorical"),
        Dimension("patient__birth_city", "City", "", "categorical"),
        Dimension("patient__state", "State", "", "categorical"),
        Dimension("patient__phone", "Phone", "", "categorical", pii=True),
        Dimension("budget__owner", "Budget owner", "", "categorical"),
    ]
    common = frozenset(d.name for d in dimensions if d.name != "budget__owner")
    joins = {m.name: common for m in metrics} | {"budget": frozenset({"budget__owner"})}
    held: dict[Home, tuple[str | int | bool, ...]] = {
        Home("visit", "ward"): ("North", "South Wing", "Intensive care", "Other"),
        Home("visit", "status"): ("completed", "cancelled", "rescheduled"),
        Home("doctor", "speciality"): ("Cardiology", "Paediatrics", "Other"),
        Home("patient", "home_city"): ("Oslo", "Bergen", "New York"),
        Home("patient", "birth_city"): ("Oslo", "Paris"),
        Home("patient", "state"): ("CA", "NY", "TX", "WA"),
        Home("visit", "is_urgent"): (True, False),
        Home("visit", "length"): (10, 20, 45),
    }
    values = {h: Values(tuple((v, 9) for v in found), len(found), 99, 1) for h, found in held.items()}
    by_name = {d.name: d for d in dimensions}
    return Catalog({m.name: m for m in metrics}, by_name, joins, values=values)


@pytest.fixture(scope="session")
def offer(clinic: Catalog) -> Offer:
    metrics = tuple(m for m in clinic.metrics.values() if m.name != "budget")
    names = tuple(m.name for m in metrics)
    offered = [d for n, d in clinic.dimensions.items() if n not in ("metric_time", "budget__owner")]
    dimensions = tuple(OfferedDimension(d, names) for d in offered)
    return Offer(metrics, dimensions, ("day", "week", "month", "quarter", "year"))
