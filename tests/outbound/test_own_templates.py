"""An installation's own templates: they go before the built-in ones, and what is wrong with them is told by place."""

from pathlib import Path

import pytest

from avvikelse.errors import BadSetting
from avvikelse.outbound.render import Rendered, check_templates, render
from tests.outbound.case_messages import HOSTILE, NUMBER, example, hostile


def write(folder: Path, **files: str) -> None:
    """Writes an override of `closed`: good files, but for those given."""
    home = folder / "closed"
    home.mkdir(parents=True, exist_ok=True)
    good = {"subject": "{{ number }}: klar\n", "body_txt": "Klar.\n", "body_html": "<p>{{ state_label }}</p>\n"}
    for name, source in (good | files).items():
        file = {"subject": "subject.txt", "body_txt": "body.txt", "body_html": "body.html"}[name]
        (home / file).write_text(source, encoding="utf-8")


def test_an_own_folder_goes_before_the_built_in(tmp_path: Path) -> None:
    write(tmp_path, body_txt="Klart, {{ recipient_name }}.\n")
    check_templates([tmp_path])
    message = render("closed", example(), [tmp_path])
    assert message == Rendered(
        f"{NUMBER}: klar", "Klart, Anna Berg.\n", "<p>Försäkringsmedicinska samverkansgruppen</p>\n"
    )
    assert render("lifted", example(), [tmp_path]) == render("lifted", example())
    assert "&lt;script&gt;" in render("closed", hostile(HOSTILE["markup"]), [tmp_path]).html


def test_an_own_layout_serves_the_built_in_messages(tmp_path: Path) -> None:
    (tmp_path / "layout.txt").write_text("Region Värmland\n{% block happened %}{% endblock %}\n", encoding="utf-8")
    assert render("closed", example(), [tmp_path]).text.startswith("Region Värmland\nAvvikelsen AVV-2026-0042 är")


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("Hej\n{{ titel }}\n", 2, "Fältet titel finns inte. Mallen kan använda: number, state_label"),
        ("Hej\n\n{% if due %}\n", 3, "går inte att läsa"),
        ("Hej\n{{ 1 / 0 }}\n", 2, "ZeroDivisionError"),
        ("Hej\n{{ number.title_of_case }}\n", 2, "går inte att fylla i"),
        ("Hej\n{{ number.__class__.__mro__ }}\n", 2, "inte är tillåtet"),
        ("Hej\n{% for n in range(9) %}{% endfor %}\n", 2, "Fältet range finns inte"),
        ('Hej\n{% include "../../etc/passwd" %}\n', 2, "finns inte"),
        ('Hej\n{% include "closed/body.txt" %}\n', 2, "RecursionError"),
        ("Hej\n{{ number | okänt }}\n", 2, "går inte att läsa"),
    ],
)
def test_a_broken_template_is_named_by_file_and_line(tmp_path: Path, source: str, line: int, says: str) -> None:
    write(tmp_path, body_txt=source)
    with pytest.raises(BadSetting) as raised:
        render("closed", example(), [tmp_path])
    assert raised.value.message.startswith(f"{tmp_path / 'closed' / 'body.txt'}:{line}: ")
    assert says in raised.value.message
    with pytest.raises(BadSetting):
        check_templates([tmp_path])


def test_a_fault_in_a_layout_is_named_there(tmp_path: Path) -> None:
    (tmp_path / "layout.txt").write_text("Hej\n{{ titel }}\n", encoding="utf-8")
    with pytest.raises(BadSetting, match=r"layout\.txt:2: Fältet titel finns inte"):
        render("closed", example(), [tmp_path])


def test_a_field_used_only_without_a_due_day_is_found_at_start(tmp_path: Path) -> None:
    write(tmp_path, body_txt="{% if not due %}{{ titel }}{% endif %}")
    with pytest.raises(BadSetting, match=r"body\.txt:1: Fältet titel"):
        check_templates([tmp_path])


def test_missing_and_unreadable_templates(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "closed" / "body.html").unlink()
    with pytest.raises(BadSetting, match=r"closed/body\.html: Mallen saknas"):
        render("closed", example(), [tmp_path])
    (tmp_path / "closed" / "body.html").write_bytes("<p>\nåter</p>".encode("latin-1"))
    with pytest.raises(BadSetting, match=r"closed/body\.html:2: Filen är inte UTF-8"):
        render("closed", example(), [tmp_path])
    (tmp_path / "layout.html").write_bytes("<p>åter</p>".encode("latin-1"))
    with pytest.raises(BadSetting, match=r"layout\.html:1: Filen är inte UTF-8"):
        render("lifted", example(), [tmp_path])


def test_a_subject_is_one_line_whatever_the_template_says(tmp_path: Path) -> None:
    write(tmp_path, subject="{{ number }}\r\nBcc: alla@example.se\n\u2028{{ due }}\n")
    assert render("closed", example(), [tmp_path]).subject == f"{NUMBER} Bcc: alla@example.se fredag 27 november"
