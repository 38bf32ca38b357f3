"""The errors a person may see: one root, each with its own sentence and exit code.

Only ``DeskScreen.reporting`` and ``cli.main`` catch them. Anything else that is raised is a bug and closes the
program with a plain sentence and a reference.
"""

from __future__ import annotations


class AdviceError(Exception):
    """A trouble with a sentence that says what to do next; ``exit_code`` is what the command line ends with."""

    exit_code = 1

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadInput(AdviceError):
    """What was given does not fit; ``problems`` maps a field's name ("" for the whole) to its sentence."""

    def __init__(self, problems: dict[str, str] | str) -> None:
        self.problems = {"": problems} if isinstance(problems, str) else problems
        super().__init__(" ".join(self.problems.values()))


class UsageError(AdviceError):
    """The command was called wrongly."""

    exit_code = 2


class NoService(AdviceError):
    """There is no service in this folder yet."""

    exit_code = 3


class Locked(AdviceError):
    """The service is locked or in use where one user is needed, or this account must wait.

    ``wait`` is how many seconds, where that is known; ``sign_in_again`` says that only a new sign-in helps.
    """

    exit_code = 4

    def __init__(self, sentence: str, *, wait: int = 0, sign_in_again: bool = False) -> None:
        super().__init__(sentence)
        self.wait = wait
        self.sign_in_again = sign_in_again


class SignInFailed(AdviceError):
    """The name and password do not open this service; the words never say which of the two was wrong."""


class NotAllowed(AdviceError):
    """The role of this account may not do that."""

    exit_code = 5


class NotFound(AdviceError):
    """No such record, or one that this person may not know of: the words are the same for both."""


class ChangedMeanwhile(AdviceError):
    """Somebody else changed the same thing first; nothing was overwritten."""


class IntegrityError(AdviceError):
    """A check of the database, the key file, the audit chain or a backup failed."""

    exit_code = 6


class NotATerminal(AdviceError):
    """The screens need a terminal."""

    exit_code = 64
