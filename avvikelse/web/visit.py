"""One request as a page meets it: who has come, what they sent, and the ways to read, write and answer.

A page's function is sync and runs in a thread. It opens one transaction, in which the visitor is looked up too.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlencode

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from avvikelse.bootstrap import Installation
from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.errors import AvvikelseError, NotFound
from avvikelse.services.inbox import unread_count
from avvikelse.services.signing_in import Visitor, note_visit, visitor_of
from avvikelse.web.navigation import places
from avvikelse.web.rendering import Pieces
from avvikelse.web.security import Cookies, comes_from_elsewhere, form_token, is_form_token

TOKEN_FIELD = "form_token"  # noqa: S105 (the field's name, not a secret)
SAID_SECONDS = 60
LARGEST_ID = 2**31 - 1


class NotSignedIn(AvvikelseError):
    """Nobody is signed in with this browser, or not any longer."""

    code = "not_signed_in"
    status = 401

    def __init__(self) -> None:
        super().__init__("Du behöver logga in.")


class FormFromElsewhere(AvvikelseError):
    """The form doesn't carry the token of this browser: it may come from another site, or the page was too old."""

    code = "form_from_elsewhere"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "Sidan var för gammal och inget är sparat. Gå tillbaka, läs in sidan igen och skicka en gång till."
        )


@dataclass(slots=True)
class Visit:
    """One request. `form` is empty but for a POST, and then its token has been found to be right."""

    request: Request
    now: datetime
    form: FormData
    visitor: Visitor | None = None
    said: str = field(default="")
    unread: int = 0
    """How many of the visitor's messages are unread."""
    unnoted: bool = False
    """True when the visit is to be noted once the page is made."""

    @property
    def installation(self) -> Installation:
        """The running installation."""
        found: Installation = self.request.app.state.installation
        return found

    @property
    def cookies(self) -> Cookies:
        """The names of our cookies and how they are set."""
        found: Cookies = self.request.app.state.cookies
        return found

    @property
    def pieces(self) -> Pieces:
        """Pieces of pages that are drawn already."""
        found: Pieces = self.request.app.state.pieces
        return found

    @property
    def token(self) -> str:
        """The secret of a browser that is signed in, or empty."""
        return self.request.cookies.get(self.cookies.session, "")

    @property
    def browser(self) -> str:
        """What a form's token is bound to: the signed-in secret, else the guest's."""
        return self.token or self.request.cookies.get(self.cookies.guest, "")

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Actor]]:
        """A transaction that only reads, and who reads. Raises NotSignedIn."""
        with self.installation.read() as session:
            visitor = self._enter(session)
            self.unnoted = visitor.long_unseen
            yield session, visitor.actor

    @contextmanager
    def writing(self, act: str) -> Iterator[tuple[Session, Actor]]:
        """A unit of work for one use case, and who does it. Raises NotSignedIn; nothing is written when it raises."""
        with self.installation.write(act) as session:
            visitor = self._enter(session)
            if visitor.long_unseen:
                note_visit(session, self.token, self.now)
            yield session, visitor.actor

    def note(self) -> None:
        """Notes that the visitor was here. A write, so it may wait for others; a page that is made never does."""
        with self.installation.write("visit") as session:
            note_visit(session, self.token, self.now)

    def _enter(self, session: Session) -> Visitor:
        self.visitor = visitor_of(session, self.token, self.now) if self.token else None
        if self.visitor is None:
            raise NotSignedIn
        self.unread = unread_count(session, self.visitor.actor) if self.visitor.has_unread else 0
        return self.visitor

    def values(self, *, lists: frozenset[str] = frozenset()) -> dict[str, Any]:
        """What was filled in, by field; those in `lists` as lists. The form's token and buttons are left out."""
        names = [name for name in self.form if name not in (TOKEN_FIELD, "do")]
        return {
            name: [_plain(value) for value in self.form.getlist(name)] if name in lists else _plain(self.form[name])
            for name in dict.fromkeys(names)
        }

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The page made from a template. `faults` are sentences, or faults with the field each is about."""
        state = self.request.app.state
        said = unquote(self.request.cookies.get(self.cookies.said, ""))
        shared = {
            "assets": state.assets,
            "visitor": self.visitor,
            "places": places(self.visitor.actor) if self.visitor else (),
            "here": self.request.scope["path"],
            "answering": self.request.method == "POST",
            "form_token": form_token(state.secret_key, self.browser),
            "said": self.said or said,
            "now": self.now,
            "unread": self.unread,
        }
        response = HTMLResponse(state.templates.get_template(template).render(shared | values), status)
        if said:
            self.cookies.clear(response, self.cookies.said)
        return response

    def go(self, path: str, said: str = "", **query: str) -> RedirectResponse:
        """Sends the browser on to another page of ours after a write, where it is told what was done."""
        address = f"{path}?{urlencode(query)}" if query else path
        response = RedirectResponse(address, status_code=303)
        if said:
            self.cookies.set(response, self.cookies.said, quote(said), seconds=SAID_SECONDS)
        return response

    def file(self, content: bytes, media_type: str, name: str) -> Response:
        """A file to save."""
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(content, media_type=media_type, headers=headers)


def _plain(value: Any) -> str:
    """What was typed, with line ends as they are kept here: browsers send them the old way."""
    return str(value).replace("\r\n", "\n")


async def arrive(request: Request) -> AsyncIterator[Visit]:
    """Takes a request in. Every form that writes must carry this browser's token: raises FormFromElsewhere.

    Raises NotFound for a number in the address that no database has a row with. What only reads waits for its turn.
    """
    if any(isinstance(value, int) and value > LARGEST_ID for value in request.path_params.values()):
        raise NotFound("Det finns inget sådant. Gå till startsidan och leta därifrån.")
    form = FormData()
    if request.method == "POST":
        form = await request.form(max_part_size=request.app.state.largest_form)
        if not _is_ours(request, form):
            await form.close()
            raise FormFromElsewhere
    visit = Visit(request, request.app.state.clock(), form)
    turn = nullcontext() if request.method == "POST" else request.app.state.turns.of(request.scope["route"].path)
    try:
        async with turn:
            yield visit
    finally:
        await form.close()  # uploaded files lie in files of their own until then
    if visit.unnoted:
        await run_in_threadpool(visit.note)


def _is_ours(request: Request, form: Mapping[str, Any]) -> bool:
    state, visit = request.app.state, Visit(request, request.app.state.clock(), FormData())
    if comes_from_elsewhere(request.headers, request.headers.get("host", "")):
        return False
    given = str(form.get(TOKEN_FIELD, "") or request.headers.get("x-form-token", ""))
    return bool(visit.browser) and is_form_token(state.secret_key, visit.browser, given)


def row_id(given: str) -> int | None:
    """The number of a row as it stands in an address or a form; None for what is none."""
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(LARGEST_ID))):
        return None
    return int(given) if int(given) <= LARGEST_ID else None


Visiting = Annotated[Visit, Depends(arrive, scope="function")]
"""How a page's function asks for its request: `def show(visit: Visiting) -> Response`."""


def sentences(error: AvvikelseError) -> Sequence[str]:
    """What an error says, a sentence for each thing that is wrong."""
    refusals = getattr(error, "refusals", None)
    return [refusal.message for refusal in refusals] if refusals else [error.message]
