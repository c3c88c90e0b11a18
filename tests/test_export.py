"""Rows that leave: every form, whole files or none, however many rows, over the real warehouse."""

from __future__ import annotations

import csv
import json
import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import cast

import duckdb
import pytest

from metrics_cli.answer import Column
from metrics_cli.errors import QueryFailed
from metrics_cli.execution.duckdb import BATCH, DuckDbWarehouse, _letting_go
from tests.projects.built import COMMAND, Built, environment

JOINED = "loans join titles using (title_id)"
BY_MONTH = ("query", "-m", "loans,fines", "-g", "month,genre", "--order", "month,genre")
EXPECTED = (
    "select cast(date_trunc('month', lent_on) as date), genre, count(*), sum(fine)"
    f" from {JOINED} group by 1, 2 order by 1, 2 nulls last"
)
NAMES = ["metric_time__month", "title__genre", "loans", "fines"]


def read(path: Path) -> list[list[object]]:
    """Return the rows of an exported file, in the types that its form knows, the names first."""
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            found = connection.read_parquet(str(path))
            return [list(found.columns), *map(list, found.fetchall())]
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return [list(row) for row in csv.reader(text.splitlines())]
    if path.suffix == ".jsonl":
        lines = [json.loads(line, parse_float=Decimal) for line in text.splitlines()]
        return [list(lines[0]), *(list(line.values()) for line in lines)]
    body = json.loads(text, parse_float=Decimal)
    return [[column["name"] for column in body["columns"]], *body["rows"]]


def as_text(rows: list[list[object]]) -> list[list[str]]:
    """Return rows as CSV has them."""
    return [["" if value is None else str(value) for value in row] for row in rows]


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.parquet", "rows.json"])
def test_a_file_holds_what_hand_written_sql_gives(library: Built, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shown = library.metrics(*BY_MONTH, "-o", str(path))
    assert (shown.code, shown.out) == (0, "")
    names, *rows = read(path)
    expected = library.sql(EXPECTED)
    assert names == NAMES
    assert as_text(rows) == as_text([list(row) for row in expected])
    assert f"{len(expected)} rows in {path}" in shown.err
    assert os.listdir(tmp_path) == [name]


def test_parquet_keeps_types_and_the_order_of_the_query(library: Built, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    library.metrics(*BY_MONTH, "-o", str(path))
    with duckdb.connect() as connection:
        found = connection.read_parquet(str(path))
        assert found.columns == NAMES
        assert [str(t).split("(")[0] for t in found.types] == ["DATE", "VARCHAR", "BIGINT", "DECIMAL"]


@pytest.mark.parametrize("more", [["-l", "2"], ["--top", "2"]])
def test_parquet_of_few_rows_keeps_types_too(library: Built, tmp_path: Path, more: list[str]) -> None:
    path = tmp_path / "rows.parquet"
    shown = library.metrics("query", "-m", "fines", "-g", "genre", *more, "-o", str(path))
    assert shown.code == 0, shown.err
    ranked = f"select genre, sum(fine) as f from {JOINED} group by 1 order by f desc limit 2"
    assert [tuple(row) for row in read(path)[1:]] == library.sql(ranked)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_pipe_gets_the_same_rows_as_a_file(library: Built, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"rows.{form}"
    library.metrics(*BY_MONTH, "-o", str(path))
    piped = library.metrics(*BY_MONTH, "--format", form)
    assert piped.out == path.read_text(encoding="utf-8")


def test_ask_writes_files_too(library: Built, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    shown = library.metrics("ask", "loans by genre", "-o", str(path))
    assert shown.code == 0, shown.err
    expected = library.sql(f"select genre, count(*) from {JOINED} group by 1")
    assert sorted(map(tuple, read(path)[1:]), key=str) == sorted(expected, key=str)


def test_the_format_counts_more_than_the_ending(library: Built, tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    library.metrics(*BY_MONTH, "--format", "csv", "-o", str(path))
    assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(NAMES)


def test_markdown_escapes_what_would_break_a_cell(library: Built) -> None:
    shown = library.metrics("query", "-m", "loans", "-g", "title_name", "--format", "markdown")
    lines = shown.out.splitlines()
    assert lines[0].startswith("**Loans by ")
    assert lines[2:4] == ["| Title name | Loans |", "| --- | ---: |"]
    assert any(line.startswith(r"| \{\{ template \}\} |") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--format", "parquet"], 2, "name a file: --output rows.parquet"),
        (["--format", "csv", "--json"], 2, "can't be csv and json at once"),
        (["--csv", "--json"], 2, "can't be csv and json at once"),
        (["--format", "xml"], 2, "xml"),
        (["-o", "rows.dat"], 2, "the ending of rows.dat names no form"),
        (["-o", "rows"], 2, "names no form"),
        (["--csv", "-o", "/dev/full"], 2, "/dev/full is not a file that can be replaced"),
        (["-o", "absent/rows.csv"], 1, "can't write absent/rows.csv: No such file or directory"),
        (["-o", "absent/rows.json"], 1, "can't write absent/rows.json: No such file or directory"),
        (["-o", "absent/rows.parquet"], 1, "can't write absent/rows.parquet: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(library: Built, arguments: list[str], code: int, said: str) -> None:
    shown = library.metrics("query", "-m", "loans", *arguments, COLUMNS="200")
    assert shown.code == code
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert "unexpected" not in shown.err


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.parquet", "rows.json", "rows.md"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["--period", "2030"], 5, id="outside the data"),
        pytest.param(["-w", "pages > 9999"], 5, id="no rows"),
        pytest.param(["--timeout", "0.001"], 1, id="out of time"),
        pytest.param(["-g", "nothing"], 2, id="misused"),
    ],
)
def test_what_fails_leaves_the_file_that_was_there(
    library: Built, tmp_path: Path, name: str, arguments: list[str], code: int
) -> None:
    path = tmp_path / name
    path.write_text("kept")
    shown = library.metrics("query", "-m", "loans", "-g", "genre", *arguments, "-o", str(path))
    assert (shown.code, shown.out) == (code, "")
    assert path.read_text() == "kept"
    assert os.listdir(tmp_path) == [name]


def test_a_replaced_file_keeps_its_rights_and_a_link_stays_a_link(library: Built, tmp_path: Path) -> None:
    path, link = tmp_path / "rows.csv", tmp_path / "latest.csv"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    assert library.metrics("query", "-m", "loans", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert path.read_text().startswith("loans\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


# --- more rows than are held ----------------------------------------------------------------------------------------

MANY = 25_000


@pytest.fixture(scope="module")
def crowded(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The library with more titles lent than an answer holds."""
    found = library.copy(tmp_path_factory.mktemp("crowded") / "library")
    with duckdb.connect(str(found.warehouse)) as connection:
        connection.execute(
            "insert into titles by name select 100 + range as title_id, 'Title ' || range as title_name from"
            f" range({MANY})"
        )
        connection.execute(
            "insert into loans by name select 100000 + range as loan_id, 100 + range as title_id,"
            f" date '2024-03-01' as lent_on, 1.10 as fine from range({MANY})"
        )
    return found


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_rows_are_never_cut_off(crowded: Built, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"rows.{form}"
    shown = crowded.metrics("query", "-m", "loans,fines", "-g", "title_name", "-o", str(path))
    assert shown.code == 0, shown.err
    expected = crowded.sql(f"select title_name, count(*), sum(fine) from {JOINED} group by 1")
    assert len(expected) > MANY
    assert sorted(as_text(read(path)[1:])) == sorted(as_text([list(row) for row in expected]))


def test_a_limit_above_what_is_held_is_kept_and_its_tie_told(crowded: Built, tmp_path: Path) -> None:
    for form in ("csv", "jsonl", "parquet"):
        path = tmp_path / f"rows.{form}"
        shown = crowded.metrics("query", "-m", "fines", "-g", "title_name", "-l", "12000", "-o", str(path))
        assert shown.code == 0, shown.err
        assert len(read(path)) == 12_001
        assert form == "parquet" or "the last place is tied" in shown.err


@pytest.mark.parametrize("form", ["json", "table", "markdown"])
def test_what_is_cut_off_is_said_on_stderr(crowded: Built, form: str) -> None:
    shown = crowded.metrics("query", "-m", "loans", "-g", "title_name", "--format", form)
    assert shown.code == 0
    assert "only the first 10,000 rows, there are more" in shown.err


# --- the warehouse --------------------------------------------------------------------------------------------------


@pytest.fixture
def warehouse(library: Built) -> Iterator[DuckDbWarehouse]:
    """The library's warehouse, with a short time limit."""
    found = DuckDbWarehouse(library.warehouse, timeout=0.5, memory_limit="1GB")
    yield found
    found.close()


def test_a_stream_comes_in_batches_and_leaves_no_row_out(warehouse: DuckDbWarehouse) -> None:
    stream = warehouse.stream(f"select range as n from range({2 * BATCH + 1})")
    batches = list(stream.batches)
    assert (stream.names, stream.types) == (("n",), ("number",))
    assert [len(b) for b in batches] == [BATCH, BATCH, 1]
    assert [row[0] for batch in batches for row in batch] == list(range(2 * BATCH + 1))


ENDLESS = "select count(*) as n from range(10000000) a join range(10000000) b on a.range < b.range"


@pytest.mark.parametrize("kind", ["run", "stream", "write_parquet"])
def test_whatever_takes_too_long_is_stopped(warehouse: DuckDbWarehouse, tmp_path: Path, kind: str) -> None:
    with pytest.raises(QueryFailed, match=r"stopped after 0\.5 s"):
        if kind == "run":
            warehouse.run(ENDLESS, 1)
        elif kind == "stream":
            list(warehouse.stream(ENDLESS).batches)
        else:
            warehouse.write_parquet(ENDLESS, [Column("n", "N", "number")], tmp_path / "n.parquet")


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{other}')",
        "copy (select 1) to '{other}'",
        "attach '{other}'",
        "install httpfs",
        "set enable_external_access = true",
        "set allowed_paths = ['{other}']",
        "create table written (n int)",
    ],
)
def test_an_export_opens_no_other_door(warehouse: DuckDbWarehouse, tmp_path: Path, sql: str) -> None:
    other = tmp_path / "other.csv"
    connection = warehouse._open(writes=tmp_path / "rows.parquet")
    with connection, pytest.raises(duckdb.Error):
        connection.execute(sql.format(other=other))
    assert not other.exists()


class Busy:
    """A connection that is still at work when it is closed, as DuckDB refuses it."""

    def close(self) -> None:
        raise duckdb.OperationalError("Resource In Use Error: connection is busy with another call")


def test_a_connection_that_is_busy_with_what_was_broken_off_is_let_go_quietly() -> None:
    with pytest.raises(KeyboardInterrupt), _letting_go(cast(duckdb.DuckDBPyConnection, Busy())):
        raise KeyboardInterrupt


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv"])
def test_an_interrupted_export_leaves_nothing_behind(
    library: Built, tmp_path: Path, number: signal.Signals, name: str
) -> None:
    slow = library.copy(tmp_path / "library")
    with duckdb.connect(str(slow.warehouse)) as connection:
        # A view that never ends takes the place of the table.
        connection.execute("alter table titles rename to few")
        connection.execute(f"create view titles as select * from few where title_id < ({ENDLESS})")
    folder = tmp_path / "out"
    folder.mkdir()
    command = [COMMAND, "query", "-m", "loans", "-g", "genre", "-o", str(folder / name)]
    with subprocess.Popen(
        command, cwd=slow.root, env=environment(slow.root), stderr=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None and not list(folder.iterdir()):
            pass
        process.send_signal(number)
        said = process.communicate()[1]
    assert process.returncode == 128 + number, said
    assert "Traceback" not in said
    assert list(folder.iterdir()) == []
