"""The diary: a week or a day at a glance, and every act on an appointment by a key."""

from screens.diary.screen import Diary

__all__ = ["Diary"]
