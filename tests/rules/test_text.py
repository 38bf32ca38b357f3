"""The one cleaning, field limits, passwords, and how text is shown, found and exported."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules import text as t

CHECKS = Path(__file__).parents[3] / "shared" / "checks" / "hostile_strings.json"
ITEMS = json.loads(CHECKS.read_text("utf-8"))["items"] if CHECKS.exists() else []

NEVER = {*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x34F, 0x61C, 0x200B, 0x200E, 0x200F, 0xFEFF, 0x3164, 0x2800}
NEVER |= {*range(0x2028, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000)}
AWKWARD = "aé1#陈ا\u0915\u094d\u1820👩⚕🏳🏴🇬\u0301\u0323\u200c\u200d\ufe0e\ufe0f\U000e0067\U000e007f\U000e0100\u180b"
AWKWARD += "\u202e\u200b\x00\x1b\x9b\r\n\t\v\x85\u2028\u212a\u1100\u1161\u034f\ud800\udc00\ufeff= "
texts = st.one_of(
    st.text(), st.text(alphabet=AWKWARD), st.text(alphabet=st.characters(categories=["Cf", "Mn", "Cs", "Cc", "Lo"]))
)


def items(*classes):
    return [pytest.param(item, id=item["id"]) for item in ITEMS if item["class"] in classes and "s" in item]


@given(texts, st.booleans())
def test_cleaned_text_holds_nothing_that_acts_and_stays_as_it_is(text, lines):
    cleaned = t.clean(text, lines=lines)
    assert not {ord(character) for character in cleaned} & (NEVER - ({0x09, 0x0A} if lines else set()))
    assert t.clean(cleaned, lines=lines) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")
    assert "\n" not in t.visible(text)


@given(
    st.text(
        alphabet=st.characters(
            categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u2800\u3164\uffa0\u115f\u1160"
        )
    )
)
def test_letters_digits_signs_and_spaces_are_never_touched(text):
    nfc = unicodedata.normalize("NFC", text)
    assert t.clean(text) == nfc
    assert t.clean(text, lines=True) == nfc


@pytest.mark.parametrize(
    ("given_text", "one_line", "with_lines"),
    [
        ("plain", "plain", "plain"),
        ("Ann\x1b]0;OWNED\x07", "Ann]0;OWNED", "Ann]0;OWNED"),
        ("Ann\x9b31mLee", "Ann31mLee", "Ann31mLee"),
        ("a\r\nb\rc\x85d\u2028e\u2029f\vg\fh", "a b c d e f g h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\tb", "a b", "a\tb"),
        ("Ann\u202eeel\u200b\ufeff", "Anneel", "Anneel"),
        ("[red]Ann[/] [@click=app.quit]", "[red]Ann[/] [@click=app.quit]", "[red]Ann[/] [@click=app.quit]"),
        ("Nguye\u0302\u0303n", "Nguyễn", "Nguyễn"),
        ("عبد\u200cالله", "عبد\u200cالله", "عبد\u200cالله"),
        ("a\u200db\u200cc", "abc", "abc"),
        ("श्री\u200d", "श्री\u200d", "श्री\u200d"),
        ("👩\u200d⚕\ufe0f 1\ufe0f\u20e3", "👩\u200d⚕\ufe0f 1\ufe0f\u20e3", "👩\u200d⚕\ufe0f 1\ufe0f\u20e3"),
        ("a\ufe0f \ufe0f", "a ", "a "),
        ("葛\U000e0100 b\U000e0100", "葛\U000e0100 b", "葛\U000e0100 b"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f"),
        ("\U000e0041\U000e0042 🏴\U000e0067", " 🏴", " 🏴"),
        ("\ud83d", "\ufffd", "\ufffd"),
        ("\u3164\u2800\u034f", "", ""),
    ],
)
def test_what_stays_and_what_goes(given_text, one_line, with_lines):
    assert t.clean(given_text) == one_line
    assert t.clean(given_text, lines=True) == with_lines


def test_a_storm_of_accents_ends_and_is_in_canonical_order():
    storm = "a" + "\u0301\u0323" * 20_000
    assert t.clean(storm) == unicodedata.normalize("NFC", "a" + "\u0323" * 20_000 + "\u0301" * 20_000)


@pytest.mark.parametrize(
    ("given_text", "options", "kept", "problem"),
    [
        ("Ann Lee", {}, "Ann Lee", None),
        (" Aimée  Lee ", {}, " Aimée  Lee ", None),
        ("x" * 340, {}, "x" * 340, "Name: at most 120 characters; this has 340."),
        ("x" * 120 + "\u200b", {}, "x" * 120, None),
        ("\u200b \xa0\u3000\x00", {}, "", None),
        ("\u2800\t", {"required": True}, "", "Name: please fill this in."),
        ("a\r\nb", {"lines": True}, "a\nb", None),
        ("a\r\nb", {}, "a b", None),
    ],
)
def test_a_field_is_cleaned_and_never_cut(given_text, options, kept, problem):
    assert t.field(given_text, "Name", t.Limit.NAME, **options) == (kept, problem)


@given(texts, st.integers(0, 30))
def test_a_field_says_so_exactly_when_it_is_too_long(text, limit):
    kept, problem = t.field(text, "Name", limit)
    assert (problem is not None) == (len(kept) > limit)
    assert (kept == "") == t.is_blank(text)


def test_a_long_blank_is_blank():
    assert t.is_blank("\n\x00" * 5_000)
    assert not t.is_blank("\x00" * 5_000 + "x")


@pytest.mark.parametrize(
    "address",
    [
        "a@b.uk",
        "o'neil+visa@london.ac.uk",
        "ann@xn--bcher-kva.example",
        "ann@bücher.example",
        "a.b-c_d@x.y.z.co",
        "x" * 64 + "@b.uk",
    ],
)
def test_addresses_taken(address):
    assert t.email_problem(address) is None


@pytest.mark.parametrize(
    "address",
    [
        *("", "@", "a@", "@b.uk", "a@b", "a@b@c.uk", "a..b@c.uk", ".a@b.uk", "a.@b.uk", '"a b"@c.uk', "a@[127.0.0.1]"),
        *(
            "a@b.uk\n",
            "a@b.ac.uk\nBcc: x@evil.example",
            "a@b.uk\r\nSubject: x",
            "Ann <a@b.uk>",
            "mailto:a@b.uk",
            " a@b.uk",
        ),
        *(
            "=?utf-8?q?a?=@b.uk",
            "-oQ@x.uk",
            "a@-b.uk",
            "a@b-.uk",
            "a@b.u",
            "a\u200b@b.uk",
            "x" * 65 + "@b.uk",
            "a@" + "b" * 260 + ".uk",
        ),
    ],
)
def test_addresses_refused(address):
    assert t.email_problem(address).startswith("Email: ")


@pytest.mark.parametrize(
    ("number", "taken"),
    [
        *(
            ("07700 900123", True),
            ("+44 (0)20 7133 4171", True),
            ("4171 ext 12", True),
            ("020 7946 0000 x5", True),
            ("999", True),
        ),
        *(
            ("", False),
            ("12", False),
            ("call me", False),
            ("0770\n0900123", False),
            ("1" * 16, False),
            ("++44 123", False),
        ),
        *(("١٢٣٤٥", False), ("(((((", False), ("1" * 50, False), ("=1+1", False)),
    ],
)
def test_telephone_numbers(number, taken):
    assert (t.phone_problem(number) is None) is taken


@pytest.mark.parametrize(
    ("given_text", "number", "taken"),
    [
        *(("W1234567", "w1234567", True), ("\uff371234567", "w1234567", True), (" w 123 4567\u200b", "w1234567", True)),
        *(
            ("01234567", "01234567", True),
            ("ann", "ann", False),
            ("", "", False),
            ("1;2", "1;2", False),
            ("1" * 33, "1" * 33, False),
        ),
    ],
)
def test_student_numbers_have_one_form(given_text, number, taken):
    assert t.student_number(given_text) == number
    assert (t.student_number_problem(given_text) is None) is taken


@pytest.mark.parametrize(
    ("login", "taken"),
    [
        *(("Ann.Lee", True), ("root", True), ("a1", True), ("x" * 40, True)),
        *(
            ("a", False),
            ("x" * 41, False),
            ("аnn", False),
            ("İlker", False),
            ("-ann", False),
            ("ann lee", False),
            ("ann\x00", True),
        ),
    ],
)
def test_account_names(login, taken):
    assert (t.login_problem(login) is None) is taken


@pytest.mark.parametrize(
    "password",
    [
        *(
            "correct horse battery staple",
            "  leading and trailing  ",
            "a\x00b-after-nul",
            "[b]bracketed[/b] pw",
            "x" * 64,
            "x" * 1024,
        ),
        *("päüsswörd-ünïcode-ok", "PRAGMA rekey"),
    ],
)
def test_passwords_taken(password):
    assert t.password_problem(password, "ann.lee", "Ann Lee") is None


@pytest.mark.parametrize(
    "password",
    [
        *(
            "",
            "short",
            "x" * 1025,
            "aaaaaaaaaaaaaaa",
            "letmein letmein",
            "advice centre",
            "Password1234!",
            "P@ssw0rd2026!!",
            "qwertyuiop123",
        ),
        *(
            "123456789012",
            "abcdefghijklm",
            "my ann.lee words",
            "AnnLee-1234567",
            "1q2w3e4r5t6y",
            " " * 14,
            "words and \ud800 more",
            "e\u0301" * 6,
        ),
    ],
)
def test_passwords_refused_without_repeating_them(password):
    problem = t.password_problem(password, "ann.lee", "Ann Lee")
    assert problem.startswith("Password: ")
    assert not password.strip() or password not in problem


def test_a_password_is_the_same_from_every_keyboard():
    assert t.password_form("pa\u0308ss\x00 ") == "päss\x00 "


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\ufeff", "\xa0", "\u200b"])
def test_formulas_open_as_text(before, sign):
    assert t.formula_safe(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("plain", ["", "Ann", "0123456", "a=b", "|calc", "2026-01-02", '","=1'])
def test_other_cells_stay(plain):
    assert t.formula_safe(plain) == plain


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ann Lee", "A.L."),
        ("[red]Ann", "R."),
        ("ann", "A."),
        ("陈伟", "陈."),
        ("", "–"),
        ("[/]", "–"),
        ("a b c d e", "A.B.C.D."),
        ("e\u0301va", "É."),
    ],
)
def test_initials(name, short):
    assert t.initials(name) == short


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("Zoë", "zoe"),
            ("STRASSE", "straße"),
            ("Łukasz", "lukasz"),
            ("Ann\xa0 Lee", "ann lee"),
            ("O’Neil", "o'neil"),
            ("Ｗ12", "w12"),
        ),
        *(
            ("İlker", "ilker"),
            ("Nguyễn", "nguyen"),
            ("Jean‑Luc", "jean-luc"),
            ("عبد\u200cالله", "عبدالله"),
            ("مُحَمَّد", "محمد"),
        ),
    ],
)
def test_texts_found_under_one_key(one, other):
    assert t.fold(one) == t.fold(other)


@pytest.mark.parametrize(("one", "other"), [("аnn", "ann"), ("0ne", "One"), ("कि", "कु")])
def test_texts_that_keep_keys_of_their_own(one, other):
    assert t.fold(one) != t.fold(other)


@given(texts)
def test_folding_twice_changes_nothing(text):
    assert t.fold(t.fold(text)) == t.fold(text)


@given(texts, st.integers(-1, 12))
def test_a_cut_line_fits(text, cells):
    from rich.cells import cell_len

    line = t.cut(text, cells)
    assert cell_len(line) <= max(cells, 0)
    assert cells < 1 or line == t.visible(text) or line.endswith("…")


@pytest.mark.parametrize(
    ("text", "cells", "line"),
    [
        ("Ann Lee", 7, "Ann Lee"),
        ("Ann Lee", 4, "Ann…"),
        ("陈伟陈", 4, "陈…"),
        ("👩\u200d⚕\ufe0fxxx", 4, "👩\u200d⚕\ufe0fx…"),
        ("e\u0323\u0301xx", 2, "ẹ\u0301…"),
    ],
)
def test_cutting_keeps_letters_whole(text, cells, line):
    assert t.cut(text, cells) == line


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        *(
            ("../../etc/passwd", "passwd"),
            ("C:\\x", "x"),
            ("CON", "file_CON"),
            ("nul.txt", "file_nul.txt"),
            ("-rf", "rf"),
            ("..", "letter"),
        ),
        *(
            ("", "letter"),
            ("$(id)", "id"),
            ("a\x00b.csv", "ab.csv"),
            ("cv\u202efdp.exe", "cvfdp.exe"),
            ("~root", "root"),
            (".hidden", "hidden"),
        ),
        *(
            ("Ann Lee (1).pdf", "Ann Lee (1).pdf"),
            ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
            ("陈" * 300, "陈" * 66),
            ("a/", "letter"),
        ),
    ],
)
def test_file_names(given_name, name):
    assert t.safe_file_name(given_name, "letter") == name


@given(texts)
def test_a_file_name_is_never_a_path(text):
    name = t.safe_file_name(text, "letter")
    assert name[0].isalnum() or name[0] == "_"
    assert not set(name) & set('/\\:*?"<>|$`\n\x00')
    assert len(name) <= t.Limit.FILE_NAME
    assert len(name.encode()) <= 200


# The larger set, where it is there.


@pytest.mark.parametrize(
    "item", items("markup", "legit_name", "width", "sql", "template", "reserved", "shell", "csv", "log")
)
def test_what_people_may_type_comes_back(item):
    text = item["s"]
    acting = any(ord(character) in NEVER for character in text)
    kept, problem = t.field(text, "Note", t.Limit.NOTE, lines=True)
    assert problem is None
    expected = unicodedata.normalize("NFC", text)
    if acting:
        assert [c for c in kept if not c.isspace()] == [c for c in expected if not c.isspace() and ord(c) not in NEVER]
    else:
        assert kept == expected
        assert item["expect"]["store"] == "nfc" or kept == text
        assert t.visible(text) == kept


@pytest.mark.parametrize("item", items("control", "bidi_zw"))
def test_what_acts_is_gone_and_nothing_else(item):
    visible_ones = [c for c in item["s"] if ord(c) not in NEVER and not 0xE0000 <= ord(c) < 0xE0080]
    for cleaned in (t.clean(item["s"]), t.visible(item["s"]), t.field(item["s"], "Name", 120)[0]):
        assert [c for c in cleaned if c != " "] == [c for c in visible_ones if c != " "]


@pytest.mark.parametrize("item", items("blank"))
def test_blank_is_refused_where_something_is_needed(item):
    assert t.field(item["s"], "Name", 120, required=True) == ("", "Name: please fill this in.")


@pytest.mark.parametrize("item", items("mail_header"))
def test_an_address_is_exact_or_refused(item):
    if t.email_problem(item["s"]) is None:
        assert t.field(item["s"], "Email", t.Limit.EMAIL) == (item["s"], None)


@pytest.mark.parametrize("item", items("password"))
def test_passwords_are_taken_unless_weak(item):
    number = int(item["id"][-2:])
    taken = t.password_problem(item["s"], "ann") is None
    assert taken is (len(t.password_form(item["s"])) >= 12 and number not in {18, 23, 24})


@pytest.mark.parametrize("item", items("csv"))
def test_cells_of_the_set(item):
    first = item["s"].lstrip(" \xa0\ufeff\u200b")[:1]
    assert (t.formula_safe(item["s"]) == f"'{item['s']}") is bool(first and first in "=+-@\t\r\n\x00＝＋－＠")


@pytest.mark.parametrize("item", items("path"))
def test_file_names_of_the_set(item):
    name = t.safe_file_name(item["s"], "letter")
    assert Path(name).name == name
    assert not name.startswith((".", "-", "~"))


@pytest.mark.parametrize("item", items("date", "time", "number", "fts", "like", "identity"))
def test_the_rest_is_cleaned_searched_and_cut_without_an_error(item):
    assert t.clean(item["s"]) == t.clean(t.clean(item["s"]))
    assert isinstance(t.fold(item["s"]), str)
    assert isinstance(t.cut(item["s"], 20), str)


@pytest.mark.parametrize("item", [pytest.param(item, id=item["id"]) for item in ITEMS if "recipe" in item])
def test_sizes_are_taken_up_to_the_limit_or_refused_with_it(item):
    text = item["recipe"]["repeat"] * min(item["recipe"]["n"], 100_000)
    kept, problem = t.field(text, "Note", t.Limit.NOTE, lines=True)
    assert kept == "" or (problem is None) is (len(kept) <= t.Limit.NOTE)
    assert problem is None or "50,000" in problem
    for check in (t.email_problem, t.phone_problem, t.student_number_problem, t.login_problem):
        assert check(text) is not None
    assert len(t.cut(text, 30)) <= 2_000
