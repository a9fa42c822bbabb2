"""The administrator's pages for routine files: read, draw, check, compare, take into use."""

import re

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.responses import Response

from avvikelse.core.diagram import svg
from avvikelse.core.findings import InvalidRoutine
from avvikelse.core.routine_text import routine_text
from avvikelse.errors import AvvikelseError, BadInput
from avvikelse.services.routine_files import check_file, list_versions, version_content
from avvikelse.services.routines import activate
from avvikelse.web.visit import Visit, Visiting, sentences

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
