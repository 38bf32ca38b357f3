"""`advice-tui due`: the worked examples once more through the command, its lines, and its refusals."""

import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner

from advice_tui.cli.due import due
from advice_tui.policy import bundled
from data.errors import AdviceError, UsageError

POLICIES = {"Imp": "imperial", "LMet": "london-met"}
CLOSURES = {"19": "2026-12-24..2027-01-01:Christmas closure", "53": "2026-11-12..2026-11-12:staff training"}
KEYS = ["received", "day_zero", "days", "due", "strict_due", "breach_at", "provisional", "skipped"]

EXAMPLES = """
1 | Imp 2 | ENG | Mon 23 Nov 2026 11:00 | Mon 23 Nov | Tue 24 Nov, Wed 25 Nov | Wed 25 Nov 2026 16:00 | 16:00Z | same
2 | Imp 2 | ENG | Tue 24 Nov 2026 15:59 | Tue 24 Nov | Wed 25 Nov, Thu 26 Nov | Thu 26 Nov 2026 16:00 | 16:00Z | same
3 | Imp 2 | ENG | Tue 24 Nov 2026 16:00 | Wed 25 Nov | Thu 26 Nov, Fri 27 Nov | Fri 27 Nov 2026 16:00 | 16:00Z | Thu 26 Nov
4 | Imp 2 | ENG | Wed 25 Nov 2026 09:30 | Wed 25 Nov | Thu 26 Nov, Fri 27 Nov | Fri 27 Nov 2026 16:00 | 16:00Z | same
6 | Imp 2 | SCT | Wed 25 Nov 2026 16:05 | Thu 26 Nov | Fri 27 Nov, Tue 1 Dec | Tue 1 Dec 2026 16:00 | 16:00Z | Fri 27 Nov
8 | Imp 2 | ENG | Fri 27 Nov 2026 18:00 | Mon 30 Nov | Tue 1 Dec, Wed 2 Dec | Wed 2 Dec 2026 16:00 | 16:00Z | Tue 1 Dec
9 | Imp 2 | ENG | Sat 28 Nov 2026 10:00 | Mon 30 Nov | Tue 1 Dec, Wed 2 Dec | Wed 2 Dec 2026 16:00 | 16:00Z | Tue 1 Dec
10 | Imp 2 | ENG | Thu 2 Jul 2026 00:30 | Thu 2 Jul | Fri 3 Jul, Mon 6 Jul | Mon 6 Jul 2026 16:00 | 15:00Z | same
13 | Imp 2 | ENG | Fri 28 Aug 2026 12:00 | Fri 28 Aug | Tue 1 Sep, Wed 2 Sep | Wed 2 Sep 2026 16:00 | 15:00Z | same
16 | Imp 2 | ENG | Wed 23 Dec 2026 14:00 | Wed 23 Dec | Thu 24 Dec, Tue 29 Dec | Tue 29 Dec 2026 16:00 | 16:00Z | same
17 | Imp 2 | ENG | Thu 24 Dec 2026 12:00 | Thu 24 Dec | Tue 29 Dec, Wed 30 Dec | Wed 30 Dec 2026 16:00 | 16:00Z | same
18 | Imp 2 | ENG | Fri 25 Dec 2026 09:00 | Tue 29 Dec | Wed 30 Dec, Thu 31 Dec | Thu 31 Dec 2026 16:00 | 16:00Z | Wed 30 Dec
19 | Imp 2 | ENG | Wed 23 Dec 2026 14:00 | Wed 23 Dec | Mon 4 Jan, Tue 5 Jan | Tue 5 Jan 2027 16:00 | 16:00Z | same
21 | Imp 2 | SCT | Thu 31 Dec 2026 11:00 | Thu 31 Dec | Tue 5 Jan, Wed 6 Jan | Wed 6 Jan 2027 16:00 | 16:00Z | same
24 | Imp 2 | SCT | Thu 25 Mar 2027 11:00 | Thu 25 Mar | Mon 29 Mar, Tue 30 Mar | Tue 30 Mar 2027 16:00 | 15:00Z | same
25 | Imp 2 | ENG | Sun 28 Mar 2027 02:30 | Tue 30 Mar | Wed 31 Mar, Thu 1 Apr | Thu 1 Apr 2027 16:00 | 15:00Z | Wed 31 Mar
28 | Imp 2 | ENG | Wed 1 Jun 2022 14:00 | Wed 1 Jun | Mon 6 Jun, Tue 7 Jun | Tue 7 Jun 2022 16:00 | 15:00Z | same
29 | Imp 2 | ENG | Thu 15 Sep 2022 11:00 | Thu 15 Sep | Fri 16 Sep, Tue 20 Sep | Tue 20 Sep 2022 16:00 | 15:00Z | same
31 | Imp 2 | ENG | Fri 5 May 2023 11:00 | Fri 5 May | Tue 9 May, Wed 10 May | Wed 10 May 2023 16:00 | 15:00Z | same
32 | LMet 3 | ENG | Mon 23 Nov 2026 10:00 | Mon 23 Nov | Tue 24 Nov, Wed 25 Nov, Thu 26 Nov | Thu 26 Nov 2026 17:00 | 17:00Z | same
34 | LMet 3 | ENG | Thu 26 Nov 2026 17:01 | Fri 27 Nov | Mon 30 Nov, Tue 1 Dec, Wed 2 Dec | Wed 2 Dec 2026 17:00 | 17:00Z | Tue 1 Dec
36 | LMet 3 | SCT | Fri 27 Nov 2026 12:00 | Fri 27 Nov | Tue 1 Dec, Wed 2 Dec, Thu 3 Dec | Thu 3 Dec 2026 17:00 | 17:00Z | same
37 | LMet 3 | ENG | Wed 23 Dec 2026 11:00 | Wed 23 Dec | Thu 24 Dec, Tue 29 Dec, Wed 30 Dec | Wed 30 Dec 2026 17:00 | 17:00Z | same
39 | LMet 3 | ENG | Mon 28 Dec 2026 12:00 | Tue 29 Dec | Wed 30 Dec, Thu 31 Dec, Mon 4 Jan | Mon 4 Jan 2027 17:00 | 17:00Z | Thu 31 Dec
41 | LMet 3 | ENG | Fri 24 Dec 2027 11:00 | Fri 24 Dec | Wed 29 Dec, Thu 30 Dec, Fri 31 Dec | Fri 31 Dec 2027 17:00 | 17:00Z | same
42 | LMet 3 | ENG | Wed 24 Mar 2027 11:00 | Wed 24 Mar | Thu 25 Mar, Tue 30 Mar, Wed 31 Mar | Wed 31 Mar 2027 17:00 | 16:00Z | same
46 | LMet 3 | ENG | Tue 31 May 2022 11:00 | Tue 31 May | Wed 1 Jun, Mon 6 Jun, Tue 7 Jun | Tue 7 Jun 2022 17:00 | 16:00Z | same
49 | LMet 3 | SCT | Fri 12 Jun 2026 11:00 | Fri 12 Jun | Tue 16 Jun, Wed 17 Jun, Thu 18 Jun | Thu 18 Jun 2026 17:00 | 16:00Z | same
51 | LMet 3 | NIR | Thu 9 Jul 2026 11:00 | Thu 9 Jul | Fri 10 Jul, Tue 14 Jul, Wed 15 Jul | Wed 15 Jul 2026 17:00 | 16:00Z | same
53 | LMet 3 | ENG | Tue 10 Nov 2026 11:00 | Tue 10 Nov | Wed 11 Nov, Fri 13 Nov, Mon 16 Nov | Mon 16 Nov 2026 17:00 | 17:00Z | same
54 | Imp 5 | ENG | Wed 28 Apr 2027 14:00 | Wed 28 Apr | Thu 29 Apr, Fri 30 Apr, Tue 4 May, Wed 5 May, Thu 6 May | Thu 6 May 2027 16:00 | 15:00Z | same
"""

ROWS = [[cell.strip() for cell in line.split("|")] for line in EXAMPLES.strip().splitlines()]


def asked(capsys, *received, **options):
    due(list(received), as_json=True, **options)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def short(day):
    return f"{day:%a} {day.day} {day:%b}"


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_worked_example_as_json(row, capsys):
    number, promise, region, received, day_zero, days, when, utc, strict = row
    policy, n = promise.split()
    at = datetime.strptime(received, "%a %d %b %Y %H:%M")
    options = {"policy": POLICIES[policy], "region": region}
    if number in CLOSURES:
        options["closure"] = [CLOSURES[number]]
    if number == "54":  # the busy period is advertised outside the policy file
        options["days"] = int(n)
    (answer,) = asked(capsys, at.isoformat(timespec="minutes"), **options)

    assert list(answer) == KEYS
    ends = datetime.fromisoformat(answer["due"])
    strict_ends = datetime.fromisoformat(answer["strict_due"])
    breach = datetime.fromisoformat(answer["breach_at"])
    assert datetime.fromisoformat(answer["received"]).replace(tzinfo=None) == at
    assert short(datetime.fromisoformat(answer["day_zero"])) == day_zero
    assert ", ".join(short(datetime.fromisoformat(day)) for day in answer["days"]) == days
    assert ends.replace(tzinfo=None) == datetime.strptime(when, "%a %d %b %Y %H:%M")
    assert f"{ends.astimezone(UTC):%H:%M}Z" == utc
    assert short(strict_ends) == (short(ends) if strict == "same" else strict)
    assert breach.replace(tzinfo=None) == datetime.combine(ends.date() + timedelta(days=1), datetime.min.time())
    assert answer["provisional"] is False
    assert not {row["date"] for row in answer["skipped"]} & set(answer["days"])
    assert all(row["why"] for row in answer["skipped"])


def test_skipped_days_are_named(capsys):
    (answer,) = asked(capsys, "2026-12-23T11:00", policy=bundled()[0])
    assert answer["skipped"] == [
        {"date": "2026-12-25", "why": "Christmas Day"},
        {"date": "2026-12-26", "why": "Boxing Day"},
        {"date": "2026-12-27", "why": "closed on Sundays"},
        {"date": "2026-12-28", "why": "Boxing Day (substitute day)"},
    ]


def test_dates_of_the_grammar_and_offsets_are_read(capsys):
    whole = asked(capsys, "23/12/2026 2pm", "23 dec 2026 14:00", "2026-12-23T14:00Z", "2026-12-23T15:00+01:00")
    assert all(answer == whole[0] for answer in whole)
    (day,) = asked(capsys, "2026-12-23")
    assert day["due"] == whole[0]["due"]
    assert day["received"] == "2026-12-23T00:00:00+00:00"
    assert asked(capsys, "2035-06-01T10:00")[0]["provisional"] is True


def test_lines_of_standard_input(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\ufeff2026-11-23T11:00\n\n  24 nov 2026 15:59 \n"))
    first, second = asked(capsys, "-")
    assert (first["due"][:10], second["due"][:10]) == ("2026-11-25", "2026-11-26")


def test_a_bad_line_is_named_after_the_good_ones(capsys, monkeypatch):
    monkeypatch.setattr(
        sys, "stdin", io.StringIO("2026-11-23T11:00\n2027-03-28T01:30\n31 apr\n2026-11-23T11:00+9999\n")
    )
    with pytest.raises(UsageError) as wrong:
        due(["-"], as_json=True)
    assert len(capsys.readouterr().out.splitlines()) == 1
    lines = wrong.value.sentence.splitlines()
    assert [line.split(":")[0] for line in lines] == ["Line 2", "Line 3", "Line 4"]
    assert "does not exist" in lines[0]
    assert wrong.value.exit_code == 2


def test_bytes_that_are_no_text_are_a_bad_line(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\x00\n"), encoding="utf-8"))
    with pytest.raises(UsageError, match="Line 1"):
        due(["-"])


@pytest.mark.parametrize(
    "options",
    [
        {"received": None},
        {"received": []},
        {"received": ["2026-11-23T11:00"], "days": 0},
        {"received": ["2026-11-23T11:00"], "days": 10_000},
        {"received": ["2026-11-23T11:00"], "region": "GB"},
        {"received": ["2026-11-23T11:00"], "closure": ["yesterday"]},
        {"received": ["2026-11-23T11:00"], "closure": ["2026-11-23.."]},
        {"received": ["2026-11-23T11:00"], "closure": ["2026-11-25..2026-11-23"]},
        {"received": ["2026-11-23T11:00"], "closure": ["2026-11-23:\x1b[31m"]},
        {"received": ["2026-11-23T11:00"], "closure": ["2026-11-01..9999-12-31"]},
        {"received": ["1999-11-23T11:00"]},
        {"received": ["0001-01-01T00:00+14:00"]},
        {"received": ["2100-12-31T23:00"]},
    ],
)
def test_what_cannot_be_answered_is_a_usage_error(options):
    with pytest.raises(UsageError) as wrong:
        due(**options)
    assert wrong.value.exit_code == 2
    assert "\x1b" not in wrong.value.sentence


def test_an_unknown_policy_is_said_so():
    with pytest.raises(AdviceError):
        due(["2026-11-23T11:00"], policy="nowhere")


def test_sentences_without_json(capsys):
    due(["2026-12-23T14:00"], policy=bundled()[0], closure=["2026-12-24..2027-01-01:Christmas closure"])
    out = capsys.readouterr().out
    assert out.startswith("Received Wed 23 Dec 2026 14:00, in opening hours, so that day is day 0.\n")
    assert "Not counted: Thu 24 Dec, Christmas closure\n" in out
    assert "Not counted: Fri 25 Dec, Christmas Day\n" in out
    assert "Due Tue 5 Jan 2027 by 16:00.\n" in out


def test_as_a_command():
    app = typer.Typer(add_completion=False)
    app.command()(due)
    given = ["--policy", bundled()[0], "--region", "sct", "--days", "3", "--json", "--closure", "2026-11-24"]
    done = CliRunner().invoke(app, [*given, "--closure", "2026-11-25:training", "2026-11-23T11:00", "2026-11-24T11:00"])
    assert done.exit_code == 0, done.output
    assert [json.loads(line)["due"][:10] for line in done.stdout.splitlines()] == ["2026-12-01", "2026-12-02"]


def test_neither_screens_nor_store_are_loaded():
    program = (
        "import sys\nfrom advice_tui.cli.due import due\ndue(['2026-12-23T14:00'], as_json=True)\n"
        "print([name for name in ('textual', 'sqlalchemy', 'sqlmodel') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
