"""The house's own rules, held by reading its source (architecture.md)."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "avvikelse"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)

ALLOWED = {
    "core": {"core"},
    "deid": {"deid"},
    "errors": {"core"},
    "log": set(),
    "settings": {"errors"},
    "db": {"db", "core", "errors"},
    "inbound": {"inbound", "errors"},
    "services": {"services", "inbound", "db", "core", "deid", "errors"},
    "outbound": {"outbound", "db", "core", "errors", "settings"},
    "bootstrap": {"services", "outbound", "db", "core", "deid", "errors", "settings", "log"},
}
"""What each room may import. The entrances above bootstrap may import everything but one another's insides."""

MAY_RUN_ENTRANCES = {
    "__main__": {"cli"},
    "cli": {"cli", "web", "scheduler", "demo"},
    "web": {"web"},
    "scheduler": {"scheduler"},
    "demo": {"demo"},
}
"""Which entrances an entrance may start: the command line starts them all."""

GUARDED = {
    "Registration", "Note", "Message", "Deidentification", "ForumItem", "AgendaItem", "Measure", "Decision",
    "Deviation", "DeviationParty", "Event", "Outbox", "Mail", "ReportDraft", "RetentionHold",
}  # fmt: skip
"""Tables that are only read through a `visible_…(actor)`."""

BEHIND_THE_DOOR = {
    "db/access.py", "db/cases.py", "db/claim.py", "db/desk.py", "db/due.py", "db/history.py", "db/retention.py",
    "db/session.py",
}  # fmt: skip
"""Where they are read otherwise; `session` writes SQLite's BEGIN out itself, `claim` and `due` do the house's work."""

READS_THE_CLOCK = {"cli", "bootstrap", "demo", "scheduler", "web"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 50


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def room(path: Path) -> str:
    """The part of the house a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Every module the file imports, also inside functions, with the line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            module = node.module or ""
            yield module, node.lineno
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names if module == "avvikelse")


def ours(path: Path) -> Iterator[tuple[str, int]]:
    """The rooms of our own house that the file imports from."""
    for module, line in imported(path):
        parts = module.split(".")
        if parts[0] == "avvikelse" and len(parts) > 1:
            yield parts[1], line


def place(path: Path, line: int = 1) -> str:
    """Where a fault is, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"


def test_imports_run_one_way() -> None:
    wrong = [
        f"{place(path, line)} imports {module}"
        for path in SOURCES
        for module, line in ours(path)
        if module not in _may_import(room(path))
    ]
    assert not wrong


def _may_import(here: str) -> set[str]:
    if here in MAY_RUN_ENTRANCES:
        return set(ALLOWED) | MAY_RUN_ENTRANCES[here]
    return ALLOWED.get(here, set())


def test_every_room_has_its_rule() -> None:
    """A new room must say what it may import."""
    assert {room(path) for path in SOURCES} - {"__init__"} <= set(ALLOWED) | set(MAY_RUN_ENTRANCES)


def test_the_state_machine_library_is_known_in_one_place() -> None:
    users = {path for path in SOURCES for module, _ in imported(path) if module.split(".")[0] == "transitions"}
    assert users == {PACKAGE / "core" / "engine.py"}


def test_only_the_unit_of_work_commits() -> None:
    """`engine.begin()` commits at its end: the unit of work has one, the migrations one."""
    begins: list[str] = []
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr == "commit":
                pytest.fail(f"{path}:{node.lineno}: only unit_of_work commits")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "begin":
                begins.append(str(path.relative_to(PACKAGE)))
    assert set(begins) <= {"db/session.py", "db/migrate.py"}


def guarded_names(module: ast.Module) -> set[str]:
    """The names by which a file knows guarded tables: the classes, and aliases such as `_item = table(ForumItem)`."""
    names = set(GUARDED)
    for node in module.body:
        if isinstance(node, ast.Assign):
            for target, value in _pairs(node):
                inner = {found.id for found in ast.walk(value) if isinstance(found, ast.Name)}
                if isinstance(target, ast.Name) and isinstance(value, ast.Call) and inner & names:
                    called = value.func
                    if isinstance(called, ast.Name) and called.id == "table":
                        names.add(target.id)
        elif isinstance(node, ast.ImportFrom) and node.module == "avvikelse.db.access":
            names |= {alias.asname or alias.name for alias in node.names if alias.name in TABLES_IN_ACCESS}
    return names


TABLES_IN_ACCESS = {
    "deviation", "party", "mine", "registration", "note", "message", "deidentification", "measure", "decision",
    "forum_item", "agenda_item", "event", "outbox", "mail", "draft",
}  # fmt: skip


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    [target] = node.targets
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        yield from zip(target.elts, node.value.elts, strict=True)
    else:
        yield target, node.value


READS = {"select", "exists", "select_from"}


def raw_sql(module: ast.Module) -> list[int]:
    """The lines on which SQL is written out as a string."""
    from_sqlalchemy = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in ("text", "literal_column", "TextClause")
    }
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    return [node.lineno for node in calls if _called(node) in from_sqlalchemy | {"exec_driver_sql"}]


def selections(module: ast.Module) -> Iterator[ast.expr]:
    """Every statement that starts at `select` or `exists`, with all that is chained onto it."""
    parents = {child: parent for parent in ast.walk(module) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or _called(node) not in READS:
            continue
        whole: ast.AST = node
        while isinstance(parents.get(whole), ast.Attribute | ast.Call) and _chained(parents[whole], whole):
            whole = parents[whole]
        assert isinstance(whole, ast.expr)
        yield whole


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _chained(parent: ast.AST, child: ast.AST) -> bool:
    """`select(…)` in `select(…).where(…)`, and not in `execute(select(…))`."""
    return (isinstance(parent, ast.Attribute) and parent.value is child) or (
        isinstance(parent, ast.Call) and parent.func is child
    )


def violations(module: ast.Module) -> list[int]:
    """The lines on which a guarded table is read without having come through the door."""
    names = guarded_names(module)
    lines = raw_sql(module)
    for statement in selections(module):
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        through = any(name.startswith("visible_") for name in used)
        if used & names and not through:
            lines.append(statement.lineno)
    return lines


def test_what_belongs_to_a_case_is_read_through_the_door() -> None:
    """Outside the files behind the door, a guarded table is only read from a `visible_…(actor)` statement."""
    outside = [path for path in SOURCES if str(path.relative_to(PACKAGE)) not in BEHIND_THE_DOOR]
    assert [place(path, line) for path in outside for line in violations(tree(path))] == []


@pytest.mark.parametrize(
    "source",
    [
        "select(Registration)",
        "_item = table(ForumItem)\nselect(_item.c.text)",
        "_a, _b = table(Unit), table(Note)\nselect(_a.c.id).join(_b, _b.c.id == _a.c.id)",
        "_m = table(Measure)\nsession.execute(select(func.count()).where(_m.c.id == 1))",
        "_m = table(Measure)\nselect(_a).where(exists().where(_m.c.id == 1))",
        "from avvikelse.db.access import registration\nselect(registration.c.title)",
        "from sqlalchemy import text\nsession.execute(text('SELECT * FROM note'))",
        "session.connection.exec_driver_sql('SELECT * FROM note')",
    ],
)
def test_the_search_for_ways_round_the_door_finds_them(source: str) -> None:
    assert violations(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "_item = table(ForumItem)\nvisible_forum_items(actor).where(_item.c.id == 1)",
        "_item = table(ForumItem)\nupdate(_item).where(_item.c.id == 1).values(closed_at=now)",
        "_unit = table(Unit)\nselect(_unit.c.id)",
    ],
)
def test_the_search_for_ways_round_the_door_lets_the_door_be(source: str) -> None:
    assert not violations(ast.parse(source))


def test_the_weekly_door_is_used_by_the_weekly_list_alone() -> None:
    """Its rows are of cases that aren't the reader's: only the weekly list knows what may be shown of them."""
    users = {path.name for path in SOURCES if "visible_weekly" in path.read_text(encoding="utf-8")}
    assert users == {"access.py", "weekly.py"}


def test_the_door_to_common_figures_is_used_by_the_statistics_alone() -> None:
    """Its rows are of cases that aren't the reader's: only what hides small figures may count them (R16)."""
    users = {path.name for path in SOURCES if "visible_joint_figures" in path.read_text(encoding="utf-8")}
    assert users == {"access.py", "statistics.py"}


def test_only_the_command_line_prints() -> None:
    printed = [
        place(path, node.lineno)
        for path in SOURCES
        if room(path) != "cli"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printed


def test_the_clock_is_an_argument() -> None:
    """A use case can be told any time; only the entrances look at the clock."""
    looks = [
        place(path, node.lineno)
        for path in SOURCES
        if room(path) not in READS_THE_CLOCK
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and (node.attr in ("utcnow", "today") or (node.attr == "now" and _is_clock(node.value)))
    ]
    assert not looks


def _is_clock(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id in ("datetime", "func")) or (
        isinstance(node, ast.Attribute) and node.attr == "datetime"
    )


def test_files_and_functions_stay_small() -> None:
    long = [place(path) for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) >= LONGEST_FILE]
    long += [
        f"{place(path, node.lineno)} {node.name}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 >= LONGEST_FUNCTION
    ]
    assert not long


def test_what_is_public_says_what_it_is() -> None:
    missing = [place(path) for path in SOURCES if tree(path).body and not ast.get_docstring(tree(path))]
    missing += [
        f"{place(path, node.lineno)} {node.name}"
        for path in SOURCES
        for node in _public(tree(path))
        if not ast.get_docstring(node)
    ]
    assert not missing


def _public(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Public functions and classes, and the public methods of public classes; never what a protocol only names."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                methods = (item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef))
                yield from (method for method in methods if not method.name.startswith("_"))


def test_routines_and_notifications_come_with_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"workflows": "avvikelse/workflows", "notifications": "avvikelse/notifications"}
    assert all((ROOT / folder).is_dir() and any((ROOT / folder).iterdir()) for folder in included)


REGISTRIES = (
    ("pypi", "org"), ("python" + "hosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("crates", "io"),
    ("rubygems", "org"),
    ("proxy.golang", "org"), ("repo.maven.apache", "org"), ("registry.hub.docker", "com"), ("anaconda", "org"),
)  # fmt: skip
TEXTS = {".py", ".toml", ".lock", ".txt", ".md", ".yaml", ".yml", ".json", ".sh", ".html", ".css", ".js", ".mako", ""}
NOT_OURS = {".git", "node_modules", "dist", "build", "__pycache__"}


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the operator's choice: a mirror must do as well."""
    needles = [f"{host}.{top}".encode() for host, top in REGISTRIES]
    naming = [
        str(path.relative_to(ROOT))
        for path in _our_files(ROOT)
        for content in [path.read_bytes()]
        if any(needle in content for needle in needles)
    ]
    assert not naming


def _our_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            hidden_cache = path.name.startswith(".") and path.name != ".ci"
            if path.name not in NOT_OURS and not hidden_cache and not path.is_symlink():
                yield from _our_files(path)
        elif path.is_file() and path.suffix in TEXTS:
            yield path
