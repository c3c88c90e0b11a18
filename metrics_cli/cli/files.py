"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from metrics_cli.errors import OutputInvalid, OutputUnwritable


@dataclass
class Draft:
    """A new file that takes its target's place at the end, if it is kept."""

    path: Path
    is_kept: bool = False

    def keep(self) -> None:
        """Have the draft take its target's place at the end."""
        self.is_kept = True


@contextmanager
def replacing(target: Path) -> Iterator[Draft]:
    """Yield a draft of `target`, which stays as it is unless the draft is kept and all went well.

    Raises OutputInvalid for what is no file, OutputUnwritable for a folder that is absent or closed to us and for a
    disk that is full.
    """
    if target.exists() and not target.is_file():
        raise OutputInvalid(f"{target} is not a file that can be replaced", "name a file, or leave out --output")
    # What a link points to is replaced; the link stays.
    final = target.resolve()
    # A folder beside the target: on the same disk, so that the last step is one rename. It is named before it is made,
    # so that a signal at any moment finds what to remove.
    folder = final.parent / f".{final.name[:100]}.{uuid4().hex}.part"
    try:
        try:
            folder.mkdir(mode=0o700)
            draft = Draft(folder / final.name)
            yield draft
            if draft.is_kept:
                _replace(draft.path, final)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        hint = "" if final.parent.is_dir() else "create the folder first"
        raise OutputUnwritable(f"can't write {target}: {error.strerror or error}", hint) from None


def _replace(draft: Path, final: Path) -> None:
    if final.exists():
        draft.chmod(final.stat().st_mode & 0o7777)
    os.replace(draft, final)
