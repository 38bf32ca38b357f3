"""Any text in any field: stored as the cleaner says, shown back, found by search without an error, or refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.casework import cases, enquiries, search, staff
from advice_tui.roles import Role
from advice_tui.rules.text import Limit, clean
from data.errors import BadInput
from data.index import Index
from data.keys.password import practice_cost
from tests.factories import PASSWORD, enquiry_form, take, write

SHARED = Path(__file__).parents[3] / "shared" / "checks" / "hostile_strings.json"
OWN = [
    "[red]Ann[/red]",
    "Ann [/] Lee [@click=app.quit]x[/]",
    "\x1b]0;pwned\x07Ann",
    "\x1b[2J\x1b[31mAnn",
    "=cmd|'/C calc'!A0",
    "'; DROP TABLE client; --",
    '"quoted" AND (x OR NEAR(y)) * ^ : -word {a b}',
    "a_b_c",
    "snake_case AND",
    "{{7*7}} ${x} %s %n",
    "Ann\u202egnp.exe",
    "A\u200bn\u200dn",
    "José Ñandú",
    "Jose\u0301",
    "O'Brien-Smith",
    "李小龍",
    "محمد الفاتح",
    "می\u200cخواهم",
    "👩🏽‍⚖️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "Z" + "\u0301" * 200,
    "ᎠᎡ𞤀𞤁 𐐀",
    "²³¹ ½ Ⅷ",
    "\ufeffAnn\u00a0Lee",
    "\ud800 alone",
    "../../etc/passwd",
    "Ann\r\nBcc: x@example.org",
    "NULL",
    "0",
    "-",
]


def hostile(every=1):
    found = list(OWN)
    if SHARED.exists():
        for item in json.loads(SHARED.read_text(encoding="utf-8"))["items"]:
            text = item.get("s")
            if (
                isinstance(text, str)
                and len(text) <= 5_000
                and any(word in item["where"] for word in ("name", "note", "subject", "search", "every"))
            ):
                found.append(text)
    return found[: len(OWN)] + found[len(OWN) :: every]


def stored(text, *, lines=False):
    """What a field keeps, or "" for what nobody would see."""
    cleaned = clean(text, lines=lines)
    return cleaned if cleaned.strip() else ""


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.soak)])
def test_every_text_in_every_field_of_an_enquiry(desk, every):
    adviser = desk("adviser")
    search.build(adviser)
    for text in hostile(every):
        form = enquiry_form(received=adviser.now, name=text, known_as=text, about=text, contact_note=text)
        found = enquiries.problems(adviser, form)
        if found:
            assert set(found) <= {"name", "known_as", "about", "contact_note"}
            assert not stored(text) or any("at most" in said for said in found.values()), (text, found)
            continue
        taken = enquiries.take(adviser, form)
        view = cases.open_case(adviser, taken.case_id)
        assert view.client.name == view.client.known_as == stored(text)
        assert view.entries[0].body == stored(text, lines=True)
        assert " ".join(stored(text, lines=True).split()) in view.client.contact_line
        assert isinstance(search.find(adviser, text), tuple)


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.soak)])
def test_every_text_as_an_entry(desk, every):
    adviser = desk("adviser")
    taken = take(adviser)
    kept = []
    for text in hostile(every):
        try:
            write(adviser, taken.case_id, text=text, title=text[:150])
        except BadInput as refused:
            assert not stored(text, lines=True) or "at most" in str(refused)  # noqa: PT017 - others are stored
            continue
        kept.append((stored(text[:150]) or "Note", stored(text, lines=True)))
    entries = [entry for entry in cases.open_case(adviser, taken.case_id).entries if entry.kind == "note"]
    assert sorted((entry.title, entry.body) for entry in entries) == sorted(kept)


def test_every_text_as_a_question(desk):
    adviser = desk("adviser")
    take(adviser)
    search.build(adviser)
    for text in hostile():
        assert len(search.find(adviser, text)) <= 20
        assert len(enquiries.clients_like(adviser, text, text, text)) <= 8


def test_every_text_as_a_name_at_the_door_and_in_the_staff_list(desk, service):
    from data.errors import AdviceError

    manager = desk("manager")
    for text in OWN:
        try:
            staff.add(manager, login=text, name=text, role=Role.ADVISER, password=PASSWORD, cost=practice_cost())
        except BadInput as refused:
            assert set(refused.problems) <= {"login", "name", "password"}  # noqa: PT017 - others are stored
    for text in OWN[::5]:
        with pytest.raises(AdviceError):
            service.sign_in(text, "x")
    for number, text in enumerate(OWN[::3]):
        if 0 < len(stored(text).strip()) <= Limit.NAME:
            staff.add(
                manager,
                login=f"p{number}",
                name=text,
                role=Role.READER,
                password="eleven blue tractors",
                cost=practice_cost(),
            )
            assert stored(text).strip() in {row.name for row in staff.everyone(manager)}


def test_names_are_found_with_and_without_accents_and_case(desk):
    adviser = desk("adviser")
    search.build(adviser)
    for name, asked in (
        ("José Ñandú", "jose nandu"),
        ("Łukasz Żak", "zak"),
        ("O'Brien", "o'brien"),
        ("李小龍", "李小"),
    ):
        take(adviser, name=name, student_number="")
        assert name in {found.title for found in search.find(adviser, asked)}, (name, asked)


@pytest.mark.parametrize("n", [Limit.NAME + 1, 100_000, 1_000_000])
def test_an_oversized_text_is_refused_with_the_limit_and_never_cut(desk, n):
    adviser = desk("adviser")
    found = enquiries.problems(adviser, enquiry_form(received=adviser.now, name="x" * n, about="y" * (Limit.NOTE + n)))
    assert "120" in found["name"]
    assert f"{n:,}" in found["name"]
    assert "50,000" in found["about"]


@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=40))
def test_the_index_takes_any_words_and_any_question(texts, question):
    index = Index()
    index.fill([("client", str(n), "", text.encode("utf-8", "replace").decode()) for n, text in enumerate(texts)])
    index.put([("client", "0", "", "first"), ("case", "c", "c", "case")])
    assert len(index.find(question.encode("utf-8", "replace").decode(), limit=3)) <= 3
    assert [hit.id for hit in index.find("first", limit=9, kinds=("client",))][:1] == ["0"]
    index.drop_case("c")
    assert index.find("case", limit=9, kinds=("case",)) == []


def test_what_was_put_while_the_index_was_filled_is_not_put_back():
    index = Index()
    index.put([("client", "1", "", "new name")])
    index.fill([("client", "1", "", "old name"), ("client", "2", "", "another")])
    assert index.find("old", limit=5) == []
    assert [hit.id for hit in index.find("new", limit=5)] == ["1"]
    index.put([("client", "1", "", "newest")])
    assert index.find("new name", limit=5) == []


def test_a_question_of_very_many_words_is_answered():
    index = Index()
    index.fill([("client", "1", "", "ann lee")])
    assert index.find("ann " * 5000, limit=5)
