"""What effects give back: frozen, with every sentence ready."""

from __future__ import annotations

from dataclasses import dataclass

from advice_tui.rules.time_spent import say_minutes


@dataclass(frozen=True)
class Effect:
    """What a step did: sentences to show, and the ids of appointments that it calls into question."""

    sentences: tuple[str, ...] = ()
    to_cancel: tuple[str, ...] = ()


@dataclass(frozen=True)
class UseView:
    """What was used of the service in so many days, against the median of those who came (L-38)."""

    minutes: int
    contacts: int
    median_minutes: int
    median_contacts: int
    days: int

    @property
    def hours(self) -> float:
        """The time spent, in hours."""
        return self.minutes / 60

    @property
    def median_hours(self) -> float:
        """The median of the time spent, in hours."""
        return self.median_minutes / 60

    @property
    def words(self) -> str:
        """Say it in a sentence: shown, and never automatic (reading 34)."""
        mine = f"{say_minutes(self.minutes)} and {_contacts(self.contacts)} in {self.days} days"
        usual = f"{say_minutes(self.median_minutes)} and {_contacts(self.median_contacts)}"
        return f"{mine}; the median of the service is {usual}."


def _contacts(count: int) -> str:
    return f"{count} contact{'' if count == 1 else 's'}"


def listed(count: int) -> str:
    """Say how many appointments a decision calls into question, or nothing."""
    return f"{count} appointment{'' if count == 1 else 's'} to cancel." if count else ""
