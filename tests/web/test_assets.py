"""The one style sheet and the one script: lean, and small enough beside the longest page."""

from avvikelse.web.assets import load_assets


def test_what_a_browser_fetches_leaves_out_comments_and_keeps_the_rest() -> None:
    assets = load_assets()
    for asset in (assets.style, assets.script):
        text = asset.content.decode()
        assert not [line for line in text.splitlines() if line.startswith((" ", "\t", "/*"))]
    assert "--accent" in assets.style.content.decode()
    assert "/avidentifiering/kontroll" in assets.script.content.decode()


def test_style_and_script_leave_room_for_a_page_of_twenty_kilobytes() -> None:
    """A whole page is at most 60 kB before it is compressed (issue 6)."""
    assets = load_assets()
    assert len(assets.style.content) + len(assets.script.content) < 40_000
