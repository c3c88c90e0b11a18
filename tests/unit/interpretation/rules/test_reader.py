"""Questions over a clinic: what they become, and what stops them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.interpreter import Inquiry, Reading
from metrics_cli.interpretation.rules import RulesInterpreter, phrase
from metrics_cli.period import Calendar, resolve
from metrics_cli.query import Filter, GroupBy, MetricQuery, Operator, OrderBy

TODAY = date(2026, 11, 21)


def read(question: str, catalog: Catalog) -> Reading | Ambiguous | Refused:
    return RulesInterpreter().read(question, catalog, TODAY)


def summary(query: MetricQuery) -> tuple[object, ...]:
    groups = tuple(g.column for g in query.group_by)
    order = "".join("-" if o.descending else "+" for o in query.order_by)
    return query.metrics, groups, query.period.expression if query.period else None, order, query.limit


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many visits did we have last month?", (("visits",), (), "last_month", "", None)),
        ("appointments by ward", (("visits",), ("visit__ward",), None, "", None)),
        (
            "visits per ward and speciality in 2025",
            (("visits",), ("visit__ward", "doctor__speciality"), "2025", "", None),
        ),
        ("visits of all time", (("visits",), (), None, "", None)),
        ("monthly visits", (("visits",), ("metric_time__month",), None, "", None)),
        ("visits by month this year", (("visits",), ("metric_time__month",), "this_year", "", None)),
        ("visits by fiscal year", (("visits",), ("metric_time__fiscal_year",), None, "", None)),
        ("trend of visits", (("visits",), ("metric_time__month",), None, "", None)),
        ("top 3 wards by visits", (("visits",), ("visit__ward",), None, "-", 3)),
        ("the five busiest wards by visits", (("visits",), ("visit__ward",), None, "-", 5)),
        ("three wards with the most visits", (("visits",), ("visit__ward",), None, "-", 3)),
        ("the ward with the fewest visits last year", (("visits",), ("visit__ward",), "last_year", "+", 1)),
        ("who are the top 3 doctors by visits", (("visits",), ("doctor__doctor_name",), None, "-", 3)),
        ("what wards have the most visits", (("visits",), ("visit__ward",), None, "-", 10)),
        ("which 2 wards are most often paired together?", (("shared_wards",), ("ward_pair__pair",), None, "-", 1)),
        ("which three wards are most often paired together?", None),
        ("visits by ward with the most patients", None),
        ("top 2000 wards by visits", None),
        ("which ward had the most visits last year?", (("visits",), ("visit__ward",), "last_year", "-", 1)),
        ("which two wards have the fewest visits", (("visits",), ("visit__ward",), None, "+", 2)),
        ("which month had the most visits", (("visits",), ("metric_time__month",), None, "-", 1)),
        ("which two wards are most often paired together?", (("shared_wards",), ("ward_pair__pair",), None, "-", 1)),
        ("best ward by waiting time", (("average_wait",), ("visit__ward",), None, "+", 1)),
        ("bottom 4 wards by visits", (("visits",), ("visit__ward",), None, "+", 4)),
        ("visits and new patients by ward", (("visits", "new_patients"), ("visit__ward",), None, "", None)),
        ("visits, new patients and average wait", (("visits", "new_patients", "average_wait"), (), None, "", None)),
        ("visits, hours of care", (("visits", "visit_hours"), (), None, "", None)),
        ("new patients", (("new_patients",), (), None, "", None)),
        ("VISITS by Ward's", (("visits",), ("visit__ward",), None, "", None)),
        ("vists last month", (("visits",), (), "last_month", "", None)),
        ("consultatons last month", (("visits",), (), "last_month", "", None)),
        ("visits by booking date", (("visits",), ("visit__booked_on__month",), None, "", None)),
        ("visits by booking year", (("visits",), ("visit__booked_on__year",), None, "", None)),
        ("visits by visit month", (("visits",), ("visit__month",), None, "", None)),
        ("visits by month", (("visits",), ("metric_time__month",), None, "", None)),
        ("visits by doctor", (("visits",), ("doctor__doctor_name",), None, "", None)),
        ("How many people do we look after?", (("patients",), (), None, "", None)),
        ("how many people do we look after", (("patients",), (), None, "", None)),
    ],
)
def test_a_question_becomes_a_query_or_none(
    question: str, expected: tuple[object, ...] | None, clinic: Catalog
) -> None:
    reading = read(question, clinic)
    if expected is None:
        assert isinstance(reading, Refused)
    else:
        assert isinstance(reading, Reading)
        assert summary(reading.query) == expected


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("visits in Ward B", ("B",)),
        ("visits by policy number", ("policy", "number")),
        ("visits by ward number", ("number",)),
        ("visits by doctor count", ("count",)),
        ("visits by ward view", ("view",)),
        ("visit reports by ward", ("reports",)),
        ("visits without referrals", ("without", "referrals")),
        ("average visits by ward", ("average",)),
        ("visits compared to last year", None),
        ("visits over 100", None),
        ("visits not in 2024", ("not",)),
        ("visits in the early 90s", ("early", "90s")),
        ("visits last fiscal year", None),
        ("visits in fiscal Q2 2024", ("fiscal", "Q2", "2024")),
        ("visits of the last few weeks", None),
        ("ward visits", None),
        ("visits by budget owner", None),
        ("visits by phone", None),
        ("visits per doctor", None),
        ("budget last month", None),
        ("top wards and worst wards by visits", None),
        ("is everything fine?", ("everything", "fine")),
        ("visits; drop table visits", None),
        ("{{ visits }}", None),
        ("visits 😀", ("😀",)),
        ("визиты", ("визиты",)),
        ("", None),
        ("???", None),
        ("visits " * 200, None),
    ],
)
def test_words_that_are_not_understood_stop_the_answer(
    question: str, words: tuple[str, ...] | None, clinic: Catalog
) -> None:
    refusal = read(question, clinic)
    assert isinstance(refusal, Refused)
    assert refusal.reason
    if words is not None:
        assert refusal.missing == words


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("visits over 2000", id="a bound, not the year"),
        pytest.param("visits as of 2024-03-31", id="a state at a day, not that day"),
        pytest.param("average wait of our top 10 wards", id="top by what?"),
        pytest.param("visits from the top 3 wards last year", id="top by what, with a period"),
        pytest.param("at least 5 visits by ward", id="a bound, not the smallest five"),
        pytest.param("inpatients by ward", id="a prefix makes another word"),
        pytest.param("inconsultations", id="an opposite is no slip"),
        pytest.param("how many fees last month", id="a count of an amount"),
        pytest.param("number of fees", id="a count of an amount, otherwise said"),
        pytest.param("amount of visits", id="an amount of a count"),
        pytest.param("visits by ward, most", id="a ranking of nothing"),
        pytest.param("visits plus patients", id="a sum"),
        pytest.param("visits in ME last year", id="a state in capitals is no filler"),
        pytest.param("our US visits", id="a country in capitals is no filler"),
        pytest.param("visits to March 2024", id="until it, or in it"),
        pytest.param("how much were our visits", id="an amount of a count, words between"),
        pytest.param("total average wait", id="the total of an average"),
        pytest.param("visits like last year", id="a comparison"),
        pytest.param("by ward visits and patients by speciality", id="two requests"),
        pytest.param("top -5 wards by visits", id="a minus is no dash"),
        pytest.param("what will visits be next month", id="a forecast"),
    ],
)
def test_what_may_mean_another_number_is_refused(question: str, clinic: Catalog) -> None:
    assert isinstance(read(question, clinic), Refused)


@pytest.mark.parametrize("words", ["excluding Cardiology and Paris", "except Cardiology or Paris"])
def test_what_follows_an_exclusion_with_and_is_not_asked_for(valued: Catalog, words: str) -> None:
    assert isinstance(read(f"visits {words}", valued), Refused)


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("occupancy last month", {("bed_days",), ("bed_nights",)}),
        ("visits by city", {("patient__birth_city",), ("patient__home_city",)}),
        ("monthly visits by city", {("metric_time", "patient__birth_city"), ("metric_time", "patient__home_city")}),
    ],
)
def test_words_that_fit_several_things_are_asked_back(
    question: str, options: set[tuple[str, ...]], clinic: Catalog
) -> None:
    outcome = read(question, clinic)
    assert isinstance(outcome, Ambiguous)
    found = {
        o.query.metrics if len(o.query.group_by) == 0 else tuple(g.name for g in o.query.group_by)
        for o in outcome.options
    }
    assert found == options
    assert len({o.sentence for o in outcome.options}) == len(outcome.options)
    for option in outcome.options:
        reading = read(option.sentence, clinic)
        assert isinstance(reading, Reading)
        assert summary(reading.query)[:2] == summary(option.query)[:2]


def test_a_ranking_is_of_what_has_a_name(clinic: Catalog) -> None:
    reading = read("which ward had the most visits?", clinic)
    assert isinstance(reading, Reading)
    assert reading.query.filters == (Filter("visit__ward", Operator.NOT_NULL),)


def test_every_word_of_a_reading_is_accounted_for(clinic: Catalog) -> None:
    question = "Please show me the top 3 wards by visits in 2025"
    reading = read(question, clinic)
    assert isinstance(reading, Reading)
    words = " ".join(question[p.start : p.end] for p in reading.parts)
    assert words == question


@pytest.mark.parametrize(
    "question", ["visits by policy number", "why is occupancy so high?", "phone numbers of patients"]
)
def test_what_a_refusal_suggests_can_be_read(question: str, clinic: Catalog) -> None:
    refusal = read(question, clinic)
    assert isinstance(refusal, Refused)
    assert refusal.nearest
    for suggestion in refusal.nearest:
        reading = read(suggestion.question, clinic)
        assert isinstance(reading, Reading)
        assert reading.query == suggestion.query


@pytest.mark.parametrize(
    ("question", "expressions"),
    [
        ("visits from 2023", ["2023", "2023-01-01.."]),
        ("visits on 03/05/2024", ["2024-03-05", "2024-05-03"]),
        ("visits by ward Mar 24", ["2024-03", "2026-03-24"]),
        ("visits in winter 2024", ["2024-winter", "2023-winter"]),
        ("visits last Friday", ["last_friday", "latest_friday"]),
    ],
)
def test_a_period_that_can_be_read_in_two_ways_is_asked_back(
    question: str, expressions: list[str], clinic: Catalog
) -> None:
    outcome = read(question, clinic)
    assert isinstance(outcome, Ambiguous)
    assert [o.query.period.expression for o in outcome.options if o.query.period] == expressions
    for option in outcome.options:
        again = read(option.sentence, clinic)
        assert isinstance(again, Reading) and again.query.period and option.query.period
        assert (again.query.period.start, again.query.period.end) == (
            option.query.period.start,
            option.query.period.end,
        )


def test_a_slip_in_a_word_of_a_date_is_mended_and_said(clinic: Catalog) -> None:
    outcome = read("visits last monht by ward", clinic)
    assert isinstance(outcome, Reading) and outcome.query.period
    assert (outcome.query.period.expression, outcome.assumed) == ("last_month", ("'monht' is read as 'month'",))


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("visits in the last few weeks", "'few' does not say how many days, weeks or months."),
        ("visits last fiscal year", "'fiscal' names a calendar that the project does not describe."),
        ("visits between 9am and noon", "'9am' asks for a time of day, and dates are whole days."),
    ],
)
def test_a_date_that_can_not_be_read_has_its_reason(question: str, reason: str, clinic: Catalog) -> None:
    outcome = read(question, clinic)
    assert isinstance(outcome, Refused)
    assert outcome.reason == reason


def test_a_balance_is_told_as_it_last_stood_and_a_sum_is_not(clinic: Catalog) -> None:
    balance = replace(clinic.metrics["patients"], additivity="balance")
    stock = replace(clinic, metrics={**clinic.metrics, "patients": balance})
    outcome = read("patients at the end of June 2025", stock)
    assert isinstance(outcome, Reading) and outcome.query.period
    assert outcome.query.period == resolve("..2025-06-30", TODAY)
    assert outcome.assumed == ("'at the end of June 2025' is read as the last state known by that day",)
    refusal = read("visits as of March 2025", stock)
    assert isinstance(refusal, Refused) and "adds up over days" in refusal.reason


def test_the_calendar_of_the_project_settles_what_it_can(clinic: Catalog) -> None:
    reader = RulesInterpreter(Calendar(week_start=6, fiscal_start=2, day_first=True))
    for question, expression in [
        ("visits last fiscal quarter", "fiscal(2, last_quarter)"),
        ("visits on 03/05/2024", "2024-05-03"),
        ("visits last week", "weeks(sunday, last_week)"),
    ]:
        outcome = reader.read(question, clinic, TODAY)
        assert isinstance(outcome, Reading) and outcome.query.period
        assert outcome.query.period.expression == expression


_METRICS = st.sampled_from(["visits", "patients", "new_patients", "average_wait", "visit_hours"])
_GROUPS = st.sampled_from(
    [None, GroupBy("visit__ward"), GroupBy("doctor__speciality"), GroupBy("metric_time", "month")]
)
_PERIODS = st.sampled_from([None, "2025-01-01..2025-03-31", "2024-03-05..2024-03-05", "2024-01-01..", "..2024-06-30"])


@given(metric=_METRICS, group=_GROUPS, expression=_PERIODS, limit=st.none() | st.integers(1, 20))
def test_a_query_put_into_words_reads_back_the_same(
    metric: str, group: GroupBy | None, expression: str | None, limit: int | None, clinic: Catalog
) -> None:
    order = (OrderBy(metric, descending=True),) if limit and group else ()
    period = resolve(expression, TODAY) if expression else None
    query = MetricQuery((metric,), (group,) if group else (), (), period, order, limit if order else None)
    reading = read(phrase(query, clinic), clinic)
    assert isinstance(reading, Reading)
    found = reading.query
    assert (found.metrics, found.group_by, found.order_by, found.limit) == (
        query.metrics,
        query.group_by,
        query.order_by,
        query.limit,
    )
    ends = [(p.start, p.end) if p else None for p in (found.period, query.period)]
    assert ends[0] == ends[1]


@given(
    question=st.sampled_from(
        [
            "visits by ward last month",
            "top 5 doctors by visits in 2025",
            "which ward has the most visits",
            "monthly visits",
        ]
    ),
    word=st.sampled_from(
        "open not without average new number nurse first last than cancelled urgent type % ="
        " will no except only under as distinct second next".split()
    ),
    place=st.integers(0, 7),
)
def test_a_word_more_is_never_passed_over(question: str, word: str, place: int, clinic: Catalog) -> None:
    words = question.split()
    # "By = ward" and "month =" are how a program writes it, and "in %" is how shares are shown.
    assume((words[:place][-1:], word) not in ((["by"], "="), (["month"], "="), (["in"], "%")))
    words.insert(place, word)
    assert isinstance(read(question, clinic), Reading)
    assert isinstance(read(" ".join(words), clinic), Refused)


_SALAD = st.lists(
    st.sampled_from(
        "visits patients by per top 5 ward wards doctor last month 2024 and not most best which two over time q3 since "
        "from to between march the of how many city occupancy average % ; {{ ' 0 99999 first half".split()
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(words=_SALAD)
def test_word_salad_is_read_or_refused_but_never_breaks(words: list[str], clinic: Catalog) -> None:
    outcome = read(" ".join(words), clinic)
    assert isinstance(outcome, Reading | Refused | Ambiguous | Inquiry)
    if isinstance(outcome, Reading):
        assert not {"not", "average", "%", "{{"} & (set(words) - {w for p in outcome.parts for w in p.words.split()})


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str, clinic: Catalog) -> None:
    assert isinstance(read(text, clinic), Reading | Refused | Ambiguous | Inquiry)


@pytest.mark.parametrize(
    ("question", "columns"),
    [
        ("which ward had the biggest increase in visits last year?", ["-visits__change"]),
        ("which ward had the largest drop in visits last year?", ["+visits__change"]),
        ("which ward's visits grew fastest last year", ["-visits__change_percent"]),
        ("top 3 wards by growth rate of visits in 2025", ["-visits__change_percent"]),
        ("slowest growing ward by visits in 2025", ["+visits__change_percent"]),
        ("top 3 wards by visits growth in 2025", ["-visits__change", "-visits__change_percent"]),
        ("which ward's visits declined the most in 2025", ["+visits__change", "+visits__change_percent"]),
        ("which ward had the biggest change in visits last year?", []),
    ],
)
def test_a_ranking_by_a_change_says_by_which_or_asks(question: str, columns: list[str], clinic: Catalog) -> None:
    found = read(question, clinic)
    queries = [found.query] if isinstance(found, Reading) else []
    queries = [o.query for o in found.options] if isinstance(found, Ambiguous) else queries
    assert [f"{'-' if q.order_by[0].descending else '+'}{q.order_by[0].name}" for q in queries] == columns
    assert all(q.compare is not None and q.limit for q in queries)


@pytest.mark.parametrize(
    ("question", "groups", "limit"),
    [
        ("top wards", ("visit__ward",), 10),
        ("who are our 5 best doctors in 2025?", ("doctor__doctor_name",), 5),
        ("which ward grew fastest in 2025?", ("visit__ward",), 1),
    ],
)
def test_where_only_the_measure_is_wanting_it_is_asked_for(
    question: str, groups: tuple[str, ...], limit: int, clinic: Catalog
) -> None:
    found = read(question, clinic)
    assert isinstance(found, Ambiguous)
    assert found.reason == "it does not say what to measure"
    assert len({o.query.metrics for o in found.options}) > 1
    for option in found.options:
        assert tuple(g.column for g in option.query.group_by) == groups
        assert option.query.limit == limit
        again = read(option.sentence, clinic)
        assert isinstance(again, Reading)
        # The period is spelt out in the sentence.
        assert replace(again.query, period=option.query.period) == option.query


@pytest.mark.parametrize("question", ["hello", "thank you", "top", "top wards of the moon", "delete the wards"])
def test_no_measure_is_asked_for_where_more_is_wanting(question: str, clinic: Catalog) -> None:
    assert isinstance(read(question, clinic), Refused)


def test_a_multiple_of_a_sum_has_a_total_and_shares(clinic: Catalog) -> None:
    per_year = replace(clinic.metrics["fees"], name="yearly_fees", label="Yearly fees", type="derived")
    for additivity, is_there in (("balance", True), ("sum", True), ("formula", False)):
        metrics = {**clinic.metrics, "yearly_fees": replace(per_year, additivity=additivity)}
        joins = {**clinic.joins, "yearly_fees": clinic.joins["fees"]}
        catalog = replace(clinic, metrics=metrics, joins=joins)
        for question in ("share of yearly fees by ward", "total yearly fees"):
            assert isinstance(read(question, catalog), Reading) == is_there, (question, additivity)


def test_the_overall_rate_is_the_rate(clinic: Catalog) -> None:
    found = read("overall average wait in 2025", clinic)
    assert isinstance(found, Reading)
    assert summary(found.query) == (("average_wait",), (), "2025", "", None)
    assert isinstance(read("total average wait in 2025", clinic), Refused)


def test_gross_and_net_are_asked_apart_where_neither_is_said(clinic: Catalog) -> None:
    both = {
        name: replace(clinic.metrics["budget"], name=name, label=name.title()) for name in ("gross fares", "net fares")
    }
    joins = {**clinic.joins, **dict.fromkeys(both, clinic.joins["fees"])}
    found = read("fares last year", replace(clinic, metrics={**clinic.metrics, **both}, joins=joins))
    assert isinstance(found, Ambiguous)
    assert {o.query.metrics for o in found.options} == {("gross fares",), ("net fares",)}
    rates = [replace(clinic.metrics["average_wait"], name=f"rate {i}", label=f"Rate {i}") for i in range(3)]
    central = {r.name: replace(r, inputs=("net fares", "visits")) for r in rates}
    found = read("fares last year", replace(clinic, metrics={**clinic.metrics, **both, **central}, joins=joins))
    assert isinstance(found, Reading)
    assert found.query.metrics == ("net fares",)
    assert "'fares' is read as Net Fares" in found.assumed
    one = {name: m for name, m in both.items() if name.startswith("net")}
    found = read("fares last year", replace(clinic, metrics={**clinic.metrics, **one}, joins=joins))
    assert isinstance(found, Reading)
    assert found.query.metrics == ("net fares",)


def test_net_new_is_no_new(clinic: Catalog) -> None:
    net = replace(clinic.metrics["budget"], name="net_new_fares", label="Net new fares")
    joins = {**clinic.joins, "net_new_fares": clinic.joins["fees"]}
    catalog = replace(clinic, metrics={**clinic.metrics, "net_new_fares": net}, joins=joins)
    assert isinstance(read("net new fares in 2025", catalog), Reading)
    assert not isinstance(read("new fares in 2025", catalog), Reading)


def test_the_year_of_this_year_is_nothing_to_split_by(clinic: Catalog) -> None:
    for question in ("biggest budget this year", "largest fees this month", "biggest fees last year"):
        assert not isinstance(read(question, clinic), Reading), question


def test_what_is_averaged_is_no_total_where_another_metric_has_the_name_too(clinic: Catalog) -> None:
    names = {"average_fare": "Average fare", "paid_fare": "Paid fare"}
    fares = {name: replace(clinic.metrics["budget"], name=name, label=label) for name, label in names.items()}
    joins = {**clinic.joins, **dict.fromkeys(fares, clinic.joins["fees"])}
    alone = {"average_fare": fares["average_fare"]}
    found = read("fare last year", replace(clinic, metrics={**clinic.metrics, **alone}, joins=joins))
    assert isinstance(found, Reading)
    found = read("fare last year", replace(clinic, metrics={**clinic.metrics, **fares}, joins=joins))
    assert not isinstance(found, Reading)
