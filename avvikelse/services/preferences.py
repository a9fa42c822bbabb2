"""How a person wants their mails: each at once, one a day, or only what has a last day."""

from datetime import datetime

from sqlalchemy import insert, select, update

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MailChoice
from avvikelse.db.history import PendingEvent
from avvikelse.db.session import Session
from avvikelse.db.tables import Preference, table
from avvikelse.errors import BadInput, Forbidden

_preference = table(Preference)


def mail_choice(session: Session, actor: Actor) -> MailChoice:
    """The person's own choice; whoever hasn't made any gets each mail at once."""
    statement = select(_preference.c.mail).where(_preference.c.user_id == actor.user_id)
    found: str | None = session.execute(statement).scalar_one_or_none()
    return MailChoice(found) if found else MailChoice.AT_ONCE


def choose_mail(session: Session, actor: Actor, choice: str, now: datetime) -> MailChoice:
    """Sets the person's own choice. What the routine wants everybody to have at once still comes at once.

    Raises BadInput for what is no choice, Forbidden for the installation itself, which gets no mail.
    """
    if actor.user_id is None:
        raise Forbidden("Bara den som är inloggad kan välja sina mejl.")
    if choice not in set(MailChoice):
        raise BadInput(f"Valet {choice[:20]} finns inte. Välj något av: {', '.join(MailChoice)}.")
    changed = update(_preference).where(_preference.c.user_id == actor.user_id).values(mail=choice)
    if not session.execute(changed).rowcount:
        session.execute(insert(_preference).values(user_id=actor.user_id, mail=choice))
    data = {"mail": choice}
    session.record(PendingEvent(now, "mail_chosen", actor.user_id, actor.organisation, None, data))
    return MailChoice(choice)
