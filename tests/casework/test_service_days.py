"""The calendar of the service: scenarios 4 to 6, what moves and what never does, and that only a manager's line counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice_tui.casework import cases, entrance, service_days, staff, today, undo
from advice_tui.roles import Role
from advice_tui.rules.service_calendar import NewBusy, NewClosure, NewHoliday, Removal, calendar_with, in_force
from advice_tui.rules.working_days import london, say_due
from data.access.grants import FORGED
from data.errors import BadInput, ChangedMeanwhile, IntegrityError, NotAllowed
from data.keys.password import practice_cost
from tests.factories import FIRST, PASSWORD, POLICIES, SECOND, STAFF, at, audit_lines, read_policies, take, write

TRAINING = NewClosure(date(2026, 11, 12), date(2026, 11, 12), kind="staff_training", advertised=date(2026, 11, 9))
BUSY = NewBusy(date(2027, 4, 19), date(2027, 5, 14), 5, date(2027, 4, 12))
SUMMER = NewClosure(
    date(2027, 7, 1),
    date(2027, 8, 31),
    channels=frozenset({"face_to_face", "telephone"}),
    kind="summer",
    advertised=date(2027, 6, 1),
)


def due_of(desk, case_id):
    """Give the day on which each promise of a case is due, by kind."""
    with desk.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT kind, due_at FROM promise WHERE case_id = ?", (case_id,)).fetchall()
    return {kind: london(datetime.fromisoformat(due)).date() for kind, due in rows}


def everything_due(desk):
    with desk.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, due_at, strict_at, breach_at, state FROM promise").fetchall()
        slips = connection.exec_driver_sql("SELECT id, due_at, strict_at, breach_at, state FROM slip").fetchall()
    return {row[0]: tuple(row[1:]) for row in (*rows, *slips)}


def passed_on(desk):
    """Give when reception's contacts are due, once by their promises and once by their slips."""
    with desk.store.read() as connection:
        promises = connection.exec_driver_sql(
            "SELECT received_at, due_at FROM promise WHERE taken_by = (SELECT id FROM account WHERE login = 'dana')"
        ).fetchall()
        slips = connection.exec_driver_sql("SELECT at, due_at FROM slip").fetchall()
    return sorted(map(tuple, promises)), sorted(map(tuple, slips))


def notes(desk):
    with desk.store.read() as connection:
        return connection.exec_driver_sql("SELECT seq, kind, document FROM calendar_note ORDER BY seq").fetchall()


# Scenario 4 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "cited"), [(FIRST, "I-28"), (SECOND, "must be advertised")])
def test_scenario_4_no_busy_period_without_an_advert(desk, policy, cited):
    manager = desk("manager", at=at(2027, 4, 1))
    for call in (service_days.propose, service_days.apply):
        with pytest.raises(BadInput) as refused:
            call(manager, NewBusy(BUSY.first, BUSY.last, 5))
        assert list(refused.value.problems) == ["advertised"]
        assert cited in refused.value.problems["advertised"]
    assert notes(manager) == []


@pytest.mark.parametrize(
    ("policy", "received", "due"),
    [
        (FIRST, (2027, 4, 28, 14), date(2027, 5, 6)),
        (FIRST, (2027, 4, 16, 14), date(2027, 4, 20)),
        (FIRST, (2027, 4, 19, 14), date(2027, 4, 26)),
        (FIRST, (2027, 5, 14, 14), date(2027, 5, 21)),
        (FIRST, (2027, 5, 17, 14), date(2027, 5, 19)),
        (SECOND, (2027, 4, 28, 14), date(2027, 5, 6)),
        (SECOND, (2027, 4, 16, 14), date(2027, 4, 21)),
    ],
)
def test_scenario_4_contacts_inside_take_longer_and_those_before_do_not(desk, clock, policy, received, due):
    manager = desk("manager", at=at(2027, 4, 1))
    applied = service_days.apply(manager, BUSY)
    assert applied.sentence.startswith("Busy Mon 19 Apr to Fri 14 May 2027: 5 working days to answer.")
    clock.set(*received)
    adviser = desk("adviser")
    taken = take(adviser)
    assert due_of(adviser, taken.case_id) == {"reply": due}


def test_a_busy_period_never_reaches_back_to_before_its_advert(desk, clock):
    adviser = desk("adviser", at=at(2027, 4, 20, 11))
    early = take(adviser)
    clock.set(2027, 4, 22, 11)
    late = take(desk(), name="Yusuf Adeyemi", student_number="w1111111")
    effect = service_days.propose(desk("manager"), NewBusy(BUSY.first, BUSY.last, 5, date(2027, 4, 20)))
    assert (effect.total, effect.stay) == (1, 1)
    assert [moved.case_id for moved in effect.moved] == [late.case_id]
    service_days.apply(desk("manager"), NewBusy(BUSY.first, BUSY.last, 5, date(2027, 4, 20)), seen=effect.seq)
    assert due_of(adviser, early.case_id) == {"reply": date(2027, 4, 22)}
    assert due_of(adviser, late.case_id) == {"reply": date(2027, 4, 29)}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (NewBusy(date(2027, 4, 19), date(2027, 4, 1), 1), {"last", "days", "advertised"}),
        (NewBusy(BUSY.first, BUSY.last, 12, BUSY.advertised), {"confirmed"}),
        (NewBusy(BUSY.first, BUSY.last, 500, BUSY.advertised, confirmed=True), {"days"}),
        (NewBusy(BUSY.first, BUSY.last, 5, date(2027, 6, 1)), {"advertised"}),
        (NewBusy(BUSY.first, BUSY.last, 5, BUSY.advertised, "x" * 600), {"reason"}),
        (NewClosure(date(2027, 1, 2), date(2027, 1, 1)), {"last", "reason"}),
        (NewClosure(date(2027, 1, 2), date(2029, 1, 1), "Works"), {"last"}),
        (
            NewClosure(date(2027, 1, 4), date(2027, 1, 4), "Works", frozenset({"pigeon"}), kind="none_such"),
            {"channels", "kind"},
        ),
        (NewClosure(date(2026, 11, 2), date(2026, 11, 2), kind="staff_training"), {"reason"}),
        (NewHoliday(date(2026, 12, 25), "", "", date(2030, 1, 1)), {"day", "name", "source", "announced"}),
        (NewHoliday(date(2026, 12, 1), "Fair", "Council", None, counts=False), {"day", "announced"}),
        (Removal(3, " "), {"why", ""}),
    ],
)
def test_every_problem_is_said_at_once_and_nothing_is_written(desk, policy, change, fields):
    manager = desk("manager")
    with pytest.raises(BadInput) as refused:
        service_days.apply(manager, change)
    assert set(refused.value.problems) == fields
    assert notes(manager) == []


@pytest.mark.parametrize("policy", POLICIES)
def test_more_days_than_the_longest_need_the_managers_word(desk, policy):
    applied = service_days.apply(desk("manager"), NewBusy(BUSY.first, BUSY.last, 12, BUSY.advertised, confirmed=True))
    assert "12 working days" in applied.sentence


# Scenario 5 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "was", "now"),
    [(FIRST, date(2026, 11, 12), date(2026, 11, 13)), (SECOND, date(2026, 11, 13), date(2026, 11, 16))],
)
def test_scenario_5_open_promises_move_one_day_with_an_audit_line(desk, clock, policy, was, now):
    clock.set(2026, 11, 10, 11)
    taken = take(desk("adviser"), name="Amira Khan")
    passed_on = take(desk("receptionist"), name="Yusuf Adeyemi", student_number="w1111111")
    answered = take(desk("adviser"), name="Lena Okoro", student_number="w2222222")
    write(desk("adviser"), answered.case_id, "reply_email")
    clock.set(2026, 11, 10, 12)
    manager = desk("manager")
    assert due_of(manager, taken.case_id) == {"reply": was}
    effect = service_days.propose(manager, TRAINING)
    assert (effect.total, effect.stay, effect.slips) == (2, 0, 1)
    assert effect.summary == "2 open promises change, 0 stay."
    names = {moved.who: (moved.was.split(" 1")[0], moved.now.split(" 1")[0]) for moved in effect.moved}
    assert set(names) == {"Amira Khan", "Yusuf Adeyemi"}
    assert all(f"Now due {now:%a} {now.day} Nov 2026" in moved.why for moved in effect.moved)
    assert due_of(manager, taken.case_id) == {"reply": was}, "a preview changes nothing"
    applied = service_days.apply(manager, TRAINING, seen=effect.seq)
    assert applied.sentence == "Closed Thu 12 Nov 2026, all day: Staff training. 2 open promises moved, 0 stay."
    assert due_of(manager, taken.case_id) == due_of(manager, passed_on.case_id) == {"reply": now}
    assert due_of(manager, answered.case_id) == {"reply": was}, "answered promises stay as they were"
    line = audit_lines(manager)[-1]
    assert (line.act, line.obj) == ("calendar.change", "calendar")
    assert line.detail.count(now.isoformat()) == 3
    assert "training" not in line.detail.lower()
    (promise,) = cases.open_case(desk("adviser"), taken.case_id).promises
    assert any("Thu 12 Nov" in said and "Staff training" in said for said in promise.working)
    (slip,) = today.waiting(desk("receptionist")).rows
    assert london(slip.due).date() == now


@pytest.mark.parametrize(
    ("advertised", "moves", "late"),
    [(None, 0, 1), (date(2026, 11, 12), 0, 1), (date(2026, 11, 11), 1, 0), (date(2026, 11, 9), 1, 0)],
)
def test_only_what_was_announced_before_the_day_moves_it(desk, clock, advertised, moves, late):
    clock.set(2026, 11, 10, 11)
    taken = take(desk("adviser"))
    closure = NewClosure(date(2026, 11, 12), date(2026, 11, 12), "Training", advertised=advertised)
    effect = service_days.propose(desk("manager"), closure)
    assert (effect.total, effect.late) == (moves, late)
    service_days.apply(desk("manager"), closure)
    assert due_of(desk(), taken.case_id) == {"reply": date(2026, 11, 13 if moves else 12)}


def test_a_closure_that_came_too_late_moves_nothing_when_the_calendar_changes_again(desk, clock):
    clock.set(2026, 11, 10, 11)
    taken = take(desk("adviser"))
    manager = desk("manager")
    service_days.apply(manager, NewClosure(date(2026, 11, 12), date(2026, 11, 12), "Flood"))
    effect = service_days.apply(
        manager, NewClosure(date(2026, 12, 1), date(2026, 12, 1), "Training", advertised=date(2026, 11, 10))
    )
    assert effect.total == 0
    service_days.apply(
        manager, NewClosure(date(2026, 11, 11), date(2026, 11, 11), "Training", advertised=date(2026, 11, 10))
    )
    assert due_of(manager, taken.case_id) == {"reply": date(2026, 11, 13)}


def test_half_a_day_moves_no_date(desk, clock):
    clock.set(2026, 11, 10, 11)
    take(desk("adviser"))
    half = NewClosure(TRAINING.first, TRAINING.last, "Training", part="morning", advertised=date(2026, 11, 9))
    assert service_days.propose(desk("manager"), half).total == 0


def test_a_proclaimed_bank_holiday_moves_what_is_open(desk, clock):
    clock.set(2026, 11, 10, 11)
    taken = take(desk("adviser"))
    holiday = NewHoliday(date(2026, 11, 12), "Jubilee", "the Government", date(2026, 11, 10))
    assert service_days.apply(desk("manager"), holiday).total == 1
    assert due_of(desk(), taken.case_id) == {"reply": date(2026, 11, 13)}
    shown = service_days.year(desk("adviser"), 2026)
    assert [day.state for day in shown.days if day.day == holiday.day] == ["holiday"]
    gone = NewHoliday(date(2026, 12, 25), "Christmas Day", "Council", date(2026, 11, 10), counts=False)
    service_days.apply(desk("manager"), gone)
    assert service_days.explain_day(desk("adviser"), gone.day).state == "open"


# Scenario 6 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [SECOND])
def test_scenario_6_premises_closed_and_email_runs_on(desk, clock, policy):
    clock.set(2027, 6, 30, 11)
    mail, call = take(desk("adviser")), take(desk("adviser"), channel="telephone", name="Yusuf Adeyemi")
    before = due_of(desk(), mail.case_id)
    applied = service_days.apply(desk("manager"), SUMMER)
    assert (applied.total, applied.stay) == (1, 1)
    assert due_of(desk(), mail.case_id) == before == {"reply": date(2027, 7, 5)}
    assert due_of(desk(), call.case_id)["callback"] == date(2027, 9, 3)
    clock.set(2027, 7, 20, 11)
    note = service_days.standing_note(desk("receptionist"), "telephone", desk().now)
    assert note == "E-mails will be picked up quicker by the team than answerphone messages."
    assert service_days.standing_note(desk("receptionist"), "email", desk().now) == ""
    assert service_days.standing_note(desk("receptionist"), "telephone", at(2027, 9, 1)) == ""
    later = take(desk("adviser"), name="Lena Okoro", student_number="w2222222")
    assert due_of(desk(), later.case_id) == {"reply": date(2027, 7, 23)}
    day = service_days.explain_day(desk("receptionist"), date(2027, 7, 20))
    assert day.state == "part"
    assert "Email: 10:00 to 17:00." in day.lines
    assert "Telephone: closed." in day.lines


# Never shorter -------------------------------------------------------------------------------------------------------


def test_taking_a_line_back_leaves_the_days_that_were_promised(desk, clock):
    clock.set(2026, 11, 10, 11)
    taken = take(desk("adviser"))
    applied = service_days.apply(desk("manager"), TRAINING)
    removed = service_days.remove(desk("manager"), applied.seq, "Moved to December")
    assert removed.sentence.startswith("Taken back: Closed Thu 12 Nov 2026")
    assert (removed.total, removed.stay) == (0, 1)
    assert due_of(desk(), taken.case_id) == {"reply": date(2026, 11, 13)}
    new = take(desk("adviser"), name="Lena Okoro", student_number="w2222222")
    assert due_of(desk(), new.case_id) == {"reply": date(2026, 11, 12)}
    assert "line 1" not in {line.key for line in service_days.year(desk(), 2026).lines}


def test_undone_at_once_gives_back_the_dates_that_nobody_touched_since(desk, clock):
    clock.set(2026, 11, 10, 11)
    taken = take(desk("adviser"))
    answered = take(desk("receptionist"), name="Lena Okoro", student_number="w2222222")
    before = everything_due(desk())
    mistake = NewClosure(date(2026, 11, 12), date(2027, 11, 10), "Typed wrongly", advertised=date(2026, 11, 9))
    applied = service_days.apply(desk("manager"), mistake)
    write(desk("adviser"), answered.case_id, "reply_email")
    assert undo.undo(desk("manager"), applied.undo).startswith("Undone: Closed Thu 12 Nov 2026 to Wed 10 Nov 2027")
    assert due_of(desk(), taken.case_id) == {"reply": date(2026, 11, 12)}
    after = everything_due(desk())
    assert [key for key, row in after.items() if row[0] != before[key][0]] == [
        key for key, row in after.items() if row[3] == "answered" or (row[3] == "met")
    ]
    service_days.follow(desk("manager"))
    assert desk("manager").calendar.is_open(date(2026, 11, 12))
    with pytest.raises(ChangedMeanwhile):
        undo.undo(desk("manager"), applied.undo)
    assert service_days.faults(desk("maintainer")) == ()


def test_an_undone_taking_back_counts_again(desk):
    manager = desk("manager")
    applied = service_days.apply(manager, TRAINING_LATER)
    removed = service_days.remove(manager, applied.seq, "No longer")
    assert manager.calendar.is_open(TRAINING_LATER.first)
    undo.undo(manager, removed.undo)
    service_days.follow(manager)
    assert not manager.calendar.is_open(TRAINING_LATER.first)


TRAINING_LATER = NewClosure(date(2026, 12, 3), date(2026, 12, 3), "Training", advertised=date(2026, 11, 24))
CHANGES = st.one_of(
    st.builds(
        NewClosure,
        first=st.dates(date(2026, 11, 24), date(2026, 12, 8)),
        last=st.dates(date(2026, 12, 8), date(2026, 12, 20)),
        reason=st.just("Training"),
        channels=st.sets(st.sampled_from(["email", "telephone", "face_to_face"]), max_size=3).map(frozenset),
        part=st.sampled_from(["day", "morning", "afternoon"]),
        advertised=st.none() | st.dates(date(2026, 11, 20), date(2026, 12, 8)),
    ),
    st.builds(
        NewBusy,
        first=st.dates(date(2026, 11, 24), date(2026, 12, 8)),
        last=st.dates(date(2026, 12, 8), date(2026, 12, 20)),
        days=st.integers(3, 10),
        advertised=st.dates(date(2026, 11, 20), date(2026, 12, 8)),
    ),
)


def test_a_closure_that_came_too_late_moves_nothing_when_another_comes_or_goes(desk):
    """It stays uncounted, also where a closure that was announced in time lies inside it."""
    manager = desk("manager")
    taken = take(desk("adviser"))
    assert "Thu 26 Nov" in taken.sentence
    in_time, late, after = (
        NewClosure(date(2026, 11, 25), date(2026, 11, 25), "Training", advertised=date(2026, 11, 24)),
        NewClosure(date(2026, 11, 25), date(2026, 11, 30), "Flood"),
        NewClosure(date(2026, 12, 1), date(2026, 12, 18), "Winter", advertised=date(2026, 11, 24)),
    )
    service_days.apply(manager, in_time)
    moved = everything_due(manager)
    assert [row[0][:10] for row in moved.values()] == ["2026-11-27"]
    service_days.apply(manager, late)
    winter = service_days.apply(manager, after)
    assert everything_due(manager) == moved
    service_days.remove(manager, winter.seq, "No longer")
    assert everything_due(manager) == moved


@settings(max_examples=12)
@given(changes=st.lists(CHANGES, min_size=1, max_size=4))
def test_writing_and_taking_back_never_shortens_a_promise(desk, changes):
    manager = desk("manager")
    if not everything_due(manager):
        for number, channel in enumerate(["email", "telephone", "face_to_face"]):
            take(desk("adviser"), name=f"Person {number}", student_number=f"w300000{number}", channel=channel)
            at_desk = desk("receptionist").now - timedelta(hours=number)
            other = {"name": f"Other {number}", "student_number": f"w400000{number}", "received": at_desk}
            take(desk("receptionist"), channel=channel, **other)
    before = everything_due(manager)
    written = []
    for change in changes:
        try:
            written.append(service_days.apply(manager, change).seq)
        except BadInput:
            continue
        now = everything_due(manager)
        assert all(now[key][0] >= before[key][0] for key in before)
        promises, slips = passed_on(manager)
        assert promises == slips, "a slip is due when its promise is"
        before = now
    for seq in written:
        service_days.remove(manager, seq, "again")
        now = everything_due(manager)
        assert now == before


# Who, and what is forged ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["adviser", "receptionist", "director"])
def test_others_read_and_do_not_write(desk, who):
    other = desk(who)
    assert not service_days.year(other, 2026).may_change
    assert service_days.explain_day(other, date(2026, 12, 25)).words == "bank holiday: Christmas Day"
    for call in (service_days.propose, service_days.apply):
        with pytest.raises(NotAllowed):
            call(other, TRAINING_LATER)
    with pytest.raises(NotAllowed):
        service_days.remove(other, 1, "why")


def test_a_line_of_a_new_manager_is_followed_by_who_signed_in_before(service, desk):
    adviser = desk("adviser")
    staff.add(
        desk("manager"), login="nina", name="Nina Okafor", role=Role.MANAGER, password=PASSWORD, cost=practice_cost()
    )
    nina = desk("nina")
    read_policies(nina)
    service_days.apply(nina, TRAINING_LATER)
    assert service_days.follow(adviser)
    assert not adviser.calendar.is_open(TRAINING_LATER.first)
    assert not service_days.follow(adviser)
    (line,) = [line for line in service_days.year(adviser, 2026).lines if line.seq]
    assert line.source == "Nina Okafor, Tue 24 Nov"


FORGERIES = [
    "UPDATE calendar_note SET document = replace(document, '2026-12-03', '2026-12-04')",
    "UPDATE calendar_note SET kind = 'busy'",
    "UPDATE calendar_note SET at = '2026-01-01T00:00:00.000000Z'",
    "UPDATE calendar_note SET document = 'no json'",
    f"UPDATE calendar_note SET by_id = (SELECT id FROM account WHERE login = '{STAFF['adviser'][0]}')",
    "UPDATE calendar_note SET seq = 7",
    "INSERT INTO calendar_note SELECT 2, kind, document, at, by_id, signature FROM calendar_note",
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_line_is_refused_at_the_desk_and_at_the_door(service, desk, forgery):
    service_days.apply(desk("manager"), TRAINING_LATER)
    adviser = desk("adviser")
    with desk("manager").store.write(desk("manager").signer, "x", at=desk("manager").now) as tx:
        tx.connection.exec_driver_sql(forgery)
    for refused in (lambda: service_days.year(adviser, 2026), lambda: service.sign_in("second")):
        with pytest.raises(IntegrityError) as error:
            refused()
        assert error.value.sentence == FORGED
    assert service_days.faults(desk("manager")) != ()


def test_an_advisers_signature_on_a_line_counts_for_nothing(service, desk):
    adviser = desk("adviser")
    with adviser.store.write(adviser.signer, "x", at=adviser.now) as tx:
        service_days.lines.write_line(adviser, tx, 1, TRAINING_LATER)
    with pytest.raises(IntegrityError):
        service.sign_in("manager")


def test_lines_cut_off_at_the_end_are_noticed(desk):
    manager = desk("manager")
    assert service_days.faults(manager) == ()
    service_days.apply(manager, TRAINING_LATER)
    assert service_days.faults(manager) == ()
    with manager.store.write(manager.signer, "x", at=manager.now) as tx:
        tx.connection.exec_driver_sql("DELETE FROM calendar_note")
    assert service_days.faults(manager) == ("Lines of the service's calendar were taken out.",)
    with pytest.raises(IntegrityError):
        service_days.follow(manager)


def test_two_desks_cannot_write_over_each_other(desk, service):
    one, other = desk("manager"), service.sign_in("manager")
    effect = service_days.propose(other, TRAINING_LATER)
    service_days.apply(one, BUSY)
    with pytest.raises(ChangedMeanwhile):
        service_days.apply(other, TRAINING_LATER, seen=effect.seq)
    service_days.apply(other, TRAINING_LATER)
    assert [row[0] for row in notes(one)] == [1, 2]
    service_days.follow(one)
    assert one.calendar.version == other.calendar.version
    assert not one.calendar.is_open(TRAINING_LATER.first)


def test_a_manager_reads_no_name_of_a_case_that_is_not_for_her_and_its_promise_moves(desk, clock):
    clock.set(2026, 11, 10, 11)
    taken = take(desk("adviser"), name="Amira Khan")
    manager = desk("manager")
    with manager.store.write(manager.signer, "x", at=manager.now) as tx:
        tx.connection.exec_driver_sql("UPDATE record_key SET room = 'elsewhere' WHERE record_id = ?", (taken.case_id,))
    effect = service_days.propose(manager, TRAINING)
    assert (effect.total, effect.moved) == (1, ())
    service_days.apply(manager, TRAINING)
    assert due_of(manager, taken.case_id) == {"reply": date(2026, 11, 13)}


# The year ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_the_year_says_every_day_and_where_it_is_from(desk, policy):
    manager = desk("manager")
    service_days.apply(manager, TRAINING_LATER)
    service_days.apply(manager, BUSY)
    shown = service_days.year(manager, 2026)
    states = {day.day: day for day in shown.days}
    assert len(states) == 365
    assert states[date(2026, 12, 25)].words == "bank holiday: Christmas Day"
    assert states[date(2026, 12, 26)].state == "holiday"
    assert states[date(2026, 11, 28)].state == "shut"
    assert states[date(2026, 12, 3)].words == "closed: Training"
    assert states[date(2026, 12, 4)].state == "open"
    (line,) = [line for line in shown.lines if line.seq]
    assert line.source == "Morgan Reed, Tue 24 Nov"
    assert "Advertised from Tue 24 Nov 2026" in line.said
    assert {line.what for line in shown.lines} >= {"Christmas Day", "Good Friday"}
    assert (shown.nation, shown.provisional) == ("England", False)
    assert [day.state for day in service_days.year(manager, 2027).days if day.day == date(2027, 4, 20)] == ["busy"]
    assert service_days.year(manager, 2030).provisional
    with pytest.raises(BadInput):
        service_days.year(manager, 1999)
    explained = service_days.explain_day(manager, date(2027, 4, 28))
    assert any("due Thu 6 May" in said for said in explained.lines), explained.lines


def test_the_end_of_the_published_bank_holidays_is_said_a_year_ahead(desk, clock):
    assert service_days.horizon_warning(desk("manager")) == ""
    clock.set(2027, 1, 4)
    assert "Fri 31 Dec 2027" in service_days.horizon_warning(desk("manager"))


def test_what_was_written_is_there_at_the_next_sign_in(service, desk):
    service_days.apply(desk("manager"), TRAINING_LATER)
    service.close()
    again = service.sign_in("receptionist")
    assert not again.calendar.is_open(TRAINING_LATER.first)
    assert "Thu 3 Dec" not in say_due(again.calendar.due(at(2026, 12, 1, 11), 2))
    entrance.sign_out(again)


def test_lines_in_force_are_those_no_later_line_took_back(desk):
    lines = service_days.lines
    manager = desk("manager")
    first = service_days.apply(manager, TRAINING_LATER).seq
    service_days.apply(manager, BUSY)
    service_days.remove(manager, first, "no")
    with manager.store.read() as connection:
        found = in_force(lines.read_lines(manager, connection))
    assert [line.change for line in found] == [BUSY]
    assert calendar_with(manager.policy, "ENG", found).version == manager.calendar.version
    assert timedelta(0) == found[0].at - manager.now


def test_reception_is_told_the_promised_date_after_a_closure_announced_too_late(desk):
    take(desk("receptionist", at=at(2026, 11, 24, 10, 20)))
    (before,) = today.waiting(desk("receptionist")).rows
    assert any("Day 1" in line for line in today.explain_row(desk("receptionist"), before.id))
    manager = desk("manager", at=at(2026, 11, 27, 12))
    late = NewClosure(date(2026, 11, 25), date(2026, 11, 25), "Burst pipe", advertised=date(2026, 11, 27))
    service_days.apply(manager, late)
    (slip,) = today.waiting(desk("receptionist", again=True)).rows
    assert slip.due == before.due
    lines = today.explain_row(desk("receptionist"), slip.id)
    assert lines[0] == "Received Tue 24 Nov 10:20; promised by Thu 26 Nov, 16:00."
    assert "What was promised holds." in lines[1]
