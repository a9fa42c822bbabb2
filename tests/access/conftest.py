"""One story per database, told once: every test reads it, or acts in a transaction that is rolled back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.story import Story, tell_story
from tests.databases import copied_database, hasty_engine


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """An installation with a case on every level, on each kind of database."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path_factory.mktemp("access") / "story.db"
        shutil.copy(template, path)
        url = f"sqlite:///{path}"
    else:
        server: str = request.getfixturevalue("postgres_url")
        url = copied_database(server, "template_avvikelse", "access_story")
    engine = hasty_engine(url)
    yield tell_story(engine)
    engine.dispose()
