"""The tool knows nothing of the platform it ships with: none of its words stand in the tool's code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

# The one exception is a data file: interpretation/rules/business.txt lists what people in any business say and what a
# layer may call it. It only finds names that the layer at hand has; it makes none, and no code depends on a word of it.
ROOT = Path(__file__).resolve().parents[1]
TOOL = ROOT / "metrics_cli"
MEANING = ROOT / "semantic_models"
# Words of the semantic models that are English first: the tool may need them whatever the domain.
ENGLISH = frozenset(
    """
    account active amount average band before bounce browser budget check click clicks code column columns completed
    completion completions content conversion cost count credited cumulative data date days delivered device
    duration ended error errors event events file files finding findings first found from gross group growth
    happened host hour hours item items kind known label last length level lifetime line lines listed load loaded
    loads lower margin mean median method minutes month monthly months name names order ordered orders page pair
    pairs percent period quality quarter range rate recorded refused rejected repeat return returned returning rows
    segment session sessions severity share since size source span start started state status system table tables
    through time times title together total totals trailing type unit units value values view viewed views visit
    week weekday weekly works year years
    """.split()
)
# A few of the platform's words that no rule about English may let through.
CERTAIN = frozenset("revenue customer product campaign pageview sku checkout shop basket".split())


def domain_words() -> frozenset[str]:
    """Return the words of the names of metrics, dimensions and entities of the embedded platform."""
    words = set(CERTAIN)
    for path in MEANING.glob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        items = [*content.get("metrics", ()), *content.get("saved_queries", ())]
        for model in content.get("semantic_models", ()):
            items += [model, *model.get("dimensions", ()), *model.get("entities", ())]
        words |= {word for item in items for word in item["name"].split("_") if len(word) > 3}
    return frozenset(words - ENGLISH)


def code_words(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the words of a module's names and texts with their lines; docstrings and help texts are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    shown = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}
    shown |= {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "help"
        for part in ast.walk(node.value)
    }
    for node in ast.walk(tree):
        if id(node) in shown:
            continue
        for text in _texts(node):
            for word in re.findall(r"[a-z]+", text.lower()):
                yield getattr(node, "lineno", 0), word


def _has_docstring(node: ast.AST) -> bool:
    holder = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    return holder and ast.get_docstring(node, clean=False) is not None


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for field in ("id", "name", "arg", "attr"):
        if isinstance(value := getattr(node, field, None), str):
            yield value


def test_the_words_are_taken_from_the_platform() -> None:
    assert {"revenue", "category", "customers", "campaign"} <= domain_words()


@pytest.mark.parametrize("path", sorted(TOOL.rglob("*.py")), ids=lambda p: p.relative_to(TOOL).as_posix())
def test_no_module_of_the_tool_uses_a_word_of_the_platform(path: Path) -> None:
    forbidden = domain_words() | {f"{word}s" for word in CERTAIN}
    found = [f"{path.name}:{line} {word}" for line, word in code_words(path) if word in forbidden]
    assert not found
