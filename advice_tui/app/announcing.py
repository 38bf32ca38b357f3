"""Telling an adviser that her student is at reception, whatever is in front of her; and the shade of a quiet desk."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from textual import events

from advice_tui.app.hardening import Hardened
from advice_tui.app.idle import Idle
from data.errors import AdviceError
from screens.base import DeskScreen
from screens.widgets.bars import Arrival

P = ParamSpec("P")
R = TypeVar("R")

_BY_HAND = (events.Key, events.Paste, events.MouseDown)
"""What takes the shade of a quiet desk away. The mouse moving does not: who walks past may push it."""


class Announcing(Hardened):
    """Knows who waits at reception for the person signed in, or for whoever locked the terminal."""

    desk: Any
    idle: Idle
    _undo: Any

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.at_reception: tuple[Any, ...] = ()
        self._asked_at = -1
        """The store's change number when it was asked last who waits."""
        self._lookout: Any = None
        self._looking_out = False
        self._quiet = False
        """Whether the shade came on by itself."""
        self._woken = False

    @abstractmethod
    async def aside(self, func: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run casework in its thread and come back with what it returned or raised."""

    @abstractmethod
    def work_screens(self) -> list[DeskScreen]:
        """Give every open work screen, the one in front last."""

    # At work ----------------------------------------------------------------------------------------------------------

    @property
    def answers_desk(self) -> bool:
        """Whether the person signed in is one for whom students wait."""
        from advice_tui.roles import Act, Role, may  # noqa: PLC0415 - not needed at the prompt

        return self.desk is not None and may(Role(str(self.desk.role)), Act.ANSWER_DESK)

    def changed_and_waiting(self, desk: Any, asked_at: int, *, answers: bool) -> tuple[int, tuple[Any, ...] | None]:
        """Give the store's change number, and who waits if it is another than ``asked_at``; in the casework thread.

        Costs microseconds while nobody committed, and one small question when somebody did.
        """
        from advice_tui.casework import arrivals, watch  # noqa: PLC0415 - loads the store

        number = watch.changed(desk)
        if number == asked_at or not answers:
            return number, None
        try:
            return number, tuple(arrivals.for_me(desk))
        except AdviceError:  # policies not read yet, or the sitting has just ended
            return number, ()

    def take_waiting(self, number: int, waiting: tuple[Any, ...] | None) -> None:
        """Show who waits, when it was asked; over a dialog it is told as well, for the bar may be behind it."""
        self._asked_at = number
        if waiting is None or waiting == self.at_reception:
            return
        known = {one.id for one in self.at_reception}
        self.at_reception = waiting
        self._show_waiting()
        arrival = self.arrival()
        if arrival is not None and self.screen.is_modal and any(one.id not in known for one in waiting):
            self.tell(f"{arrival.words}. {arrival.key} {arrival.act}.", "warning")

    def nobody_waits(self) -> None:
        """Forget who waits: another person sits here, or nobody."""
        self.at_reception = ()
        self._asked_at = -1

    def _show_waiting(self) -> None:
        for screen in self.work_screens():
            screen.refresh_bar()

    def arrival(self) -> Arrival | None:
        """Give what the bar says of who waits, or None: the time of the appointment, never a name."""
        return arrival_of(self.at_reception)

    async def action_coming(self) -> None:
        """Tell reception that one is coming; of a late student it is decided first whether she is seen (L-8)."""
        screens = self.work_screens()
        if not self.at_reception or not screens:
            self.tell("Nobody waits for you at reception.")
            return
        first = self.at_reception[0]
        if not first.decide:
            from advice_tui.casework import arrivals  # noqa: PLC0415 - loads the store

            self._answered(first.id, await screens[-1].call(arrivals.acknowledge, self.desk, first.id))
        elif self.screen.is_modal:
            self.tell("Close this window first: the student is late, and you decide whether she is seen.", "warning")
        else:
            await self._decide(screens[-1], first.id)

    async def _decide(self, screen: DeskScreen, appointment_id: str) -> None:
        from advice_tui.casework import arrivals  # noqa: PLC0415 - loads the store
        from screens.desk_dialogs import LateDecision  # noqa: PLC0415 - rarely needed

        row = await screen.ask(arrivals.row_of, self.desk, appointment_id)
        if row is not None and not self.screen.is_modal:
            await self.push_screen(LateDecision(self.desk, row), lambda done: self._decided(appointment_id, done))

    def _decided(self, appointment_id: str, done: Any) -> None:
        if done is not None:
            self._answered(appointment_id, done)

    def _answered(self, appointment_id: str, done: Any) -> None:
        self.at_reception = tuple(one for one in self.at_reception if one.id != appointment_id or done is None)
        self._asked_at = -1
        self._show_waiting()
        if done is not None:
            self._undo = self._undo or done.undo  # what was done before stays what is undone first
            self.tell(done.sentence)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Give the key that answers reception to those for whom students wait."""
        return self.answers_desk if action == "coming" else super().check_action(action, parameters)

    # Behind the lock --------------------------------------------------------------------------------------------------

    async def keep_lookout(self, desk: Any) -> None:
        """Keep what the lock needs to go on looking for arrivals, before the keys are forgotten."""
        from advice_tui.casework import arrivals  # noqa: PLC0415 - loads the store
        from advice_tui.roles import Act, Role, may  # noqa: PLC0415 - the same

        if may(Role(str(desk.role)), Act.ANSWER_DESK):
            self._lookout = await self.aside(arrivals.lookout, desk)

    def end_lookout(self) -> None:
        """Let go of it: somebody signed in, the day is over, or the program ends."""
        lookout, self._lookout = self._lookout, None
        if lookout is not None:
            lookout.forget()

    def look_from_lock(self) -> None:
        """Look whether somebody arrived, when somebody wrote to the database since the last look."""
        if self._lookout is None or self._looking_out:
            return
        if self._lookout.over:
            self.end_lookout()
            self._tell_lock(())
            return
        self._tell_lock(self._lookout.waiting)
        if self._lookout.stale():
            self._looking_out = True
            self.run_worker(self._look_out(self._lookout), group="lookout")

    async def _look_out(self, lookout: Any) -> None:
        try:
            waiting = await self.aside(lookout.look)
        except AdviceError as error:
            if self._lookout is lookout and not _passing(error):
                self.end_lookout()
                self._tell_lock(())
            return
        finally:
            self._looking_out = False
        if self._lookout is lookout:
            self._tell_lock(waiting)

    def _tell_lock(self, waiting: tuple[Any, ...]) -> None:
        arrival = arrival_of(waiting)
        announce = getattr(self.screen, "announce", None)
        if announce is not None:
            announce(arrival.words if arrival else "")

    # A quiet desk -----------------------------------------------------------------------------------------------------

    def shade_when_quiet(self) -> None:
        """Turn names to initials on a counter where nobody has touched a key for as long as the policy says.

        Whatever is in front: the list of what was passed on and the screen of a client name people as the board does.
        """
        if self.shade or str(self.desk.role) != "receptionist":
            return
        minutes = self.desk.policy.lock.shade_minutes
        if self.work_screens() and self.idle.seconds() >= minutes * 60:
            self._quiet = self.shade = True

    def watch_shade(self) -> None:
        """Draw the screen behind an open window anew as well: what shows beside the window names people too."""
        behind = next((one for one in reversed(self.screen_stack) if isinstance(one, DeskScreen)), None)
        if behind is not None and not behind.is_current:
            behind.reload_soon()

    def wake(self, event: events.Event) -> None:
        """Show the names again at a key, when the shade came by itself; one put on by hand stays."""
        self._woken = False
        self._quiet = self._quiet and self.shade
        if self._quiet and isinstance(event, _BY_HAND):
            self._quiet = self.shade = False
            self._woken = True

    def action_shade(self) -> None:
        """Names become initials, or whole again; the key that took a quiet desk's shade away has done its work."""
        if self._woken:
            self._woken = False
            return
        self._quiet = False
        self.shade = not self.shade


def arrival_of(waiting: tuple[Any, ...]) -> Arrival | None:
    """Say who waits, the longest due first: "Your 11:00 is at reception since 10:57"; None when nobody does."""
    if not waiting:
        return None
    from advice_tui.rules.diary.opening import say_minute  # noqa: PLC0415 - not needed at the prompt
    from advice_tui.rules.working_days.local_time import london  # noqa: PLC0415 - the same

    first, *others = waiting
    since = f"since {london(first.since):%H:%M}"
    late = f", {first.late} min late" if first.decide else ""
    more = f" · {len(others)} more" if others else ""
    words = f"Your {say_minute(first.start)} is at reception {since}{late}{more}"
    return Arrival(words, "decide" if first.decide else "I am coming")


def _passing(error: AdviceError) -> bool:
    """Whether a trouble passes by itself, as maintenance does; a renewed key does not."""
    return type(error).__name__ == "Locked" and not getattr(error, "sign_in_again", False)
