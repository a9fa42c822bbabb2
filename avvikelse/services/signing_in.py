"""Signing in with a local account, and staying signed in: a secret in the browser, its hash in the database.

Another way of proving who one is (single sign-on) ends in the same `open_browser_session`.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash
from sqlalchemy import bindparam, delete, insert, select, update

from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.db.access import any_unread
from avvikelse.db.history import PendingEvent
from avvikelse.db.people import PERSON, actor_of, person_id
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Credential, Organisation, RoleAssignment, User, WebSession, table
from avvikelse.errors import BadInput, NotFound
from avvikelse.services.members import require_administrator

_credential, _browser = table(Credential), table(WebSession)
_user, _organisation, _role = table(User), table(Organisation), table(RoleAssignment)

SHORTEST, LONGEST = 12, 200
LASTS = timedelta(hours=10)
"""A working day: then one signs in again."""
RESTS = timedelta(hours=2)
"""So long may a browser be left alone."""
SEEN_EVERY = timedelta(minutes=5)
TRIES = 5
"""Wrong passwords before the account rests; then a minute, doubled each time, an hour at most."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in: who acts, and what the page's head says of them."""

    actor: Actor
    name: str
    organisation_name: str
    long_unseen: bool
    """True when the browser's last visit should be noted anew (`note_visit`)."""
    has_unread: bool
    """False when there is nothing unread at all, so that nobody need look for what may be seen of it."""


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys_hash() -> str:
    """What a wrong user name is checked against, so that it takes as long as a wrong password."""
    return _hasher().hash(secrets.token_hex())


def set_password(session: Session, username: str, password: str, now: datetime, *, actor: Actor | None = None) -> None:
    """Gives a person a password and signs them out everywhere.

    Raises NotFound for an unknown person, BadInput for a password that is too short or too long.
    """
    require_administrator(actor)
    user_id = person_id(session, username)
    if user_id is None:
        raise NotFound(f"Det finns ingen användare {username[:63]}. Kontrollera namnet.")
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"Lösenordet ska ha minst {SHORTEST} och högst {LONGEST} tecken. Välj gärna en hel mening.")
    if username.lower() in password.lower():
        raise BadInput("Lösenordet får inte innehålla användarnamnet. Välj ett annat.")
    values = {"password_hash": _hasher().hash(password), "changed_at": now, "failures": 0, "locked_until": None}
    if not session.execute(update(_credential).where(_credential.c.user_id == user_id).values(values)).rowcount:
        session.execute(insert(_credential).values(user_id=user_id, **values))
    session.execute(delete(_browser).where(_browser.c.user_id == user_id))
    session.record(PendingEvent(now, "password_set", actor.user_id if actor else None, None, None, {"user": user_id}))


def check_password(session: Session, username: str, password: str, now: datetime) -> int | None:
    """The person's id when the password is right, else None; wrong ones are counted, so run it in a unit of work.

    None too while the account rests after too many wrong ones, and after the same time: whoever guesses isn't told
    whether there is such an account.
    """
    wanted = (
        select(_user.c.id, _credential)
        .outerjoin(_credential, _credential.c.user_id == _user.c.id)
        .where((_user.c.username == username.strip().lower()) | (_user.c.email == username.strip().lower()))
        .where(_user.c.active.is_(True))
    )
    found = session.execute(wanted).one_or_none() if username.isprintable() else None
    rests = found is not None and found.locked_until is not None and found.locked_until > now
    if found is None or found.password_hash is None or rests:
        _hasher().verify(password[:LONGEST], _nobodys_hash())
        return None
    right, new_hash = _hasher().verify_and_update(password[:LONGEST], found.password_hash)
    own = update(_credential).where(_credential.c.user_id == found.id)
    if right:
        kept = new_hash or found.password_hash
        session.execute(own.values(failures=0, locked_until=None, password_hash=kept))
        user_id: int = found.id
        return user_id
    failures = found.failures + 1
    pause = timedelta(minutes=min(2 ** max(0, failures - TRIES), 60)) if failures >= TRIES else None
    session.execute(own.values(failures=failures, locked_until=now + pause if pause else None))
    session.record(PendingEvent(now, "sign_in_failed", None, None, None, {"user": found.id, "failures": failures}))
    return None


def open_browser_session(session: Session, user_id: int, now: datetime, *, instead_of: str = "") -> str:
    """Signs a browser in. Returns the secret for its cookie; sessions that have ended are cleared away.

    `instead_of` is the secret the browser had: nobody stays signed in with it.
    """
    token = secrets.token_urlsafe(32)
    if instead_of:
        close_browser_session(session, instead_of)
    ended = (_browser.c.started_at < now - LASTS) | (_browser.c.seen_at < now - RESTS)
    session.execute(delete(_browser).where(ended))
    values = {"token_sha256": _hash(token), "user_id": user_id, "started_at": now, "seen_at": now}
    session.execute(insert(_browser).values(values))
    session.record(PendingEvent(now, "signed_in", user_id, None, None, {}))
    return token


def visitor_of(session: Session, token: str, now: datetime) -> Visitor | None:
    """Who is signed in with the browser's secret; None when nobody is, or it has lasted or rested too long."""
    values = {"token": _hash(token), "started_after": now - LASTS, "seen_after": now - RESTS}
    rows = session.read(_VISITOR, values)
    actor = actor_of(session, rows, local_day(now))
    if actor is None:
        return None
    found = rows[0]
    return Visitor(actor, found.name, found.works_at, found.seen_at < now - SEEN_EVERY, bool(found.has_unread))


_VISITOR = Prepared(
    select(
        *PERSON,
        _browser.c.seen_at,
        _user.c.name,
        _organisation.c.name.label("works_at"),
        any_unread(_user.c.id).label("has_unread"),
    )
    .select_from(_browser)
    .join(_user, _user.c.id == _browser.c.user_id)
    .join(_organisation, _organisation.c.key == _user.c.organisation)
    .outerjoin(_role, _role.c.user_id == _user.c.id)
    .where(_browser.c.token_sha256 == bindparam("token"), _user.c.active.is_(True))
    .where(_browser.c.started_at >= bindparam("started_after"), _browser.c.seen_at >= bindparam("seen_after"))
)
"""Who is signed in and all that they are trusted with, a row for each role: every page asks, so it is one statement."""


def note_visit(session: Session, token: str, now: datetime) -> None:
    """Notes that the browser was here, so that it isn't signed out while somebody works."""
    session.execute(update(_browser).where(_browser.c.token_sha256 == _hash(token)).values(seen_at=now))


def close_browser_session(session: Session, token: str) -> None:
    """Signs the browser out."""
    session.execute(delete(_browser).where(_browser.c.token_sha256 == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
