"""A note of advice: options, and the student's own choice.

"This is done by giving student options on solutions to issues and allowing them to make their own empowered choices on
the best way forward." (I-3; I-2, L-2.) How many options a note needs, and whether a choice, the policy says.

1. A note of advice names the options given and what the student chose, or that she has not chosen yet.
2. Wherever options stand, fewer than the policy's number are asked about once; who keeps them all the same may.
"""

from __future__ import annotations

from typing import Final

from advice_tui.policy import Policy
from advice_tui.rules.text import Limit, clean, over_limit

MOST_OPTIONS: Final = 30
KEPT_ALL_THE_SAME: Final = "Kept with fewer options than asked for, after the question."
"""The note on an entry whose author was asked about its few options and kept them."""
_WORDS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def options_of(text: str) -> tuple[str, ...]:
    """Give the options typed one a line, cleaned, empty lines and a typed number or dash in front left out."""
    lines = (clean(line).strip() for line in clean(text, lines=True).split("\n"))
    return tuple(option for line in lines if (option := _unnumbered(line)))


def _unnumbered(line: str) -> str:
    number, sign, rest = line.partition(" ")
    marked = sign and (number in {"-", "*", "•"} or (number[:-1].isdigit() and number[-1] in ".)"))
    return rest.strip() if marked else line


def problems(policy: Policy, options: tuple[str, ...], choice: str, *, needed: bool, kept: bool) -> dict[str, str]:
    """Give what is wrong with options and choice, by field; ``needed`` for a note of advice.

    ``kept`` is said after the question of rule 2, which is then left out.
    """
    found: dict[str, str | None] = {
        "options": next(filter(None, (over_limit(one, "Option", Limit.SHORT) for one in options)), None),
        "choice": over_limit(choice, "Student's choice", Limit.SHORT),
    }
    if len(options) > MOST_OPTIONS:
        found["options"] = f"At most {MOST_OPTIONS} options are kept; there are {len(options)}."
    elif needed and not options:
        found["options"] = "Options given: please write them down, one a line."
    if needed and policy.advice.choice_needed and not choice.strip():
        found["choice"] = "Student's choice: please write what the student chose, or that nothing is chosen yet."
    wrong = {name: sentence for name, sentence in found.items() if sentence}
    if not wrong and not kept and asks(policy, options):
        return {"options": question(policy, options)}
    return wrong


def asks(policy: Policy, options: tuple[str, ...]) -> bool:
    """Whether these options are fewer than the policy asks for, so that the author is asked once."""
    return 0 < len(options) < policy.advice.options_at_least


def question(policy: Policy, options: tuple[str, ...]) -> str:
    """Give the question about too few options, with the sentences the policy has it from."""
    source = policy.cite("advice.options_at_least").source
    cited = f" ({', '.join(source)})" if source else ""
    count = len(options)
    many = "one option is" if count == 1 else f"{_WORDS[count] if count < len(_WORDS) else count} options are"
    kept = "one" if count == 1 else "these"
    return (
        f"Only {many} written down. The aim is options and the student's own choice{cited}: "
        f"add another, or save again to keep {kept}."
    )
