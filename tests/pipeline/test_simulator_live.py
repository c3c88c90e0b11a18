"""A day more: the simulated systems go on, are stopped, meet, are broken off and reset, and their files stay right."""

from __future__ import annotations

import shutil
import signal
from datetime import date, timedelta
from pathlib import Path

import pytest

from sources.cli import main
from sources.errors import SimulationError
from sources.simulator import Live, generate, ownership, reset
from sources.simulator.delivery import Delivery
from tests.pipeline.deliveries import start
from tests.pipeline.simulated import simulated

BEGIN = date(2020, 3, 20)
DAYS = 20
COMMAND = "import sys; from sources.cli import main; sys.exit(main(sys.argv[1:]))"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("*/*")}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, BEGIN)
    return folder


@pytest.fixture
def folder(tmp_path: Path, generated: Path) -> Path:
    return shutil.copytree(generated, tmp_path / "sources")


def test_ticks_write_what_generate_would_late_files_and_second_deliveries_too(folder: Path) -> None:
    told = ""
    for _ in range(DAYS):
        told += f"{Live(folder).tick(1, date.today())}\n"
    assert contents(folder) == simulated(BEGIN + timedelta(days=DAYS))
    assert told.startswith("simulated up to 2020-03-21: 2 users, ")
    assert "; late: web/events_2020" in told
    assert "; delivered again: web/events_20200408.csv; removed: web/events_20200207.csv\n" in told


def test_days_at_once_are_those_days_one_by_one_and_a_record_goes_on_with_its_scale(tmp_path: Path) -> None:
    generate(tmp_path, date(2020, 2, 1), seed=3, scale=2)
    live = Live(tmp_path)
    live.tick(4, date.today())
    live.tick(1, date.today())
    assert contents(tmp_path) == simulated(date(2020, 2, 6), 3, 2)
    assert generate(tmp_path, date(2020, 2, 6), seed=3, scale=2).status == "unchanged"


def test_only_what_changes_is_written(folder: Path) -> None:
    before = {path: path.stat().st_ino for path in folder.glob("*/*.csv")}
    Live(folder).tick(1, date.today())
    same = {path.name for path, inode in before.items() if path.exists() and path.stat().st_ino == inode}
    assert {"products.csv", "events_20200319.csv"} <= same and "pageviews.csv" not in same
    assert not list(folder.glob("*/.*"))


def test_a_day_that_is_not_over_is_simulated_all_the_same_and_said(folder: Path) -> None:
    assert "2020-03-21 lies in the future" in Live(folder).tick(1, BEGIN)
    assert "future" not in Live(folder).tick(1, BEGIN + timedelta(days=2))


def test_without_a_record_a_tick_says_to_generate_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tick", "--out", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert told.endswith("/ hint: run `python -m sources generate` first\n") and told.count("\n") == 1


def test_a_real_export_is_never_touched_while_the_others_go_on(folder: Path) -> None:
    real = folder / "postgres" / "users.csv"
    real.write_text("user_id\n1\n")
    before = {path: path.read_bytes() for path in folder.glob("postgres/*")}
    told = Live(folder).tick(1, date.today())
    assert "stay as they are: postgres/users.csv; simulated ones" in told
    assert {path: path.read_bytes() for path in folder.glob("postgres/*")} == before
    after = simulated(BEGIN + timedelta(days=1))
    assert all(found == after[file] for file, found in contents(folder).items() if file.startswith(("web", "learn")))


@pytest.mark.parametrize("damage", ["a file is gone", "broken off", "an older simulator"])
def test_what_is_not_whole_is_mended_before_a_day_follows(folder: Path, damage: str) -> None:
    record = ownership.read(folder)
    assert record.made
    if damage == "a file is gone":
        (folder / "analytics" / "pageviews.csv").unlink()
    elif damage == "broken off":
        (folder / "learning" / ".raw_users.csv.tmp").write_text("half a f")
        ownership.write(folder, ownership.Record(record.made, finished=False, checksums=record.checksums))
    else:
        older = ownership.Made(1, 1, BEGIN, "older", record.made.counts)
        ownership.write(folder, ownership.Record(older, finished=True, checksums=record.checksums))
    assert "; all was written anew up to 2020-03-20" in Live(folder).tick(1, date.today())
    assert contents(folder) == simulated(BEGIN + timedelta(days=1))


def test_a_tick_that_cannot_be_written_changes_nothing_and_the_next_one_makes_it_good(folder: Path) -> None:
    live = Live(folder)
    live.tick(1, date.today())
    before = contents(folder)
    (folder / "web" / ".events_20200322.csv.tmp").mkdir()
    with pytest.raises(SimulationError, match="cannot be written: Is a directory"):
        live.tick(1, date.today())
    (folder / "web" / ".events_20200322.csv.tmp").rmdir()
    assert contents(folder) == before
    live.tick(1, date.today())
    assert contents(folder) == simulated(BEGIN + timedelta(days=2))


def test_a_delivery_that_is_given_up_leaves_no_trace(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(KeyboardInterrupt), Delivery(folder, ownership.read(folder)) as delivery:
        delivery.continue_("postgres/users.csv")
        raise KeyboardInterrupt
    assert contents(folder) == before and ownership.read(folder).finished


def test_ticks_that_meet_wait_for_one_another(folder: Path) -> None:
    both = [start(COMMAND, "tick", "--out", folder) for _ in range(2)]
    told = sorted(process.communicate()[0][:27] for process in both)
    assert told == ["simulated up to 2020-03-21:", "simulated up to 2020-03-22:"]
    assert contents(folder) == simulated(BEGIN + timedelta(days=2))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_live_source_ends_when_it_is_told_to(folder: Path, number: signal.Signals) -> None:
    process = start(COMMAND, "tick", "--every", "1h", "--out", folder)
    assert process.stdout and process.stdout.readline().startswith("simulated up to 2020-03-21: ")
    process.send_signal(number)
    assert process.communicate() == ("stopped\n", "")
    assert process.returncode == 0
    assert contents(folder) == simulated(BEGIN + timedelta(days=1))


@pytest.mark.parametrize("interval", ["0s", "60", "1.5m", "-5s", "1d", "", "9999999s"])
def test_an_interval_that_is_none_is_told_in_one_line(interval: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as misuse:
        main(["tick", f"--every={interval}"])
    assert misuse.value.code == 2
    assert "is not an interval such as 60s, 5m or 1h / hint: " in capsys.readouterr().err


def test_reset_removes_what_was_simulated_and_tells_what_it_left(folder: Path) -> None:
    real = folder / "postgres" / "users.csv"
    real.write_text("user_id\n1\n")
    (folder / "learning" / "notes.txt").write_text("mine")
    told = reset(folder)
    assert told.endswith("simulated files removed; left as they are, not being the simulator's: postgres/users.csv")
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert left == [ownership.RECORD, "learning/notes.txt", "postgres/users.csv"]
    assert not (folder / "web").exists()
    assert reset(folder) == "no record says that anything was simulated here, so nothing is removed"
