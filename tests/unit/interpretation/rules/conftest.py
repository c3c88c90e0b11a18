"""A catalog of a clinic: nothing in it is a shop's."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.catalog import Catalog, Dimension, Metric

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
