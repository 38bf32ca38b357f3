"""Bank holidays of the four nations (I-29 "closed during weekends and bank holidays"), with local changes.

They come from the ``holidays`` package, always with a nation: without one it leaves out Easter Monday and the
late-August holiday. An installed package knows only the one-off holidays proclaimed before its own release, so
additions and removals carry a source and the date they were announced. Past its last year the package is silently
empty, and past the years the government has published it extrapolates without saying so: see :data:`PUBLISHED_TO`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import version

from advice_tui.rules.working_days.opening import BankHoliday
from data.errors import BadInput

REGION_NAMES = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
REGIONS = tuple(REGION_NAMES)

RELEASE_YEAR = 2026
"""The year of the release of ``holidays`` that requirements.lock pins: raise it together with the pin."""

PUBLISHED_TO = RELEASE_YEAR + 1
"""The last year that counts as published. GOV.UK publishes one to two years ahead, so a release surely knows the year
after its own; later dates are provisional (rule 10) unless a caller knows better."""


@dataclass(frozen=True, slots=True)
class LocalHoliday:
    """A bank holiday added to, or taken from, the package's list: who says so, and when it was announced."""

    day: date
    name: str
    source: str
    announced: date | None = None


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """The bank holidays of ``region``, with what the service added and removed.

    Raises :class:`BadInput` for a region other than :data:`REGIONS`.
    """

    region: str
    added: tuple[LocalHoliday, ...] = ()
    removed: tuple[LocalHoliday, ...] = ()

    def __post_init__(self) -> None:
        if self.region not in REGIONS:
            raise BadInput(f"The region is one of {', '.join(REGIONS)}.")

    def of_year(self, year: int) -> tuple[BankHoliday, ...]:
        """Return the bank holidays of ``year`` in order of date; none outside the years the package covers."""
        gone = {holiday.day for holiday in self.removed}
        found = {holiday.day: holiday for holiday in _from_package(self.region, year) if holiday.day not in gone}
        for extra in self.added:
            if extra.day.year == year:
                found[extra.day] = BankHoliday(extra.day, extra.name, extra.source)
        return tuple(found[day] for day in sorted(found))


@lru_cache(maxsize=512)
def _from_package(region: str, year: int) -> tuple[BankHoliday, ...]:
    """Return what the package lists for a nation and a year; substitute days are called that.

    The package is imported here: it loads every country of the world, about 100 ms.
    """
    import holidays  # noqa: PLC0415  # off the start-up path

    source = f"holidays {version('holidays')}"
    listed = holidays.country_holidays("GB", subdiv=region, years=year)
    return tuple(
        BankHoliday(day, str(name).replace("(observed)", "(substitute day)"), source)
        for day, name in sorted(listed.items())
        if day.year == year
    )
