"""A document as an answer: a file to save, or the very page it makes, shown in the browser."""

import hashlib
import re
from base64 import b64encode

from starlette.responses import HTMLResponse, Response

from avvikelse.errors import NotFound
from avvikelse.outbound.documents import FORMS, MEDIA_TYPES, Document, Form, render
from avvikelse.web.visit import Visit

FORM_NAMES: dict[Form, str] = {
    "docx": "Word",
    "pdf": "PDF",
    "html": "Webbsida",
    "md": "Markdown",
    "json": "JSON",
}
"""What each form is called, in the order people ask for them."""
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


SHOWN = "visa"
"""In place of a form in an address: the document in the browser."""


def answered(visit: Visit, document: Document, form: str, stem: str) -> Response:
    """The document in the form that the address names: a file, or a page. Raises NotFound for another form."""
    return as_page(visit, document) if form == SHOWN else as_file(visit, document, form_named(form), stem)


def form_named(name: str) -> Form:
    """The form that an address names. Raises NotFound."""
    for form in FORMS:
        if form == name:
            return form
    raise NotFound("Dokumentet finns inte i den formen. Välj Word, PDF, webbsida, Markdown eller JSON.")


def as_file(visit: Visit, document: Document, form: Form, stem: str) -> Response:
    """The document to save, under a name that tells the kind and the day but nothing of a case."""
    content = render(document, form, templates=visit.installation.settings.documents)
    return visit.file(content, MEDIA_TYPES[form], f"{stem}.{form}")


def as_page(visit: Visit, document: Document) -> Response:
    """The document as its own page, as it will be sent.

    Its style stands in it, and only that style is let through: the policy of this one answer names its sum.
    """
    content = render(document, "html", templates=visit.installation.settings.documents).decode()
    sums = [b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(content)]
    allowed = " ".join(f"'sha256-{one}'" for one in sums) or "'none'"
    policy = f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return HTMLResponse(content, headers={"content-security-policy": policy})
