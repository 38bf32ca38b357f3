"""What a letter must say, checked while it is written, and the names that must not stand in it.

1. What the policy's own text leaves open ({reason}, {terms}, {providers} ...) is owed to the student: its value must
   stand in the letter as it goes out. The reason, the terms and the review of a restriction (I-45), the explanation
   and the complaints procedure of a withdrawal (I-48; L-39.3, L-39.6) and the right to complain of a breach (L-27) are
   owed whatever the text says.
2. A welcome holds the confidentiality statement and the text under e-mails exactly as they are configured, and says of
   which version they are (I-4; L-12, L-16, L-17).
3. Only spaces and line breaks may differ from the value; its words and their case stay.
4. A letter about a conflict of interest names nobody (I-39, I-40; L-13): accents, case and the order of a name's words
   are forgiven to whoever looks for them.
5. A template may leave open only what can be filled in, and must leave open what is owed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from advice_tui.policy import Policy
from advice_tui.policy.records import COMMON_FIELDS, TEXT_FIELDS
from advice_tui.rules.text import cut_visibly, fold, student_number, student_number_problem
from advice_tui.rules.working_days import say_day

FREE: Final = "free"
"""The key of a letter that grows from no text of the policy."""
TITLES: Final[Mapping[str, str]] = {
    "restriction": "Restriction of the service",
    "withdrawal": "Withdrawal of the service",
    "warning": "Warning",
    "conflict": "We cannot advise: potential conflict of interest",
    "conflict_no_reason": "We cannot advise: no reason given",
    "breach": "Something was told to others",
    "welcome": "Welcome",
    "closing": "Closing of the case",
    "no_record": "No record wanted",
    "complaints": "How to complain",
    "file_copy": "Copy of the file",
    "feedback": "Feedback form",
    FREE: "Letter",
}
"""The letters there are: the key of their text in the policy, and what staff call them."""
NAMES_NOBODY: Final = frozenset({"conflict", "conflict_no_reason"})
OWED: Final[Mapping[str, tuple[str, ...]]] = {
    "restriction": ("reason", "terms", "review"),
    "withdrawal": ("reason", "complaints"),
    "breach": ("complaints",),
}
"""What these letters always say, by the documents themselves."""
LABELS: Final[Mapping[str, str]] = {
    "decision": "what was decided",
    "reason": "the reason",
    "terms": "the terms",
    "review": "when it is looked at again",
    "scope": "what it covers",
    "providers": "other advice providers",
    "outcome": "the outcome",
    "promise": "by when the copy comes",
    "statutory": "the last day by law",
    "code": "the code of the form",
    "complaints": "the complaints procedure",
    "statement": "the confidentiality statement",
    "signature": "the text under e-mails",
    "version": "of which version the statement is",
    "policy": "our conflict of interest policy",
}
WAYS: Final[Mapping[str, str]] = {"email": "by e-mail", "post": "by post", "by_hand": "handed over"}
"""How a letter goes out, and how that is said."""
FILLED: Final = tuple(LABELS)[:10]
"""What a person or a procedure fills in, in the order in which it is listed; the others follow from the policy."""
LONGEST_VALUE: Final = 4_000
"""Characters of one value."""
LONGEST_LETTER: Final = 20_000
MOST_SAID: Final = 120
_FIELD = re.compile(r"\{([^{}\n]{0,60})\}")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True)
class LetterPart:
    """One thing a letter says: ``needed`` when it may not go out without, ``value`` the words that must stand in it."""

    key: str
    label: str
    needed: bool
    value: str = field(repr=False)


def own_text(policy: Policy, text_key: str) -> str:
    """Give the policy's text of this letter; empty for the free letter and where the policy has none."""
    return str(policy.texts.model_dump().get(text_key) or "")


def written(policy: Policy, text_key: str) -> bool:
    """Whether letters of this key can be written under this policy."""
    return text_key == FREE or (text_key in TITLES and bool(own_text(policy, text_key)))


def parts(policy: Policy, text_key: str, values: Mapping[str, str]) -> tuple[LetterPart, ...]:
    """Give what a letter of this text must say, with the words that say it (empty while nobody has given them).

    ``values`` are by placeholder; what the policy itself answers need not be in them.
    """
    given = {"complaints": policy.complaints.decision.label, **enclosed(policy, text_key)}
    given |= {key: text for key, text in values.items() if text.strip()}
    keys = owed(policy, text_key)
    extra = [key for key in FILLED if key in values and key not in keys]
    return tuple(LetterPart(key, LABELS[key], key in keys, given.get(key, "")) for key in (*keys, *extra))


def owed(policy: Policy, text_key: str) -> tuple[str, ...]:
    """Give the keys of what a letter may not go out without, in the order in which they are listed."""
    found = set(OWED.get(text_key, ())) | (set(_FIELD.findall(own_text(policy, text_key))) & set(LABELS))
    found |= set(enclosed(policy, text_key))
    return tuple(key for key in LABELS if key in found)


def enclosed(policy: Policy, text_key: str) -> dict[str, str]:
    """Give the policy's own passages that go with a letter, by their keys, as they are configured.

    With a welcome the confidentiality statement and the text under e-mails, with their version (L-12, L-16, L-17); with
    a letter that speaks of a conflict what the policy says of conflicts (I-42; L-44). One that gives no reason has
    none: it would tell the reason.
    """
    if text_key == "welcome":
        texts = (("statement", policy.texts.confidentiality_statement), ("signature", policy.texts.email_signature))
        found = {key: policy.words(text) for key, text in texts if text}
        return found | ({"version": said_version(policy)} if found else {})
    public = policy.procedures.conflict.public
    if text_key == "conflict" and policy.conflict.attach_policy and public:
        return {"policy": policy.words(public)}
    return {}


def composed(policy: Policy, text_key: str, body: str, values: Mapping[str, str], people: tuple[str, str]) -> str:
    """Give a whole letter: the greeting, the body with its words filled in, what goes with it, who writes.

    ``people`` are to whom it goes and who signs it. What has no value keeps its word in braces, for all to see. What is
    in a value, a name included, is never read as a word in braces.
    """
    to, writer = people
    known = {part.key: part.value for part in parts(policy, text_key, values) if part.value}
    words = policy.words(body, **known)
    more = [text for key, text in enclosed(policy, text_key).items() if squeezed(text) not in squeezed(words)]
    if text_key == "conflict" and more:
        more.insert(0, "Our conflict of interest policy:")
    signed = f"{writer}\n{policy.service}, {policy.union}"
    return "\n\n".join([f"Dear {to or 'student'},", words.strip(), *more, "Yours sincerely,", signed])


def said_version(policy: Policy) -> str:
    """Say of which version of the policy the configured texts are."""
    return f"Version {policy.version} of our policy, in force from {say_day(policy.effective_from, year=True)}"


def squeezed(text: str) -> str:
    """Give a text with every run of spaces and line breaks as one space."""
    return " ".join(text.split())


def stands(part: LetterPart, text: str) -> bool:
    """Whether the words of a part stand in the text; a part without words never does."""
    return bool(part.value.strip()) and squeezed(part.value) in squeezed(text)


def missing(parts: tuple[LetterPart, ...], text: str) -> tuple[str, ...]:
    """Give a sentence for everything that a letter must still say; empty means it may go out."""
    whole = squeezed(text)
    found = []
    for part in parts:
        value = squeezed(part.value)
        if part.needed and not value:
            found.append(f"The letter must say {part.label}: it is not filled in yet.")
        elif part.needed and value not in whole:
            found.append(f"The letter must say {part.label}: {cut_visibly(value, MOST_SAID)}")
        elif not value and f"{{{part.key}}}" in text:
            found.append(f"In the place of {part.label} there is still a word in braces.")
    if not whole:
        found.append("The letter is empty.")
    return tuple(found)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of their words in braces; what is in a value is never read as one."""
    return _FIELD.sub(lambda found: values.get(found[1]) or found[0], text)


def refilled(text: str, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Put changed values into a letter: in the place of what stood there for them, or of their words in braces."""
    changed = {key: value for key, value in now.items() if value and value != before.get(key)}
    for key, value in changed.items():
        old = before.get(key, "")
        if old and old in text:
            text = text.replace(old, value, 1)
    return filled(text, changed) if changed else text


def as_sent(policy: Policy, text: str, channel: str) -> str:
    """Give a letter's words as they go: under an e-mail stands the policy's text, as configured (L-16)."""
    under = policy.words(policy.texts.email_signature or "") if channel == "email" else ""
    return text if squeezed(under) in squeezed(text) else f"{text.rstrip()}\n\n{under}"


# Templates ------------------------------------------------------------------------------------------------------------


def fields_of(text_key: str) -> tuple[str, ...]:
    """Give the words in braces that a template of this letter may hold, in alphabetical order."""
    return tuple(sorted(COMMON_FIELDS | TEXT_FIELDS.get(text_key, frozenset()) | (set(OWED.get(text_key, ())))))


def template_problems(policy: Policy, text_key: str, text: str) -> tuple[str, ...]:
    """Give a sentence for everything that is wrong with a template; empty means it may be used.

    A word in braces that cannot be filled in is refused, and so is a template without one that is owed (I-45, I-48;
    L-27, L-39). A letter about a conflict has no place for what could name a person (I-40).
    """
    known = fields_of(text_key)
    held = _FIELD.findall(text)
    can = ", ".join(f"{{{name}}}" for name in known)
    unknown = dict.fromkeys(name for name in held if name not in known)
    found = [f"{{{cut_visibly(name, 30)}}} cannot be filled in here. Known: {can}." for name in unknown]
    found += [
        f"This letter must hold {{{key}}}: the student is owed {LABELS[key]} in writing."
        for key in owed(policy, text_key)
        if key in known and key not in held
    ]
    if text_key != FREE and not text.strip():
        found.append("The template is empty.")
    return tuple(found)


# Names that must not stand there --------------------------------------------------------------------------------------


def found_names(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Give those of ``names`` that stand in the text: people's names, student numbers, e-mail addresses (I-40; L-13).

    Whole words only; accents and case are forgiven, the words of a name may stand in any order, and a number or an
    address may be broken by spaces.
    """
    folded = fold(text)
    words = _WORD.findall(folded)
    return tuple(name for name in dict.fromkeys(names) if name.strip() and _stands_as(name, folded, words))


def perhaps_named(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Give single words of ``names`` that stand in the text with a capital: a surname alone tells as much.

    A word of two letters and one without a capital in the text are left out; such a word may also be no name, so a
    person looks at it and says so.
    """
    said = {fold(word): word for word in _WORD.findall(text) if word[:1].isupper() and len(word) > 2}
    wanted = (word for name in names if "@" not in name for word in _WORD.findall(fold(name)) if not word.isdigit())
    return tuple(said[word] for word in dict.fromkeys(wanted) if word in said)


def _stands_as(name: str, folded: str, words: list[str]) -> bool:
    if "@" in name:
        return _between(fold(name), folded, "")
    if any(sign.isdigit() for sign in name) and student_number_problem(name) is None:
        return _between(student_number(name), folded, r"[\s./-]*")
    wanted = _WORD.findall(fold(name))
    if not wanted:
        return False
    together = len(wanted)
    return any(sorted(words[at : at + together]) == sorted(wanted) for at in range(len(words) - together + 1))


def _between(wanted: str, folded: str, gap: str) -> bool:
    pattern = gap.join(re.escape(sign) for sign in wanted if sign.isalnum() or not gap)
    return bool(pattern) and re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", folded) is not None
