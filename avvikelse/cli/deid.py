"""Commands for the de-identification check: they need no database and no network."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from avvikelse.cli.common import MAX_INPUT, as_json, print_json, read_text, show, table
from avvikelse.deid import Report, detector_version
from avvikelse.deid import check as check_text
from avvikelse.deid import mask as mask_text
from avvikelse.deid import self_test as run_self_test
from avvikelse.deid.evaluate import BadGold, Evaluation, read_gold
from avvikelse.errors import BadInput


@click.group()
def deid() -> None:
    """Kontrollera om en text kan peka ut någon."""


@deid.command()
@click.argument("file", metavar="[FIL|-]", default="-")
@as_json
@click.option("--jsonl", is_flag=True, help='En rad {"id","text"} in, en rad {"id","findings"} ut.')
def check(file: str, as_json: bool, jsonl: bool) -> int:
    """Visa vad i texten som kan peka ut någon. Svarar 1 när något hittas."""
    if jsonl:
        return _stream(file)
    text = read_text(file)
    report = check_text(text)
    if as_json:
        print_json({"findings": _plain(report, text), "verdict": report.verdict, "detector": report.detector})
    else:
        for finding in report.findings:
            line = text.count("\n", 0, finding.start) + 1
            click.echo(f"rad {line}: {text[finding.start : finding.end]!r}: {finding.why}")
        if not report.findings:
            click.echo("Kontrollen hittade inget. Läs ändå texten: den hittar inte allt.")
    return 1 if report.findings else 0


@deid.command()
@click.argument("file", metavar="[FIL|-]", default="-")
@as_json
def mask(file: str, as_json: bool) -> None:
    """Föreslå en text utan det som kan peka ut någon. Frågor (lager 4 och 5) lämnas kvar att ta ställning till."""
    text = read_text(file)
    masked = mask_text(text)
    if not as_json:
        click.echo(masked.text, nl=not masked.text.endswith("\n"))
        click.echo("Ett förslag. Läs och skriv om det: kontrollen hittar inte allt.", err=True)
        return
    exchanges = [
        {
            "start": one.start,
            "end": one.end,
            "new_start": one.new_start,
            "new_end": one.new_end,
            "kind": one.kind,
            "proposal": masked.text[one.new_start : one.new_end],
        }
        for one in masked.exchanges
    ]
    report = masked.report
    findings = {"findings": _plain(report, text), "verdict": report.verdict, "detector": report.detector}
    print_json({"masked": masked.text, "exchanges": exchanges} | findings)


@deid.command()
@click.argument("file", metavar="FACIT.jsonl")
@as_json
def evaluate(file: str, as_json: bool) -> None:
    """Mät kontrollen mot texter som människor har märkt: rader med {"text","findings":[{"start","end","kind"}]}."""
    found = Evaluation()
    for number, entry in _entries(file):
        try:
            text, marks = read_gold(entry)
        except BadGold as error:
            raise BadInput(f"{file}:{number}: {error}") from None
        found.add(text, marks, check_text(text))
    figures = {"detector": detector_version()} | found.summary()
    show(figures, as_json, lambda: _figures(figures))


@deid.command(name="self-test")
def self_test() -> int:
    """Pröva kontrollen på texter som den måste hitta och texter som den måste släppa förbi."""
    missed = run_self_test()
    for line in missed:
        click.echo(line)
    if not missed:
        click.echo("Kontrollen klarar alla prov.")
    return 1 if missed else 0


def _plain(report: Report, text: str) -> list[dict[str, Any]]:
    return [
        {
            "start": finding.start,
            "end": finding.end,
            "kind": finding.kind,
            "text": text[finding.start : finding.end],
            "level": finding.level,
            "why": finding.why,
        }
        for finding in report.findings
    ]


def _stream(file: str) -> int:
    """Line by line, in constant memory."""
    found = False
    for _, entry in _entries(file):
        report = check_text(entry["text"])
        found = found or bool(report.findings)
        findings = _plain(report, entry["text"])
        click.echo(json.dumps({"id": entry.get("id"), "findings": findings}, ensure_ascii=False))
    return 1 if found else 0


def _entries(file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The file's lines with their numbers, one at a time. Raises BadInput at the first that is no text."""
    try:
        source = sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: SIM115, PTH123 (closed below)
    except OSError:
        raise BadInput(f"{file}: filen går inte att läsa. Kontrollera namnet.") from None
    with source:
        for number, line in enumerate(source, start=1):
            if line.strip():
                yield number, _entry(file, number, line)


def _entry(file: str, number: int, line: bytes) -> dict[str, Any]:
    if len(line) > 4 * MAX_INPUT:
        raise BadInput(f"{file}:{number}: raden är för lång. Dela upp texten.")
    try:
        entry = json.loads(line)
    except ValueError:
        raise BadInput(f"{file}:{number}: raden är inte JSON.") from None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise BadInput(f'{file}:{number}: raden saknar "text".')
    return entry


def _figures(figures: dict[str, Any]) -> str:
    """The figures as a table and sentences."""
    names = {"direct": "alla direkta", "indirect": "alla indirekta"}
    groups = figures["kinds"] | {names[group]: figures[group] for group in names}
    columns = ("touched", "whole", "whole_1_3", "precision")
    rows = [
        [name, str(group["touched"]["of"]), *(_share(group[c]) if c in group else "" for c in columns)]
        for name, group in groups.items()
    ]
    headings = ["slag", "märkta", "träffade", "helt täckta", "helt, lager 1–3", "rätt av fynden"]
    undecided = figures["undecided_per_100_words"]
    lines = [
        f"{figures['texts']} texter, {figures['clean_texts']} av dem rena. Kontroll {figures['detector']}.",
        table(headings, rows, empty=""),
        f"Flaggade tecken som är märkta (lager 1–3): {_share(figures['flagged_characters_marked_1_3'])}",
        f"Texter där en direkt uppgift slipper igenom: {_share(figures['leaking_texts'])}",
        f"Samma, utan lager 4 och 5: {_share(figures['leaking_texts_1_3'])}",
        f"Rena texter med falskt fynd (lager 1–3): {_share(figures['clean_texts_with_false_alarm_1_3'])}",
        f"Obestämda fynd (lager 4) i ren text: {undecided['findings']} på {undecided['words']} ord",
    ]
    return "\n".join(lines)


def _share(figure: dict[str, Any]) -> str:
    """A share with its 95 % interval."""
    if not figure["of"]:
        return "–"
    part, low, high = (f"{100 * figure[key]:.1f}".replace(".", ",") for key in ("share", "low", "high"))
    return f"{part} % ({low}–{high})"
