"""Commands on routine files, which need no database; and the one that moves running cases to a new version."""

from dataclasses import asdict

import click

from avvikelse.cli.common import acting, as_json, as_user, installation, now, print_json, read_bytes, write_out
from avvikelse.core.diagram import mermaid, svg
from avvikelse.core.findings import InvalidRoutine
from avvikelse.core.load import load_routine
from avvikelse.core.routine import Routine
from avvikelse.core.routine_diff import routine_diff
from avvikelse.core.routine_text import routine_text
from avvikelse.services.migrating import Migration, migrate_cases, preview_migration
from avvikelse.settings import builtin_folder, read_settings

output = click.option("-o", "--output", metavar="FIL", help="Skriv till en fil.")


@click.group()
def routine() -> None:
    """Kontrollera, rita, läs och jämför rutinfiler."""


@routine.command(name="list")
@as_json
def list_routines(as_json: bool) -> None:
    """Visa vilka rutiner som finns."""
    own = read_settings().routines
    folders = [folder for folder in (own, builtin_folder("workflows")) if folder is not None]
    found = {path.stem: path for folder in reversed(folders) for path in sorted(folder.glob("*.yaml"))}
    rows = [(name, load_routine(path.read_bytes(), str(path))) for name, path in sorted(found.items())]
    if as_json:
        print_json([{"routine": name, "version": spec.version, "title": spec.title} for name, spec in rows])
    else:
        click.echo("\n".join(f"{name}  {spec.version}  {spec.title}" for name, spec in rows))


@routine.command()
@click.argument("files", metavar="FIL...", nargs=-1, required=True)
@as_json
def check(files: tuple[str, ...], as_json: bool) -> int:
    """Kontrollera rutinfiler. Varje fel visas med fil, rad och nyckel."""
    found = []
    for file in files:
        try:
            spec = load_routine(read_bytes(file), file)
        except InvalidRoutine as invalid:
            found += invalid.findings
        else:
            if not as_json:
                click.echo(f"{file}: rutinen {spec.routine} {spec.version} håller ihop.")
    if as_json:
        print_json([{"file": f.file, "line": f.line, "key": f.key, "message": f.message} for f in found])
    else:
        for finding in found:
            click.echo(str(finding))
    return 1 if found else 0


@routine.command()
@click.argument("file", metavar="FIL")
@click.option("--format", "form", type=click.Choice(["mermaid", "svg"]), default="mermaid", show_default=True)
@output
def diagram(file: str, form: str, output: str | None) -> None:
    """Rita rutinens lägen och steg."""
    spec = _load(file)
    write_out(mermaid(spec) if form == "mermaid" else svg(spec), output)


@routine.command()
@click.argument("file", metavar="FIL")
@output
def text(file: str, output: str | None) -> None:
    """Skriv rutinen som ett läsbart dokument."""
    write_out(routine_text(_load(file)), output)


@routine.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@as_json
def diff(old: str, new: str, as_json: bool) -> int:
    """Visa vad som skiljer två rutinfiler åt, en mening per skillnad."""
    differences = routine_diff(_load(old), _load(new))
    if as_json:
        print_json(differences)
    else:
        click.echo("\n".join(differences) or "Rutinerna är lika.")
    return 1 if differences else 0


def _load(file: str) -> Routine:
    return load_routine(read_bytes(file), file)


@routine.command()
@click.argument("name", metavar="RUTIN")
@click.argument("source", metavar="FRÅN")
@click.argument("target", metavar="TILL")
@as_user
@click.option("--yes", is_flag=True, help="Flytta. Utan det visas bara vad som skulle ändras.")
@as_json
def migrate(name: str, source: str, target: str, username: str, yes: bool, as_json: bool) -> int:
    """Flytta pågående avvikelser från en version av rutinen till en annan. Visar först vad som ändras."""
    found = installation()
    with found.read() as session:
        preview = preview_migration(session, acting(session, username), name, source, target, now())
    if yes and not preview.obstacles:
        with found.write("routine migrate") as session:
            actor = acting(session, username)
            migrate_cases(session, actor, name, source, target, now(), expected=preview.cases)
    done = yes and not preview.obstacles
    if as_json:
        print_json({**asdict(preview), "cases": preview.cases, "done": done})
    else:
        click.echo(_migration_text(preview, done))
    return 1 if preview.obstacles else 0


def _migration_text(found: Migration, done: bool) -> str:
    if found.obstacles:
        return "\n".join(["Avvikelserna kan inte flyttas:", *(f"- {sentence}" for sentence in found.obstacles)])
    lines = [f"{found.cases} pågående avvikelser går från {found.source} till {found.target}."]
    lines += [f"- {cases} i läget {state}" for state, cases in found.states.items()]
    lines.append(f"{found.earlier} får kortare tid och {found.later} längre. Var de står ändras inte.")
    lines.append("Flytten är gjord." if done else "Inget är ändrat än. Lägg till --yes för att flytta.")
    return "\n".join(lines)
