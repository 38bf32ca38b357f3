"""What each role can get at with plain SQL, its own keys and everything in memory: the keys decide, not the screens."""

from __future__ import annotations

import pytest

from advice_tui.casework import cases, drafts, enquiries
from advice_tui.rules.mail import Attachment
from data.errors import IntegrityError, NotFound
from data.keys.keychain import RecordKeyRow
from data.keys.sealing import place, unseal
from data.records import find_key, find_keys, unseal_file, unseal_row
from data.store.connection import connect
from tests.factories import enquiry_form, take, write

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
    service.close()
    return service, desk_taken, mailed


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
    return opened, keys


@pytest.mark.parametrize("who", ["maintainer", "reader", "director"])
def test_it_and_officers_and_the_director_open_nothing(planted, who):
    service, *_ = planted
    opened, keys = try_everything(service.sign_in(who))
    assert opened == []
    assert not keys


def test_reception_opens_clients_and_nothing_of_a_case(planted):
    service, desk_taken, mailed = planted
    opened, keys = try_everything(service.sign_in("receptionist"))
    assert len(opened) == 1
    assert "Quuxington" in opened[0]
    assert not any(word in opened[0] for word in ("Plagiat", "marking", "unwell", "panel", "Grievance"))
    assert not {(case_id, "notes") for case_id in (desk_taken.case_id, mailed.case_id)} & set(keys)


@pytest.mark.parametrize("who", ["adviser", "second", "manager"])
def test_advisers_open_all_of_it(planted, who):
    service, *_ = planted
    opened, _ = try_everything(service.sign_in(who))
    text = " ".join(opened)
    for word in ("Quuxington", "Plagiat", "marking scheme", "unwell", "panel.pdf", "of the panel", "Grievance"):
        assert word in text


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
    slips = {row[0] for row in dump["slip"]}
    for table in ("case_", "entry", "promise", "audit", "draft", "attachment"):
        assert not any(slip in str(row) for slip in slips for row in dump[table]), table


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
    assert [draft.subject for draft in drafts.mine(reception)] == ["enquiry"]
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
