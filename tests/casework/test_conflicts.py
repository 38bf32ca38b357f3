"""Conflicts of interest at the desk: scenarios 32 to 38, under both policies and through walls."""

from __future__ import annotations

import pytest

from advice_tui.casework import (
    cases,
    conflict_checks,
    conflicts,
    enquiries,
    procedures,
    register,
    search,
    walls,
)
from advice_tui.casework.cases import details, life, receipts
from advice_tui.casework.conflict_checks import ConflictFound, tokens
from advice_tui.casework.conflicts import (
    AllocateForm,
    BeginForm,
    FirstForm,
    InformationForm,
    NoneFreeForm,
    Parties,
    ServiceForm,
)
from advice_tui.casework.procedures.views import StepForm
from advice_tui.casework.undo import undo
from advice_tui.casework.walls import WallForm
from advice_tui.rules.case_details import Party
from data.errors import BadInput, NotAllowed, NotFound
from tests.factories import FIRST, PASSWORD, SECOND, STAFF, audit_lines, enquiry_form, take, write

TARIQ = {"name": "Tariq Aziz", "student_number": "w1112223", "email": "tariq@example.org", "phone": "07700 900555"}
STOP = "Conflict: use the conflict screen"


def ids(desk):
    return {word: desk_id for word, (login, *_) in STAFF.items() for desk_id in [_id_of(desk, login)]}


def _id_of(desk, login):
    with desk.store.read() as connection:
        return connection.exec_driver_sql("SELECT id FROM account WHERE login = ?", (login,)).scalar()


def first_case(desk, **over):
    """S's case against T, with the adviser who took it on."""
    taken = take(desk, parties=(Party("Tariq Aziz", "opposing"),), **over)
    cases.take_on(desk, taken.case_id)
    return taken.case_id


def kept(desk, **over):
    """T's enquiry, kept to be dealt with as a conflict."""
    form = enquiry_form(**{"received": desk.now, **TARIQ, **over})
    with pytest.raises(ConflictFound):
        enquiries.take(desk, form)
    return enquiries.take(desk, form, kept=True).case_id


def result(desk, case_id):
    with desk.store.read() as connection:
        found = conflict_checks.latest(desk, connection, case_id)
    return found.result if found else ""


# The check ------------------------------------------------------------------------------------------------------------


def test_an_enquiry_stops_before_anything_is_stored_and_says_nothing_of_whom(desk):
    adviser, second = desk("adviser"), desk("second")
    first_case(adviser)
    before = len(audit_lines(second))
    with pytest.raises(ConflictFound) as stopped:
        take(second, **TARIQ)
    assert stopped.value.sentence == f"{STOP}."
    assert len(audit_lines(second)) == before
    checked = conflicts.check(second, Parties(("Tarik Azíz",), (), ("t@example.org",)))
    assert (checked.stops, checked.sentence, checked.people) == (True, f"{STOP}.", 1)
    other = conflicts.check(second, Parties(("Somebody Else",), (), ("e@example.org",)))
    assert not other.stops


@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize(
    ("over", "stops"),
    [
        (TARIQ, True),
        ({**TARIQ, "name": "AZIZ Tarik", "student_number": "", "email": "t2@example.org"}, True),
        ({**TARIQ, "name": "Tareq Azeez", "student_number": ""}, True),
        ({**TARIQ, "name": "Nobody Known", "parties": (Party("Zélda  Quux", "opposing"),)}, True),
        ({**TARIQ, "name": "Nobody Known", "parties": (Party("Zelda Quux", "witness"),)}, False),
        ({**TARIQ, "name": "Nobody Known"}, False),
    ],
    ids=["himself", "order and spelling", "as it sounds", "names our student", "as a witness", "a stranger"],
)
def test_who_is_found_with_and_without_the_index(desk, over, stops, built):
    adviser = desk("adviser")
    first_case(adviser)
    if built:
        search.build(adviser)
    if stops:
        with pytest.raises(ConflictFound):
            take(adviser, **over)
    else:
        assert result(adviser, take(adviser, **over).case_id) == "nothing"


def test_every_check_is_recorded_with_who_looked_and_when(desk, clock):
    adviser = desk("adviser")
    case_id = first_case(adviser)
    clock.pass_(minutes=5)
    conflicts.check_again(adviser, case_id)
    lines = conflicts.at_case(adviser, case_id).checks
    assert [line.words for line in lines] == [
        "Looked again: 2 people compared, nothing found",
        "Before it was taken on: 2 people compared, nothing found",
        "At intake: 2 people compared, nothing found",
    ]
    assert {line.by for line in lines} == {"Priya Nair"}
    assert lines[0].at == clock.now


def test_reception_sees_nothing_unusual_and_whoever_takes_it_on_is_stopped(desk):
    first_case(desk("adviser"))
    taken = take(desk("receptionist"), **TARIQ)
    second = desk("second")
    with pytest.raises(BadInput, match=STOP):
        cases.take_on(second, taken.case_id)
    assert cases.open_case(second, taken.case_id).adviser_id is None
    assert result(second, taken.case_id) == "found"
    with pytest.raises(BadInput, match=STOP):
        write(second, taken.case_id, "advice", "Do this.", options=("One", "Two"), choice="One")
    write(second, taken.case_id, "reply_email", "We have to check something first.")


def test_it_is_looked_again_when_a_party_is_added_and_taken_out(desk):
    adviser = desk("adviser")
    first_case(adviser)
    other = take(adviser, **{**TARIQ, "name": "Nobody Known"}).case_id
    view = details.details_of(adviser, other)
    form = details.DetailsForm(view.form.topic, view.form.about, parties=(Party("Zelda Quux", "opposing"),))
    changed = details.change_details(adviser, other, view.row_ver, form)
    assert STOP in changed.sentence
    assert result(adviser, other) == "found"
    undo(adviser, changed.undo)
    assert result(adviser, other) == "nothing"


# Through walls --------------------------------------------------------------------------------------------------------


def walled(desk, case_id, *, out=("second",), inside=("manager", "adviser")):
    """Put a wall around a case by the manager's hand; its people go into the pool."""
    manager = desk("manager")
    known = ids(manager)
    with manager.store.write(manager.signer, "test", at=manager.now) as tx:
        about = conflict_checks.looking.open_known(manager, tx.connection, case_id)[3]
        conflict_checks.tokens_in(manager, tx, case_id, about)
        form = WallForm(tuple(known[one] for one in inside), tuple(known[one] for one in out), "Conflict")
        walls.put_up_in(manager, tx, case_id, form)


def test_a_walled_case_stops_the_advising_in_the_same_words_and_nothing_more_is_known(desk):
    case_id = first_case(desk("adviser"))
    walled(desk, case_id)
    second = desk("second", again=True)
    with pytest.raises(NotFound):
        cases.open_case(second, case_id)
    with pytest.raises(ConflictFound) as stopped:
        take(second, **{**TARIQ, "name": "Tarik Aziz", "student_number": ""})
    assert stopped.value.sentence == f"{STOP}."
    other = kept(second)
    view = conflicts.at_case(second, other)
    assert (view.result, view.hidden, view.others, view.first) == ("found", True, (), "")
    assert "Zelda" not in repr(view)
    assert case_id not in repr(view)
    with pytest.raises(BadInput, match="both sides"):
        conflicts.settle_first(second, other, FirstForm(PASSWORD))
    with pytest.raises(NotAllowed):
        conflicts.set_aside(second, other, "Another Tariq.")
    assert not conflicts.check(second, Parties(("Somebody Else",))).stops
    manager = desk("manager", again=True)
    (seen,) = conflicts.at_case(manager, other).others
    assert (seen.case_id, seen.walled) == (case_id, True)
    assert not conflicts.at_case(manager, other).hidden


def test_the_pool_holds_no_name_and_no_case_and_goes_when_the_wall_goes(desk):
    case_id = first_case(desk("adviser"))
    walled(desk, case_id)
    second, manager = desk("second", again=True), desk("manager", again=True)
    with second.store.read() as connection:
        (line,) = register.lines(second, connection, tokens.POOL)
        assert register.lines(second, connection, tokens.OWN, case_id=case_id) == []
    assert case_id not in repr(line.document)
    assert "zelda" not in repr(line.document).casefold()
    assert set(line.document["tokens"].values()) == {1}
    with manager.store.write(manager.signer, "test", at=manager.now) as tx:
        conflict_checks.forget_tokens_in(manager, tx, case_id)
    with second.store.read() as connection:
        (line,) = register.lines(second, connection, tokens.POOL)
    assert line.document["tokens"] == {}


def test_a_walled_case_keeps_its_tokens_when_its_people_change(desk):
    adviser = desk("adviser")
    case_id = first_case(adviser)
    walled(desk, case_id)
    adviser = desk("adviser", again=True)
    view = details.details_of(adviser, case_id)
    parties = (*view.form.parties, Party("Omar Sharif", "opposing"))
    details.change_details(
        adviser, case_id, view.row_ver, details.DetailsForm(view.form.topic, view.form.about, parties=parties)
    )
    second = desk("second", again=True)
    assert conflicts.check(second, Parties(("Umar Sharif",))).stops
    with second.store.read() as connection:
        pool = tokens.pool(second, connection)
    assert pool.names_in(["Omar", "Sharif"])


def test_names_of_a_letter_are_looked_for_behind_walls_without_saying_which(desk):
    case_id = first_case(desk("adviser"))
    walled(desk, case_id)
    second = desk("second", again=True)
    assert conflicts.named_behind_walls(second, "We advise Zelda Quux in this matter.")
    assert not conflicts.named_behind_walls(second, "We cannot advise you because of a potential conflict of interest.")


# First come, first served (scenarios 32, 33, 38) ----------------------------------------------------------------------


def test_first_come_first_served_from_the_stop_to_the_letter(desk, clock):
    adviser, second = desk("adviser"), desk("second")
    one = first_case(adviser)
    clock.pass_(minutes=40)
    two = kept(second)
    begun = conflicts.begin(second, BeginForm("other_student"), case_id=two)
    assert "Zelda" not in repr(procedures.open_procedure(second, begun.procedure_id))
    view = conflicts.at_case(second, two)
    assert [one_.key for one_ in view.proposals] == ["first_come", "wall", "wording", "letter", "information"]
    assert view.first.startswith("Case 26-0001 came first, received Tue 24 Nov 10:20")
    with pytest.raises(BadInput, match="password"):
        conflicts.settle_first(second, two, FirstForm())
    settled = conflicts.settle_first(second, two, FirstForm(PASSWORD))
    assert settled.sentence.startswith("Case 26-0001 came first")
    assert (result(second, one), result(second, two)) == ("first", "refused")
    write(adviser, one, "advice", "Appeal.", options=("Appeal", "Wait"), choice="Appeal")
    with pytest.raises(BadInput, match=STOP):
        write(second, two, "advice", "Appeal.", options=("Appeal", "Wait"), choice="Appeal")
    with pytest.raises(NotAllowed):
        conflicts.wall_both(second, two, one)
    done = conflicts.wall_both(desk("manager"), two, one)
    assert "closed to each other" in done.sentence
    second = desk("second", again=True)
    with pytest.raises(NotFound):
        cases.open_case(second, one)
    assert enquiries.clients_like(second, "Zelda Quux", "", "") == ()
    assert cases.open_case(desk("adviser", again=True), one).adviser_name == "Priya Nair"
    view = conflicts.at_case(second, two)
    assert (view.result, view.hidden, view.others, view.walled) == ("refused", True, (), True)
    assert conflicts.names_to_scan(second, begun.procedure_id) == ()
    assert conflicts.names_to_scan(desk("manager", again=True), begun.procedure_id) == ("Zelda Quux",)


def test_the_names_of_a_letter_come_from_both_cases_as_far_as_they_may_be_known(desk):
    adviser, second = desk("adviser"), desk("second")
    first_case(adviser)
    two = kept(second, parties=(Party("Zelda Q", "opposing"),))
    begun = conflicts.begin(second, BeginForm("other_student", "Case 26-0002; Bo Witness"), case_id=two)
    names = conflicts.names_to_scan(second, begun.procedure_id)
    assert set(names) == {"Bo Witness", "Zelda Q", "Zelda Quux"}


def test_a_tie_is_the_managers_with_a_reason(desk):
    adviser, manager = desk("adviser"), desk("manager")
    one = first_case(adviser)
    two = kept(adviser)
    conflicts.begin(adviser, BeginForm("other_student"), case_id=two)
    assert "a tie" in conflicts.at_case(adviser, two).first
    with pytest.raises(BadInput, match="tie is decided by"):
        conflicts.settle_first(adviser, two, FirstForm(PASSWORD, one, "I like her."))
    with pytest.raises(BadInput) as problems:
        conflicts.settle_first(manager, two, FirstForm(PASSWORD))
    assert set(problems.value.problems) == {"chosen", "reason"}


def test_changing_a_receipt_time_is_told_and_audited(desk, clock):
    adviser = desk("adviser")
    one = first_case(adviser)
    two = kept(adviser)
    with pytest.raises(BadInput) as problems:
        receipts.change_receipt(adviser, two, "tomorrow 10:00", "")
    assert set(problems.value.problems) == {"received", "why"}
    changed = receipts.change_receipt(adviser, two, "today 09:30", "It lay in the other inbox.")
    assert "Received: Tue 24 Nov 10:20 → Tue 24 Nov 09:30" in changed.sentence
    assert conflicts.at_case(adviser, one).first.startswith("Case 26-0002 came first, received Tue 24 Nov 09:30")
    detail = audit_lines(adviser)[-1][4]
    assert "09:30" in detail
    assert "inbox" not in detail
    entry = next(e for e in cases.open_case(adviser, two).entries if e.title == "Time of receipt put right")
    assert "inbox" in entry.body
    undo(adviser, changed.undo)
    assert "a tie" in conflicts.at_case(adviser, one).first


def test_basic_information_is_counted_without_a_case(desk):
    adviser = desk("adviser")
    with pytest.raises(BadInput) as problems:
        conflicts.give_information(adviser, InformationForm("nonsense", "nonsense"))
    assert set(problems.value.problems) == {"channel", "topic", "only_procedure"}
    done = conflicts.give_information(adviser, InformationForm("email", "", "Appeals regulations", only_procedure=True))
    assert conflicts.information_given(adviser)[0][0] == "2026-11-24"
    undo(adviser, done.undo)
    assert conflicts.information_given(adviser) == ()


def test_a_likeness_is_set_aside_by_who_sees_both_and_stays_aside(desk):
    adviser, manager = desk("adviser"), desk("manager")
    one = first_case(adviser)
    two = kept(adviser, name="Tarek Aziz", student_number="w2223334")
    with pytest.raises(NotAllowed):
        conflicts.set_aside(adviser, two, "Another one.")
    conflicts.set_aside(manager, two, "Another student of a like name.")
    assert (result(manager, two), result(manager, one)) == ("set_aside", "set_aside")
    assert not conflicts.check_again(adviser, two).stops
    write(adviser, two, "advice", "Appeal.", options=("Appeal", "Wait"), choice="Appeal")
    walled(desk, one, out=(), inside=("manager",))
    assert not conflicts.check_again(desk("adviser", again=True), two).stops


# Separate advisers (scenarios 34, 35, 36, 37) -------------------------------------------------------------------------


def begun(desk, clock):
    adviser, manager = desk("adviser"), desk("manager")
    one = first_case(adviser)
    clock.pass_(minutes=10)
    two = kept(adviser)
    return one, two, conflicts.begin(manager, BeginForm("other_student"), case_id=two).procedure_id


@pytest.mark.parametrize("policy", [SECOND])
def test_each_student_an_adviser_of_her_own_and_a_wall_around_both(desk, clock):
    one, two, procedure = begun(desk, clock)
    manager, known = desk("manager"), ids(desk("manager"))
    with pytest.raises(NotAllowed):
        conflicts.allocate(desk("adviser"), two, AllocateForm(one, known["second"], known["adviser"], PASSWORD))
    with pytest.raises(BadInput) as problems:
        conflicts.allocate(manager, two, AllocateForm(one, known["adviser"], known["adviser"], PASSWORD))
    assert set(problems.value.problems) == {"other_adviser"}
    conflicts.allocate(manager, two, AllocateForm(one, known["second"], known["adviser"], PASSWORD))
    view = procedures.open_procedure(manager, procedure)
    assert {step.key for step in view.steps if step.state == "done"} >= {"identify", "allocate", "wall"}
    adviser, second = desk("adviser", again=True), desk("second", again=True)
    assert cases.open_case(adviser, one).adviser_name == "Priya Nair"
    assert cases.open_case(second, two).adviser_name == "Tom Ellis"
    for outside, case_id in ((adviser, two), (second, one)):
        with pytest.raises(NotFound):
            cases.open_case(outside, case_id)
        with pytest.raises(NotFound):
            conflicts.at_case(outside, case_id)
        search.build(outside)
        assert case_id not in search.find_cases(outside, "Zelda").ids
        assert case_id not in search.find_cases(outside, "Tariq").ids
    for inside, case_id in ((adviser, one), (second, two)):
        assert result(inside, case_id) == "allocated"
        write(inside, case_id, "advice", "Appeal.", options=("Appeal", "Wait"), choice="Appeal")
        assert not conflicts.check_again(inside, case_id).stops
    with pytest.raises(ConflictFound):
        take(second, name="Zelda Quux", student_number="w7654321")


@pytest.mark.parametrize("policy", [SECOND])
def test_no_adviser_is_free_with_the_director_consulted(desk, clock):
    one, two, procedure = begun(desk, clock)
    manager = desk("manager")
    with pytest.raises(BadInput) as problems:
        conflicts.no_adviser_free(manager, two, NoneFreeForm(password=PASSWORD))
    assert {"why", "consulted", "view"} <= set(problems.value.problems)
    conflicts.no_adviser_free(manager, two, NoneFreeForm("Both are taken.", "today", "Agrees.", PASSWORD))
    assert result(manager, two) == "refused"
    taken = procedures.open_procedure(manager, procedure)
    assert next(step.state for step in taken.steps if step.key == "none_free") == "done"
    keys = [proposal.key for proposal in conflicts.at_case(manager, two).proposals]
    assert "allocate" not in keys
    assert {"wording", "letter", "alternatives", "policy"} <= set(keys)
    assert one


@pytest.mark.parametrize("policy", [SECOND, FIRST])
def test_a_member_of_staff_is_kept_out_even_a_manager(desk):
    adviser = desk("adviser")
    known = ids(adviser)
    case_id = take(adviser, parties=(Party("Morgan Reed", "staff"),)).case_id
    cases.take_on(adviser, case_id)
    with pytest.raises(BadInput) as problems:
        conflicts.keep_out(adviser, case_id, ServiceForm("", (known["manager"], "nobody"), known["manager"]))
    assert set(problems.value.problems) == {"why", "staff", "owner"}
    done = conflicts.keep_out(adviser, case_id, ServiceForm("It is about the manager.", (known["manager"],)))
    assert "Morgan Reed" in done.sentence
    with pytest.raises(NotFound):
        cases.open_case(desk("manager", again=True), case_id)
    adviser = desk("adviser", again=True)
    assert conflicts.at_case(adviser, case_id).circumstance == "service"
    assert walls.of_case(adviser, case_id).owner == "Priya Nair"


@pytest.mark.parametrize("policy", [SECOND])
def test_the_manager_says_why_the_service_cannot_be_impartial(desk):
    manager = desk("manager")
    case_id = take(manager).case_id
    known = ids(manager)
    done = conflicts.keep_out(
        manager, case_id, ServiceForm("She complains about Tom.", (known["second"],), password=PASSWORD)
    )
    view = procedures.open_procedure(desk("manager", again=True), done.procedure_id)
    assert {step.key for step in view.steps if step.state == "done"} == {"identify", "impartial", "wall"}
    with pytest.raises(NotFound):
        cases.open_case(desk("second", again=True), case_id)


@pytest.mark.parametrize("policy", [FIRST, SECOND])
def test_late_discovery_links_the_incident_walls_both_and_keeps_who_had_read(desk, clock):
    adviser, second, manager = desk("adviser"), desk("second"), desk("manager")
    one = take(adviser).case_id
    cases.take_on(adviser, one)
    clock.pass_(minutes=30)
    two = take(second, **TARIQ).case_id
    cases.take_on(second, two)
    cases.open_case(second, one)
    cases.open_case(adviser, two)
    assert STOP not in life.link(manager, one, two, "The same hearing").sentence
    life.unlink(manager, one, two)
    linked = life.link(manager, one, two, "The same fire alarm", incident=True)
    assert STOP in linked.sentence
    assert {result(manager, one), result(manager, two)} == {"found"}
    view = conflicts.at_case(manager, one)
    assert view.found == ("Two students are linked with the same incident.",)
    assert "start" in [proposal.key for proposal in view.proposals]
    conflicts.wall_both(manager, one, two)
    for outside, case_id in ((desk("adviser", again=True), two), (desk("second", again=True), one)):
        with pytest.raises(NotFound):
            cases.open_case(outside, case_id)
    manager = desk("manager", again=True)
    assert "Tom Ellis" in {read.who for read in conflicts.at_case(manager, one).read_before}
    assert "Priya Nair" in {read.who for read in conflicts.at_case(manager, two).read_before}


def test_hostile_names_stop_nothing_that_they_should_not(desk):
    adviser = desk("adviser")
    case_id = take(adviser, name="[/] {{ 7*7 }}", parties=(Party("=cmd|' /C calc'!A0", "opposing"),)).case_id
    assert conflicts.at_case(adviser, case_id).result == "nothing"
    with pytest.raises(NotFound):
        conflicts.at_case(adviser, "0" * 32)
    with pytest.raises(NotFound):
        conflicts.at_client(adviser, "0" * 32)
    assert not conflicts.named_behind_walls(adviser, "A " * 100_000)


def test_a_student_without_a_case(desk):
    adviser = desk("adviser")
    first_case(adviser)
    stranger = take(desk("receptionist"), **TARIQ)
    view = conflicts.view(adviser, f"client:{stranger.client_id}")
    assert view.result == "found"
    assert view.proposals[0].key == "start"


def test_a_step_taken_on_the_procedure_alone_counts_for_the_cases_too(desk, clock):
    adviser = desk("adviser")
    one = first_case(adviser)
    clock.pass_(minutes=5)
    two = kept(adviser)
    procedure_id = conflicts.begin(adviser, BeginForm("other_student"), case_id=two).procedure_id
    seen = procedures.open_procedure(adviser, procedure_id)
    done = procedures.record(adviser, procedure_id, seen.row_ver, StepForm("first_come", password=PASSWORD))
    assert "Case 26-0001 came first." in done.sentence
    assert (result(adviser, one), result(adviser, two)) == ("first", "refused")


def test_a_wall_of_any_kind_is_seen_through_until_it_is_lifted(desk):
    case_id = first_case(desk("adviser"))
    manager = desk("manager")
    known = ids(manager)
    walls.put_up(manager, case_id, WallForm((known["manager"], known["adviser"]), (known["second"],), "A relative"))
    with desk("second", again=True).store.read() as connection:
        assert tokens.pool(desk("second"), connection).tokens
    assert conflicts.check(desk("second"), Parties(("Tarik Aziz",))).stops
    walls.lift(desk("manager", again=True), case_id, "It is over.")
    with desk("second", again=True).store.read() as connection:
        assert not tokens.pool(desk("second"), connection).tokens


def test_the_other_side_that_came_after_the_check_is_said_at_once_to_who_may_read_it(desk, clock):
    adviser = desk("adviser")
    party = Party("Tariq Aziz", "opposing")
    one = take(adviser, parties=(party,)).case_id
    assert conflicts.at_case(adviser, one).result == "nothing"
    clock.pass_(minutes=5)
    kept(adviser)
    seen = conflicts.at_case(adviser, one)
    assert (seen.result, seen.stands) == ("found", conflicts.viewing.SINCE)
    assert len(seen.others) == 1
    assert result(adviser, one) == "nothing"  # what was recorded stays as it was
