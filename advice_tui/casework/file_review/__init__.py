"""File review: a sample of each adviser's files, read by somebody else, and what is put right after it (I-5; L-11).

1. The sample is drawn by ``rules.review``: nobody chooses it, and the same month gives the same files.
2. It is drawn of the files that the reviewer may read: a file behind a wall comes only to who is inside (L-43).
3. Nobody reviews her own file, or one she wrote in; the manager neither.
4. What is to be put right has an owner and a day, and stands on the owner's Today until it is done.
"""

from advice_tui.casework.file_review.putting_right import finish, to_put_right
from advice_tui.casework.file_review.reviewing import open_review, owners, save
from advice_tui.casework.file_review.sampling import sample
from advice_tui.casework.file_review.views import (
    ActionForm,
    ActionRow,
    Done,
    ReviewForm,
    ReviewMonth,
    ReviewView,
    SampleFile,
)

__all__ = [
    "ActionForm",
    "ActionRow",
    "Done",
    "ReviewForm",
    "ReviewMonth",
    "ReviewView",
    "SampleFile",
    "finish",
    "open_review",
    "owners",
    "sample",
    "save",
    "to_put_right",
]
