"""Key dates: when a day that matters is brought up before, how it stands now, and what may be asked of a new one.

1. A key date says what it is and why it matters, so that a colleague who takes the case on knows ("contacted as soon as
   there is a development", I-10; L-5).
2. It is brought up on two days before: five and one working days ahead unless others are chosen. They are open days,
   for nobody reads a reminder on another, and never after the day itself.
3. It is amber from the second of the two, red once it has passed and is not done; nothing is red while closed (I-29).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from advice_tui.rules.reply import Standing, open_now
from advice_tui.rules.text import Limit, field
from advice_tui.rules.working_days import Calendar, london, say_day

FIRST_BEFORE: Final = 5
SECOND_BEFORE: Final = 1
"""Working days before the day on which it is brought up, unless others are chosen."""
KEY_DATE, CHASE = "key_date", "chase"
"""The kinds: a day that matters; when to ask after a student who is waited for."""
CLOSED: Final = "Nobody reads a reminder on {day}: {why}. Take {other}."


def reminders(calendar: Calendar, day: date, today: date) -> tuple[date, date]:
    """Give the two days on which ``day`` is brought up: open days, the first not after the second, none after it.

    A day that is too near gets today, or the first open day from today on; ``day`` itself where no other is left.
    """
    second = _open_days_before(calendar, day, SECOND_BEFORE, today)
    return min(second, _open_days_before(calendar, day, FIRST_BEFORE, today)), second


def _open_days_before(calendar: Calendar, day: date, many: int, today: date) -> date:
    found = day
    for _ in range(many):
        before = calendar.last_open_day(found - timedelta(days=1))
        if before is None or before < today:
            break
        found = before
    if calendar.is_open(found):
        return found
    ahead = calendar.next_open_day(min(today, day))
    return ahead if ahead <= day else calendar.last_open_day(day) or day


def working_days_to(calendar: Calendar, today: date, day: date) -> int:
    """Count the open days after ``today`` up to ``day``, itself included; nothing when it has passed."""
    count, at = 0, day
    while at > today:
        found = calendar.last_open_day(at)
        if found is None or found <= today:
            break
        count, at = count + 1, found - timedelta(days=1)
    return count


def echo(calendar: Calendar, today: date, day: date) -> str:
    """Say a day and how far it is: "Tue 1 Dec, 6 working days"; the year when it is another."""
    said = say_day(day, year=day.year != today.year)
    if day == today:
        return f"{said}, today"
    if day < today:
        return f"{said}, passed"
    many = working_days_to(calendar, today, day)
    closed = "" if calendar.is_open(day) else f" ({calendar.why_closed(day)})"
    return f"{said}, {many} working day{'' if many == 1 else 's'}{closed}"


def standing(calendar: Calendar, now: datetime, day: date, again_on: date) -> Standing:
    """Say how an open key date stands (clause 3)."""
    today = london(now).date()
    if today > day:
        was = f"was {say_day(day, year=day.year != today.year)}"
        return Standing("red", f"passed: {was}") if open_now(calendar, now) else Standing("amber", was)
    return Standing("amber" if today >= again_on else "calm", echo(calendar, today, day))


def problems(
    calendar: Calendar, today: date, texts: tuple[str, str], days: tuple[date | None, date | None, date | None]
) -> dict[str, str]:
    """Give what is wrong with a key date by field ("what", "why", "day", "remind_on", "again_on").

    ``texts`` are what it is and why it matters, ``days`` the day and its two reminders.
    """
    day, first, second = days
    found: dict[str, str | None] = {
        "what": field(texts[0], "What", Limit.NAME, required=True)[1],
        "why": field(texts[1], "Why it matters", Limit.SHORT, required=True)[1],
        "day": _day_problem(day, today),
    }
    if day is not None and not found["day"]:
        found["remind_on"] = _reminder_problem(calendar, first, day)
        found["again_on"] = _reminder_problem(calendar, second, day)
        if first and second and first > second and not (found["remind_on"] or found["again_on"]):
            found["again_on"] = f"The second reminder comes after the first, which is on {say_day(first)}."
    return {name: sentence for name, sentence in found.items() if sentence}


def _day_problem(day: date | None, today: date) -> str | None:
    if day is None:
        return "Say which day, such as 1 dec or tue."
    return f"{say_day(day, year=True)} has passed. Write it as a note instead." if day < today else None


def _reminder_problem(calendar: Calendar, reminder: date | None, day: date) -> str | None:
    if reminder is None:
        return "Say on which day to remind you."
    if reminder > day:
        return f"This is after the day itself, {say_day(day)}."
    other = calendar.last_open_day(reminder)
    if other is None or other == reminder:
        return None
    return CLOSED.format(day=say_day(reminder), why=calendar.why_closed(reminder), other=say_day(other))
