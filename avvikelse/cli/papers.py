"""How every command gives out a document: on the screen as text, or in a file as it is."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from avvikelse.cli.common import installation
from avvikelse.errors import BadInput
from avvikelse.outbound.documents import BINARY, FORMS, Document, Form, render

form_option: Any = click.option("--format", "form", type=click.Choice(FORMS), default="md", show_default=True)
output_option: Any = click.option("-o", "--output", metavar="FIL", help="Skriv till en fil.")


def as_document(command: Callable[..., Any]) -> Callable[..., Any]:
    """The two options of a command that gives a document: which form, and where to."""
    both: Callable[..., Any] = form_option(output_option(command))
    return both


def give(document: Document, form: Form, output: str | None) -> None:
    """Writes the document whole to a file or to standard output.

    Raises BadInput for a Word or PDF file that would fill the screen, and for a file that can't be written.
    """
    if form in BINARY and output is None and sys.stdout.isatty():
        raise BadInput(f"En {form}-fil går inte att visa här. Skriv den till en fil: -o dokument.{form}")
    content = render(document, form, templates=installation().settings.documents)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError:
        raise BadInput(f"{output}: filen går inte att skriva. Kontrollera mappen.") from None
