"""The service's own words of its letters, and its letterhead: versions, refusals, and Word documents that mean harm."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import docx
import pytest

from advice_tui.casework import letters, templates
from advice_tui.rules.letter_paper import (
    Sheet,
    letterhead_problems,
    model_letterhead,
    on_letterhead,
    plain_document,
    plain_text,
)
from advice_tui.rules.letters import TITLES
from data.errors import BadInput, ChangedMeanwhile, NotAllowed
from tests.factories import POLICIES, audit_lines, take

BODY = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def of(view, key):
    return next(one for one in view.templates if one.key == key)


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def with_part(name, content):
    return packed({**parts_of(model_letterhead()), name: content})


def changed(name, old, new):
    parts = parts_of(model_letterhead())
    assert old in parts[name]
    return packed({**parts, name: parts[name].replace(old, new)})


def with_words(words):
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    return changed(BODY, b"{{ date }}", escaped.encode())


def related(kind, mode='TargetMode="External"'):
    line = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="http://example.org/x" {mode}/></Relationships>'
    return changed(RELATIONS, b"</Relationships>", line.encode())


def words_of(content):
    return [one.text for one in docx.Document(io.BytesIO(content)).paragraphs]


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_every_letter_is_listed_with_the_policys_own_words(desk, policy):
    view = templates.listed(desk("manager"))
    assert [one.key for one in view.templates] == list(TITLES)
    assert not any(one.own or one.version for one in view.templates)
    assert of(view, "restriction").owed == ("reason", "terms", "review", "complaints")
    assert view.letterhead is None
    assert {one.title for one in view.fixed} >= {"Confidentiality statement", "Notice that a record is kept"}


def test_each_save_is_a_version_and_the_policys_words_come_back(desk):
    morgan, priya = desk("manager"), desk("adviser")
    own = of(templates.listed(morgan), "warning").text
    assert "version 1 is kept" in templates.save(morgan, "warning", 0, "Because of {reason}, this is a warning.")
    templates.save(morgan, "warning", 1, "Please read this: {reason}", second_reader=True)
    view = of(templates.listed(morgan), "warning")
    assert (view.text, view.version, view.own, view.second_reader) == ("Please read this: {reason}", 2, True, True)
    case = take(priya).case_id
    found = letters.open_letter(priya, letters.begin(priya, "warning", case_id=case, values={"reason": "Late again"}))
    assert "Please read this: Late again" in found.text
    assert (found.template_version, found.second_asked) == (2, True)
    templates.reset(morgan, "warning", 2)
    view = of(templates.listed(morgan), "warning")
    assert (view.text, view.own, view.version) == (own, False, 3)
    history = templates.versions(morgan, "warning")
    assert [text for _, text in history] == [
        own,
        "Please read this: {reason}",
        "Because of {reason}, this is a warning.",
    ]
    assert "back to the policy's words" in history[0][0]
    later = letters.open_letter(priya, letters.begin(priya, "warning", case_id=case))
    assert later.template_version == 0
    assert "Please read this" in letters.open_letter(priya, found.id).text  # what was begun stays as it is


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("restriction", "{reason} {terms}", "owed when it is looked at again in writing"),
        ("withdrawal", "{reason} {scope} {providers}", "owed the complaints procedure in writing"),
        ("conflict", "{other_student} {complaints}", "cannot be filled in here"),
        ("warning", "{{ reason.__class__ }} {reason}", "cannot be filled in here"),
        ("warning", "", "please fill this in"),
        ("warning", "{reason}" + "x" * 10_000_000, "at most 20,000"),
        ("busy", "{first}", "no such letter"),
    ],
)
def test_words_that_do_not_fit_are_refused_and_kept_from_nobody(desk, key, text, said):
    morgan = desk("manager")
    with pytest.raises(BadInput, match=said):
        templates.save(morgan, key, 0, text)
    assert not any(one.version for one in templates.listed(morgan).templates)


def test_two_managers_never_overwrite(desk):
    morgan = desk("manager")
    templates.save(morgan, "warning", 0, "One: {reason}")
    for act in (
        lambda: templates.save(morgan, "warning", 0, "Other: {reason}"),
        lambda: templates.reset(morgan, "warning", 0),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()
    assert of(templates.listed(morgan), "warning").text == "One: {reason}"


@pytest.mark.parametrize("who", ["adviser", "receptionist", "director", "maintainer"])
def test_the_manager_alone_changes_them(desk, who, tmp_path):
    other = desk(who)
    for act in (
        lambda: templates.listed(other),
        lambda: templates.save(other, "warning", 0, "{reason}"),
        lambda: templates.reset(other, "warning", 0),
        lambda: templates.put_letterhead(other, str(tmp_path / "x.docx")),
        lambda: templates.drop_letterhead(other),
        lambda: templates.save_model(other, str(tmp_path)),
    ):
        with pytest.raises(NotAllowed):
            act()


# The letterhead -------------------------------------------------------------------------------------------------------


def test_a_letterhead_is_put_in_used_and_left(desk, tmp_path):
    morgan, priya = desk("manager"), desk("adviser")
    said = templates.save_model(morgan, str(tmp_path))
    model = tmp_path / "letterhead.docx"
    assert str(model) in said
    assert stat.S_IMODE(model.stat().st_mode) == 0o600
    document = docx.Document(str(model))
    document.paragraphs[0].insert_paragraph_before("Beit Quad, Prince Consort Road")
    document.save(str(model))
    templates.put_letterhead(morgan, str(model))
    head = templates.listed(morgan).letterhead
    assert (head.name, head.by) == ("letterhead.docx", "Morgan Reed")
    letter_id = letters.begin(priya, "welcome", case_id=take(priya, name="{{ body }} <w:p> & Co").case_id)
    assert letters.open_letter(priya, letter_id).letterhead == "letterhead.docx"
    made = Path(letters.export(priya, letter_id, str(tmp_path), "docx").path)
    words = words_of(made.read_bytes())
    assert words[:3] == ["Beit Quad, Prince Consort Road", "Tue 24 Nov 2026", "Dear {{ body }} <w:p> & Co,"]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    templates.put_letterhead(morgan, str(model))
    templates.drop_letterhead(morgan)
    assert templates.listed(morgan).letterhead is None
    again = Path(letters.export(priya, letter_id, str(tmp_path), "docx").path)
    assert "Beit Quad" not in "".join(words_of(again.read_bytes()))
    with pytest.raises(BadInput, match="no letterhead"):
        templates.drop_letterhead(morgan)
    assert all("letterhead.docx" not in line.detail for line in audit_lines(morgan))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.docx", None, "no file"),
        ("old.doc", b"x" * 99, r"ends in \.docx"),
        ("x.docx.exe", b"MZ", "program"),
        ("x.docx", b"MZ" + b"x" * 99, "program"),
        ("x.docx", b"not a zip", "no Word document"),
        ("x.docx", b"PK\x03\x04" + b"0" * 99, "no Word document"),
        ("x.docx", b"x" * (3 * 1024 * 1024), "too much"),
    ],
)
def test_what_is_no_word_document_is_refused(desk, tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        templates.put_letterhead(desk("manager"), str(path))


@pytest.mark.parametrize(
    "words",
    [
        "{{ body.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self._TemplateReference__context }}",
        "{{ lipsum.__globals__ }}",
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{{ 9**9**9 }}",
        "{{ 'a' * 10**9 }}",
        "{{ body | upper }}",
        "{{ body() }}",
        "{% include '/etc/passwd' %}",
        "{% extends 'x' %}",
        "{% set x = 1 %}",
        "{% macro a() %}{% endmacro %}",
        "{% raw %}{% endraw %}",
        "{{p body }}",
        "{{ body",
        "{# hidden #}",
        "{%" * 20_000,
        "{{" * 20_000,
        "&#123;&#123; body.__class__ }}",
    ],
)
def test_no_template_language_but_names_gets_in(words):
    problems = letterhead_problems(with_words(words).replace(b"&amp;#", b"&#"))
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: with_words("{{ student }}"), "{{ student }} cannot be filled in. A letterhead may show: {{ body }}"),
        (lambda: changed(BODY, b"{{ body }}", b"nothing"), "did not come out"),
        (lambda: changed(BODY, b"{{ body }}", b"&#x7b;&#x7b; body.__class__ }}"), "never is"),
        (lambda: changed(BODY, b"<w:body>", b'<w:body w:x="{{ body }}">'), "never is"),
        (
            lambda: changed("docProps/core.xml", b"<cp:category/>", b"<cp:category>{{ 7.x }}</cp:category>"),
            "one name only",
        ),
        (lambda: with_part("word/vbaProject.bin", b"x"), "macro"),
        (lambda: with_part("word/embeddings/oleObject1.bin", b"x"), "embedded object"),
        (lambda: related("image"), "reference to another file"),
        (lambda: related("attachedTemplate"), "reference to another file"),
        (lambda: related("image", "TargetMode = 'external'"), "reference to another file"),
        (lambda: with_part("word/bomb.xml", b" " * 60_000_000), "too much"),
        (lambda: with_part("word/bomb.png", b"\x00" * 60_000_000), "too much"),
        (lambda: with_part("word/long.xml", b" " * 600_000), "too much"),
        (
            lambda: packed({**parts_of(model_letterhead()), **{f"word/{n}.xml": b"<a/>" for n in range(300)}}),
            "too much",
        ),
        (
            lambda: changed(BODY, b"{{ date }}", b"</w:t></w:r></w:p>" + b"<w:p></w:p>" * 2000 + b"<w:p><w:r><w:t>"),
            "too",
        ),
        (
            lambda: changed(BODY, b"<w:document", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document'),
            "neve",
        ),
        (lambda: packed({"[Content_Types].xml": b"<a/>", BODY: b"<a/>"}), "no Word document"),
        (lambda: changed(BODY, b"</w:body>", b""), "no Word document"),
    ],
)
def test_a_document_that_means_harm_is_refused_unread(content, said):
    made = content()
    problems = letterhead_problems(made)
    assert len(problems) == 1
    assert said in problems[0]


def test_utf_16_and_a_doubled_part_are_refused():
    parts = parts_of(model_letterhead())
    assert letterhead_problems(packed({**parts, BODY: parts[BODY].decode().encode("utf-16")}))
    held = io.BytesIO(model_letterhead())
    with zipfile.ZipFile(held, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(BODY, b"<a/>")
    assert letterhead_problems(held.getvalue()) == letterhead_problems(b"no zip")


def test_what_word_itself_writes_is_taken():
    assert letterhead_problems(model_letterhead()) == ()
    assert letterhead_problems(related("hyperlink")) == ()
    parted = changed(BODY, b"{{ date }}", b"{</w:t></w:r><w:r><w:t>{ date }</w:t></w:r><w:r><w:t>}")
    assert letterhead_problems(parted) == ()
    picture = with_part("word/media/image1.png", b"\x89PNG")
    assert letterhead_problems(picture) == ()


HOSTILE = "Dear {{ 7*7 }} <w:p>&amp; {_{ x }_} {% raw %} %_} #read(1)\n=1+1\tb\n\nمرحبا \u202e \x0b \ufffe end"


@pytest.mark.parametrize("make", [lambda sheet: on_letterhead(model_letterhead(), sheet), plain_document])
def test_hostile_words_come_out_as_words(make):
    sheet = Sheet(HOSTILE, "Tue 24 Nov 2026", "A & <B>", "{{ union }}", "a@example.org")
    document = docx.Document(io.BytesIO(make(sheet)))
    text = "\n".join(one.text for one in document.paragraphs).replace("\u2060", "")
    for words in ("{{ 7*7 }}", "<w:p>&amp;", "{_{ x }_}", "{% raw %}", "=1+1", "مرحبا", "#read(1)"):
        assert words in text
    assert "49" not in text


def test_plain_text_is_what_was_written():
    assert plain_text(Sheet("Dear Ann,\n\n\n\nBye\nPriya", "", "", "")).decode() == "Dear Ann,\n\nBye\nPriya\n"
