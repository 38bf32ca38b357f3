"""A walled case in every list, count, search, form and sentence: what a colleague outside gets of none at all (L-43)."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest

from advice_tui.casework import (
    arrivals,
    case_finding,
    case_list,
    cases,
    clients,
    clients_at_desk,
    complaints,
    confirming,
    consents,
    desk_flags,
    drafts,
    enquiries,
    file_review,
    issues,
    letters,
    mail,
    messages,
    procedures,
    referrals,
    review,
    rota,
    search,
    service_days,
    today,
    undo,
    walls,
    watch,
)
from advice_tui.casework.cases import closing, dates, details, files, handing, joining, life, papers, waiting
from advice_tui.casework.diary import booking, line, moving, planning, reading
from advice_tui.casework.diary.views import BookingForm
from advice_tui.casework.messages import AnswerForm, MessageForm
from advice_tui.casework.walls import WallForm
from advice_tui.desk import Desk
from advice_tui.rules.people import ClientDetails
from advice_tui.rules.service_calendar import NewClosure
from data.errors import AdviceError, BadInput, ChangedMeanwhile, NotAllowed, NotFound
from tests.factories import STAFF, audit_lines, book, enquiry_form, take, write

DAY = date(2026, 11, 26)
WORDS = ("Zelda", "Quux", "w7654321", "zelda.quux", "07700 900123", "extension request", "after five", "marking scheme")
UNKNOWN = "0" * 32
PHONE = "07700 900123"
BO = {"phone": "07700 900999", "contact_note": ""}


def people(desk):
    by_name = {one.name: one.id for one in walls.colleagues(desk)}
    return {who: by_name[name] for who, (_, name, _) in STAFF.items() if name in by_name}


def put_up(desk, case_id, inside=("manager", "second"), out=("adviser",), **more):
    who = people(desk)
    form = WallForm(tuple(who[one] for one in inside), tuple(who[one] for one in out), "A family tie.", **more)
    return walls.put_up(desk, case_id, form)


class Scene:
    """A student with a case, appointments and a message; her adviser was Priya, who is kept out now."""

    def __init__(self, service, out="adviser"):
        self.service = service
        self.priya, self.manager, self.dana = (service.sign_in(who) for who in ("adviser", "manager", "receptionist"))
        priya, dana = self.priya, self.dana
        self.taken = take(priya)
        self.case_id, self.client_id = self.taken.case_id, self.taken.client_id
        self.entry = write(priya, self.case_id, "note", "The marking scheme is wrong.").undo.entry_id
        day = date(2026, 11, 25)
        dates.set_date(priya, self.case_id, dates.KeyDateForm("Panel", "the marking scheme", day, day, day))
        hers = {"client_id": self.client_id, "note": "brings Zelda's mother"}
        tom = people(self.manager)["second"]
        self.appointment = book(dana, DAY, 600, adviser_id=tom, **hers).id
        self.own = book(priya, DAY, 660, adviser_id=priya.person.id, case_id=self.case_id, **hers).id
        self.today = book(dana, date(2026, 11, 24), 700, adviser_id=priya.person.id, **hers).id
        self.slip = messages.take(
            dana, MessageForm("message", self.client_id, number=PHONE, words="marking scheme again")
        ).id
        self.other = take(
            priya, name="Bo Bystander", student_number="w1", email="bo@example.org", about="Another", **BO
        )
        life.link(priya, self.other.case_id, self.case_id, "same course")
        search.build(priya)
        drafts.keep(priya, f"entry:{self.case_id}", {"text": "a half thought"})
        inside = ("manager", "second") if out == "adviser" else ("adviser", "second")
        self.done = put_up(self.manager if out == "adviser" else self.priya, self.case_id, inside, (out,))

    @property
    def ids(self):
        return {self.case_id, self.client_id, self.slip}


@pytest.fixture
def scene(service):
    return Scene(service)


LISTS = {
    "today": today.waiting,
    "today, all": lambda d: today.waiting(d, everybody=True),
    "cases": lambda d: [
        case_list.ordered(d, replace(case_list.first_view(d), shown=one)) for one in ("all", "mine", "due")
    ],
    "counts": case_list.counts,
    "caseload": lambda d: handing.caseload(d, d.person.id),
    "handed": handing.handed_to_me,
    "week": lambda d: reading.week(d, DAY),
    "day": lambda d: reading.one_day(d, date(2026, 11, 24)),
    "board": arrivals.board,
    "unresolved": arrivals.unresolved,
    "for me": arrivals.for_me,
    "at my door": arrivals.at_my_door,
    "messages": messages.waiting,
    "messages, all": lambda d: messages.waiting(d, everybody=True),
    "passed on": messages.passed_on,
    "reminders": lambda d: confirming.reminders(d, DAY),
    "to be moved": rota.to_be_moved,
    "touched": lambda d: rota.touched(d, date(2026, 11, 20), date(2026, 12, 1)),
    "drafts": drafts.mine,
    "batches": mail.past_batches,
    "walls": walls.standing,
    "procedures": procedures.waiting,
    "referrals": referrals.counts,
    "find": lambda d: [search.find(d, text) for text in ("zelda", "quux", "w7654321", "26-0001", "extension", "qux")],
    "find cases": lambda d: [search.find_cases(d, text) for text in ("zelda", "extension", "26-0001", "scheme")],
    "callers": lambda d: messages.callers(d, "zelda"),
    "duplicates": lambda d: enquiries.clients_like(d, "Zelda Quux", "w7654321", "zelda.quux@example.org"),
    "line": lambda d: line.read_line(d, "quux thu 1"),
}
A_MANAGERS = {
    "closure": lambda d: service_days.propose(d, NewClosure(DAY, DAY, "Training")),
    "review": review.queue,
    "complaints": complaints.listed,
    "file review": file_review.sample,
    "issues": issues.listed,
    "a caseload": lambda d: handing.caseload(d, people(d)["adviser"]),
    "nobody's": lambda d: handing.caseload(d, None),
}
AT_THE_DESK = {
    name: LISTS[name]
    for name in (
        "today",
        "week",
        "day",
        "board",
        "unresolved",
        "passed on",
        "reminders",
        "find",
        "callers",
        "duplicates",
    )
}
"""What a manager has besides, and what reception has."""
OF_ANOTHER = {"joinable": joining.joinable, "the linked case": cases.open_case, "details of it": details.details_of}
"""Asked of a case that is not walled and is linked to the one that is."""


def shown(value):
    """Everything in an answer, what its repr leaves out as well."""
    if isinstance(value, Desk):
        return ""
    if is_dataclass(value):
        return " ".join(shown(getattr(value, one.name)) for one in fields(value))
    if isinstance(value, dict):
        return " ".join(f"{key} {shown(one)}" for key, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(shown(one) for one in value)
    return str(value)


def asked(name, desk, scene):
    return shown(LISTS[name](desk) if name in LISTS else OF_ANOTHER[name](desk, scene.other.case_id))


@pytest.mark.parametrize("again", [False, True])
def test_no_list_count_or_search_of_who_is_outside_shows_any_of_it(scene, again):
    """In the sitting that was open before the wall, and in a new one; advisers who are inside see it all."""
    priya = scene.service.sign_in("adviser") if again else scene.priya
    watch.changed(priya)
    (search.build if again else search.follow)(priya)
    for name in (*LISTS, *OF_ANOTHER):
        text = asked(name, priya, scene)
        found = [word for word in (*WORDS, *scene.ids, scene.taken.number) if word in text]
        if name == "line":
            found = [word for word in found if word not in text.partition("quux")[1]]
        assert not found, (name, found)
    assert case_list.counts(priya)["all"] == 1
    tom = scene.service.sign_in("second")
    search.build(tom)
    assert scene.taken.number in asked("cases", tom, scene) + asked("find", tom, scene)
    for name in ("today, all", "week", "find", "messages, all", "duplicates", "the linked case"):
        assert "Zelda Quux" in asked(name, tom, scene), name


@pytest.mark.parametrize(("out", "lists"), [("manager", {**LISTS, **A_MANAGERS}), ("receptionist", AT_THE_DESK)])
def test_nor_does_one_of_a_manager_or_a_receptionist_who_is_kept_out(service, out, lists):
    """Scenario 36: that staff member is walled out, even if a manager."""
    scene = Scene(service, out)
    desk = service.sign_in(out)
    search.build(desk)
    for name, call in lists.items():
        text = shown(call(desk))
        found = [word for word in (*WORDS, *scene.ids, scene.taken.number) if word in text]
        assert not found, (name, found)
    open_to = service.sign_in("second")
    search.build(open_to)
    assert "Zelda Quux" in shown(search.find(open_to, "zelda"))


OF_CASE = {
    "open": cases.open_case,
    "refresh": cases.refresh,
    "write": write,
    "take on": cases.take_on,
    "correct": lambda d, one: cases.correct_entry(d, one, "y", 1, "t", "w"),
    "date": lambda d, one: dates.set_date(d, one, dates.KeyDateForm("1 dec", "b", None, None, None)),
    "details": details.details_of,
    "change": lambda d, one: details.change_details(d, one, 1, details.DetailsForm("", "a")),
    "attachment": lambda d, one: cases.attachment(d, one, "y"),
    "save out": lambda d, one: files.save_out(d, one, ("y",), "/nowhere"),
    "assign": lambda d, one: handing.assign(d, one, 1, d.person.id, "text"),
    "wait": lambda d, one: waiting.wait(d, one, 1, "text", None),
    "before closing": closing.before,
    "close": lambda d, one: closing.close(d, one, 1, closing.ClosingForm("resolved", "text")),
    "reopen": lambda d, one: closing.reopen(d, one, 1, "text"),
    "joinable": joining.joinable,
    "join": lambda d, one: joining.join(d, one, "1" * 32),
    "papers": papers.papers_of,
    "paper": lambda d, one: papers.add(d, one, papers.PaperForm("text")),
    "diary": planning.of_case,
    "draft": lambda d, one: drafts.keep(d, f"entry:{one}", {"text": "more"}),
    "find draft": lambda d, one: drafts.find(d, f"entry:{one}"),
    "wall": walls.of_case,
    "put up": lambda d, one: walls.put_up(d, one, WallForm((d.person.id,), (), "mine")),
    "lift": lambda d, one: walls.lift(d, one, "mine"),
    "let in": walls.let_in,
    "renew": walls.renew,
    "change wall": lambda d, one: walls.change(d, one, WallForm((d.person.id,), (), "mine")),
    "read by": walls.read_by,
    "consents": consents.standing,
    "letters": letters.of_case,
    "procedures": procedures.of_case,
    "referrals": referrals.of_case,
    "find by id": case_finding.case_id_of,
}
OF_CLIENT = {
    "file": clients.client_file,
    "change": lambda d, one: clients.change(d, one, 1, ClientDetails("A")),
    "merge": lambda d, one: clients.merge(d, one, "1" * 32, (1, 1)),
    "diary": reading.of_client,
    "book": lambda d, one: booking.book(d, BookingForm(DAY, 800, client_id=one)),
    "at desk": clients_at_desk.at_desk,
    "flag": desk_flags.flag_of,
    "attendance": arrivals.attendance,
    "caller": messages.caller,
    "message": lambda d, one: messages.take(d, MessageForm("message", one, number=PHONE, words="text")),
    "enquiry": lambda d, one: enquiries.take(d, enquiry_form(received=d.now, client_id=one)),
    "form": lambda d, one: enquiries.client_form(d, one, enquiry_form()),
    "open cases": enquiries.open_cases,
    "procedures": procedures.of_client,
}
OF_APPOINTMENT = {
    "one": reading.one,
    "history": reading.history,
    "move": lambda d, one: moving.move(d, one, 1, BookingForm(DAY, 800)),
    "cancel": lambda d, one: moving.cancel(d, one, 1, by="client"),
    "confirmation": confirming.confirmation,
    "arrive": lambda d, one: arrivals.arrive(d, one, 1),
    "missed": lambda d, one: arrivals.missed(d, one, 1, notice=False),
    "acknowledge": arrivals.acknowledge,
    "remind": lambda d, one: confirming.remind(d, one, 1),
}
OF_SLIP = {
    "open": messages.open_message,
    "explain": messages.explain_target,
    "problems": lambda d, one: messages.problems(d, one, AnswerForm("reached")),
    "answer": lambda d, one: messages.answer(d, one, 1, AnswerForm("reached")),
    "today": today.explain_row,
}


def outcome(call, desk, record_id):
    try:
        return "gave", shown(call(desk, record_id)).replace(record_id, "ID")
    except AdviceError as error:
        return type(error).__name__, error.sentence.replace(record_id, "ID")


@pytest.mark.parametrize("kind", ["case", "client", "appointment", "slip"])
def test_asked_for_by_its_id_it_is_said_of_it_what_is_said_of_none(scene, kind):
    priya = scene.priya
    watch.changed(priya)
    calls, ids = {
        "case": (OF_CASE, [scene.case_id]),
        "client": (OF_CLIENT, [scene.client_id]),
        "appointment": (OF_APPOINTMENT, [scene.appointment, scene.own]),
        "slip": (OF_SLIP, [scene.slip]),
    }[kind]
    for name, call in calls.items():
        nothing = outcome(call, priya, UNKNOWN)
        for record_id in ids:
            assert outcome(call, priya, record_id) == nothing, name


def test_its_number_is_as_unknown_as_one_that_was_never_given(scene):
    priya = scene.priya
    watch.changed(priya)
    for call in (case_finding.case_id_of, mail.case_named):
        said = {}
        for number in (scene.taken.number, "26-0777"):
            with pytest.raises(AdviceError) as refused:
                call(priya, number)
            said[number] = refused.value.sentence.replace(number, "N")
        assert len(set(said.values())) == 1, call


def test_a_message_that_answers_it_matches_nothing(scene):
    """Mail of the student is taken for a stranger's: neither her name nor her case is offered."""
    watch.changed(scene.priya)
    search.follow(scene.priya)
    known = mail.matching.people(scene.priya, ["zelda.quux@example.org"])
    assert "Zelda" not in shown(known)
    assert scene.case_id not in shown(known)


def test_nothing_that_was_done_before_is_undone_behind_the_wall(service):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = take(priya)
    tokens = [taken.undo, write(priya, taken.case_id).undo, cases.take_on(priya, taken.case_id).undo]
    booked = book(priya, DAY, 600, client_id=taken.client_id, adviser_id=priya.person.id)
    put_up(manager, taken.case_id)
    before = len(audit_lines(manager))
    for token in (*tokens, booked.undo):
        with pytest.raises((NotFound, ChangedMeanwhile)) as refused:
            undo.undo(priya, token)
        assert taken.number not in refused.value.sentence
        assert "Zelda" not in refused.value.sentence
    assert len(audit_lines(manager)) == before


def test_reception_books_and_receives_a_walled_student_and_sees_no_reason(scene):
    """Scenario 34: the receptionist books both without seeing why."""
    dana = scene.dana
    watch.changed(dana)
    search.build(dana)
    (hit,) = search.find(dana, "zelda")
    assert hit.id == scene.client_id
    done = book(dana, DAY, 780, client_id=scene.client_id, adviser_id=people(scene.manager)["second"], note="ramp")
    assert "Zelda Quux" in shown(reading.one(dana, done.id))
    slip = messages.take(dana, MessageForm("message", scene.client_id, number=PHONE, words="she rang again"))
    text = shown(reading.week(dana, DAY)) + shown(messages.passed_on(dana))
    assert "Zelda Quux" in text
    assert "family tie" not in text
    watch.changed(scene.priya)
    assert "ramp" not in shown(reading.week(scene.priya, DAY))
    assert "she rang again" not in shown(messages.waiting(scene.priya, everybody=True))
    with pytest.raises(NotFound):
        messages.open_message(scene.priya, slip.id)
    tom = scene.service.sign_in("second")
    assert messages.open_message(tom, slip.id)
    case_id = messages.answer(tom, slip.id, 1, AnswerForm("reached", note="called")).case_id
    with pytest.raises(NotFound):
        cases.open_case(scene.priya, case_id)
    assert cases.open_case(tom, case_id)


def test_a_new_enquiry_of_a_walled_student_goes_behind_the_same_wall(scene):
    """Whoever takes it down: until somebody inside decides otherwise nobody outside reads of it."""
    dana, tom = scene.dana, scene.service.sign_in("second")
    for n, desk in enumerate((dana, tom)):
        taken = take(desk, client_id=scene.client_id, about=f"A second matter {n}")
        assert cases.open_case(tom, taken.case_id).about.startswith("A second matter")
        watch.changed(scene.priya)
        with pytest.raises(NotFound):
            cases.open_case(scene.priya, taken.case_id)
        view = walls.of_case(tom, taken.case_id)
        assert view is not None
    walls.lift(scene.manager, scene.case_id, "It is settled.")
    watch.changed(scene.priya)
    assert cases.open_case(scene.priya, taken.case_id)


def test_her_name_stays_where_somebody_kept_out_has_another_case_of_hers(service):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    first = take(priya)
    second = take(priya, client_id=first.client_id, about="Another matter")
    done = put_up(manager, first.case_id)
    assert "another case" in done.sentence
    view = walls.of_case(manager, first.case_id)
    assert not view.name_shut
    assert "another case" in view.name_words
    watch.changed(priya)
    assert cases.open_case(priya, second.case_id).client.name == "Zelda Quux"
    put_up(manager, second.case_id)
    assert walls.of_case(manager, second.case_id).name_shut
    assert walls.of_case(manager, first.case_id).name_shut
    watch.changed(priya)
    with pytest.raises(NotFound):
        clients.client_file(priya, first.client_id)
    walls.lift(manager, first.case_id, "Settled.")
    watch.changed(priya)
    assert cases.open_case(priya, first.case_id).client.name == "Zelda Quux"
    with pytest.raises(NotFound):
        cases.open_case(priya, second.case_id)


def test_two_walls_of_one_student_keep_her_name_from_whom_either_keeps_out(service):
    priya, tom, manager = (service.sign_in(who) for who in ("adviser", "second", "manager"))
    first = take(manager)
    second = take(manager, client_id=first.client_id, about="Another matter")
    put_up(manager, first.case_id, inside=("manager",), out=("adviser", "second"))
    put_up(manager, second.case_id, inside=("manager",), out=("second",))
    for desk in (priya, tom):
        watch.changed(desk)
        with pytest.raises(NotFound):
            clients.client_file(desk, first.client_id)
    who = people(manager)
    with pytest.raises(BadInput) as refused:
        walls.change(manager, second.case_id, WallForm((who["manager"], who["adviser"]), (), "She helps"))
    assert "Priya Nair" in refused.value.problems["members"]
    walls.lift(manager, second.case_id, "Settled.")
    for desk in (priya, tom):
        watch.changed(desk)
        assert cases.open_case(desk, second.case_id).client.name == "Zelda Quux"
        with pytest.raises(NotFound):
            cases.open_case(desk, first.case_id)


def test_the_sentence_says_what_became_of_it(scene):
    assert scene.done.sentence == (
        "Wall around case 26-0001: open to Morgan Reed and Tom Ellis and nobody else. "
        "2 appointments are with somebody kept out: ask the desk to move them."
    )
    view = walls.of_case(scene.manager, scene.case_id)
    assert (view.client, view.owner, view.reason) == ("Zelda Quux", "Morgan Reed", "A family tie.")
    assert [one.name for one in view.kept_out] == ["Priya Nair"]
    (line_,) = [one for one in audit_lines(scene.manager) if one.act == "wall.put_up"]
    assert "family" not in line_.detail


def test_who_had_read_it_already_is_known_from_the_audit_trail(scene):
    found = walls.read_by(scene.manager, scene.case_id)
    assert [who for who, _ in found] == ["Priya Nair", "Morgan Reed"] or [who for who, _ in found] == ["Priya Nair"]
    tom = scene.service.sign_in("second")
    cases.open_case(tom, scene.case_id)
    assert "Tom Ellis" in {who for who, _ in walls.read_by(tom, scene.case_id)}


def test_what_she_had_begun_to_write_waits_behind_the_wall(scene):
    """Her draft belongs to the case: nobody loses it, nobody reads it, and she has it again when she is let in."""
    priya = scene.priya
    watch.changed(priya)
    subject = f"entry:{scene.case_id}"
    assert drafts.find(priya, subject) is None
    drafts.discard(priya, subject)
    with pytest.raises(NotFound):
        drafts.keep(priya, subject, {"text": "more"})
    walls.lift(scene.manager, scene.case_id, "Settled.")
    watch.changed(priya)
    assert drafts.find(priya, subject).data == {"text": "a half thought"}


def test_the_case_of_an_adviser_outside_has_no_adviser_and_comes_up_for_those_inside(service):
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    taken = take(priya)
    cases.take_on(priya, taken.case_id)
    assert "The case has no adviser now." in put_up(manager, taken.case_id).sentence
    tom = service.sign_in("second")
    assert cases.open_case(tom, taken.case_id).adviser_id is None
    assert cases.take_on(tom, taken.case_id)


def test_search_takes_in_what_becomes_readable_and_lets_go_of_what_does_not(service):
    priya, tom, manager = (service.sign_in(who) for who in ("adviser", "second", "manager"))
    taken = take(priya)
    for desk in (priya, tom):
        search.build(desk)

    def finds(desk):
        watch.changed(desk)
        search.follow(desk)
        hits = desk.index.find("zelda", limit=9)
        assert {hit.kind for hit in hits} in ({"client", "case"}, set())
        return bool(hits)

    assert finds(priya)
    assert finds(tom)
    put_up(manager, taken.case_id)
    assert not finds(priya)
    assert finds(tom)
    who = people(manager)
    walls.change(manager, taken.case_id, WallForm((who["manager"], who["adviser"]), (who["second"],), "The other way"))
    assert finds(priya)
    assert not finds(tom)
    walls.lift(manager, taken.case_id, "Settled.")
    assert finds(priya)
    assert finds(tom)


def test_a_wall_needs_an_adviser_and_others_are_told_so(service):
    taken = take(service.sign_in("adviser"))
    for who in ("receptionist", "director", "maintainer"):
        desk = service.sign_in(who)
        for act in (lambda: walls.put_up(desk, taken.case_id, WallForm()), lambda: walls.standing(desk)):  # noqa: B023
            with pytest.raises(NotAllowed):
                act()
