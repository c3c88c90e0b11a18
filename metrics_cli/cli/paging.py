"""Long output on a terminal goes through the user's pager, as git's does."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def page(show: Callable[[Console], None], console: Console) -> None:
    """Have `show` print to the terminal, by the pager that PAGER names (else `less`) when it is longer than a screen.

    An empty PAGER, or `cat`, means none; so does one that is not there.
    """
    with console.capture() as captured:
        show(console)
    text = captured.get()
    pager = shlex.split(os.environ.get("PAGER", "less"))
    is_long = text.count("\n") >= console.height
    if not (is_long and pager and pager != ["cat"] and _ran(pager, text)):
        console.file.write(text)
        console.file.flush()


def _ran(pager: list[str], text: str) -> bool:
    # F: leave at once what fits; R: keep colours; X: leave the text on the screen. As git sets it.
    environ = {"LESS": "FRX", "LV": "-c", **os.environ}
    try:
        with subprocess.Popen(pager, stdin=subprocess.PIPE, env=environ) as process:
            assert process.stdin is not None
            # Whoever has read enough leaves; Ctrl-C is the pager's.
            with suppress(OSError, KeyboardInterrupt):
                process.stdin.write(text.encode("utf-8", "replace"))
            with suppress(OSError):
                process.stdin.close()
            while process.poll() is None:
                with suppress(KeyboardInterrupt):
                    process.wait()
    except OSError:
        return False
    return True
