"""What can go wrong between a source system and the warehouse, in words for the person who has to act.

SourcesError
├── DeliveryError    a file that cannot be accepted; the rows loaded before stay
├── WarehouseError   the warehouse cannot be read or written; nothing was changed
└── SimulationError  the simulator was asked for something it will not do
"""

from __future__ import annotations


class SourcesError(Exception):
    """One line that says what is wrong (`message`) and one that says what to do next (`hint`)."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}"


class DeliveryError(SourcesError):
    """A delivered file cannot be accepted as a whole."""


class WarehouseError(SourcesError):
    """The warehouse file or its folder cannot be read or written."""


class SimulationError(SourcesError):
    """The simulator refuses to write."""
