"""Programs are killed while they take steps, send letters and put walls up: procedure, letter and audit stay in step."""

from __future__ import annotations

import random

import pytest

from advice_tui.casework import procedures, upkeep, walls
from tests.store.test_processes import begin, go, kill_after, ready, rows

pytestmark = pytest.mark.usefixtures("real_passwords")

WORK = """
from datetime import timedelta
from advice_tui.casework import letters, procedures, walls
from advice_tui.casework.letters import SendForm
from advice_tui.casework.procedures import StepForm
from advice_tui.casework.walls import WallForm
colleague = service.sign_in("adviser" if who == "second" else "second")
n = 0
while True:
    n += 1
    taken = take(desk, name=f"{'abcdefghijklmnop'[n % 16] * 5} {'quvwxyz'[n % 7] * 6}", student_number=f"{who}{n}", email="", kept=True)
    form = StepForm("propose", {"reason": "limits_others", "terms": "email_only", "words": "Zebra", "review": "+4w"})
    begun = procedures.start(colleague, "restriction", form, case_id=taken.case_id).procedure_id
    print("begun", begun, flush=True)
    seen = procedures.open_procedure(desk, begun)
    procedures.record(desk, begun, seen.row_ver, StepForm("approve", password=PASSWORD))
    print("approved", begun, flush=True)
    letter = letters.begin(desk, "restriction", procedure_id=begun, step="tell")
    row = letters.open_letter(desk, letter)
    letters.send(desk, letter, row.row_ver, SendForm("email", desk.today, "Zelda", names_seen=True))
    print("sent", letter, begun, flush=True)
    walls.put_up(desk, taken.case_id, WallForm((desk.person.id,), (), "Zebra"))
    print("walled", taken.case_id, flush=True)
"""
WHOLE = {
    "a step without its audit line": "SELECT count(*) FROM procedure_step WHERE id NOT IN "
    "(SELECT json_extract(detail, '$.step') FROM audit WHERE detail LIKE '%step%')",
    "a procedure without its first step": "SELECT count(*) FROM procedure WHERE id NOT IN "
    "(SELECT procedure_id FROM procedure_step)",
    "a version that neither a step nor a wall made": "SELECT count(*) FROM procedure WHERE row_ver <> "
    "(SELECT count(*) FROM procedure_step WHERE procedure_id = procedure.id) "
    "+ (SELECT count(*) FROM wall WHERE wall.case_id = procedure.case_id)",
    "a procedure without two keys": "SELECT count(*) FROM procedure WHERE 2 <> (SELECT count(*) FROM record_key "
    "WHERE record_id = procedure.id AND ver = procedure.key_ver)",
    "an approved restriction that the desk is not told": "SELECT (SELECT count(*) FROM procedure WHERE 2 <= "
    "(SELECT count(*) FROM procedure_step WHERE procedure_id = procedure.id)) - "
    "(SELECT count(*) FROM desk_flag WHERE kind = 'restrict')",
    "a letter sent without its step": "SELECT (SELECT count(*) FROM procedure WHERE 3 <= "
    "(SELECT count(*) FROM procedure_step WHERE procedure_id = procedure.id)) - "
    "(SELECT count(*) FROM register_line WHERE kind = 'letter' AND state = 'sent')",
    "a wall without its room": "SELECT count(*) FROM wall WHERE 'wall:' || id NOT IN (SELECT id FROM room)",
    "a walled case whose key is the advisers' still": "SELECT count(*) FROM wall JOIN record_key ON record_id = case_id "
    "WHERE room = 'advice'",
    "a walled case with an entry under an old key": "SELECT count(*) FROM entry JOIN case_ ON case_.id = case_id "
    "WHERE entry.key_ver <> case_.key_ver",
}


def nothing_is_half_done(desk):
    for what, question in WHOLE.items():
        assert rows(desk, question)[0][0] == 0, what


def killed_at_procedures(service, times, seed):
    chance = random.Random(seed)
    told: dict[str, set[str]] = {}
    for _ in range(times):
        process = begin(WORK, service.home, "manager")
        ready(process)
        go(process)
        said = "".join(process.stdout.readline() for _ in range(4))  # each act was done once
        for kind, rest in kill_after(process, chance.uniform(0.0, 0.3), said=said):
            told.setdefault(kind, set()).add(rest.split()[-1])
        desk = service.sign_in("manager")
        nothing_is_half_done(desk)
        assert told["begun"] <= {row[0] for row in rows(desk, "SELECT id FROM procedure")}
        assert told["walled"] <= {row[0] for row in rows(desk, "SELECT case_id FROM wall")}
        for one in sorted(told["sent"])[-3:]:
            view = procedures.open_procedure(desk, one)
            assert view.complete
            assert view.standing
        assert {one.case_id for one in walls.standing(desk)} >= told["walled"]
        service.close()
    assert upkeep.check(service.sign_in("maintainer")).problems == []


def test_two_are_killed_while_they_take_steps(service):
    killed_at_procedures(service, 2, 3)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_many_are_killed_while_they_take_steps(service):
    killed_at_procedures(service, 10, 4)
