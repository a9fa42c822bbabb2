"""What a mail says when it is sent: each of its messages that its recipient may still be told."""

from datetime import datetime

from sqlalchemy import select

from avvikelse.core.dates import local_day
from avvikelse.core.letters import Letter, Notice
from avvikelse.core.vocabulary import MailSkip
from avvikelse.db.claim import Claimed, messages_of
from avvikelse.db.people import load_person
from avvikelse.db.session import Session
from avvikelse.db.tables import User, table
from avvikelse.services.notices import read_notice

_user = table(User)


def read_letter(session: Session, mail: Claimed, now: datetime) -> Letter:
    """The mail as it is to be sent now. Without notices there is nothing left to tell."""
    person = session.execute(select(_user).where(_user.c.id == mail.recipient_id)).one()
    rows = messages_of(session, mail.id)
    actor = load_person(session, mail.recipient_id, local_day(now))
    notices: list[Notice] = []
    skipped: dict[int, MailSkip] = {}
    for row in rows:
        found = read_notice(session, actor, row, mailing=True) if actor is not None else MailSkip.INACTIVE
        if isinstance(found, MailSkip):
            skipped[row.id] = found
        else:
            notices.append(found)
    return Letter(mail.id, mail.key, person.name, person.email, tuple(notices), skipped)
