"""``ics``: an adviser's appointments as a calendar file, without names unless asked for, that only its owner may read."""

from __future__ import annotations

import stat
from datetime import date, datetime

import pytest
from icalendar import Calendar

from advice_tui.casework import entrance
from advice_tui.casework.diary.documents import AppointmentDocument, open_appointment, put_appointment
from advice_tui.roles import Act
from advice_tui.rules.working_days import LONDON
from data.keys import keyring
from data.models import Appointment
from tests import passwords
from tests.factories import take


def appointment(desk, day, start, **values):
    with desk.store.write(desk.signer, Act.BOOK_APPOINTMENT.value, at=desk.now) as tx:
        return put_appointment(
            desk,
            tx,
            AppointmentDocument("needs the ground floor"),
            adviser_id=desk.person.id,
            room="Room 1",
            mode="in_person",
            day=day,
            start_minute=start,
            end_minute=start + 30,
            busy_until=start + 30,
            **values,
        )


@pytest.fixture
def booked(practice, monkeypatch):
    """Appointments of Priya far ahead: one before and one after the clocks change, and one that was cancelled."""
    monkeypatch.setattr(keyring, "key_of", passwords.cheap)
    monkeypatch.setattr("data.access.session.key_of", passwords.cheap)
    desk = entrance.sign_in(practice.home, "priya", practice.password)
    client = take(desk, name="Zelda [/] Quux").client_id
    ids = [
        appointment(desk, date(2027, 3, 24), 600, client_id=client),
        appointment(desk, date(2027, 3, 30), 600, client_id=client),
        appointment(desk, date(2027, 3, 31), 600, client_id=None),
    ]
    with desk.store.write(desk.signer, Act.CHANGE_APPOINTMENT.value, at=desk.now) as tx:
        row = open_appointment(desk, tx.connection, ids[2]).row
        tx.change(Appointment, {"id": ids[2]}, row.row_ver, state="cancelled")
    entrance.sign_out(desk)
    return ids


def events(path, ids):
    found = {str(one["uid"]): one for one in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    return [found[one] for one in ids]


def test_times_and_rooms_without_names(practice, booked, tmp_path):
    path = tmp_path / "priya.ics"
    got = practice("ics", "--adviser", "Priya", "--out", path, who="dana")
    assert (got.code, got.err) == (0, "")
    assert "without names" in got.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text("utf-8")
    assert "Quux" not in text
    assert "ground floor" not in text
    assert "extension" not in text
    first, second, third = events(path, booked)
    assert [one.decoded("dtstart") for one in (first, second)] == [
        datetime(2027, 3, 24, 10, tzinfo=LONDON),
        datetime(2027, 3, 30, 10, tzinfo=LONDON),
    ]
    assert second.decoded("dtstart").utcoffset().total_seconds() == 3600
    assert [str(one["status"]) for one in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert str(first["summary"]) == "Appointment"
    assert "BEGIN:VTIMEZONE\r\n" in path.read_bytes().decode()


def test_names_where_they_are_asked_for_and_nothing_written_over_unasked(practice, booked, tmp_path):
    path = tmp_path / "with names.ics"
    got = practice("ics", "--adviser", "priya", "--out", path, "--with-names", "--json", who="priya")
    assert got.json["names"] is True
    assert got.json["file"] == str(path)
    assert str(events(path, booked)[0]["summary"]) == "Appointment: Zelda [/] Quux"
    path.write_text("mine", "utf-8")
    got = practice("ics", "--adviser", "priya", "--out", path, who="priya")
    assert (got.code, got.out) == (1, "")
    assert "--yes writes over it" in got.err
    assert path.read_text("utf-8") == "mine"
    assert practice("ics", "--adviser", "priya", "--out", path, "--yes", who="priya").code == 0
    assert "Zelda" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "who", "code", "words"),
    [
        (("--adviser", "nobody", "--out", "x.ics"), "priya", 1, "no adviser"),
        (("--adviser", "dana", "--out", "x.ics"), "priya", 1, "no adviser"),
        (("--adviser", "priya", "--out", "none/x.ics"), "priya", 1, "no folder"),
        (("--adviser", "priya", "--out", "."), "priya", 1, "is a folder"),
        (("--adviser", "priya"), "priya", 2, "--out"),
        (("--out", "x.ics"), "priya", 2, "--adviser"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(practice, arguments, who, code, words):
    got = practice("ics", *arguments, who=who)
    assert (got.code, got.out) == (code, "")
    assert words in got.err
    assert not (practice.program.folder / "x.ics").exists()


def test_whoever_is_not_at_the_desk_may_not(practice, tmp_path):
    accounts = {one["role"]: one["login"] for one in practice_accounts(practice)}
    got = practice("ics", "--adviser", "priya", "--out", tmp_path / "x.ics", who=accounts["maintainer"])
    assert got.code == 5
    assert not (tmp_path / "x.ics").exists()


def practice_accounts(practice):
    return practice("staff", "list", "--json", who="morgan").json
