"""A catalog of a clinic: nothing in it is a shop's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def clinic() -> Catalog:
    metrics = [
        Metric(
            "visits",
            "Visits",
            "",
            "simple",
            synonyms=("appointments", "consultations"),
            good_when="up",
            format="integer",
        ),
        Metric("visit_hours", "Visit hours", "", "simple", synonyms=("hours of care",)),
        Metric("patients", "Patients", "", "simple", questions=("How many people do we look after?",)),
        Metric("new_patients", "New patients", "", "simple"),
        Metric("average_wait", "Average wait", "", "ratio", synonyms=("waiting time", "wait"), good_when="down"),
        Metric("bed_days", "Bed days", "", "simple", synonyms=("occupancy",)),
        Metric("bed_nights", "Bed nights", "", "simple", synonyms=("occupancy",)),
        Metric("shared_wards", "Wards shared", "", "simple", synonyms=("paired together",)),
        Metric("budget", "Budget", "", "simple"),
        Metric("fees", "Fees", "", "simple", format="usd"),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("doctor", "Doctor", "", "entity"),
        Dimension("doctor__doctor_name", "Doctor", "", "categorical", synonyms=("physician",)),
        Dimension("doctor__speciality", "Speciality", "", "categorical", synonyms=("field of medicine",)),
        Dimension("visit__ward", "Ward", "", "categorical"),
        Dimension("visit__booked_on", "Booking date", "", "time", "day"),
        Dimension("visit__month", "Month of the plan", "", "categorical"),
        Dimension("patient__home_city", "City", "", "categorical", synonyms=("town",)),
        Dimension("patient__birth_city", "City", "", "categorical"),
        Dimension("patient__phone", "Phone", "", "categorical", pii=True),
        Dimension("ward_pair__pair", "Ward pair", "", "categorical", synonyms=("two wards", "wards")),
        Dimension("budget__owner", "Budget owner", "", "categorical"),
    ]
    everyday = frozenset(d.name for d in dimensions if d.name not in ("ward_pair__pair", "budget__owner"))
    joins = {m.name: everyday for m in metrics}
    joins["shared_wards"] = frozenset({"metric_time", "ward_pair__pair"})
    joins["budget"] = frozenset({"budget__owner"})
    return Catalog({m.name: m for m in metrics}, {d.name: d for d in dimensions}, joins, {}, ("fiscal_year",))


@pytest.fixture(scope="session")
def valued(clinic: Catalog) -> Catalog:
    """The clinic with what its data hold, among it words of the language and of the catalog."""
    held: dict[Home, tuple[str | int | bool, ...]] = {
        Home("visit", "ward"): ("North", "South Wing", "Intensive care", "Other", "or"),
        Home("doctor", "speciality"): ("Cardiology", "Paediatrics", "Ear, nose & throat", "Other"),
        Home("patient", "home_city"): ("Oslo", "Bergen", "New York"),
        Home("patient", "birth_city"): ("Oslo", "Bergen", "Paris"),
        Home("patient", "state"): ("CA", "NY", "IN", "OR", "ME"),
        Home("visit", "is_urgent"): (True, False),
        Home("visit", "length"): (10, 20, 45),
    }
    more = [
        Dimension("patient__state", "State", "", "categorical"),
        Dimension("visit__is_urgent", "Urgent", "", "categorical"),
        Dimension("visit__length", "Length", "", "categorical"),
        Dimension("patient", "Patient", "", "entity"),
    ]
    dimensions = {**clinic.dimensions, **{d.name: d for d in more}}
    names = frozenset(d.name for d in more)
    joins = {m: found | names if len(found) > 3 else found for m, found in clinic.joins.items()}
    values = {h: Values(tuple((v, 9) for v in found), len(found), 99, 1) for h, found in held.items()}
    return replace(clinic, dimensions=dimensions, joins=joins, values=values)
