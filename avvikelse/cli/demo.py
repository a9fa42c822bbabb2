"""The demo: a fictional county in a database of its own."""

import re
import secrets
from pathlib import Path
from threading import Event

import click

from avvikelse.bootstrap import install
from avvikelse.cli.common import as_json, now, print_json, table
from avvikelse.core.dates import local_day, swedish_date
from avvikelse.demo.play import Played, play
from avvikelse.outbound.documents import plain, render


@click.command()
@click.option("--port", type=int, default=8000, show_default=True, help="Port för webben.")
@click.option("--no-serve", is_flag=True, help="Stanna när databasen är fylld.")
@click.option("--path", "folder", metavar="MAPP", default="demo", show_default=True, help="Mapp för databasen.")
@as_json
def demo(port: int, no_serve: bool, folder: str, as_json: bool) -> None:
    """Fyll en ny databas med 60 påhittade avvikelser och visa var allt står."""
    if not as_json:
        click.echo("Spelar upp 60 påhittade avvikelser genom rutinen …")
    played = play(Path(folder), now())
    if as_json:
        print_json(_data(played))
        return
    click.echo(f"\nVar allt står\n\n{_standing(played)}\n")
    click.echo(_for_terminal(render(played.next_agenda, "md").decode()))
    click.echo(_what_next(played))
    if not no_serve:
        _serve(played, port)


def _serve(played: Played, port: int) -> None:
    """Serves the demo's web, and works as the worker does, until somebody stops it; anybody may be anybody there.

    There is no mail server: mails stay in the outbox, and people read the same in the program.
    """
    import uvicorn  # noqa: PLC0415 (heavy: only for those who serve)

    from avvikelse.scheduler import working  # noqa: PLC0415 (the same)
    from avvikelse.web.app import create_app  # noqa: PLC0415 (the same)

    address = f"http://localhost:{port}"
    environment = {
        "AVVIKELSE_DATABASE_URL": f"sqlite:///{played.path.resolve()}",
        "AVVIKELSE_BASE_URL": address,
        "AVVIKELSE_SECRET_KEY": secrets.token_hex(),
    }
    found = install(environment)
    app = create_app(found, open_house=True)
    click.echo(f"Öppna {address} i webbläsaren och välj vem du vill vara. Avsluta med Ctrl-C.")
    with working(found, Event()):
        uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, server_header=False, log_level="warning")


def _data(played: Played) -> dict[str, object]:
    cases = [
        {"id": key, "number": line.number, "state": line.state, "owner": line.owner, "due_at": line.due_at}
        for key, line in played.cases
    ]
    return {"database": str(played.path), "cases": cases, "agenda": plain(played.next_agenda)}


def _standing(played: Played) -> str:
    rows = [
        (
            line.number,
            line.title[:48],
            line.label,
            line.owner,
            swedish_date(local_day(line.due_at)) if line.due_at else "",
        )
        for _, line in played.cases
    ]
    return table(("Nummer", "Rubrik", "Läge", "Nästa steg hos", "Senast"), rows, empty="Inga avvikelser.")


def _for_terminal(markdown: str) -> str:
    """The agenda without Markdown's marks, with at most one empty line at a time."""
    plain = re.sub(r"(?m)^#+ |\*\*|(?<!\\)\*|\\(?=[\\`*_{}\[\]<>#|])", "", markdown)
    return re.sub(r"\n{3,}", "\n\n", plain)


def _what_next(played: Played) -> str:
    url = f"sqlite:///{played.path.resolve()}"
    return (
        f"Databasen ligger i {played.path}. Gå vidare så här:\n\n"
        f"  export AVVIKELSE_DATABASE_URL={url}\n"
        "  avvikelse user list\n"
        "  avvikelse deviation list --as maria.chef\n"
        "  avvikelse inbox --as maria.chef          # det som annars kommer som mejl\n"
        "  avvikelse outbox list --as ida.admin     # demon har ingen mejlserver: mejlen ligger kvar här\n"
        "  avvikelse agenda avvikelseforum next --format pdf -o dagordning.pdf\n"
    )
