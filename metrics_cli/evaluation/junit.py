"""The results as JUnit XML, which every CI reads: a suite for each file, a case for each question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from metrics_cli.evaluation.figures import Result, figures_of
from metrics_cli.evaluation.verdicts import Verdict

# What XML can't hold, whatever it is written as.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(results: Sequence[Result]) -> str:
    """Return the XML: a failure is what is not right, an error what broke, skipped what was not judged."""
    root = ElementTree.Element("testsuites", _counts(results, "metrics eval"))
    for file, group in groupby(results, key=lambda result: result.file):
        cases = list(group)
        suite = ElementTree.SubElement(root, "testsuite", _counts(cases, file))
        for result in cases:
            _case(suite, result)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _counts(results: Sequence[Result], name: str) -> dict[str, str]:
    verdicts = figures_of(results).verdicts
    skipped = sum(count for verdict, count in verdicts.items() if not verdict.is_counted)
    good = sum(count for verdict, count in verdicts.items() if verdict.is_good)
    errors = verdicts[Verdict.FAILED]
    counts = {"tests": len(results), "failures": len(results) - good - errors - skipped, "errors": errors}
    seconds = sum(result.seconds for result in results)
    return {"name": name, **{k: str(v) for k, v in counts.items()}, "skipped": str(skipped), "time": f"{seconds:.3f}"}


def _case(suite: ElementTree.Element, result: Result) -> None:
    named = {"classname": result.file, "name": _text(result.ask), "time": f"{result.seconds:.3f}"}
    case = ElementTree.SubElement(suite, "testcase", named)
    if result.verdict.is_good:
        return
    kind = "skipped" if not result.verdict.is_counted else "error" if result.verdict is Verdict.FAILED else "failure"
    told = ElementTree.SubElement(case, kind, {"message": result.verdict.value})
    told.text = _text(f"expected {result.expected}\ngot {result.got}\n{result.query}".strip())


def _text(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
