"""The administrator's pages for routine files: read, draw, check, compare, take into use, move running cases (R19)."""

import re

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.responses import Response

from avvikelse.core.diagram import svg
from avvikelse.core.findings import InvalidRoutine
from avvikelse.core.routine_text import routine_text
from avvikelse.errors import AvvikelseError, BadInput, RefusedMove, Stale
from avvikelse.services.routine_files import bring, bringing, check_file, list_versions, version_content
from avvikelse.services.routines import activate
from avvikelse.web.visit import Visit, Visiting, row_id, sentences

router = APIRouter(prefix="/administration/rutiner")
UPLOADED = "filen"


@router.get("")
def versions(visit: Visiting) -> Response:
    """The versions that have been taken into use, and a way to try a new file."""
    return _versions(visit)


def _versions(visit: Visit, faults: object = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        found = list_versions(session, actor)
    return visit.page("administration/routines.html", status=status, faults=faults, versions=found)


@router.get("/{id:int}")
def version(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address names it)
    """One version as a picture, as a document and as its file."""
    with visit.reading() as (session, actor):
        routine, content = version_content(session, actor, id)
    return visit.page(
        "administration/routine.html", id=id, routine=routine, content=content, text=routine_text(routine)
    )


@router.get("/{id:int}/bild.svg")
def drawing(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address names it)
    """The routine drawn. Its style stands in the picture itself, which has a policy of its own for that."""
    with visit.reading() as (session, actor):
        routine, _ = version_content(session, actor, id)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return Response(svg(routine), media_type="image/svg+xml", headers={"content-security-policy": policy})


@router.post("/prova")
def check(visit: Visiting) -> Response:
    """Checks a file and says what taking it into use would change. Nothing is kept."""
    try:
        content = _content(visit)
        with visit.reading() as (session, actor):
            checked = check_file(session, actor, content, UPLOADED)
    except InvalidRoutine as invalid:
        return _versions(visit, [str(finding).removeprefix(f"{UPLOADED}:") for finding in invalid.findings], 422)
    except AvvikelseError as error:
        return _versions(visit, sentences(error), error.status)
    return visit.page("administration/routine_check.html", checked=checked, content=content.decode("utf-8-sig"))


@router.post("/ta-i-bruk")
def take_into_use(visit: Visiting) -> Response:
    """Takes the file that was checked into use: new cases start under it, running ones keep theirs (R19)."""
    content = re.sub(r"\r\n?", "\n", str(visit.form.get("content", ""))).encode()
    try:
        with visit.writing("activate routine") as (session, actor):
            routine = activate(session, content, UPLOADED, visit.now, actor=actor)
    except InvalidRoutine as invalid:
        return _versions(visit, [str(finding) for finding in invalid.findings], 422)
    except AvvikelseError as error:
        return _versions(visit, sentences(error), error.status)
    said = f"Version {routine.version} är i bruk. Nya avvikelser följer den; pågående följer den de började med."
    return visit.go("/administration/rutiner", said)


def _content(visit: Visit) -> bytes:
    """The uploaded file. Raises BadInput when there is none, or it isn't UTF-8."""
    file = visit.form.get("file")
    content = file.file.read() if isinstance(file, UploadFile) else b""
    if not content.strip():
        raise BadInput("Ingen fil är vald. Välj en rutinfil som slutar på .yaml.")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("Filen är inte UTF-8. Spara om den som UTF-8.") from None
    return content


@router.get("/{id:int}/flytta")
def ask_to_move(visit: Visiting, id: int, till: str = "") -> Response:  # noqa: A002 (the address names it)
    """What would change for the running cases of a version that come under another (R19). Nothing is moved."""
    with visit.reading() as (session, actor):
        found = bringing(session, actor, id, row_id(till), visit.now)
    return visit.page("administration/move.html", found=found)


@router.get("/{id:int}/flytta/bekrafta")
def confirm_move(visit: Visiting, id: int, till: str = "") -> Response:  # noqa: A002 (the address names it)
    """What moving means, and the button that does it."""
    return _confirm_move(visit, id, row_id(till))


def _confirm_move(visit: Visit, source: int, target: int | None, faults: object = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        found = bringing(session, actor, source, target, visit.now)
    return visit.page("administration/move_confirm.html", status=status, faults=faults, found=found)


@router.post("/{id:int}/flytta")
def move_cases(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address names it)
    """Brings the cases under the other version, all or none. What has changed since the review is told."""
    target, expected = row_id(str(visit.form.get("till", ""))), row_id(str(visit.form.get("antal", "")))
    try:
        with visit.writing("bring cases under version") as (session, actor):
            moved, version = bring(session, actor, id, target or 0, visit.now, expected=expected or 0)
    except (RefusedMove, Stale) as error:
        return _confirm_move(visit, id, target, sentences(error), error.status)
    them = "1 avvikelse följer" if moved == 1 else f"{moved} avvikelser följer"
    return visit.go("/administration/rutiner", f"Flytten är gjord. {them} nu version {version}.")
