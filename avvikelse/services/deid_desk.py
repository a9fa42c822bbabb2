"""The work on a de-identified text: the original beside the new one, every finding in both, and what to do about it.

The rules are those of `deidentification` and `deid_review`; here they are only brought together for the one who writes
and for the one who attests.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import ReviewReason
from avvikelse.db.access import visible_deidentifications, visible_messages, visible_registrations
from avvikelse.db.cases import Case
from avvikelse.db.session import Session
from avvikelse.db.tables import Deidentification, Message, Registration, table
from avvikelse.deid import Exchange, Finding, Kind, Level, Masked, mask
from avvikelse.services.acts import refuse_impossible
from avvikelse.services.casework import note, open_case, require
from avvikelse.services.checking import inspect
from avvikelse.services.deid_review import BETWEEN, SCANNED, CheckedText, check_text, review_findings, whole_text
from avvikelse.services.deidentification import four_eyes, write_deidentified
from avvikelse.services.forms import DeidentifiedForm, checked
from avvikelse.services.small_groups import FEW, small_group_warning

_deid, _message, _registration = table(Deidentification), table(Message), table(Registration)

PROPOSALS = {Kind.UNKNOWN_NAME: "[person]"}
"""What may be written instead of a word that the check only asks about."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A finding of the original, of the new text, or of both. `number` is the same in both, counted from 1.

    `there` is its place in the original and `here` in the new text, None where it isn't found. `key` knows it again
    when the text has changed; `check_number` is the check's own number in the new text.
    """

    number: int
    key: str
    words: str
    why: str
    must_rewrite: bool
    there: Place | None
    here: Place | None
    proposal: str
    instead: Place | None
    """The stretch of the new text that the proposal would replace."""
    check_number: int
    reason: ReviewReason | None
    comment: str

    @property
    def open(self) -> bool:
        """True for what must still be rewritten or answered in the new text."""
        return self.here is not None and (self.must_rewrite or self.reason is None)


@dataclass(frozen=True, slots=True)
class Desk:
    """The original and the new text with every finding; `proposed` is true when nobody has written anything yet."""

    case: Case
    original: str
    new: DeidentifiedForm
    lines: tuple[Line, ...]
    replaced: tuple[tuple[int, int, int], ...]
    """Places in the new text where the proposal has exchanged something, each with its finding's number."""
    latest: Row[Any] | None
    proposed: bool
    alike: str
    """The register's own count of cases like this one, as a sentence."""

    @property
    def left(self) -> int:
        """How many findings must still be rewritten or answered."""
        return sum(line.open for line in self.lines)


@dataclass(frozen=True, slots=True)
class Answer:
    """That a word may stay, and why: the finding by its key, in the new text."""

    key: str
    reason: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """What an attester reads: the new text with the answers it has been given, and the count; not the original."""

    text: Row[Any]
    checked: CheckedText
    alike: str
    why_not: str
    """Why this person can't attest it, empty when they can."""


def open_desk(
    session: Session,
    actor: Actor,
    number: str,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    replace: Callable[[Line], bool] = lambda _: False,
) -> Desk:
    """The desk with the latest text, or with `values` as they are typed, not yet saved; else with a proposal.

    The findings that `replace` says yes to have their proposals written into what was typed. Reading the original is
    written in the trail. Raises Forbidden and RefusedMove as writing does.
    """
    case = open_case(session, actor, number, hold=False)
    require(case, "write_deidentified")
    refuse_impossible(session, actor, case, "write_deidentified")
    note(session, actor, case, "text_read", now, what=["registration"])
    new = _unsaved(**{name: str(values.get(name, "")) for name in SCANNED}) if values is not None else None
    desk = _desk(session, actor, case, new)
    chosen = [line for line in desk.lines if line.instead is not None and replace(line)]
    return _desk(session, actor, case, _with_proposals(desk.new, chosen)) if chosen else desk


def _desk(session: Session, actor: Actor, case: Case, typed: DeidentifiedForm | None = None) -> Desk:
    original, latest = _original(session, actor, case), _latest(session, actor, case)
    masked = mask(original)
    saved = _unsaved(**{name: getattr(latest, name) for name in SCANNED}) if latest is not None else None
    new = typed or saved or _unsaved(text=masked.text, tried="", question="")
    answered = check_text(session, latest) if latest is not None and new == saved else None
    lines = compare(original, whole_text(new), answered)
    replaced = _replaced(lines, masked.exchanges) if new.text == masked.text else ()
    return Desk(
        case, original, new, lines, replaced, latest, saved is None and typed is None, _alike(session, actor, case)
    )


def _unsaved(**parts: str) -> DeidentifiedForm:
    """The parts of a text that need not be fit to be saved: an empty one is shown too."""
    return DeidentifiedForm.model_construct(None, **parts)


def save_text(
    session: Session,
    actor: Actor,
    number: str,
    values: Mapping[str, Any],
    answers: Iterable[Answer],
    *,
    rev: int | None,
    now: datetime,
    mind: Callable[[Line], None] = lambda _: None,
) -> int:
    """Saves the text as a new version, if it has changed, with the answers to the check's questions, all at once.

    Returns how many findings are left. `mind` is told of each finding before its answer is tried, so that a refusal
    can be shown beside it.
    """
    case = open_case(session, actor, number, rev)
    latest = _latest(session, actor, case)
    form = checked(DeidentifiedForm, values)
    if latest is None or any(getattr(latest, name) != getattr(form, name) for name in SCANNED):
        write_deidentified(session, actor, number, values, rev=rev, now=now)
    by_key = {
        line.key: line for line in _desk(session, actor, case).lines if line.here is not None and not line.must_rewrite
    }
    for answer in answers:
        line = by_key.get(answer.key)
        if line is not None and (line.reason, line.comment) != (answer.reason, answer.comment):
            mind(line)
            given = {"finding": (line.check_number,), "reason": answer.reason, "comment": answer.comment}
            review_findings(session, actor, number, given, rev=None, now=now)
    return _desk(session, actor, case).left


def _with_proposals(new: DeidentifiedForm, lines: Iterable[Line]) -> DeidentifiedForm:
    """The text with the lines' proposals written in, from the end so that places before stay where they are."""
    places = sorted({(line.instead, line.proposal) for line in lines if line.instead is not None}, reverse=True)
    parts, start = {}, 0
    for name in SCANNED:
        text = getattr(new, name)
        end = start + len(text)
        for (first, last), proposal in places:
            if start <= first and last <= end:
                text = text[: first - start] + proposal + text[last - start :]
        parts[name] = text
        start = end + len(BETWEEN)
    return _unsaved(**parts)


def attestation(session: Session, actor: Actor, number: str) -> Attestation | None:
    """What the person who attests reads; None when nothing is written. Raises as attesting does."""
    case = open_case(session, actor, number, hold=False)
    require(case, "attest_deidentified")
    refuse_impossible(session, actor, case, "attest_deidentified")
    text = _latest(session, actor, case)
    if text is None:
        return None
    return Attestation(text, check_text(session, text), _alike(session, actor, case), four_eyes(session, actor, text))


def read_original(session: Session, actor: Actor, number: str, now: datetime) -> str:
    """The text that was de-identified, for an attester who asks for it. The reading is written in the trail."""
    case = open_case(session, actor, number, hold=False)
    require(case, "attest_deidentified")
    refuse_impossible(session, actor, case, "attest_deidentified")
    note(session, actor, case, "text_read", now, what=["registration"])
    return _original(session, actor, case)


def compare(original: str, new: str, answered: CheckedText | None = None) -> tuple[Line, ...]:
    """Every finding of the original, numbered in order, with its place in the new text; then those of the new alone."""
    before, after = _keyed(original, inspect(original).findings), _keyed(new, inspect(new).findings)
    given = {word.number: word for word in answered.found} if answered is not None else {}
    masked = mask(new)
    numbers = {key: number for number, (key, _) in enumerate(after, 1)}
    there, here = dict(before), dict(after)
    lines = []
    for number, key in enumerate([*there, *(key for key in here if key not in there)], 1):
        finding = here.get(key) or there[key]
        text = new if key in here else original
        word = given.get(numbers.get(key, 0))
        proposal, instead = _proposal(here[key], masked) if key in here else ("", None)
        lines.append(
            Line(
                number=number,
                key=key,
                words=text[finding.start : finding.end],
                why=finding.why,
                must_rewrite=finding.level is Level.MUST_REWRITE,
                there=_place(there.get(key)),
                here=_place(here.get(key)),
                proposal=proposal,
                instead=instead,
                check_number=numbers.get(key, 0),
                reason=word.reason if word is not None else None,
                comment=word.comment if word is not None else "",
            )
        )
    return tuple(lines)


def _keyed(text: str, findings: Iterable[Finding]) -> list[tuple[str, Finding]]:
    """Each finding with its kind, which time its words come, and the words: the same finding in another text."""
    times: Counter[tuple[str, str]] = Counter()
    keyed = []
    for finding in findings:
        words = text[finding.start : finding.end]
        times[finding.kind, words] += 1
        keyed.append((f"{finding.kind}.{times[finding.kind, words]}.{words}", finding))
    return keyed


def _place(finding: Finding | None) -> Place | None:
    return (finding.start, finding.end) if finding is not None else None


def _proposal(finding: Finding, masked: Masked) -> tuple[str, Place | None]:
    """What may be written instead of a finding, and the stretch it replaces: sometimes a little more than is found."""
    one = next((one for one in masked.exchanges if one.start < finding.end and finding.start < one.end), None)
    if one is None:
        proposal = PROPOSALS.get(finding.kind, "")
        return proposal, _place(finding) if proposal else None
    return masked.text[one.new_start : one.new_end], (one.start, one.end)


def _replaced(lines: Iterable[Line], exchanges: Iterable[Exchange]) -> tuple[tuple[int, int, int], ...]:
    found = []
    for one in exchanges:
        meant = (line for line in lines if line.there and one.start < line.there[1] and line.there[0] < one.end)
        if line := next(meant, None):
            found.append((one.new_start, one.new_end, line.number))
    return tuple(found)


def _original(session: Session, actor: Actor, case: Case) -> str:
    """The own description; for a party that has written none, what it was last sent about the case."""
    own = session.execute(visible_registrations(actor).where(_registration.c.deviation_id == case.id)).one_or_none()
    if own is not None and own.description:
        return str(own.description)
    sent = visible_messages(actor).where(_message.c.deviation_id == case.id, _message.c.receiver == actor.organisation)
    row = session.execute(sent.order_by(_message.c.id.desc()).limit(1)).one_or_none()
    return str(row.body) if row is not None else ""


def _latest(session: Session, actor: Actor, case: Case) -> Row[Any] | None:
    newest = visible_deidentifications(actor).where(_deid.c.deviation_id == case.id).order_by(_deid.c.id.desc())
    return session.execute(newest.limit(1)).one_or_none()


def _alike(session: Session, actor: Actor, case: Case) -> str:
    many = f"Minst {FEW} avvikelser har samma enhet, kategori, månad och kön."
    return small_group_warning(session, actor, case) or many
