"""What can be done is written down: every command and every option stands in the README or in docs/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from metrics_cli.cli.main import app

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Every command has it, and it says so itself.
UNSAID = {"--help", "-h"}


def offered() -> Iterator[tuple[str, str]]:
    """Yield every command with each of its long options, and with nothing for the command itself."""
    root = typer.main.get_command(app)
    for option in long_options(root):
        yield "", option
    for name, command in root.commands.items():
        yield name, ""
        for option in long_options(command):
            yield name, option


def long_options(command: object) -> list[str]:
    """Return the long names of a command's options, the first of each and its negation."""
    found = []
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            names = [n for n in parameter.opts if n.startswith("--")][:1] + list(parameter.secondary_opts)
            found += [name for name in names if name not in UNSAID]
    return found


def words() -> str:
    """Return the pages that people read."""
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def test_the_walk_finds_the_commands_and_their_options() -> None:
    assert {
        ("ask", "--as-of"),
        ("query", "--metrics"),
        ("list", "--dimensions"),
        ("docs", "--no-serve"),
        ("mf", ""),
    } <= set(offered())


@pytest.mark.parametrize(
    ("command", "option"), [pytest.param(c, o, id=f"metrics {c} {o}".strip()) for c, o in offered()]
)
def test_it_is_documented(command: str, option: str) -> None:
    wanted = option or f"metrics {command}"
    assert re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", words()), f"no page mentions `{wanted}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_no_command_or_option_that_is_gone(page: Path) -> None:
    known: dict[str, set[str]] = {}
    for command, option in offered():
        known.setdefault(command, set(UNSAID)).add(option)
    for line in page.read_text(encoding="utf-8").splitlines():
        for command, rest in re.findall(r"(?:^|[`$] ?)metrics ([a-z]+)([^`|#]*)", line):
            assert command in known, f"{page.name}: there is no `metrics {command}`"
            options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"\"[^\"]*\"|'[^']*'", "", rest)))
            assert command == "mf" or options <= known[command], f"{page.name}: {line.strip()}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
