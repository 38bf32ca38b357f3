"""Search: what finds whom, in which spelling and alphabet, and that nobody finds what she may not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.casework import case_list, cases, search, undo
from advice_tui.casework.case_documents import CaseDocument, open_case_row, seal_client
from advice_tui.casework.case_list import View
from advice_tui.rules import search_words
from advice_tui.rules.case_details import Agency, CaseDetails, Party
from advice_tui.rules.people import ClientDetails
from data.index import Doc, Index
from data.models import Case, Client
from data.records import IDENTITY, find_key
from tests.factories import audit_lines, take, write

HOSTILE = Path(__file__).parents[3] / "shared" / "checks" / "hostile_strings.json"


def titles(desk, words):
    return [found.title for found in search.find(desk, words)]


def hide(desk, case_id):
    """Wrap a case's key for a room that no adviser is in: from now on it does not exist for them."""
    connection = desk.store.bare()
    connection.execute("UPDATE record_key SET room='elsewhere' WHERE record_id=? AND purpose='notes'", (case_id,))
    connection.execute("UPDATE case_ SET row_ver=row_ver+1 WHERE id=?", (case_id,))
    connection.close()


def with_details(desk, case_id, details):
    """Keep details on a case."""
    with desk.store.write(desk.signer, "case.change", case_id, at=desk.now) as tx:
        row, key, old = open_case_row(desk, tx.connection, case_id)
        document = CaseDocument(old.client_id, old.topic, old.about, old.slip_id, details)
        tx.change(Case, {"id": case_id}, row.row_ver, sealed=document.sealed(key, case_id, row.key_ver))


def client_of(desk, case_id):
    return cases.open_case(desk, case_id).client.id


def rename(desk, client_id, *, merged_into="", **details):
    """Change who a client is, as another act does."""
    with desk.store.write(desk.signer, "client.change", "", at=desk.now) as tx:
        key = find_key(tx.connection, desk.keys, client_id, IDENTITY, 1)
        sealed = seal_client(key, client_id, 1, ClientDetails(**details), merged_into=merged_into)
        tx.change(Client, {"id": client_id}, sealed=sealed)


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ({"name": "José Ñandú"}, "jose nandu"),
        ({"name": "Jose Nandu"}, "JOSÉ"),
        ({"name": "Łukasz Żak"}, "zak luk"),
        ({"name": "Siobhán O’Brien"}, "o'brien"),
        ({"name": "Siobhán O’Brien"}, "obrien"),
        ({"name": "Анна Иванова"}, "ivanova"),
        ({"name": "Anna Ivanova"}, "Иванова"),
        ({"name": "Γιώργος Δήμου"}, "giorgos"),
        ({"name": "李小龍"}, "xiaolong"),
        ({"name": "李小龍"}, "小龍"),
        ({"name": "Mohammed Khan"}, "muhammed"),
        ({"name": "Chloe Traore"}, "chloe traroe"),
        ({"name": "Ann Lee", "known_as": "Zuzu"}, "zuzu"),
        ({"name": "Ann Lee", "student_number": "w7654321"}, "W 7654321"),
        ({"name": "Ann Lee", "email": "ann.q@example.org"}, "ann.q@example.org"),
        ({"name": "Ann Lee", "phone": "07700 900123"}, "07700900123"),
        ({"name": "Ann Lee", "phone": "07700 900123"}, "07700 900 123"),
        ({"name": "Ann Lee", "phone": "07700 900123"}, "+44 7700 900123"),
        ({"name": "Ann Lee", "phone": "+44 7700 900123"}, "07700900123"),
        ({"name": "Ann Lee", "about": "Extension refused"}, "lee exten"),
    ],
)
def test_what_finds_whom(desk, kept, asked):
    adviser = desk("adviser")
    take(adviser, name="Somebody Else", student_number="1", email="b@example.org", phone="020 7946 0999", about="Rent")
    taken = take(adviser, **{"student_number": "2", "email": "a@example.org", "phone": "020 7946 0000", **kept})
    for step in (search.build, lambda d: search.put_case(d, taken.case_id)):
        step(adviser)
        found = search.find(adviser, asked)
        assert found[0].title in {kept["name"], f"{taken.number} {kept['name']}"}
        assert taken.case_id in {one.case_id for one in found}
        assert search.find_cases(adviser, asked).ids[0] == taken.case_id


@pytest.mark.parametrize("asked", ["26-0002", "260002", "26 0002", "2", "0002"])
def test_a_case_is_found_by_its_number_first(desk, asked):
    adviser = desk("adviser")
    taken = [take(adviser, student_number="", email="x@example.org", phone="") for _ in range(3)]
    search.build(adviser)
    assert search.find_cases(adviser, asked).ids[0] == taken[1].case_id


def test_other_people_and_agencies_of_a_case_are_found(desk):
    adviser = desk("adviser")
    taken = take(adviser)
    search.build(adviser)
    party = Party("Dmitri Ångström", "opposing", "20391", "dm@example.org", "07700 900777")
    with_details(adviser, taken.case_id, CaseDetails(parties=(party,), agencies=(Agency("Citizens Advice", "3 Nov"),)))
    search.follow(adviser)
    for asked in ("angstrom", "20391", "dm@example.org", "07700900777", "citizens advice", "dmitry angstrem"):
        assert search.find_cases(adviser, asked).ids == (taken.case_id,), asked


def test_entries_are_found_with_options_and_choice_and_excerpted(desk):
    adviser = desk("adviser")
    taken = take(adviser, name="Ann Lee", about="Rent")
    search.build(adviser)
    write(adviser, taken.case_id, text="First line.\nThe landlord keeps the whole deposit for a carpet.\nLast line.")
    assert search.find_cases(adviser, "carpet").ids == (taken.case_id,)
    search.follow(adviser)
    assert search.find_cases(adviser, "lee deposit").ids == (taken.case_id,)
    piece = search.excerpts(adviser, "lee deposit", [taken.case_id])[taken.case_id]
    assert piece[1] == "deposit"
    assert "".join(piece).strip() == "The landlord keeps the whole deposit for a carpet."
    assert search.excerpts(adviser, "lee", [taken.case_id]) == {}


def test_a_corrected_word_finds_the_case_and_shows_the_entry_as_it_stands(desk):
    adviser = desk("adviser")
    search.build(adviser)
    taken = take(adviser)
    write(adviser, taken.case_id, text="Rang the warden about the flood.")
    for text, again in (("Rang the porter about the flood.", "the name"), ("Rang the bursar about the flood.", "both")):
        entry = cases.open_case(adviser, taken.case_id).entries[0]
        done = cases.correct_entry(adviser, taken.case_id, entry.id, entry.row_ver, text, again)
    for fresh in (False, True):
        if fresh:
            search.put_case(adviser, taken.case_id)
        assert search.find_cases(adviser, "warden").ids == (taken.case_id,)
        shown = {
            word: "".join(search.excerpts(adviser, word, [taken.case_id])[taken.case_id])
            for word in ("warden", "porter", "bursar", "flood")
        }
        assert shown["warden"] == shown["porter"] == "Corrected: Rang the bursar about the flood."
        assert shown["bursar"] == shown["flood"] == "Rang the bursar about the flood."
    undo.undo(adviser, done.undo)
    assert (
        "".join(search.excerpts(adviser, "flood", [taken.case_id])[taken.case_id]) == "Rang the porter about the flood."
    )
    words = {"title": "", "body": "", "options": ["Appeal to the panel"], "choice": "She waits"}
    assert "panel" in search_words.words_of_entry(words)
    assert "waits" in search_words.words_of_entry(words)


def test_similar_spelling_comes_second_and_is_marked(desk):
    adviser = desk("adviser")
    take(adviser, name="Rosa Kahn", student_number="1", email="a@example.org")
    take(adviser, name="Rosa Khan", student_number="2", email="b@example.org")
    search.build(adviser)
    found = search.find(adviser, "kahn")
    assert [(one.title.split(" ", 1)[-1], one.similar) for one in found if one.kind == "case"] == [
        ("Rosa Kahn", False),
        ("Rosa Khan", True),
    ]
    assert titles(adviser, "xyzzyq") == []


def test_clients_near_and_the_cases_of_merged_clients(desk):
    adviser, second = desk("adviser"), desk("second")
    one = take(adviser, name="Mohammed Al Amin", student_number="1", email="a@example.org")
    two = take(adviser, name="Mo Amin", student_number="2", email="b@example.org")
    search.build(adviser)
    search.build(second)
    first, other = client_of(adviser, one.case_id), client_of(adviser, two.case_id)
    assert search.clients_near(adviser, "Muhammed Amin") == [first]
    assert search.cases_of_client(adviser, first) == [one.case_id]
    rename(adviser, other, merged_into=first, name="Mo Amin")
    search.follow(second)
    for client_id in (first, other):
        assert set(search.cases_of_client(second, client_id)) == {one.case_id, two.case_id}
    assert first in search.clients_near(second, "Mo Amin")


def test_another_terminal_hears_of_new_changed_and_lost_cases(desk):
    adviser, second = desk("adviser"), desk("second")
    taken = take(adviser, name="Ann Lee")
    search.build(second)
    later = take(adviser, name="Grace Lowe", student_number="", email="g@example.org")
    write(adviser, taken.case_id, text="About a carpet")
    rename(adviser, client_of(adviser, taken.case_id), name="Ann Quigley")
    search.follow(second)
    assert search.find_cases(second, "grace").ids == (later.case_id,)
    assert search.find_cases(second, "quigley carpet").ids == (taken.case_id,)
    assert search.find_cases(second, "ann lee").ids == ()
    undo.undo(adviser, later.undo)
    search.follow(second)
    assert search.find_cases(second, "grace").ids == ()


def test_what_may_not_be_read_is_in_no_list_count_or_search(desk):
    adviser = desk("adviser")
    taken, other = (
        take(adviser, name="Ann Lee"),
        take(adviser, name="Ann Lowe", student_number="3", email="l@example.org"),
    )
    client_id = client_of(adviser, taken.case_id)
    hide(adviser, taken.case_id)
    second = desk("second")
    search.build(second)
    assert {case for found in search.find(second, "ann") if (case := found.case_id)} == {other.case_id}
    assert search.find_cases(second, "ann").total == 1
    assert search.cases_of_client(second, client_id) == []
    assert search.excerpts(second, "extension", [taken.case_id]) == {}
    for shown, _ in case_list.FILTERS:
        assert taken.case_id not in case_list.ordered(second, View(shown)).ids
    assert case_list.counts(second) == {
        "mine": 0, "unassigned": 1, "due": 1, "waiting": 0, "open": 1, "closed": 0, "all": 1
    }  # fmt: skip
    assert case_list.rows_of(second, (taken.case_id, other.case_id))[0].id == other.case_id


def test_a_case_that_is_closed_off_while_one_works_leaves_the_search(desk):
    adviser = desk("adviser")
    taken = take(adviser, name="Ann Lee")
    search.build(adviser)
    hide(adviser, taken.case_id)
    with adviser.store.write(adviser.signer, "case.change", taken.case_id, at=adviser.now):
        pass
    search.follow(adviser)
    assert search.find_cases(adviser, "ann").ids == ()


def test_while_the_files_are_read_it_says_how_far(desk, monkeypatch):
    adviser = desk("adviser")
    for _ in range(4):
        take(adviser)
    monkeypatch.setattr(search, "SLICE", 2)
    said = []
    filled = adviser.index.fill
    monkeypatch.setattr(adviser.index, "fill", lambda rows: (said.append(search.reading(adviser)), filled(rows)))
    search.build(adviser)
    assert said[0] == "Still reading: newest first"
    assert any(words.startswith("Still reading: newest first, back to 26-000") for words in said)
    assert search.reading(adviser) == ""
    assert len(search.find_cases(adviser, "quux").ids) == 4


@pytest.mark.skipif(not HOSTILE.exists(), reason="the strings are not here")
def test_no_question_is_syntax(desk):
    adviser = desk("adviser")
    take(adviser)
    search.build(adviser)
    for text in [*texts_in(json.loads(HOSTILE.read_text("utf-8")))][::3]:
        search.find(adviser, text)
        search.clients_near(adviser, text)
    assert search.find(adviser, "quux " * 300_000)


def texts_in(value):
    """Give every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_every_question_and_text_is_taken(asked, texts):
    question = search_words.question(asked)
    search_words.excerpt(texts, question)
    index = Index()
    index.fill([Doc("case", "c", "c", search_words.words_in(" ".join(texts)))])
    index.match(question, limit=3)
    index.count(question)


@given(st.lists(st.sampled_from(["put", "fill", "drop", "entry", "done"]), max_size=12), st.integers(0, 2))
def test_the_index_holds_each_case_once_and_no_case_that_was_dropped(steps, number):
    index, there = Index(), False
    case_id = f"{number:032x}"
    for count, step in enumerate(steps, 1):
        if step == "put":
            index.put_case(Doc("case", case_id, case_id, f"word{count}"))
            there = True
        elif step == "fill" and not index.ready:
            index.fill([Doc("case", f"{count:032x}", "", "other")])
        elif step == "entry" and there:
            index.put_later([Doc("entry", f"{count + 1000:032x}", case_id, "extra")])
        elif step == "drop":
            index.drop_case(case_id)
            there = False
        elif step == "done":
            index.done()
    assert len(index.find("word", limit=9)) == int(there)
    assert there or not index.find("extra", limit=9)


def test_a_line_that_search_shows_is_a_reading_and_audited_once(desk, clock):
    adviser = desk("adviser")
    taken = take(adviser, name="Amira Khan", about="Deposit")
    write(adviser, taken.case_id, "note", "Rang the porter about the flood.")
    search.build(adviser)

    def lines():
        return [line for line in audit_lines(adviser) if line[2] == "case.excerpt"]

    assert search.excerpts(adviser, "amira", [taken.case_id]) == {}
    assert lines() == []
    for _ in range(3):
        search.excerpts(adviser, "flood", [taken.case_id])
    (line,) = lines()
    assert taken.case_id in line[4]
    assert "flood" not in line[4]
    clock.pass_(minutes=11)
    search.excerpts(adviser, "flood", [taken.case_id])
    assert len(lines()) == 2
