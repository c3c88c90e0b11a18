"""One contract per source table; every type says what a cell may hold.

Cells are read as text and typed by these rules. A cell that breaks its rule rejects its row, it is never changed.

| type      | accepted                                                          | rejected                             |
| --------- | ----------------------------------------------------------------- | ------------------------------------ |
| integer   | `12`, `-5`, ` 12 `, `12.0` (exports of nullable numbers)          | `12.5`, `1e3`, `1,000`, `NaN`, `inf` |
| money     | `12`, `12.5`, `12.34`, `510.84000000000003` (floating-point noise | `12.345` (would need rounding),      |
|           | within a millionth is removed: 510.84)                            | `1e3`, `1,234.50`, `$5`, `NaN`       |
| date      | `2024-02-29`, the same with midnight as its time                  | `2024-02-30`, `29.02.2024`, a time   |
| timestamp | `2024-02-29T10:00:00`, a space for the T, fractions of a second,  | `2024-02-30`, `24:00:00`, `10:61`,   |
|           | no seconds, only a date (midnight), `Z` or `+02:00` (kept as UTC) | any other order of day and month     |
| number    | `0.5`, `-12`, `1.2e-3`                                            | `1,5`, `NaN`, `inf`                  |
| boolean   | `true`, `false`, `t`, `f`, `yes`, `no`, `y`, `n`, `1`, `0`, in    | anything else                        |
|           | whatever case                                                     |                                      |
| json      | a JSON value, kept as text                                        | what does not parse                  |
| text      | anything, as it is                                                |                                      |

Blanks around typed cells are ignored; an empty cell is NULL. Values that are dirty but readable (an age of -5, a
negative total, an event in 2030) are loaded as delivered; those beyond a limit of their column are counted in
`raw.ingestion_findings`, and the staging models flag them.
"""

from __future__ import annotations

from pathlib import Path

from sources.contracts.campaigns import CAMPAIGNS
from sources.contracts.contract import Column, Contract, Type
from sources.contracts.learning import LEARNING_COURSES, LEARNING_ENROLMENTS, LEARNING_EVENTS, LEARNING_USERS
from sources.contracts.pageviews import PAGEVIEWS
from sources.contracts.products import PRODUCTS
from sources.contracts.transactions import TRANSACTIONS
from sources.contracts.users import USERS
from sources.contracts.web_events import WEB_EVENTS

__all__ = ["CONTRACTS", "Column", "Contract", "Type", "strays"]

# In loading order: what others refer to comes first.
CONTRACTS: tuple[Contract, ...] = (
    *(PRODUCTS, USERS, TRANSACTIONS, CAMPAIGNS, PAGEVIEWS),
    WEB_EVENTS,
    *(LEARNING_USERS, LEARNING_COURSES, LEARNING_ENROLMENTS, LEARNING_EVENTS),
)


def strays(contract: Contract, sources: Path) -> tuple[str, ...]:
    """Return the files in the folder of a system that no contract reads; the system's first contract answers for all.

    Hidden ones are left out: they are being written, or are the desktop's.
    """
    of_system = [other for other in CONTRACTS if other.system == contract.system]
    if of_system[:1] != [contract]:
        return ()
    known = {str(file) for other in of_system for file in other.delivered(sources)}
    found = sorted(path.relative_to(sources).as_posix() for path in (sources / contract.system).glob("[!.]*"))
    return tuple(file for file in found if file not in known)
