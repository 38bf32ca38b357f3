"""Confirmations and reminders: the policy's words, only in a way that was allowed, on file and in the audit trail."""

from __future__ import annotations

import stat
from datetime import date

import pytest
from icalendar import Calendar

from advice_tui.casework import clients, confirming, outside, undo
from advice_tui.casework.diary.documents import AdviceDocument, AppointmentDocument, Paper, put_appointment
from advice_tui.roles import Act
from advice_tui.rules.people import ClientDetails, SafeContact
from data.errors import BadInput, ChangedMeanwhile, NotAllowed, NotFound
from data.models import Appointment
from tests.factories import POLICIES, SECOND, audit_lines, take

DAY = date(2026, 11, 25)


def book(desk, client="", day=DAY, start=840, mode="in_person", bring=()):
    with desk.store.write(desk.signer, Act.BOOK_APPOINTMENT.value, at=desk.now) as tx:
        return put_appointment(
            desk,
            tx,
            AppointmentDocument(),
            advice=AdviceDocument(bring=tuple(Paper(one) for one in bring)) if bring else None,
            client_id=client or None,
            adviser_id=desk.person.id,
            room="Room 1" if mode == "in_person" else "",
            mode=mode,
            day=day,
            start_minute=start,
            end_minute=start + 30,
            busy_until=start + 30,
        )


def reachable(desk, client, **contact):
    """Agree how a client may be reached."""
    known = clients.client_file(desk, client)
    details = ClientDetails(
        known.details.name, email=known.details.email, phone="07700 900123", safe_contact=SafeContact(**contact)
    )
    clients.change(desk, client, known.row_ver, details)


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_18_the_confirmation_asks_for_papers_punctuality_and_other_agencies(desk):
    priya = desk("adviser")
    client = take(priya, name="Amira [b]Khan").client_id
    one = book(priya, client, bring=("the decision letter",))
    text = confirming.text(priya, one)
    assert text.startswith("Dear Amira [b]Khan,")
    for words in ("Wed 25 Nov 2026 at 14:00", "Room 1", "30 minutes", "another agency", "- the decision letter"):
        assert words in text
    assert "on time" in text or "promptly" in text
    assert priya.policy.service in text
    front = confirming.confirmation(desk("receptionist"), one)
    assert "decision letter" not in front.text
    assert front.way.key == "email"
    assert front.slot == "Wed 25 Nov 2026 14:00–14:30 with Priya Nair, Room 1"


@pytest.mark.parametrize("policy", [SECOND])
def test_an_email_ends_with_the_signature_as_the_policy_has_it(desk):
    priya = desk("adviser")
    one = book(priya, take(priya).client_id)
    assert priya.policy.texts.email_signature.strip() in confirming.text(priya, one)
    assert priya.policy.texts.email_signature.strip() not in confirming.confirmation(priya, one, "phone").text


@pytest.mark.parametrize("policy", POLICIES)
def test_scenario_23_by_telephone_nothing_names_the_service(desk, tmp_path):
    priya = desk("adviser")
    client = take(priya, name="Amira Khan").client_id
    one = book(priya, client, bring=("the decision letter",))
    reachable(priya, client, channels={"phone"}, numbers=("07700 900123",), times="after 5", note="not at home")
    found = confirming.confirmation(priya, one, "email", discreet=False)
    assert found.discreet
    assert [way.key for way in found.ways] == ["phone"]
    assert found.way.keep_to == ("Only after 5", "No voicemail", "Do not name the service", "Note: not at home")
    assert found.say_first.startswith("Hello, may I speak to")
    whole = found.whole.casefold()
    for words in (priya.policy.service, priya.policy.union, "advice", "room 1", "decision", "priya", "union"):
        assert words.casefold() not in whole
    assert "Wed 25 Nov 2026 at 14:00" in found.text
    path = tmp_path / "a.ics"
    confirming.write(priya, one, "calendar", str(path), found)
    raw = path.read_text("utf-8")
    assert "Advice" not in raw
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert (str(event["summary"]), event.get("location")) == ("Appointment", None)
    reachable(priya, client, channels={"phone"}, numbers=("07700 900123",), voicemail=True, name_service=True)
    found = confirming.confirmation(priya, one)
    assert not found.discreet
    assert found.way.keep_to == ("A voicemail may be left", "The service may be named")
    assert confirming.confirmation(priya, one, discreet=True).discreet


@pytest.mark.parametrize(("named", "summary"), [(False, "Appointment"), (True, "Appointment: {service}")])
def test_a_calendar_file_says_no_more_than_the_telephone_may(desk, tmp_path, named, summary):
    """It is sent by e-mail, and shows itself on her telephone to whoever looks (L-23)."""
    priya = desk("adviser")
    client = take(priya).client_id
    one = book(priya, client)
    reachable(priya, client, channels={"email", "phone"}, numbers=("07700 900123",), name_service=named)
    shown = confirming.confirmation(priya, one)
    assert (shown.way.key, shown.discreet) == ("email", False)
    sentence = confirming.write(priya, one, "calendar", str(tmp_path / "a.ics"), shown)
    (event,) = Calendar.from_ical((tmp_path / "a.ics").read_bytes()).walk("VEVENT")
    assert str(event["summary"]) == summary.format(service=priya.policy.service)
    assert ("and no more" in sentence) is not named


def test_at_a_distance_there_is_no_place_to_go_to(desk):
    priya = desk("adviser")
    client = take(priya).client_id
    reachable(priya, client, channels={"email", "phone"}, numbers=("07700 900123",))
    text = confirming.text(priya, book(priya, client, mode="telephone"))
    assert "by telephone. It lasts 30 minutes. We will ring you on 07700 900123." in text
    assert "reception" not in text
    assert "another agency" in text
    assert "14:30 online" in confirming.text(priya, book(priya, client, mode="online", start=870)).replace("at ", "")


def test_where_nothing_is_agreed_or_kept_it_says_so(desk):
    priya = desk("adviser")
    client = take(priya).client_id
    reachable(priya, client)
    found = confirming.confirmation(priya, book(priya, client))
    assert found.way.keep_to[0].endswith("ask her first.")
    nobody = confirming.confirmation(priya, book(priya, start=900))
    assert nobody.way is None
    assert nobody.warnings == ("No way of contact is known.",)
    assert nobody.who == "no record kept"
    assert not nobody.text.startswith("Dear")
    christmas = confirming.confirmation(priya, book(priya, client, day=date(2026, 12, 25)))
    assert "Christmas Day" in christmas.warnings[0]
    with pytest.raises(NotFound):
        confirming.text(priya, "nothing")
    with pytest.raises(NotAllowed):
        confirming.text(desk("maintainer"), "nothing")


def test_the_file_is_the_owners_alone_noted_and_never_written_over_unasked(desk, tmp_path):
    priya = desk("adviser")
    one = book(priya, take(priya, name="Amira Khan").client_id)
    shown = confirming.confirmation(priya, one)
    path = tmp_path / "confirmation.txt"
    sentence = confirming.write(priya, one, "text", str(path), shown)
    assert str(path) in sentence
    assert path.read_text("utf-8") == shown.whole
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    line = audit_lines(priya)[-1]
    assert (line.act, line.obj) == ("diary.confirm", one)
    assert "Amira" not in line.detail
    before = len(audit_lines(priya))
    with pytest.raises(BadInput) as error:
        confirming.write(priya, one, "text", str(path), shown)
    assert outside.THERE in error.value.problems
    with pytest.raises(BadInput, match="folder of the service"):
        confirming.write(priya, one, "text", str(priya.home / "x.txt"), shown)
    assert len(audit_lines(priya)) == before
    confirming.write(priya, one, "text", str(path), shown, replace=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with priya.store.read() as connection:
        kinds = connection.exec_driver_sql("SELECT kind FROM appointment_event ORDER BY id").fetchall()
    assert [kind for (kind,) in kinds] == ["booked", "confirmed", "confirmed"]


def test_a_cancelled_appointment_is_taken_out_of_the_calendar(desk, tmp_path):
    priya = desk("adviser")
    one = book(priya, take(priya).client_id)
    with priya.store.write(priya.signer, "diary.change", at=priya.now) as tx:
        tx.change(Appointment, {"id": one}, 1, state="cancelled")
    assert confirming.confirmation(priya, one).warnings == ("This appointment was cancelled.",)
    confirming.write(priya, one, "calendar", str(tmp_path / "a.ics"))
    (event,) = Calendar.from_ical((tmp_path / "a.ics").read_bytes()).walk("VEVENT")
    assert (str(event["status"]), str(event["uid"]), int(event["sequence"])) == ("CANCELLED", one, 2)


# Reminders ----------------------------------------------------------------------------------------------------------


def test_reminders_of_the_next_open_day_are_ticked_and_unticked(service):
    priya, dana = service.sign_in("adviser"), service.sign_in("receptionist")
    client = take(priya, name="Amira Khan").client_id
    reachable(priya, client, channels={"phone"}, numbers=("07700 900123",), times="after 5")
    first, second = book(priya, client, start=900), book(priya, start=840)
    book(priya, client, day=date(2026, 11, 27))
    found = confirming.reminders(dana)
    assert (found.day, found.note, found.done) == (DAY, "", 0)
    assert [(one.id, one.who) for one in found.rows] == [(second, "no record kept"), (first, "Amira Khan")]
    assert found.rows[1].ways[0].to == "07700 900123"
    done = confirming.remind(dana, first, 1)
    assert done.sentence == "Reminded of Wed 25 Nov 15:00."
    with pytest.raises(ChangedMeanwhile):
        confirming.not_reminded(priya, first, 1)
    with pytest.raises(BadInput, match="already"):
        confirming.remind(priya, first, 2)
    assert confirming.reminders(dana).done == 1
    assert undo.undo(dana, done.undo) == "Undone: reminded of Wed 25 Nov 15:00."
    assert confirming.reminders(dana).done == 0
    again = confirming.remind(dana, first, 3)
    confirming.not_reminded(dana, again.id, 4)
    assert confirming.reminders(dana).done == 0
    with pytest.raises(BadInput):
        confirming.not_reminded(dana, first, 5)


def test_over_a_weekend_and_christmas_the_next_open_day_is_meant(service):
    priya = service.sign_in("adviser")
    service.clock.set(2026, 11, 27, 15)
    assert confirming.reminders(priya).day == date(2026, 11, 30)
    service.clock.set(2026, 12, 24, 11)
    assert confirming.reminders(priya).day == date(2026, 12, 29)
    service.clock.set(2026, 11, 28, 11)
    assert "closed today" in confirming.reminders(priya).note
    book(priya, day=date(2026, 12, 25))
    found = confirming.reminders(priya, date(2026, 12, 25))
    assert found.note == "Fri 25 Dec is closed: Christmas Day."
    assert found.rows[0].why == "Christmas Day"
