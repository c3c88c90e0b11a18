"""Files of questions: what is asked, on which day, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from metrics_cli.errors import QuestionsInvalid
from metrics_cli.interpretation.typed import Flags

OUTCOMES = ("sql", "sql_any", "query", "empty", "refuse", "ask_back", "either", "about")
_KEYS = {"ask", "tags", "split", "today", "names", "round", "ordered", "why", *OUTCOMES}
_HEADER = {"project", "project_dir", "today", "data_until", "questions", "why"}
_FLAGS = {field.name for field in fields(Flags)}
_MARKS = ("empty", "refuse", "ask_back", "either")
_READS = ("select", "with", "from", "values", "(")


@dataclass(frozen=True)
class Question:
    """A question and all that is right for it.

    `golds` are SQL statements, `queries` flags of `metrics query`: any of them is right. `marks` are those of empty,
    refuse, ask_back and either that are right as well. `about` is empty unless it is a question about the layer.
    `decimals` is to how many places figures agree, None for six digits. `is_ordered` None leaves it to the SQL.
    """

    file: str
    number: int
    ask: str
    tags: tuple[str, ...] = ()
    split: str = ""
    today: date | None = None
    golds: tuple[str, ...] = ()
    queries: tuple[Flags, ...] = ()
    marks: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    about: tuple[str, ...] | None = None
    decimals: int | None = None
    is_ordered: bool | None = None

    @property
    def is_answerable(self) -> bool:
        """Tell whether there are rows, a query or something known of the layer that answer it."""
        return bool(self.golds or self.queries) or self.about is not None

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.file}, question {self.number} ('{self.ask}')"


@dataclass(frozen=True)
class Questions:
    """A file of questions: its project's folder if it names one, the day they are asked on, the last day with data."""

    path: Path
    project_dir: Path | None
    today: str | None
    data_until: date | None
    questions: tuple[Question, ...]


def read_questions(path: Path) -> Questions:
    """Return the questions of a file. Raises QuestionsInvalid, naming the file and the question."""
    body = _load(path)
    if not isinstance(body, dict) or not isinstance(body.get("questions"), list):
        raise QuestionsInvalid(f"{path.name} holds no questions", "write a list under the key `questions`")
    _known(body, _HEADER, path.name)
    folder = body.get("project_dir")
    return Questions(
        path,
        (path.parent / str(folder)).resolve() if folder else None,
        str(body["today"]) if "today" in body else None,
        _day(body.get("data_until"), f"{path.name}, data_until"),
        tuple(_question(q, path.name, number) for number, q in enumerate(body["questions"], 1)),
    )


def selected(files: Sequence[Questions], split: str | None, tags: Sequence[str]) -> list[Questions]:
    """Return the questions of the part `split` that have one of `tags`; None and none are all.

    Raises QuestionsInvalid when none is left.
    """
    found = [
        replace(
            file,
            questions=tuple(
                question
                for question in file.questions
                if split in (None, question.split) and (not tags or set(tags) & set(question.tags))
            ),
        )
        for file in files
    ]
    if not any(file.questions for file in found):
        named = [f"in the part '{split}'"] * (split is not None) + [f"tagged {' or '.join(tags)}"] * bool(tags)
        parts = sorted({question.split for file in files for question in file.questions} - {""})
        hint = f"the parts are {', '.join(parts) or 'not told apart'}; tags stand under `tags`"
        raise QuestionsInvalid(f"no question is {' and '.join(named) or 'in the files'}", hint)
    return [file for file in found if file.questions]


def _load(path: Path) -> Any:
    # 0.02 s to import: only a command that reads questions pays for it.
    import yaml

    try:
        return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise QuestionsInvalid(f"can't read {path}: {error.strerror}", "name a file of questions") from None
    except UnicodeDecodeError:
        raise QuestionsInvalid(f"{path.name} is not UTF-8 text", "save it as UTF-8") from None
    except (yaml.YAMLError, ValueError) as error:
        said = " ".join(str(error).split())
        raise QuestionsInvalid(f"{path.name} is no YAML: {said}", "mend it") from None


def _question(body: Any, file: str, number: int) -> Question:
    if not isinstance(body, dict) or not isinstance(body.get("ask"), str) or not body["ask"].strip():
        raise QuestionsInvalid(f"{file}, question {number} asks nothing", "give it `ask`, a text")
    where = f"{file}, question {number} ('{body['ask']}')"
    _known(body, _KEYS, where)
    question = Question(
        file,
        number,
        body["ask"],
        _texts(body.get("tags", []), where, "tags"),
        str(body.get("split", "")),
        _day(body.get("today"), where),
        _golds(body, where),
        _queries(body.get("query", []), where),
        frozenset(mark for mark in _MARKS if body.get(mark)),
        _texts(body.get("names", []), where, "names"),
        _about(body, where),
        _decimals(body, where),
        _choice(body, where),
    )
    if not (question.is_answerable or question.marks):
        raise QuestionsInvalid(f"{where} says not what is right", f"give it one of {', '.join(OUTCOMES)}")
    return question


def _known(body: Mapping[Any, Any], keys: set[str], where: str) -> None:
    unknown = [str(key) for key in body if key not in keys]
    if unknown:
        raise QuestionsInvalid(f"{where}: unknown key {', '.join(unknown)}", f"known are {', '.join(sorted(keys))}")


def _golds(body: Mapping[str, Any], where: str) -> tuple[str, ...]:
    found = (*_texts(body.get("sql", []), where, "sql"), *_texts(body.get("sql_any", []), where, "sql_any"))
    for statement in found:
        if not statement.lstrip().lower().startswith(_READS):
            raise QuestionsInvalid(f"{where}: its SQL does not read", "begin it with select or with")
    return found


def _queries(given: Any, where: str) -> tuple[Flags, ...]:
    return tuple(_flags(item, where) for item in (given if isinstance(given, list) else [given]))


def _flags(body: Any, where: str) -> Flags:
    if not isinstance(body, dict):
        raise QuestionsInvalid(
            f"{where}: `query` is no mapping", "write it like {metrics: [a_metric], group_by: [month]}"
        )
    _known(body, _FLAGS, f"{where}, query")
    several: dict[str, Any] = {key: _texts(body.get(key, []), where, key) for key in ("metrics", "where", "having")}
    joined: dict[str, Any] = {
        k: ",".join(_texts(body[k], where, k)) for k in ("group_by", "order", "within", "average_over") if k in body
    }
    numbers: dict[str, Any] = {k: _number(body[k], where, k) for k in ("limit", "top") if k in body}
    switches: dict[str, Any] = {k: body[k] is True for k in ("part_units",) if k in body}
    rest: dict[str, Any] = {k: str(v) for k, v in body.items() if k not in {*several, *joined, *numbers, *switches}}
    return Flags(**several, **joined, **numbers, **switches, **rest)


def _texts(given: Any, where: str, key: str) -> tuple[str, ...]:
    """Return a text or a list of texts as a tuple."""
    texts: Sequence[Any] = given if isinstance(given, list) else [given]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise QuestionsInvalid(f"{where}: `{key}` is no text and no list of texts", "write it in quotes")
    return tuple(texts)


def _number(given: Any, where: str, key: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise QuestionsInvalid(f"{where}: `{key}` is no whole number", "write it like 5")
    return given


def _decimals(body: Mapping[str, Any], where: str) -> int | None:
    return None if "round" not in body else _number(body["round"], where, "round")


def _choice(body: Mapping[str, Any], where: str) -> bool | None:
    given = body.get("ordered")
    if given is None or isinstance(given, bool):
        return given
    raise QuestionsInvalid(f"{where}: `ordered` is neither true nor false", "write it like true")


def _about(body: Mapping[str, Any], where: str) -> tuple[str, ...] | None:
    given = body.get("about")
    if given is None or given is False:
        return None
    return () if given is True else _texts(given, where, "about")


def _day(given: Any, where: str) -> date | None:
    if given is None:
        return None
    try:
        return given if isinstance(given, date) and not isinstance(given, datetime) else date.fromisoformat(str(given))
    except ValueError:
        raise QuestionsInvalid(f"{where}: '{given}' is not a date", "write it like 2024-12-31") from None
