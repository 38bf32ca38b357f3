"""What each role can get at with plain SQL, its own keys and everything in memory: the keys decide, not the screens."""

from __future__ import annotations

import gc
import json
import re
from datetime import date
from types import BuiltinFunctionType, FunctionType, ModuleType

import pytest

from advice_tui.casework import arrivals, cases, desk_flags, drafts, enquiries, entrance, messages, rota, walls
from advice_tui.casework.arrivals import CorrectionForm
from advice_tui.casework.cases.papers import PaperForm
from advice_tui.casework.diary import moving, planning
from advice_tui.casework.diary.views import BookingForm, NewClient
from advice_tui.casework.messages import AnswerForm, MessageForm
from advice_tui.rules.mail import Attachment
from advice_tui.rules.staff_times import TimesForm
from data.errors import IntegrityError, NotFound
from data.keys.keychain import RecordKeyRow
from data.keys.sealing import place, unseal
from data.records import find_key, find_keys, unseal_file, unseal_row
from data.store.connection import connect
from screens.diary.writing import draft_of
from tests.factories import book, enquiry_form, take, write

PLANTED = {
    "name": "Zelda Quuxington",
    "known_as": "Zedkins",
    "email": "zelda.quuxington@example.org",
    "phone": "07700 900987",
    "student_number": "w7654399",
    "contact_note": "never at the flat",
    "about": "Plagiat hearing on Tuesday, frightened.\nSecond line.",
}
REPLY, NOTE, DRAFT, FILE = (
    "Bring the marking scheme.",
    "Sounded unwell.",
    "half a thought",
    b"minutes of the panel" * 20,
)
WORDS = [
    "Quuxington",
    "Zedkins",
    "zelda.quux",
    "900987",
    "w7654399",
    "the flat",
    "Plagiat",
    "marking scheme",
    "unwell",
    "half a thought",
    "of the panel",
    "panel.pdf",
    "hearing-id",
    "Grievance",
]
TODAY, LATER = date(2026, 11, 24), date(2026, 11, 26)
AT_THE_DESK = [
    "needs the ramp",
    "asks for Welsh",
    "Farquardson",
    "700444",
    "Vexworthy",
    "700555",
    "after vespers",
    "fracture clinic",
    "misheard a colleague",
    "dentist overran",
    "stuck in a lift",
    "half a booking",
    "half a call",
]
"""What reception writes, or must know to receive a student: sealed for the front room."""
FOR_ADVICE = [
    "eviction on Friday",
    "700666",
    "wants to see somebody quietly",
    "threw an inkwell",
    "tenancy bundle",
    "payslips of June",
    "rang her, in tears",
]
"""What an appointment is about, what a caller said, why somebody is not admitted: sealed for the advisers."""
WORDS += AT_THE_DESK + FOR_ADVICE


@pytest.fixture
def planted(service):
    """A service in which a student's matter lies in every place it can."""
    reception, adviser = service.sign_in("receptionist"), service.sign_in("adviser")
    desk_taken = take(reception, **{**PLANTED, "channel": "telephone"})
    mail = enquiries.Enclosed(
        PLANTED["email"],
        "Grievance",
        "<hearing-id@example.org>",
        ("odd",),
        (Attachment("panel.pdf", "application/pdf", FILE),),
    )
    mailed = enquiries.take(
        adviser,
        enquiry_form(
            **{**PLANTED, "received": adviser.now, "client_id": desk_taken.client_id, "contact_note": "not at the flat"}
        ),
        enclosed=mail,
    )
    for case_id in (desk_taken.case_id, mailed.case_id):
        write(adviser, case_id, "note", NOTE)
        write(adviser, case_id, "reply_email", REPLY)
        drafts.keep(adviser, f"entry:{case_id}", {"text": DRAFT})
    drafts.keep(reception, "enquiry", {"about": DRAFT, "name": PLANTED["name"]})
    cases.open_case(adviser, mailed.case_id)
    plant_at_the_desk(service, desk_taken)
    service.close()
    return service, desk_taken, mailed


def plant_at_the_desk(service, taken):
    """A day of the diary and the front desk, with words wherever there is room for some."""
    dana, priya, manager = (service.sign_in(who) for who in ("receptionist", "adviser", "manager"))
    hers = {"client_id": taken.client_id, "adviser_id": priya.person.id}
    first = book(dana, TODAY, 660, note="needs the ramp", **hers).id
    second = book(priya, LATER, 600, case_id=taken.case_id, **hers).id
    third = book(dana, LATER, 660, new_client=NewClient("Quentin Farquardson", phone="07700 700444")).id
    moving.move(dana, third, 1, BookingForm(LATER, 720, note="asks for Welsh"))
    moving.cancel(dana, third, 2, by="client", reason="dentist overran")
    planning.plan(priya, second, 1, planning.PlanForm(taken.case_id, ("tenancy bundle", "payslips of June")))
    planning.brought(priya, taken.case_id, second, 2, "payslips of June", PaperForm("payslips of June"))
    service.clock.set(2026, 11, 24, 11, 20)
    arrivals.arrive(dana, first, 1)
    arrivals.decide_late(dana, first, 2, "seen", "stuck in a lift")
    arrivals.correct(dana, first, 3, CorrectionForm("missed", "misheard a colleague"))
    rota.add_away(priya, TimesForm(priya.person.id, date(2026, 12, 1), date(2026, 12, 1), why="fracture clinic"))
    taken_down = {"name": "Ottoline Vexworthy", "number": "07700 700555", "times": "after vespers"}
    called = messages.take(dana, MessageForm("message", words="eviction on Friday", **taken_down))
    asked = MessageForm("request", taken.client_id, number="07700 700666", words="wants to see somebody quietly")
    messages.take(dana, asked)
    seen = messages.open_message(priya, called.id)
    messages.answer(priya, called.id, seen.row_ver, AnswerForm("reached", note="rang her, in tears"))
    desk_flags.refuse(manager, taken.client_id, "threw an inkwell")
    drafts.keep(dana, "diary", {"line": "half a booking"})
    drafts.keep(dana, "call", {"words": "half a call"})
    drafts.keep(priya, draft_of(f"case:{taken.case_id}:{taken.client_id}"), {"line": DRAFT})


def everything(desk):
    """Every column of every table, through plain SQL with the database key."""
    connection = connect(desk.store.path, desk.session.database_key)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    dump = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
    connection.close()
    return dump


def as_bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


def test_the_database_key_shows_no_students_word(planted):
    service, *_ = planted
    maintainer = service.sign_in("maintainer")
    cells = [as_bytes(cell) for rows in everything(maintainer).values() for row in rows for cell in row]
    assert len(cells) > 300
    found = {word for word in WORDS for cell in cells if word.casefold().encode() in cell.lower()}
    assert not found


def test_the_files_show_no_word_at_all(planted):
    service, *_ = planted
    maintainer = service.sign_in("maintainer")
    for path in [path for path in service.home.rglob("*") if path.is_file()]:
        content = path.read_bytes().lower()
        for word in [*WORDS, "CREATE TABLE", "Priya Nair", "SQLite format"]:
            assert word.casefold().encode() not in content, f"{word} in {path.name}"
    for secret in (maintainer.session.database_key, maintainer.session.database_key.hex().encode()):
        assert not any(secret in path.read_bytes() for path in service.home.rglob("*") if path.is_file())


def try_everything(desk):
    """Open whatever this person's keys open, as raw as it goes; give the texts."""
    opened = []
    dump = everything(desk)
    keys = {}
    for row in dump["record_key"]:
        key_row = RecordKeyRow(*row)
        try:
            keys[key_row.record_id, key_row.purpose] = desk.keys.unwrap(key_row)
        except NotFound:
            for room_key in desk.keys.rooms.values():
                where = place("record key", *row[:5])
                with pytest.raises(IntegrityError):
                    unseal(room_key, key_row.wrapped[1:], where)
    for client in dump["client"]:
        key = keys.get((client[0], "identity"))
        opened += [str(unseal_row(key, "client", client[0], client[0], client[1], client[2]))] if key else []
    for case in dump["case_"]:
        key = keys.get((case[0], "notes"))
        opened += [str(unseal_row(key, "case", case[0], case[0], case[5], case[6]))] if key else []
    for entry in dump["entry"]:
        key = keys.get((entry[0], "notes"))
        opened += [str(unseal_row(key, "entry", entry[1], entry[0], entry[5], entry[6]))] if key else []
    for one in dump["attachment"]:
        key = keys.get((one[1], "notes"))
        opened += [str(unseal_row(key, "attachment", one[0], one[1], one[3], one[4]))] if key else []
        opened += [unseal_file(key, one[0], one[1], one[3], one[5]).decode()] if key else []
    return opened + opened_at_the_desk(desk, keys), keys


DESK_TABLES = (
    ("appointment", "SELECT id, id, key_ver, sealed FROM appointment", "identity"),
    ("appointment for advice", "SELECT id, id, key_ver, for_advice FROM appointment", "notes"),
    ("appointment event", "SELECT id, appointment_id, key_ver, sealed FROM appointment_event", "identity"),
    ("staff time", "SELECT id, id, key_ver, sealed FROM staff_time", "identity"),
    ("slip", "SELECT id, id, key_ver, sealed FROM slip", "notes"),
    ("desk flag", "SELECT id, id, key_ver, sealed FROM desk_flag", "notes"),
    ("draft", "SELECT id, subject, key_ver, sealed FROM draft", "draft"),
)
"""What is sealed, and under which key: the kind, (its id, what it is bound to, key version, sealed text), the purpose."""


def opened_at_the_desk(desk, keys):
    """Open what the diary and the front desk keep, as far as these keys go."""
    opened = []
    with desk.store.read() as connection:
        for kind, question, purpose in DESK_TABLES:
            rows = [row for row in connection.exec_driver_sql(question) if row[3] is not None]
            assert rows, kind
            for row_id, bound_to, ver, sealed in rows:
                key = keys.get((bound_to if kind == "appointment event" else row_id, purpose))
                opened += [str(unseal_row(key, kind, row_id, bound_to, ver, sealed))] if key else []
    return opened


@pytest.mark.parametrize("who", ["maintainer", "reader", "director"])
def test_it_and_officers_and_the_director_open_nothing(planted, who):
    service, *_ = planted
    opened, keys = try_everything(service.sign_in(who))
    assert opened == []
    assert not keys


def test_reception_opens_who_and_when_and_nothing_of_a_case(planted):
    service, *_ = planted
    opened, keys = try_everything(service.sign_in("receptionist"))
    text = " ".join(opened)
    for word in ("Quuxington", *AT_THE_DESK):
        assert word in text, word
    for word in ("Plagiat", "marking", "unwell", "panel", "Grievance", *FOR_ADVICE):
        assert word not in text, word
    assert "notes" not in {purpose for _, purpose in keys}


@pytest.mark.parametrize("who", ["adviser", "second", "manager"])
def test_advisers_open_all_of_it(planted, who):
    service, *_ = planted
    opened, _ = try_everything(service.sign_in(who))
    text = " ".join(opened)
    for word in ("Quuxington", "Plagiat", "marking scheme", "unwell", "panel.pdf", "of the panel", "Grievance"):
        assert word in text
    for word in (*AT_THE_DESK[:-2], *FOR_ADVICE):  # reception's drafts are hers
        assert word in text, word


def test_no_row_in_clear_names_a_client_and_a_case(planted):
    """The promise and the case are not tied to the person for who cannot open the case."""
    service, desk_taken, mailed = planted
    dump = everything(service.sign_in("receptionist"))
    for table, rows in dump.items():
        for row in rows:
            cells = " ".join(str(cell) for cell in row)
            assert not (
                desk_taken.client_id in cells and any(c in cells for c in (desk_taken.case_id, mailed.case_id))
            ), table
    slips, ids = {row[0] for row in dump["slip"]}, {row[0] for row in dump["case_"]}
    for table in ("case_", "entry", "promise", "draft", "attachment"):
        assert not any(slip in str(row) for slip in slips for row in dump[table]), table
    for row in dump["audit"]:
        assert not any(slip in str(row) for slip in slips) or not any(one in str(row) for one in ids), row


def test_no_row_in_clear_names_an_appointment_and_a_case(planted):
    """What an appointment is for is known to who opens its sealed part; the audit trail does not tell either."""
    service, *_ = planted
    dump = everything(service.sign_in("maintainer"))
    ids = {row[0] for row in dump["case_"]}
    assert len(ids) > 2
    for table, rows in dump.items():
        for row in rows:
            cells = " ".join(str(cell) for cell in row)
            named = any(one in cells for one in ids)
            assert not (named and any(one[0] in cells for one in dump["appointment"])), (table, cells)
            assert not (named and any(one[0] in cells for one in dump["client"])), (table, cells)


SAID_IN_AUDIT = re.compile(r"[0-9a-f]{32}|\d{4}-\d\d-\d\d(T[0-9:.+Z-]*)?|\d{1,4}|[a-z_]*(\.[a-z_]+)*|\d{2}-\d{4}")


def leaves(value):
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]


def test_the_audit_trail_holds_ids_kinds_counts_and_days(planted):
    service, *_ = planted
    dump = everything(service.sign_in("maintainer"))
    clients = {row[0] for row in dump["client"]}
    acts = set()
    for _, _, _, act, obj, detail, *_ in dump["audit"]:
        acts.add(act)
        assert re.fullmatch(r"([0-9a-f]{32})?|.{1,30}", obj), (act, obj)
        for leaf in leaves(json.loads(detail)) if detail else ():
            assert isinstance(leaf, (int, float)) or leaf is None or SAID_IN_AUDIT.fullmatch(leaf), (act, leaf)
            assert leaf not in clients, act
    assert {"diary.book", "diary.change", "diary.plan", "desk.receive", "desk.correct", "desk.flag"} <= acts
    assert {"diary.hours", "message.take", "message.read", "message.answer"} <= acts


def reached(start, most=2000):
    """Everything that can be got at from an object, but for modules, classes and functions of the program."""
    found, todo = {}, [start]
    while todo and len(found) < most:
        one = todo.pop()
        if id(one) in found or isinstance(one, (type, ModuleType, FunctionType, BuiltinFunctionType)):
            continue
        found[id(one)] = one
        todo += gc.get_referents(one)
    return list(found.values())


def test_what_a_locked_terminal_keeps_reads_times_and_opens_nothing_sealed(planted):
    """The lock of an adviser keeps the database's key to announce arrivals: what IT holds, and no more."""
    service, *_ = planted
    adviser = service.sign_in("adviser")
    secrets = {*adviser.keys.rooms.values(), adviser.keys.person.signing, adviser.keys.person.exchange}
    kept, key = arrivals.lookout(adviser), adviser.session.database_key
    entrance.sign_out(adviser)
    held = reached(kept)
    names = {type(one).__name__ for one in held}
    assert not names & {"Desk", "Session", "KeyChain", "Person", "Store", "Index", "Signer"}, names
    assert [one for one in held if isinstance(one, bytes) and len(one) >= len(key)] == [key]
    assert not any(one in secrets for one in held if isinstance(one, bytes))
    dump = everything(service.sign_in("maintainer"))
    sealed = [cell for rows in dump.values() for row in rows for cell in row if isinstance(cell, bytes)]
    assert len(sealed) > 60
    for cell in sealed:
        for blob in (cell, cell[1:]):
            with pytest.raises(IntegrityError):
                unseal(kept.key, blob, place("record key", ""))
    kept.look()
    kept.forget()
    assert key not in reached(kept)


def test_what_the_program_says_to_reception_of_a_case_is_what_it_says_of_none(planted):
    service, desk_taken, _ = planted
    reception = service.sign_in("receptionist")
    with reception.store.read() as connection:
        with pytest.raises(NotFound) as there:
            find_key(connection, reception.keys, desk_taken.case_id, "notes", 1)
        with pytest.raises(NotFound) as nowhere:
            find_key(connection, reception.keys, "0" * 32, "notes", 1)
        assert there.value.sentence == nowhere.value.sentence
        assert find_keys(connection, reception.keys, [desk_taken.case_id], "notes") == {}


def test_reception_reads_her_own_draft_and_no_others(planted):
    service, desk_taken, _ = planted
    reception = service.sign_in("receptionist")
    assert {draft.subject for draft in drafts.mine(reception)} == {"enquiry", "diary", "call"}
    assert drafts.find(reception, f"entry:{desk_taken.case_id}") is None
    assert drafts.find(service.sign_in("second"), "enquiry") is None


def test_lengths_say_little(service):
    """Sealed texts are padded: a short and a middling question take the same room."""
    adviser = service.sign_in("adviser")
    short, longer = take(adviser, about="Hm?"), take(adviser, about="Hm, " * 10)
    dump = everything(adviser)
    sizes = {row[0]: len(row[6]) for row in dump["entry"]}
    assert sizes[short.case_id] == sizes[longer.case_id]


def test_two_equal_texts_look_different(service):
    adviser = service.sign_in("adviser")
    for _ in range(2):
        take(adviser, student_number="")
    dump = everything(adviser)
    for table, column in (("client", 2), ("case_", 6), ("entry", 6), ("record_key", 5)):
        cells = [row[column] for row in dump[table]]
        assert len(set(cells)) == len(cells)


# Behind a wall --------------------------------------------------------------------------------------------------------


@pytest.fixture
def walled(planted):
    """The same service, with both cases of the student behind walls that keep an adviser out; her old keys kept."""
    service, desk_taken, mailed = planted
    priya, manager = service.sign_in("adviser"), service.sign_in("manager")
    drafts.discard(service.sign_in("receptionist"), "enquiry")  # what she typed of nobody yet is on no record
    _, before = try_everything(priya)
    drafts.keep(service.sign_in("second"), f"procedure:{mailed.case_id}", {"why": "a thought on her plagiat"})
    inside = tuple(one.id for one in walls.colleagues(manager) if one.name in {"Morgan Reed", "Tom Ellis"})
    form = walls.WallForm(inside, (priya.person.id,), "vexing family tie")
    for case_id in (desk_taken.case_id, mailed.case_id):
        walls.put_up(manager, case_id, form)
    return service, priya, before, (desk_taken, mailed)


def test_a_walled_adviser_opens_nothing_of_it_with_raw_sql_and_what_she_holds(walled):
    service, priya, _, _ = walled
    for desk in (priya, service.sign_in("adviser")):
        opened, _ = try_everything(desk)
        text = " ".join(opened)
        hers = ("needs the ramp", "misheard a colleague", "stuck in a lift", *FOR_ADVICE[1:6])
        for word in (*WORDS[:14], *hers, "vexing", "a thought on her"):
            assert word not in text, word
    opened, _ = try_everything(service.sign_in("second"))
    for word in ("Quuxington", "Plagiat", "marking scheme", "of the panel", "needs the ramp", "threw an inkwell"):
        assert word in " ".join(opened), word


SEALED = {
    "client": (("sealed", "client", "id"),),
    "case_": (("sealed", "case", "id"),),
    "entry": (("sealed", "entry", "case_id"),),
    "attachment": (("about", "attachment", "case_id"), ("sealed", "attachment content", "case_id")),
    "appointment": (("sealed", "appointment", "id"), ("for_advice", "appointment for advice", "id")),
    "appointment_event": (("sealed", "appointment event", "appointment_id"),),
    "slip": (("sealed", "slip", "id"),),
    "draft": (("sealed", "draft", "subject"),),
    "wall": (("sealed", "wall", "case_id"),),
}
"""Sealed columns of records: the kind that they are bound to, and the column of what they are bound to."""


def cells_of(desk):
    """Every sealed cell with its place, for a version of a key: (place, cell, record)."""
    with desk.store.read() as connection:
        for table, columns in SEALED.items():
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").mappings():
                for column, kind, bound in columns:
                    if row[column] is not None:
                        yield place(kind, row["id"], row[bound], row["key_ver"]), row[column], row


def test_no_key_of_before_the_wall_opens_anything_that_was_sealed_anew(walled):
    """A colleague who had saved every record key she could open, and gets at the database, reads none of it."""
    _, priya, before, taken = walled
    keys = set(before.values())
    assert len(keys) > 10
    mine = {one.case_id for one in taken} | {taken[0].client_id}
    tried = 0
    for where, cell, row in cells_of(priya):
        named = {str(row.get(name)) for name in ("id", "case_id", "client_id", "subject")}
        if not any(one in text for one in mine for text in named):
            continue
        tried += 1
        for key in keys:
            with pytest.raises(IntegrityError):
                unseal(key, cell, where)
    assert tried > 20


def test_reception_goes_on_receiving_a_walled_student(walled):
    service, *_ = walled
    opened, keys = try_everything(service.sign_in("receptionist"))
    text = " ".join(opened)
    for word in ("Quuxington", *AT_THE_DESK):
        assert word in text, word
    for word in ("Plagiat", "marking", "unwell", *FOR_ADVICE, "vexing"):
        assert word not in text, word
    assert "notes" not in {purpose for _, purpose in keys}
