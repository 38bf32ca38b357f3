"""``check`` says every fault of a policy file with its line, and never raises."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advice_tui.policy import bundled, check, loads, source_text
from advice_tui.policy.lines import line_map, line_of
from data.errors import BadInput

TEXT = source_text("imperial")


@pytest.mark.parametrize("name", bundled())
def test_what_comes_with_the_program_has_no_fault(name):
    assert check(source_text(name)) == []


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("length = 30", "lenght = 30", "appointment.lenght", 'Did you mean "length"?'),
        ("[lock]", "[lokc]", "lokc", 'Did you mean "lock"?'),
        ("[reply.follow_up]", "[reply.followup]", "reply.followup", 'Did you mean "follow_up"?'),
        (
            '{ key = "home", label = "At home" }',
            '{ key = "home", lable = "At home" }',
            "consent.ask_about_places[0].lable",
            'Did you mean "label"?',
        ),
        ("length = 30", "zzzzz = 30", "appointment.zzzzz", "This setting is not known."),
        ("length = 30", "", "appointment.length", "missing"),
        ("length = 30", 'length = "30"', "appointment.length", "whole number, without quotes"),
        ("length = 30", "length = 30.5", "appointment.length", "whole number"),
        ("length = 30", "length = true", "appointment.length", "whole number"),
        ("private_room = true", 'private_room = "yes"', "appointment.private_room", "true or false"),
        ('version = "1"', "version = 1", "version", "words in quotes"),
        ('version = "1"', 'version = ""', "version", "not be empty"),
        ('version = "1"', 'version = "1\\n2"', "version", "one line"),
        ('version = "1"', 'version = "1\\u001b[31m"', "version", "U+001B"),
        ('version = "1"', 'version = "\\u202e1"', "version", "U+202E"),
        ('key = "imperial"', 'key = "Mine!"', "key", "small letters"),
        ('key = "home"', 'key = "At home"', "consent.ask_about_places[0].key", "A key is"),
        ('monday = ["10:00-16:00"]', 'monday = ["10-16"]', "opening.monday[0][0]", "10:00"),
        ('monday = ["10:00-16:00"]', 'monday = ["25:00-26:00"]', "opening.monday[0][0]", "10:00"),
        ("effective_from = 2026-09-01", 'effective_from = "2026-09-01"', "effective_from", "without quotes"),
        ("effective_from = 2026-09-01", "effective_from = 2026-09-01T10:00:00", "effective_from", "2026-11-24"),
        ('value = "ENG"', 'value = "FRA"', "region", "one of"),
        ('source = "I-26"\n', "", "opening.monday", "says no origin"),
        ('source = "I-26"', 'source = "I-99"', "opening.source", 'No sentence "I-99"'),
        ('source = "I-26"', "source = 26", "opening.source", "sentence number"),
        ('source = "I-26"', 'source = "I-26"\nlocal = ""', "opening.local", "a reason in words"),
        ('value = "ENG"', 'value = "ENG", blank = "x"', "region", "take one out"),
        ("I-48 =", '"48" =', "sentences.48", "numbered like"),
        ("format = 1", "format = 2", "format", "of format 1"),
        (
            'channels = { source = "I-27", value = [',
            'channels = { source = "I-27", value = ["email",',
            "channels[0]",
            "table",
        ),
    ],
)
def test_faults_and_their_sentences(old, new, where, words):
    assert old in TEXT
    faults = check(TEXT.replace(old, new, 1))
    assert [fault for fault in faults if fault.where == where and words in fault.sentence], [str(f) for f in faults]


def test_unknown_keys_are_said_with_their_line():
    text = TEXT.replace("length = 30", "lenght = 30")
    lines = {fault.where: fault.line for fault in check(text)}
    assert text.splitlines()[lines["appointment.lenght"] - 1] == "lenght = 30"
    assert text.splitlines()[lines["appointment.length"] - 1] == "[appointment]"


def test_what_is_not_toml():
    (fault,) = check("format = 1\ntitle = \n")
    assert fault.line == 2
    assert str(fault).startswith("line 2: This is not TOML here")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "\ud800",
        "[" * 5_000,
        "a = " + "[" * 20_000 + "]" * 20_000,
        "a = " + "9" * 5_000,
        "a = 1979-13-45",
        "sentences = 1",
        "reply = 1",
        "reply = [[[]]]",
        "[reply]\nx.y.z = 1",
        "channels = { value = [1, { key = 2 }] }",
        "format = { value = { value = { value = 1 } } }",
        "source = { a = 1 }",
        "x" * 1_000_001,
    ],
)
def test_strange_texts_have_faults(text):
    assert check(text)
    with pytest.raises(BadInput):
        loads(text, "strange")


def test_faults_never_carry_control_characters():
    for fault in check('"\\u001b[31mred" = 1\n[reply]\n"\\u0007" = 1'):
        assert str(fault).isprintable()


def test_the_line_of_every_key():
    text = (
        'a = 1\n"b.c" = { d = [1,\n 2], e = "]" }\n[t.u] # [x]\nk = """\nno = 1\n"""\n\n[[list]]\nz = \'#\'\n[[list]]\nz = 2\n'
        "[list.inner]\ny.w = 1979-05-27 07:32:00\n"
    )
    tomllib.loads(text)
    assert line_map(text) == {
        ("a",): 1,
        ("b.c",): 2,
        ("b.c", "d"): 2,
        ("b.c", "d", 0): 2,
        ("b.c", "d", 1): 3,
        ("b.c", "e"): 3,
        ("t",): 4,
        ("t", "u"): 4,
        ("t", "u", "k"): 5,
        ("list",): 9,
        ("list", 0): 9,
        ("list", 0, "z"): 10,
        ("list", 1): 11,
        ("list", 1, "z"): 12,
        ("list", 1, "inner"): 13,
        ("list", 1, "inner", "y"): 14,
        ("list", 1, "inner", "y", "w"): 14,
    }
    assert line_of(("list", 1, "missing"), line_map(text)) == 11
    assert line_of(("nowhere",), line_map(text)) == 1


def every_path(value, path=()):
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*path, name)
        yield from every_path(each, (*path, name))


@pytest.mark.parametrize("name", bundled())
def test_every_key_of_a_real_file_has_its_own_line(name):
    text = source_text(name)
    lines, rows = line_map(text), text.splitlines()
    paths = set(every_path(tomllib.loads(text)))
    assert paths == set(lines)
    assert [path for path in paths if isinstance(path[-1], str) and path[-1] not in rows[lines[path] - 1]] == []


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_check_never_raises_on_a_file_with_slips(data):
    text = TEXT
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 40))
        slip = data.draw(
            st.one_of(st.text(max_size=12), st.sampled_from(["[", "]", "{", "}", "=", '"', "\n", "0", "'''"]))
        )
        text = text[:at] + slip + text[at + length :]
    for fault in check(text):
        assert 1 <= fault.line <= text.count("\n") + 1
        assert fault.sentence


toml_values = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.floats(allow_nan=False), st.sampled_from(['"x"', '""', '"{name}"', "2026-01-01", "10:00:00"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(map(_toml, items)) + "]"),
        inner.map(lambda item: "{ value = " + _toml(item) + ', local = "x" }'),
        inner.map(lambda item: "{ key = " + _toml(item) + " }"),
    ),
    max_leaves=5,
)  # fmt: skip


def _toml(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


ASSIGNMENTS = [
    number
    for number, line in enumerate(TEXT.splitlines())
    if " = " in line and not line.startswith((" ", "#", "I-")) and not line.rstrip().endswith(("[", '"""'))
]


@settings(max_examples=150, deadline=None)
@given(number=st.sampled_from(ASSIGNMENTS), value=toml_values)
def test_check_never_raises_on_settings_of_another_kind(number, value):
    lines = TEXT.splitlines()
    name = lines[number].split(" = ")[0]
    lines[number] = f"{name} = {_toml(value)}"
    text = "\n".join(lines)
    faults = check(text)
    if not faults:
        assert loads(text, "changed").key
    assert all(1 <= fault.line <= len(lines) for fault in faults)
