"""Signing in and out. In the demo, a list of the people one can be."""

import secrets
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from avvikelse.db.people import person_id
from avvikelse.errors import NotFound
from avvikelse.services.people import people_by_organisation
from avvikelse.services.signing_in import check_password, close_browser_session, open_browser_session
from avvikelse.web.security import form_token
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()

WRONG = (
    "Användarnamnet eller lösenordet stämmer inte. Försök igen. Efter fem fel behöver du vänta en stund, också om du "
    "sedan skriver rätt. Be er administratör om hjälp om det inte går."
)
"""The same for a wrong password, an account that rests and one that doesn't exist: nobody can find out which."""


@router.get("/logga-in")
def ask(visit: Visiting, till: str = "/") -> Response:
    """The form, with a token for a browser that hasn't been here before."""
    return _form(visit, till)


def _form(visit: Visit, till: str, *, username: str = "", faults: tuple[str, ...] = (), status: int = 200) -> Response:
    guest = visit.browser or secrets.token_urlsafe(24)
    people = {}
    if visit.request.app.state.open_house:
        with visit.installation.read() as session:
            people = people_by_organisation(session)
    response = visit.page(
        "signing_in/form.html",
        status=status,
        till=_own_path(till),
        username=username,
        people=people,
        faults=faults,
        form_token=form_token(visit.request.app.state.secret_key, guest),
    )
    if not visit.browser:
        visit.cookies.set(response, visit.cookies.guest, guest)
    return response


@router.post("/logga-in")
def sign_in(visit: Visiting) -> Response:
    """Checks the password and signs the browser in."""
    username, password = str(visit.form.get("username", "")), str(visit.form.get("password", ""))
    till = str(visit.form.get("till", "/"))
    with visit.installation.write("sign in") as session:
        user_id = check_password(session, username, password, visit.now)
        if user_id is not None:
            token = open_browser_session(session, user_id, visit.now, instead_of=visit.token)
            return _enter(visit, token, till)
    return _form(visit, till, username=username, faults=(WRONG,), status=422)


@router.post("/logga-in/demo")
def be_somebody(visit: Visiting) -> Response:
    """The demo's way in: become one of its people. Doesn't exist elsewhere."""
    if not visit.request.app.state.open_house:
        raise NotFound("Det finns ingen sådan sida.")
    with visit.installation.write("sign in") as session:
        user_id = person_id(session, str(visit.form.get("person", "")))
        if user_id is None:
            raise NotFound("Personen finns inte i demon. Välj en annan.")
        token = open_browser_session(session, user_id, visit.now, instead_of=visit.token)
    return _enter(visit, token, str(visit.form.get("till", "/")))


@router.post("/logga-ut")
def sign_out(visit: Visiting) -> Response:
    """Signs this browser out."""
    with visit.installation.write("sign out") as session:
        close_browser_session(session, visit.token)
    response = visit.go("/logga-in", "Du är utloggad.")
    visit.cookies.clear(response, visit.cookies.session)
    return response


def _enter(visit: Visit, token: str, till: str) -> RedirectResponse:
    response = visit.go(_own_path(till))
    visit.cookies.set(response, visit.cookies.session, token)
    visit.cookies.clear(response, visit.cookies.guest)
    return response


def _own_path(till: str) -> str:
    """Where to go next, if it is one of our own pages; else the start page."""
    try:
        parts = urlsplit(till)
    except ValueError:
        return "/"
    ours = till.startswith("/") and not till.startswith(("//", "/\\")) and not parts.netloc and till.isprintable()
    return till if ours and not till.startswith("/logga-") else "/"
