"""The words a routine file and a deviation may use, each with its Swedish label where people read it."""

from enum import StrEnum


class Side(StrEnum):
    """On which side of a deviation an organisation stands."""

    REPORTING = "reporting"
    CONCERNED = "concerned"


class CaseRole(StrEnum):
    """A person's part in one deviation, within one side of it."""

    REPORTER = "reporter"
    MANAGER = "manager"
    COORDINATOR = "coordinator"


SECRETARY = "secretary"

CASE_ROLE_LABELS: dict[str, str] = {
    "reporting.reporter": "den som rapporterade",
    "reporting.manager": "chefen för den som rapporterade",
    "reporting.coordinator": "samordnaren hos den part som rapporterade",
    "concerned.manager": "chefen hos den berörda parten",
    "concerned.coordinator": "samordnaren hos den berörda parten",
}
"""Every side and role that `owner`, `who`, `tell` and `then` can name, beside a forum's secretary."""


class WaitsFor(StrEnum):
    """What whoever has the next step may wait for from the other party while the clock stands still."""

    HANDED_OVER = "handed_over"
    AGREED = "agreed"


WAITS_FOR_LABELS = {
    WaitsFor.HANDED_OVER: "den andra parten tar emot överlämningen",
    WaitsFor.AGREED: "den andra partens chef godkänner lösningen",
}
"""What is waited for; follows 'väntar på att'."""


class UserRole(StrEnum):
    """What a person is trusted with in the installation (access.md)."""

    REPORTER = "reporter"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    SECRETARY = "secretary"
    MEMBER = "member"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


USER_ROLE_LABELS = {
    UserRole.REPORTER: "medarbetare",
    UserRole.MANAGER: "chef",
    UserRole.COORDINATOR: "samordnare",
    UserRole.SECRETARY: "forumsekreterare",
    UserRole.MEMBER: "ledamot",
    UserRole.AUDITOR: "granskare",
    UserRole.ADMINISTRATOR: "administratör",
}


class Purpose(StrEnum):
    """Why a deviation lies on a forum's table (R9, R10)."""

    POSITION = "position"
    LEARNING = "learning"
    GOOD_EXAMPLE = "good_example"


PURPOSE_LABELS = {
    Purpose.POSITION: "för ställningstagande",
    Purpose.LEARNING: "för lärande",
    Purpose.GOOD_EXAMPLE: "gott exempel",
}


class Section(StrEnum):
    """A part of an agenda that the software knows how to fill; its heading stands in the routine file."""

    OPENING = "opening"
    PREVIOUS_MINUTES = "previous_minutes"
    FOLLOW_UP = "follow_up"
    POSITIONS = "positions"
    RETURNED = "returned"
    LEARNING = "learning"
    GOOD_EXAMPLES = "good_examples"
    WEEKLY_LIST = "weekly_list"
    OTHER = "other"
    NEXT_MEETING = "next_meeting"


class MeetingState(StrEnum):
    """How far a meeting has come: its agenda fixed, sent out, the meeting held, its minutes approved."""

    PLANNED = "planned"
    FROZEN = "frozen"
    SENT = "sent"
    HELD = "held"
    APPROVED = "approved"
    CANCELLED = "cancelled"


MEETING_STATE_LABELS = {
    MeetingState.PLANNED: "utkast",
    MeetingState.FROZEN: "spikad",
    MeetingState.SENT: "utskickad",
    MeetingState.HELD: "mötet är hållet, protokollet väntar på justering",
    MeetingState.APPROVED: "protokollet är justerat",
    MeetingState.CANCELLED: "inställt",
}


class MeetingPart(StrEnum):
    """In which part somebody is at a meeting."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"
    GUEST = "guest"


MEETING_PART_LABELS = {
    MeetingPart.CHAIR: "ordförande",
    MeetingPart.SECRETARY: "sekreterare",
    MeetingPart.MEMBER: "ledamot",
    MeetingPart.GUEST: "inbjuden",
}


class MeetingAnswer(StrEnum):
    """What somebody invited to a meeting has answered; nothing as long as they haven't."""

    COMING = "coming"
    APOLOGY = "apology"


MEETING_ANSWER_LABELS = {MeetingAnswer.COMING: "kommer", MeetingAnswer.APOLOGY: "har anmält förhinder"}


class OutcomeKind(StrEnum):
    """What a forum's decision does with the deviation (R14)."""

    MEASURES = "measures"
    NOTED = "noted"
    BACK = "back"
    LIFT = "lift"
    KEEP = "keep"


class Nature(StrEnum):
    """What was reported: something that happened, a risk of it, or something that went well."""

    EVENT = "handelse"
    RISK = "risk"
    GOOD_EXAMPLE = "gott-exempel"


NATURE_LABELS = {Nature.EVENT: "händelse", Nature.RISK: "risk", Nature.GOOD_EXAMPLE: "gott exempel"}


class Affected(StrEnum):
    """Who had, or could have had, the negative consequences."""

    CITIZEN = "medborgare"
    STAFF = "medarbetare"
    PARTNER = "samarbetspartner"


class Gender(StrEnum):
    """Of the citizen, for follow-up split by gender (R16); never more than this about a person."""

    WOMAN = "kvinna"
    MAN = "man"
    UNKNOWN = "okant"


GENDER_LABELS = {Gender.WOMAN: "kvinna", Gender.MAN: "man", Gender.UNKNOWN: "okänt"}


class Source(StrEnum):
    """Where the organisation found the deviation (R12)."""

    DIRECT = "direkt"
    DEVIATION_SYSTEM = "avvikelsesystem"
    PATIENT_BOARD = "patientnamnden"
    INCIDENT_REPORT = "incidentrapport"


class DeidStatus(StrEnum):
    """How far the de-identified text that is to be put to a forum has come (R13)."""

    MISSING = "missing"
    BLOCKED = "blocked"
    UNANSWERED = "unanswered"
    UNATTESTED = "unattested"
    STALE = "stale"
    VALID = "valid"


class ReviewReason(StrEnum):
    """Why a person lets a question of the check (its layers 4–5) pass: the word may stay in the text (R13)."""

    ORDINARY_WORD = "ordinary_word"
    TERM = "term"
    ORGANISATION = "organisation"
    MANY = "many"
    OTHER = "other"


class MailState(StrEnum):
    """How far a mail has come: it waits, the mail server took it, nobody could take it, or nothing was left to tell."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


MAIL_STATE_LABELS = {
    MailState.WAITING: "väntar",
    MailState.SENT: "skickat",
    MailState.DEAD: "gick inte att skicka",
    MailState.DROPPED: "skickades inte",
}


class MailSkip(StrEnum):
    """Why a message in the outbox is told by no mail."""

    BY_CHOICE = "by_choice"
    INACTIVE = "inactive"
    NOT_SEEN = "not_seen"
    PART_LOST = "part_lost"
    MOVED_ON = "moved_on"
    OUTDATED = "outdated"
    REVOKED = "revoked"


MAIL_SKIP_LABELS = {
    MailSkip.BY_CHOICE: "mottagaren har valt att bara läsa det under Meddelanden",
    MailSkip.INACTIVE: "mottagaren är inte längre användare",
    MailSkip.NOT_SEEN: "mottagaren får inte längre se det som meddelandet gäller",
    MailSkip.PART_LOST: "mottagaren har inte längre den roll som meddelandet gällde",
    MailSkip.MOVED_ON: "avvikelsen hade hunnit vidare",
    MailSkip.OUTDATED: "ett senare meddelande säger vad som gäller",
    MailSkip.REVOKED: "beslutet hade hunnit upphävas",
}


class MailChoice(StrEnum):
    """Which mails a person gets, beside those that the routine wants everybody to have at once."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    DEADLINES = "deadlines"


MAIL_CHOICE_LABELS = {
    MailChoice.AT_ONCE: "varje mejl direkt",
    MailChoice.DAILY: "ett mejl om dagen, kl. 07.30 på arbetsdagar",
    MailChoice.DEADLINES: "bara om det som har ett sista datum",
}
