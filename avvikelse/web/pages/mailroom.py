"""The administrator's page for what is sent and what couldn't be."""

import re

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.messages import ALL_MESSAGES
from avvikelse.core.vocabulary import MAIL_STATE_LABELS, MailState
from avvikelse.errors import AvvikelseError, BadInput
from avvikelse.services.health import health
from avvikelse.services.mailroom import PAGE, outgoing, send_again
from avvikelse.web.visit import Visit, Visiting, row_id, sentences

router = APIRouter(prefix="/administration")

TELLS = {name: re.sub(r" \(R\d+\)", "", told) for name, told in ALL_MESSAGES.items()}
"""What each message tells; the routine's rules aren't known by number to whoever reads."""


@router.get("/utskick")
def outbox(visit: Visiting, lage: str = "", fore: str = "") -> Response:
    """What is sent to whom and how it went, newest first; never a title or a text."""
    return _outbox(visit, lage, row_id(fore))


def _outbox(
    visit: Visit, state: str = "", before: int | None = None, faults: object = (), status: int = 200
) -> Response:
    wanted = state if state in set(MailState) else None
    with visit.reading() as (session, actor):
        found = outgoing(session, actor, wanted, before=before)
        state_now = health(session, visit.now)
    return visit.page(
        "administration/outbox.html",
        status=status,
        faults=faults,
        messages=found,
        health=state_now,
        state=wanted or "",
        states=[("", "Alla"), *((str(one), label) for one, label in MAIL_STATE_LABELS.items())],
        labels=MAIL_STATE_LABELS,
        tells=TELLS,
        more=len(found) == PAGE,
    )


@router.post("/utskick/igen")
def again(visit: Visiting) -> Response:
    """Lets mails that couldn't be sent be tried again: one of them, or all."""
    which = str(visit.form.get("mejl", ""))
    try:
        if which and row_id(which) is None:
            raise BadInput("Mejlets nummer går inte att läsa. Läs in sidan igen.")
        with visit.writing("outbox retry") as (session, actor):
            tried = send_again(session, actor, [int(which)] if which else None, visit.now)
    except AvvikelseError as error:
        return _outbox(visit, str(MailState.DEAD), faults=sentences(error), status=error.status)
    return visit.go("/administration/utskick", f"{len(tried)} mejl skickas igen inom någon minut.")
