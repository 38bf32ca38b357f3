"""The public page, and ``advice-tui policy``."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from typer.testing import CliRunner

from advice_tui.cli.policy import policy_app
from advice_tui.policy import bundled, load, publish, source_text
from advice_tui.policy.promises import BusyPeriod, Closure
from advice_tui.policy.records import COMMON_FIELDS, TEXT_FIELDS
from advice_tui.policy.settings import Settings
from data.errors import AdviceError, NotFound

DAY = dt.date(2026, 11, 12)
NASTY = "<script>alert(1)</script> & *bold* [x](y) `z` # h | ~"


@pytest.mark.parametrize("name", bundled())
@pytest.mark.parametrize("form", ["md", "html"])
def test_the_page_holds_what_is_promised_in_public(name, form):
    policy = load(name)
    page = publish(policy, form)
    shown = HTMLParser(page).body.text() if form == "html" else page.replace("\\", "")
    for line in (*policy.standards.aims, *policy.standards.client_can_expect, *policy.standards.service_expects):
        assert line.text in shown
    assert "Wednesday: 1" in shown
    assert f"within {policy.reply.days} working days" in shown
    assert policy.fill("record_notice") in shown
    assert policy.fill("complaints") in shown
    for reason in (*policy.restriction.reasons, *policy.withdrawal.grounds):
        assert reason.label in shown
    for paper in policy.acknowledgements:
        assert paper.title in shown
    for law in policy.laws:
        assert law.title in shown
    assert "{" not in shown


def test_only_what_is_advertised_is_shown():
    policy = load("imperial")
    told = Closure(first=DAY, last=DAY, reason="Staff training", advertised=dt.date(2026, 11, 1))
    secret = Closure(first=DAY, last=DAY, reason="Not yet told")
    busy = BusyPeriod(first=dt.date(2027, 4, 19), last=dt.date(2027, 5, 14), days=5, advertised=dt.date(2027, 4, 1))
    page = publish(policy, closures=[told, secret], busy=[busy])
    assert "The Advice Centre is closed from Thu 12 Nov 2026 to Thu 12 Nov 2026 (Staff training)." in page
    assert "Not yet told" not in page
    assert "From Mon 19 Apr 2027 to Fri 14 May 2027 it might take longer" in page
    assert "within 5 working days" in page


@pytest.mark.parametrize(
    ("on", "shown"),
    [(dt.date(2026, 10, 31), False), (dt.date(2026, 11, 1), True), (DAY, True), (dt.date(2026, 11, 13), False)],
)
def test_from_the_advert_to_the_last_day(on, shown):
    told = Closure(first=DAY, last=DAY, reason="Staff training", advertised=dt.date(2026, 11, 1))
    assert ("Staff training" in publish(load("imperial"), closures=[told], on=on)) is shown


def test_a_closure_of_some_channels_says_which():
    told = Closure(
        first=DAY, last=DAY, reason="Works", channels=frozenset({"face_to_face"}), part="morning", advertised=DAY
    )
    page = publish(load("london-met"), closures=[told])
    assert "This is for the morning only. This concerns: Face to face." in page


def test_everything_is_escaped():
    nasty = Closure(first=DAY, last=DAY, reason=NASTY, advertised=DAY)
    policy = load("imperial").filled({"title": NASTY, "contacts.telephone": NASTY}, "test")
    page = publish(policy, "html", closures=[nasty])
    assert "<script" not in page
    tree = HTMLParser(page)
    assert tree.css_first("h1").text() == NASTY
    assert tree.css_first("title").text() == NASTY
    assert NASTY in tree.body.text()
    assert {node.tag for node in tree.body.traverse()} <= {"body", "main", "h1", "h2", "h3", "p", "ul", "li", "-text"}
    marked = publish(policy, "md", closures=[nasty])
    assert "<script" not in marked.replace("\\<", "")
    assert not re.search(r"(?<!\\)\*bold", marked)


def test_markdown_never_turns_a_line_into_something_else():
    for text in ("# a", "- a", "+ a", "1. a", "=== a", "> a", "a\n\n# b"):
        page = publish(load("imperial").filled({"contacts.sites": [text]}, "test"))
        assert not re.search(r"^- ?(#|-|\+|1\.|=|>)", page, re.MULTILINE)
        assert "\n# b" not in page


# ------------------------------------------------------------------ the command


def run(*arguments):
    return CliRunner().invoke(policy_app, list(arguments))


def test_list():
    result = run("list")
    assert result.exit_code == 0
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == bundled()
    assert [row["name"] for row in json.loads(run("list", "--json").stdout)] == bundled()


def test_show():
    result = run("show", "imperial")
    assert result.exit_code == 0
    assert "reply  [I-6, I-28]\n  days = 2\n" in result.stdout
    assert "years = (blank)" in result.stdout
    assert "I-48: The student concerned" in result.stdout


def test_show_as_json():
    shown = json.loads(run("show", "london-met", "--json").stdout)
    assert shown["policy"]["reply"]["days"] == 3
    assert shown["policy"]["opening"]["monday"] == [["10:00:00", "17:00:00"]]
    assert shown["citations"]["reply.days"]["source"] == ["L-3"]
    assert shown["needs"] == {"withdrawal": [], "retention": []}


def test_check_says_yes_on_standard_error(tmp_path):
    file = tmp_path / "good.toml"
    file.write_text(source_text("imperial"), encoding="utf-8")
    result = run("check", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No faults" in result.stderr


def test_check_says_every_fault_with_its_line(tmp_path):
    file = tmp_path / "bad.toml"
    text = (
        source_text("imperial").replace("length = 30", "lenght = 30").replace("idle_minutes = 5", "idle_minutes = 50")
    )
    file.write_text(text, encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 3
    assert all(re.match(r"line \d+: ", line) for line in result.stdout.splitlines())


def test_publish():
    policy = load("imperial")
    assert run("publish", "imperial").stdout == publish(policy)
    assert run("publish", "imperial", "--format", "html").stdout == publish(policy, "html")
    assert run("publish", "imperial", "--format", "pdf").exit_code == 2


@pytest.mark.parametrize("command", ["show", "check", "publish"])
def test_a_policy_that_is_not_there(command):
    result = run(command, "nowhere")
    assert isinstance(result.exception, NotFound)
    assert isinstance(result.exception, AdviceError)


def test_nothing_heavy_is_imported():
    code = "import sys, advice_tui.policy; print(sorted({'textual', 'sqlalchemy', 'sqlmodel', 'typer', 'rich', 'holidays'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# ------------------------------------------------------------------ the guide


def parts(model, seen):
    from advice_tui.policy.reading import _model_in

    seen[model.__name__] = model
    for field in model.model_fields.values():
        inner = _model_in(field.annotation)
        if inner and inner.__name__ not in seen:
            parts(inner, seen)
    return seen


def test_every_setting_stands_in_the_guide():
    guide = (Path(__file__).parents[2] / "docs" / "policy-files.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", guide, re.MULTILINE | re.DOTALL))
    models = parts(Settings, {})
    assert set(sections) == set(models)
    for name, model in models.items():
        assert re.findall(r"^\| `(\w+)` \|", sections[name], re.MULTILINE) == list(model.model_fields)


def test_every_word_in_braces_stands_in_the_guide():
    guide = (Path(__file__).parents[2] / "docs" / "policy-files.md").read_text(encoding="utf-8")
    for name, words in TEXT_FIELDS.items():
        (row,) = re.findall(rf"^\| `{name}` \| .*{{.*$", guide, re.MULTILINE)
        assert all(f"`{{{word}}}`" in row for word in words)
    assert all(f"`{{{word}}}`" in guide for word in COMMON_FIELDS)
