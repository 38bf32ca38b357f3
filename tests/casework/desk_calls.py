"""One call of each piece of casework of the diary and the front desk, for the test that asks who may."""

from __future__ import annotations

from datetime import date

from advice_tui.casework import arrivals, clients_at_desk, confirming, desk_flags, messages, rota
from advice_tui.casework.cases import papers
from advice_tui.casework.diary import booking, line, moving, planning, reading
from advice_tui.casework.diary.views import BookingForm, Offer
from advice_tui.rules.case_details import CasePaper
from advice_tui.rules.staff_times import TimesForm

DAY = date(2026, 11, 26)
AWAY = TimesForm("x", date(2026, 12, 1))
SLOT = BookingForm(DAY, 600)
PAPER = CasePaper("y", "text", "2026-11-24")
DESK_CALLS = {
    "diary.week": lambda d: reading.week(d, DAY),
    "diary.one_day": lambda d: reading.one_day(d, DAY),
    "diary.advisers": reading.advisers,
    "diary.of_client": lambda d: reading.of_client(d, "x"),
    "diary.one": lambda d: reading.one(d, "x"),
    "diary.history": lambda d: reading.history(d, "x"),
    "diary.check": lambda d: booking.check(d, SLOT),
    "diary.free_slots": lambda d: booking.free_slots(d, after=(DAY, 600)),
    "diary.book": lambda d: booking.book(d, SLOT),
    "diary.move": lambda d: moving.move(d, "x", 1, SLOT),
    "diary.cancel": lambda d: moving.cancel(d, "x", 1, by="client"),
    "diary.read_line": lambda d: line.read_line(d, "khan thu 1"),
    "diary.say": lambda d: line.say(d, Offer(DAY, 600, 630, "x", "A B", "", "telephone")),
    "rota.hours": rota.hours,
    "rota.preview": lambda d: rota.preview(d, "away", AWAY),
    "rota.preview_end": lambda d: rota.preview_end(d, "x"),
    "rota.add_hours": lambda d: rota.add_hours(d, AWAY),
    "rota.add_away": lambda d: rota.add_away(d, AWAY),
    "rota.take_back": lambda d: rota.take_back(d, "x", 1),
    "rota.touched": lambda d: rota.touched(d, date(2026, 12, 1), date(2026, 12, 1)),
    "rota.to_be_moved": rota.to_be_moved,
    "confirming.confirmation": lambda d: confirming.confirmation(d, "x"),
    "confirming.text": lambda d: confirming.text(d, "x"),
    "confirming.write": lambda d: confirming.write(d, "x", "text", "/nowhere/x.txt"),
    "confirming.reminders": confirming.reminders,
    "confirming.remind": lambda d: confirming.remind(d, "x", 1),
    "confirming.not_reminded": lambda d: confirming.not_reminded(d, "x", 1),
    "confirming.export_adviser": lambda d: confirming.export_adviser(d, "nobody", "/nowhere/x.ics"),
    "arrivals.board": arrivals.board,
    "arrivals.unresolved": arrivals.unresolved,
    "arrivals.row_of": lambda d: arrivals.row_of(d, "x"),
    "arrivals.for_me": arrivals.for_me,
    "arrivals.at_my_door": arrivals.at_my_door,
    "arrivals.attendance": lambda d: arrivals.attendance(d, "x"),
    "arrivals.lookout": arrivals.lookout,
    "arrivals.arrive": lambda d: arrivals.arrive(d, "x", 1),
    "arrivals.seen": lambda d: arrivals.seen(d, "x", 1),
    "arrivals.left": lambda d: arrivals.left(d, "x", 1),
    "arrivals.attended": lambda d: arrivals.attended(d, "x", 1),
    "arrivals.missed": lambda d: arrivals.missed(d, "x", 1, notice=False),
    "arrivals.decide_late": lambda d: arrivals.decide_late(d, "x", 1, "seen"),
    "arrivals.acknowledge": lambda d: arrivals.acknowledge(d, "x"),
    "arrivals.correct": lambda d: arrivals.correct(d, "x", 1, arrivals.CorrectionForm("seen", "text")),
    "messages.take": lambda d: messages.take(d, messages.MessageForm("message")),
    "messages.preview": lambda d: messages.preview(d, "telephone"),
    "messages.callers": lambda d: messages.callers(d, "a"),
    "messages.caller": lambda d: messages.caller(d, "x"),
    "messages.colleagues": messages.colleagues,
    "messages.passed_on": messages.passed_on,
    "messages.waiting": messages.waiting,
    "messages.explain_target": lambda d: messages.explain_target(d, "x"),
    "messages.open_message": lambda d: messages.open_message(d, "x"),
    "messages.problems": lambda d: messages.problems(d, "x", messages.AnswerForm("reached")),
    "messages.answer": lambda d: messages.answer(d, "x", 1, messages.AnswerForm("reached")),
    "desk_flags.said_of": lambda d: desk_flags.said_of(d, "x"),
    "desk_flags.flag_of": lambda d: desk_flags.flag_of(d, "x"),
    "desk_flags.faults": desk_flags.faults,
    "desk_flags.refuse": lambda d: desk_flags.refuse(d, "x", "text"),
    "desk_flags.lift": lambda d: desk_flags.lift(d, "x", "text"),
    "clients_at_desk.at_desk": lambda d: clients_at_desk.at_desk(d, "x"),
    "clients_at_desk.beside": lambda d: clients_at_desk.beside(d, ["x"]),
    "cases.papers_of": lambda d: papers.papers_of(d, "x"),
    "cases.add": lambda d: papers.add(d, "x", papers.PaperForm("text")),
    "cases.correct": lambda d: papers.correct(d, "x", PAPER, papers.PaperForm("text")),
    "cases.settle": lambda d: papers.settle(d, "x", ("y",), "returned"),
    "diary.of_case": lambda d: planning.of_case(d, "x"),
    "diary.confirmation": lambda d: planning.confirmation(d, "x"),
    "diary.plan": lambda d: planning.plan(d, "x", 1, planning.PlanForm("y")),
    "diary.brought": lambda d: planning.brought(d, "x", "y", 1, "text", papers.PaperForm("text")),
    "diary.not_brought": lambda d: planning.not_brought(d, "x", "y", 1, "text"),
}
