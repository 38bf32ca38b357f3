"""Walls put up and lifted by several programs at once, and by programs that are killed: all of a wall or nothing."""

from __future__ import annotations

import random

import pytest

from advice_tui.casework import cases, staff, upkeep, walls
from advice_tui.roles import Role
from data.errors import NotFound
from data.keys.password import practice_cost
from tests.factories import PASSWORD, read_policies, take, write
from tests.store.test_processes import begin, go, kill_after, ready

pytestmark = pytest.mark.usefixtures("real_passwords")

WALL = """
from advice_tui.casework import walls, watch
from data.errors import AdviceError
case_id, times = more[0], int(more[1])
known = {one.login: one.id for one in staff.everyone(desk)}
for n in range(times):
    try:
        watch.changed(desk)
        inside, out = ((known["morgan"], known["tom"]), (known["priya"],)) if n % 3 else ((known["morgan"],), ())
        form = walls.WallForm(inside, out, f"reason {n}")
        if walls.of_case(desk, case_id) is None:
            walls.put_up(desk, case_id, form)
        elif n % 3 == 2:
            walls.lift(desk, case_id, "over")
        else:
            walls.change(desk, case_id, form)
        print("done", n, flush=True)
    except AdviceError as error:
        print("refused", type(error).__name__, flush=True)
entrance.sign_out(desk)
"""


def filled(service, many=50):
    """A case of so many entries, with an appointment's worth of everything else."""
    desk = service.sign_in("manager")
    taken = take(desk)
    for n in range(many - 1):
        write(desk, taken.case_id, "note", f"entry {n}")
    return taken


def whole(service, case_id, many):
    """Nothing half moved: it opens for exactly those named, with every entry; or, without a wall, for every adviser."""
    manager = service.sign_in("manager")
    assert upkeep.check(manager).problems == []
    view = walls.of_case(manager, case_id)
    inside = {one.name for one in view.members} if view else {"Morgan Reed", "Tom Ellis", "Priya Nair"}
    for who in ("manager", "second", "adviser"):
        desk = service.sign_in(who)
        if desk.person.name in inside:
            assert len(cases.open_case(desk, case_id).entries) == many
        else:
            with pytest.raises(NotFound):
                cases.open_case(desk, case_id)
    service.close()


def killed_while_walling(service, times, seed):
    chance = random.Random(seed)
    case_id = filled(service).case_id
    service.close()
    done = 0
    for _ in range(times):
        process = begin(WALL, service.home, "manager", case_id, 10_000, "-")
        ready(process)
        go(process)
        said = process.stdout.readline() if not done else ""
        done += sum(kind == "done" for kind, *_ in kill_after(process, chance.uniform(0.01, 0.4), said=said))
        whole(service, case_id, 50)
    assert done


def test_two_kills_while_walls_go_up_and_down(service):
    killed_while_walling(service, 2, 1)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_twenty_kills_while_walls_go_up_and_down(service):
    killed_while_walling(service, 20, 2)


def test_two_managers_change_one_wall_at_once_and_it_stays_whole(service):
    """Whoever comes second finds the wall that the first put up, and is inside it or not."""
    manager = service.sign_in("manager")
    staff.add(manager, login="mia", name="Mia Kay", role=Role.MANAGER, password=PASSWORD, cost=practice_cost())
    read_policies(service.sign_in("mia"))
    case_id = filled(service, 5).case_id
    service.close()
    processes = [begin(WALL, service.home, who, case_id, 9, "-") for who in ("manager", "mia")]
    for process in processes:
        ready(process)
    for process in processes:
        go(process)
    said = [process.communicate(timeout=100) for process in processes]
    assert [errors for _, errors in said] == ["", ""]
    assert "done" in said[0][0]
    whole(service, case_id, 5)
