"""A document of our own in Markdown, as a page's headings and lists."""

import pytest
from lxml import etree

from avvikelse.core.load import load_routine
from avvikelse.core.routine_text import routine_text
from avvikelse.settings import builtin_folder
from avvikelse.web.marked_up import marked_up


def test_headings_lists_and_bold_words_are_drawn_and_all_else_is_text() -> None:
    text = "# Ett\n\nEn *stjärna\\* <b>\n\n- a\n- b:\n    - **c.** d\n1. e\n"
    assert "".join(marked_up(text).splitlines()) == (
        "<h2>Ett</h2><p>En *stjärna* &lt;b&gt;</p>"
        "<ul><li>a</li><li>b:<ul><li><strong>c.</strong> d</li></ul></li></ul><ol><li>e</li></ol>"
    )


@pytest.mark.parametrize("name", ["varmland", "orebro"])
def test_a_routine_is_a_whole_document(name: str) -> None:
    path = builtin_folder("workflows") / f"{name}.yaml"
    drawn = marked_up(routine_text(load_routine(path.read_bytes())))
    tree = etree.fromstring(f"<main>{drawn}</main>")
    assert len(tree.findall(".//li//li")) > 10
    assert not [one for one in tree.itertext() if one.lstrip().startswith(("#", "- ", "**"))]
