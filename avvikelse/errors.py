"""The errors a user may meet: each carries one Swedish sentence and the code other systems rely on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from avvikelse.core.engine import Refusal


class AvvikelseError(Exception):
    """An error with a sentence for the person: what is wrong, where, what to do. `status` is as HTTP's."""

    code = "error"
    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadInput(AvvikelseError):
    """The person gave something that can't be used."""

    code = "bad_input"
    status = 422


class BadSetting(AvvikelseError):
    """The installation is set up in a way that can't work."""

    code = "bad_setting"
    status = 500


class UnreadableRoutine(BadSetting):
    """A routine that has been taken into use was written for another version of the program."""

    code = "routine_unreadable"
    status = 503

    def __init__(self, routine: str, version: str) -> None:
        super().__init__(
            f"Rutinen {routine} {version} går inte att läsa med den här versionen av programmet. Inget är ändrat och "
            "inget är borta. Säg till den som sköter driften: kör avvikelse doctor, som visar vad som är fel, och "
            "installera den version av programmet som rutinen togs i bruk med."
        )


class NotFound(AvvikelseError):
    """It doesn't exist, or not for this person: the two must look the same (access.md)."""

    code = "not_found"
    status = 404


class Forbidden(AvvikelseError):
    """The person may see it but not do this with it."""

    code = "forbidden"
    status = 403


class RefusedMove(AvvikelseError):
    """The routine doesn't allow the step now. Carries every reason."""

    code = "refused"
    status = 409

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.message for refusal in refusals))
        self.refusals = tuple(refusals)


class Stale(AvvikelseError):
    """Somebody else changed the case first. Carries the case as it is now."""

    code = "stale"
    status = 409

    def __init__(self, message: str, current: dict[str, Any]) -> None:
        super().__init__(message)
        self.current = current


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong at one place of a file: its line, its column as the file names it ('' for the row), and why."""

    line: int
    column: str
    reason: str


class BadRows(AvvikelseError):
    """Rows of a file can't be used, so none of them is. Carries every fault, in the file's order; quotes no text."""

    code = "bad_rows"
    status = 422

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(f"Inget är importerat: {len(faults)} fel i filen. Rätta dem och importera igen.")
        self.faults = tuple(faults)
