"""People's text: the one cleaning at every way in, the limits of fields, and how text is shown.

Everything that a person typed, pasted or sent goes through :func:`clean` once on its way in (by :func:`field` for
forms), and through :func:`visible` on its way to the screen. Nothing here knows a screen or a store.
"""

from advice_tui.rules.text.characters import clean, visible
from advice_tui.rules.text.fields import (
    Limit,
    email_key,
    email_problem,
    field,
    is_blank,
    login_name,
    login_problem,
    over_limit,
    phone_problem,
    student_number,
    student_number_problem,
)
from advice_tui.rules.text.passwords import password_form, password_problem
from advice_tui.rules.text.shown import cut, cut_visibly, fold, formula_safe, initials, safe_file_name

__all__ = [
    "Limit",
    "clean",
    "cut",
    "cut_visibly",
    "email_key",
    "email_problem",
    "field",
    "fold",
    "formula_safe",
    "initials",
    "is_blank",
    "login_name",
    "login_problem",
    "over_limit",
    "password_form",
    "password_problem",
    "phone_problem",
    "safe_file_name",
    "student_number",
    "student_number_problem",
    "visible",
]
