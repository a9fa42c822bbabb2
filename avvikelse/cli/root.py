"""The root of the command line: finds the command, and turns whatever goes wrong into one Swedish line."""

import importlib
import os
import sys
from typing import Any

import click

from avvikelse.cli import COMMANDS, root_help


class LazyGroup(click.Group):
    """Knows its commands by name, and imports one only to run it or to show its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's form)
        """The commands in the order they are usually needed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's form)
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"avvikelse.cli.{module}"), attribute)
        return command

    def get_help(self, ctx: click.Context) -> str:  # noqa: ARG002 (click's form)
        """The same help as `avvikelse --help`, without importing any command."""
        return root_help().rstrip()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="avvikelse", prog_name="avvikelse")
def cli() -> None:
    """Gemensam avvikelsehantering mellan myndigheter.

    Pröva med: avvikelse demo
    """


def run(arguments: list[str]) -> int:
    """Runs a command and returns its exit code; every error has become one Swedish line."""
    try:
        result: Any = cli.main(args=arguments, prog_name="avvikelse", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return _say("Avbrutet.")
    except click.ClickException as error:
        return _say(_usage_in_swedish(error))
    except BrokenPipeError:  # the reader (head, less) has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 (the last resort: no traceback reaches a user)
        from avvikelse.cli.failures import exit_code_for  # noqa: PLC0415 (keeps --help light)

        return exit_code_for(error)
    return result if isinstance(result, int) else 0


def _say(message: str) -> int:
    click.echo(message, err=True)
    return 2


def _usage_in_swedish(error: click.ClickException) -> str:
    """What click found wrong in the command line, as one Swedish sentence."""
    match error:
        case click.exceptions.NoSuchOption():
            close = f" Menade du {error.possibilities[0]}?" if error.possibilities else ""
            return f"Alternativet {error.option_name} finns inte.{close}"
        case click.exceptions.MissingParameter():
            return f"{_name(error.param)} saknas. Se {_help_of(error)}."
        case click.exceptions.BadParameter():
            return f"{_name(error.param)} har ett värde som inte går att använda. {_choices(error)}"
        case click.exceptions.FileError():
            return f"Filen {error.ui_filename} går inte att läsa."
        case click.exceptions.UsageError() if "No such command" in error.message:
            return f"Kommandot finns inte. Se {_help_of(error)}."
        case _:
            return f"Kommandot är skrivet på ett sätt som inte går att förstå. Se {_help_of(error)}."


def _name(param: click.Parameter | None) -> str:
    """What the person would type: '--format', or the argument's name in the help."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.human_readable_name if param is not None else "Värdet"


def _choices(error: click.BadParameter) -> str:
    if error.param is not None and isinstance(error.param.type, click.Choice):
        return f"Välj något av: {', '.join(error.param.type.choices)}."
    return f"Se {_help_of(error)}."


def _help_of(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path} --help" if context is not None else "avvikelse --help"
