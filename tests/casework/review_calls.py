"""Each door of review, file review, complaints and the policy in force called once, for the test of who may do what."""

from __future__ import annotations

from datetime import date
from typing import Any

from advice_tui.casework import complaints, file_review, policies, review
from advice_tui.casework.complaints import ComplaintForm, OutcomeForm
from advice_tui.casework.file_review import ReviewForm

REVIEW_CALLS: dict[str, Any] = {
    "review.queue": review.queue,
    "review.look_at": lambda d: review.look_at(d, "x", ""),
    "file_review.sample": file_review.sample,
    "file_review.owners": lambda d: file_review.owners(d, "x"),
    "file_review.save": lambda d: file_review.save(d, "x", date(2026, 11, 1), ReviewForm({})),
    "file_review.open_review": lambda d: file_review.open_review(d, "x"),
    "file_review.to_put_right": file_review.to_put_right,
    "file_review.finish": lambda d: file_review.finish(d, "x", "y", 1, "text"),
    "complaints.log": lambda d: complaints.log(d, ComplaintForm("service", "")),
    "complaints.decisions_of": complaints.decisions_of,
    "complaints.listed": complaints.listed,
    "complaints.open_complaint": lambda d: complaints.open_complaint(d, "x"),
    "complaints.acknowledge": lambda d: complaints.acknowledge(d, "x", 1, "", "text"),
    "complaints.decisions_about": lambda d: complaints.decisions_about(d, "x"),
    "complaints.connect": lambda d: complaints.connect(d, "x", 1, ""),
    "complaints.direct": lambda d: complaints.direct(d, "x", 1),
    "complaints.record_outcome": lambda d: complaints.record_outcome(d, "x", 1, OutcomeForm("upheld", "text")),
    "policies.in_force": policies.in_force,
    "policies.fill": lambda d: policies.fill(d, "x", "text"),
    "policies.adopt_file": lambda d: policies.adopt_file(d, "", ""),
    "policies.readers": policies.readers,
}
