"""Mail: messages read, looked at, and taken in, alone or as a batch. Nothing is fetched, opened or executed."""

from advice_tui.casework.mail.files import MOST_BYTES, MOST_MESSAGES, Source
from advice_tui.casework.mail.matching import case_named
from advice_tui.casework.mail.reading import read_again, read_batch, read_paths
from advice_tui.casework.mail.single import WHOLE, MailForm, from_message, read_mail, take_mail
from advice_tui.casework.mail.taking import PART, take_batch
from advice_tui.casework.mail.undoing import past_batches, undo_batch
from advice_tui.casework.mail.views import (
    BatchMessage,
    BatchView,
    Choice,
    PastBatch,
    Proposal,
    Result,
    TakenBatch,
    count_words,
)

__all__ = [
    "MOST_BYTES",
    "MOST_MESSAGES",
    "PART",
    "WHOLE",
    "BatchMessage",
    "BatchView",
    "Choice",
    "MailForm",
    "PastBatch",
    "Proposal",
    "Result",
    "Source",
    "TakenBatch",
    "case_named",
    "count_words",
    "from_message",
    "past_batches",
    "read_again",
    "read_batch",
    "read_mail",
    "read_paths",
    "take_batch",
    "take_mail",
    "undo_batch",
]
