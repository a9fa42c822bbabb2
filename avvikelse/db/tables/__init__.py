"""The aggregates as tables. What belongs to one authority never stands in a row that another may read.

Table classes describe rows and validate nothing; services validate with form models and write with Core
statements on `table(Class)`.
"""

from avvikelse.db.tables.agreements import Agreement, Counter, Forum, RoutineVersion
from avvikelse.db.tables.base import NAMING, table
from avvikelse.db.tables.deviations import (
    NEVER,
    Deidentification,
    DeidReview,
    Deviation,
    DeviationParty,
    Message,
    Note,
    Registration,
)
from avvikelse.db.tables.drafts import ReportDraft
from avvikelse.db.tables.forums import (
    AgendaArrangement,
    AgendaItem,
    Decision,
    ForumItem,
    Measure,
    Meeting,
    MeetingPerson,
)
from avvikelse.db.tables.imports import ImportedRow
from avvikelse.db.tables.machinery import (
    Announcement,
    ChainHead,
    Event,
    Hole,
    JobRun,
    Mail,
    Outbox,
    Pause,
    Reminder,
)
from avvikelse.db.tables.people import Absence, Organisation, Preference, RoleAssignment, Unit, User
from avvikelse.db.tables.retention import RetentionDecision, RetentionHold
from avvikelse.db.tables.signing_in import Credential, WebSession

__all__ = [
    "NAMING",
    "NEVER",
    "Absence",
    "AgendaArrangement",
    "AgendaItem",
    "Agreement",
    "Announcement",
    "ChainHead",
    "Counter",
    "Credential",
    "Decision",
    "DeidReview",
    "Deidentification",
    "Deviation",
    "DeviationParty",
    "Event",
    "Forum",
    "ForumItem",
    "Hole",
    "ImportedRow",
    "JobRun",
    "Mail",
    "Measure",
    "Meeting",
    "MeetingPerson",
    "Message",
    "Note",
    "Organisation",
    "Outbox",
    "Pause",
    "Preference",
    "Registration",
    "Reminder",
    "ReportDraft",
    "RetentionDecision",
    "RetentionHold",
    "RoleAssignment",
    "RoutineVersion",
    "Unit",
    "User",
    "WebSession",
    "table",
]
