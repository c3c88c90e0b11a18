"""What can be asked of a project: names, meanings, formulas, joins; here of the library, as dbt wrote it down."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from metrics_cli.catalog import Join, Joins, build_catalog, load_joins, read_manifest, save_joins
from metrics_cli.catalog.formulas import label_of
from metrics_cli.errors import ManifestMissing
from tests.projects.built import Built


@pytest.mark.parametrize(
    ("metric", "label", "kind", "formula"),
    [
        ("loans", "Loans", "simple", "count(loan_id) of loans"),
        ("fines", "Fines", "simple", "sum(fine) of loans"),
        ("overdue_rate", "Overdue rate", "ratio", "overdue_loans / loans"),
        ("fine_per_loan", "Fine per loan", "derived", "fines / loans of fines, loans"),
        ("loans_to_date", "Loans to date", "cumulative", "count(loan_id) of loans, since the beginning"),
        ("loans_mtd", "Loans this month so far", "cumulative", "count(loan_id) of loans, since the start of the month"),
        ("borrowers", "Borrowers", "simple", "count_distinct(member_id) of loans"),
    ],
)
def test_a_metric_says_how_it_is_computed(library: Built, metric: str, label: str, kind: str, formula: str) -> None:
    found = library.catalog.metrics[metric]
    assert (found.label, found.type, found.formula) == (label, kind, formula)


@pytest.mark.parametrize(
    ("metric", "synonyms", "unit", "questions"),
    [
        ("loans", ("borrowings", "checkouts"), "integer", ("How busy is the library?",)),
        ("fines", ("penalties",), "usd", ()),
        ("overdue_loans", (), None, ()),
    ],
)
def test_a_metric_brings_what_its_owners_wrote(
    library: Built, metric: str, synonyms: tuple[str, ...], unit: str | None, questions: tuple[str, ...]
) -> None:
    found = library.catalog.metrics[metric]
    assert (found.synonyms, found.format, found.questions) == (synonyms, unit, questions)


@pytest.mark.parametrize(
    ("metric", "time_dimensions", "time_label", "needs_time", "is_cumulative", "offset_grain"),
    [
        ("loans", ("loan__lent_on",), "Lending date", False, False, None),
        ("new_members", ("member__joined_on",), "Joining date", False, False, None),
        ("overdue_rate", ("loan__lent_on",), "Lending date", False, False, None),
        ("loans_to_date", ("loan__lent_on",), "Lending date", False, True, None),
        ("loans_mtd", ("loan__lent_on",), "Lending date", True, True, None),
        ("loan_growth", ("loan__lent_on",), "Lending date", True, False, "month"),
    ],
)
def test_a_metric_knows_its_date_and_whether_it_needs_one(
    library: Built,
    metric: str,
    time_dimensions: tuple[str, ...],
    time_label: str,
    needs_time: bool,
    is_cumulative: bool,
    offset_grain: str | None,
) -> None:
    found = library.catalog.metrics[metric]
    assert (found.time_dimensions, found.time_label) == (time_dimensions, time_label)
    assert (found.needs_time, found.is_cumulative, found.offset_grain) == (needs_time, is_cumulative, offset_grain)


@pytest.mark.parametrize(
    ("dimension", "label", "kind", "pii"),
    [
        ("title__genre", "Genre", "categorical", False),
        ("title__title_name", "Title name", "categorical", False),
        ("member__email", "Email", "categorical", True),
        ("member__branch__town", "Town", "categorical", False),
        ("member__joined_on", "Joining date", "time", False),
        ("metric_time", "Date", "time", False),
        ("member", "Member", "entity", False),
    ],
)
def test_a_dimension_is_named_as_its_owners_did(
    library: Built, dimension: str, label: str, kind: str, pii: bool
) -> None:
    found = library.catalog.dimensions[dimension]
    assert (found.label, found.type, found.pii) == (label, kind, pii)


def test_only_what_joins_is_offered(library: Built) -> None:
    both = {d.name for d in library.catalog.dimensions_of(["loans", "new_members"])}
    assert "member__tier" in both
    assert both.isdisjoint({"title__genre", "loan__is_overdue", "metric_time"})
    assert "title__genre" in {d.name for d in library.catalog.dimensions_of(["loans"])}
    assert library.catalog.dimensions_of([]) == ()


def test_the_projects_own_grains_come_after_the_calendars(library: Built) -> None:
    assert library.catalog.grains_of(["loans"]) == ("day", "week", "month", "quarter", "year", "term")


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Fines\n\u202e of \u200bmembers\x1b[2J", "Fines of members [2J"),
        ("\u200b", "Late fines"),
        (None, "Late fines"),
        ("Bußen für 2 €", "Bußen für 2 €"),
    ],
)
def test_a_label_is_one_line_of_signs_that_can_be_seen(label: str | None, shown: str) -> None:
    assert label_of({"name": "late_fines", "label": label}, "late_fines") == shown


def test_a_saved_query_is_listed_with_what_it_asks(library: Built) -> None:
    saved = library.catalog.saved_queries["loans_by_genre"]
    assert (saved.label, saved.metrics, saved.group_by) == (
        "Loans by genre",
        ("loans", "fines"),
        ("Dimension('title__genre')",),
    )


def test_without_joins_the_metrics_are_known_and_nothing_else(library: Built) -> None:
    catalog = build_catalog(library.manifest)
    assert set(catalog.metrics) == set(library.catalog.metrics)
    assert (catalog.dimensions, catalog.dimensions_of(["loans"]), catalog.has_time("loans")) == ({}, (), False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no semantic manifest at"),
        (b"", "is not JSON"),
        (b'{"metrics": [', "is not JSON"),
        (b"[]", "is not a semantic manifest"),
        (b'{"nodes": {}}', "is not a semantic manifest"),
        (b'{"metrics": [], "semantic_models": []}', "has no metrics"),
        (b"\xff\xfe", "can't be read"),
    ],
)
def test_a_manifest_that_is_none_is_an_error_that_names_the_file(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "semantic_manifest.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ManifestMissing, match=said) as refusal:
        read_manifest(path)
    assert str(path) in refusal.value.message
    assert "dbt parse" in refusal.value.hint


def test_a_manifest_is_known_by_its_text(tmp_path: Path, library: Built) -> None:
    same, other = tmp_path / "same.json", tmp_path / "other.json"
    same.write_text(library.manifest.text, encoding="utf-8")
    other.write_text(library.manifest.text + " ", encoding="utf-8")
    assert read_manifest(same).hash == library.manifest.hash != read_manifest(other).hash


JOINS: Joins = {
    "loans": (Join("title__genre", "categorical", None, "titles"), Join("metric_time", "time", "day", None)),
    "fines": (Join("title__genre", "categorical", None, "titles"),),
    "nothing": (),
}


def test_kept_joins_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "made" / "on the way" / "joins.json"
    save_joins(path, "key", JOINS)
    assert load_joins(path, "key") == JOINS
    assert [p.name for p in path.parent.iterdir()] == ["joins.json"]


def test_joins_of_another_manifest_are_a_miss(tmp_path: Path) -> None:
    save_joins(tmp_path / "joins.json", "key", JOINS)
    assert load_joins(tmp_path / "joins.json", "other key") is None


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: text[: len(text) // 2], id="cut"),
        pytest.param(lambda text: "[]", id="a list"),
        pytest.param(lambda text: "null", id="null"),
        pytest.param(lambda text: json.dumps(json.loads(text) | {"layout": 0}), id="older layout"),
        pytest.param(lambda text: json.dumps(json.loads(text) | {"joins": []}), id="joins lost"),
        pytest.param(lambda text: json.dumps(json.loads(text) | {"joins": [[1]]}), id="short join"),
        pytest.param(lambda text: json.dumps(json.loads(text) | {"metrics": 3}), id="metrics no map"),
        pytest.param(lambda text: json.dumps({"layout": 1, "key": "key"}), id="parts missing"),
    ],
)
def test_damaged_joins_are_a_miss_and_not_an_error(tmp_path: Path, damage) -> None:
    path = tmp_path / "joins.json"
    save_joins(path, "key", JOINS)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert load_joins(path, "key") is None


def test_joins_that_are_absent_or_no_file_are_a_miss(tmp_path: Path) -> None:
    assert load_joins(tmp_path / "joins.json", "key") is None
    assert load_joins(tmp_path, "key") is None


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    save_joins(tmp_path / "file" / "joins.json", "key", JOINS)
    assert load_joins(tmp_path / "file" / "joins.json", "key") is None


def test_writers_at_the_same_time_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "joins.json"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: save_joins(path, "key", JOINS), range(40)))
    assert load_joins(path, "key") == JOINS
    assert [p.name for p in tmp_path.iterdir()] == ["joins.json"]
