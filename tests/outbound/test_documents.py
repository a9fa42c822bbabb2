"""Every document in every form: the same words, opened by real readers, and no text that breaks out of it."""

import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest

from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.errors import BadSetting
from avvikelse.outbound.documents import FORMS, Document, Form, render
from avvikelse.outbound.documents.contexts import fields
from avvikelse.outbound.documents.examples import EXAMPLES
from avvikelse.outbound.documents.fields import DOCUMENTS, described
from avvikelse.outbound.documents.paper import Block, Bullets, Heading, Rows, Table, Text, paper
from avvikelse.outbound.documents.word_template import default_template
from tests.outbound.samples import BROKEN, EMPTY, HOSTILE, LONG, NAMES, TEXTS, agenda, every_kind

KINDS = tuple(DOCUMENTS)
READABLE: tuple[Form, ...] = ("md", "html", "docx", "pdf")


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def docx_words(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(parts).split())


def pdf_words(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    return " ".join(text.replace("\u200b", "").split())


def words(document: Document, form: Form) -> str:
    """What a reader of the document sees."""
    content = render(document, form)
    match form:
        case "docx":
            return docx_words(content)
        case "pdf":
            return pdf_words(content)
        case "html":
            return " ".join(Page(content.decode()).words)
        case _:
            return " ".join(re.sub(r"\\(?=[\\`*_{}\[\]<>#|&$~.+=)-])", "", content.decode()).split())


def squeezed(text: str) -> str:
    """Without blanks: a line of a narrow column may break anywhere."""
    return re.sub(r"[\s□]+", "", text)


@pytest.mark.parametrize("form", READABLE)
@pytest.mark.parametrize("kind", KINDS)
def test_every_document_says_its_text_in_every_form(kind: str, form: Form) -> None:
    said = words(every_kind(LONG)[kind], form)
    assert squeezed(LONG) in squeezed(said)
    assert "24 november 2026" in said
    assert "AVV-2026-" in said


@pytest.mark.parametrize("form", READABLE)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_stay_words(kind: str, form: Form) -> None:
    said = squeezed(words(every_kind(HOSTILE, BROKEN)[kind], form))
    for text in ("{{7*7}}", '#image("/etc/passwd")', "<script>alert('x')</script>", "</w:t></w:r>", "&amp;", "@ref"):
        assert squeezed(text) in said, text
    if form == "html":
        page = Page(render(every_kind(HOSTILE)[kind], "html").decode())
        assert not {"script", "a", "img"} & set(page.tags)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_document_can_be_empty_and_is_the_same_twice(kind: str, form: Form) -> None:
    for document in (EMPTY[kind], every_kind(*TEXTS)[kind]):
        assert render(document, form) == render(document, form)


def test_json_has_the_keys_of_the_contract() -> None:
    data = json.loads(render(agenda("Text."), "json"))
    assert {"forum", "date", "state", "items", "withheld"} <= set(data)
    [line] = [line for line in data["items"] if line["text"] == "Text."]
    assert {"position", "kind", "number", "purpose"} <= set(line)
    assert {"number", "reason"} <= set(data["withheld"][0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_is_tagged_and_in_swedish_and_names_nobody_in_its_properties(kind: str) -> None:
    content = render(every_kind(*TEXTS)[kind], "pdf")
    reader = pypdf.PdfReader(BytesIO(content))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert str(catalog["/Lang"]).lower().startswith("sv")
    xmp = catalog["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.metadata is not None
    assert "november 2026" in str(reader.metadata.title) or "december 2026" in str(reader.metadata.title)
    assert not any(name in f"{xmp} {reader.metadata}" for name in NAMES)
    assert not reader.metadata.author


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_file_names_nobody_in_its_properties(kind: str) -> None:
    content = render(every_kind(LONG)[kind], "docx")
    document = docx.Document(BytesIO(content))
    core = document.core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert core.language == "sv-SE"
    assert "november 2026" in core.title or "december 2026" in core.title
    with zipfile.ZipFile(BytesIO(content)) as parts:
        properties = b" ".join(parts.read(name) for name in parts.namelist() if name.startswith("docProps/"))
    assert not any(name.encode() in properties for name in NAMES)
    headings = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert kind == "weekly" or headings
    if document.tables:
        assert b"w:tblHeader" in document.tables[0].rows[0]._tr.xml.encode()  # noqa: SLF001 (python-docx shows no such)


def own_template(folder: Path, *texts: str, kind: str = "agenda") -> Path:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.core_properties.author = "Mallmakaren"
    document.save(str(folder / f"{kind}.docx"))
    return folder


def test_a_template_of_one_s_own_is_used_and_its_maker_is_not_told(tmp_path: Path) -> None:
    folder = own_template(
        tmp_path,
        "Vår mall: {{ name }}, {{ when }}",
        "{% for s in sections %}{{ s.head }} {% endfor %}{% for line in late %}{{ line.head }}{% endfor %}",
    )
    content = render(agenda("Text."), "docx", templates=folder)
    assert "Vår mall: Avvikelseforum" in docx_words(content)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert not any(b"Mallmakaren" in parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ agnda }}", "fältet agnda, som inte finns"),
        ("{{ wen }}", "Kanske when?"),
        ("{% for s in sections %}{{ s.hed }}{% endfor %}", "Kanske head?"),
        ("{{ ''.__class__.__mro__ }}", "inte är tillåtet"),
        ("{{ when", "går inte att läsa"),
        ("{% if %}", "går inte att läsa"),
    ],
)
def test_a_faulty_template_is_told_by_name_and_field(tmp_path: Path, text: str, says: str) -> None:
    folder = own_template(tmp_path, text)
    with pytest.raises(BadSetting, match=re.escape(says)) as error:
        render(agenda("Text."), "docx", templates=folder)
    assert str(folder / "agenda.docx") in error.value.message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 inget", b"vanlig text"])
def test_what_is_no_word_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "agenda.docx").write_bytes(content)
    with pytest.raises(BadSetting, match="inget Word-dokument"):
        render(agenda("Text."), "docx", templates=tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_built_in_templates_use_fields_that_are_described(kind: str) -> None:
    text = docx_words(default_template(kind))
    used = {name.split(".")[0] for name in re.findall(r"\{\{ ?([\w.]+)", text)}
    loops = set(re.findall(r"for (\w+) in", text))
    known = {name.split("[")[0].split(".")[0] for name, _ in described(DOCUMENTS[kind])}
    assert used - loops <= known
    fields(EXAMPLES[kind], None)  # type: ignore[arg-type]  # because no example of a time is needed here


def test_libreoffice_opens_every_word_file(tmp_path: Path) -> None:
    """All at once: starting the office is what takes time."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed on this machine; .ci/run installs it")
    documents = every_kind(LONG)
    paths = [tmp_path / f"{kind}.docx" for kind in documents]
    for path, document in zip(paths, documents.values(), strict=True):
        path.write_bytes(render(document, "docx"))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, paths)]
    subprocess.run(command, check=True, timeout=120)
    for path in paths:
        assert squeezed(LONG)[:80] in squeezed(pdf_words(path.with_suffix(".pdf").read_bytes())), path.stem


def block_words(block: Block) -> list[str]:
    match block:
        case Heading() | Text():
            return [block.text, getattr(block, "note", ""), getattr(block, "label", "")]
        case Rows():
            return [part for row in block.rows for part in row]
        case Bullets():
            return [part for item in block.items for part in item]
        case Table():
            return [*block.columns, *(cell for row in block.rows for cell in row)]


@pytest.mark.parametrize("form", READABLE)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rich", [True, False])
def test_every_form_says_the_same_words(kind: str, form: Form, rich: bool) -> None:
    """What the blocks say stands in every form, in Word too, whose template is written apart from them."""
    document = every_kind("Första.", "Andra.")[kind] if rich else EMPTY[kind]
    _, said = fields(document, DEFAULT_ZONE)
    whole = paper(said)
    found = squeezed(words(document, form))
    expected = [whole.title, whole.subtitle, *(part for block in whole.blocks for part in block_words(block))]
    assert [part for part in expected if squeezed(part) not in found] == []
