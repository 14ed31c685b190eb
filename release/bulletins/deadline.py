"""A time limit that every stage can ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

ENDLESS = float("inf")


@dataclass(frozen=True)
class Deadline:
    """An instant of a clock; `ENDLESS` for none."""

    clock: Callable[[], float]
    end: float = ENDLESS

    @property
    def left(self) -> float:
        """Seconds left, never below zero."""
        return ENDLESS if self.end == ENDLESS else max(self.end - self.clock(), 0.0)

    @property
    def over(self) -> bool:
        """Whether time is up."""
        return self.left <= 0.0
