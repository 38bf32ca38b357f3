"""The diary: who is seen when, by whom and where; booked, moved and cancelled without ever booking twice.

``reading`` has ``week``, ``one_day``, ``advisers``, ``of_client``, ``one`` and ``history``; ``booking`` has ``check``,
``book`` and ``free_slots``; ``moving`` has ``move`` and ``cancel``; ``line`` has ``read_line``, a booking typed in one
line, and ``say``, the sentence for the caller. ``shown.booked`` gives rows as they are shown. ``documents`` and
``views`` are for every module that touches appointments. Import the modules, not the package: it holds no more than
what takes acts back.
"""

from advice_tui.casework.diary import undoing

__all__ = ["undoing"]
