"""The plans of all patterns, as they were derived beforehand.

To parse every pattern at each start takes longer than all else but the dictionary. `tools/keep_plans.py` writes what
was derived; each plan is kept under the sum of the very pattern it belongs to, so that a changed pattern isn't found
and is read anew. A file that is gone, cut short or altered is not used.
"""

import hashlib
import json
from functools import cache
from typing import Any

from avvikelse.deid.lists import packaged
from avvikelse.deid.plans import Plan

FILE = "plans.json"
Kept = dict[str, dict[str, Any] | None]
_SETS = {"heads", "inner", "capital_inner", "signs"}


def key_of(source: str, flags: int) -> str:
    """Name a pattern by its sum."""
    return hashlib.sha256(f"{flags} {source}".encode()).hexdigest()[:24]


def find(source: str, flags: int) -> Plan | None:
    """Give the kept plan of a pattern, None if it can begin anywhere. Raises LookupError where none is kept."""
    kept = _kept()[key_of(source, flags)]
    if kept is None:
        return None
    found = Plan()
    for name, value in kept.items():
        setattr(found, name, _as_held(name, value))
    return found


def _as_held(name: str, value: Any) -> Any:
    if name in _SETS:
        return set(value)
    if name == "needs":
        return frozenset(value)
    return tuple(value) if name == "endings" else value


def written(plan: Plan | None) -> dict[str, Any] | None:
    """Write a plan as it is kept; what isn't so of most plans is left out."""
    if plan is None:
        return None
    plain, found = Plan(), {}
    for name in Plan.__slots__:
        value = getattr(plan, name)
        if value != getattr(plain, name):
            found[name] = sorted(value) if isinstance(value, (set, frozenset, tuple)) else value
    return found


def sum_of(plans: Kept) -> str:
    """Give the sum that the file states."""
    return hashlib.sha256(json.dumps(plans, sort_keys=True).encode()).hexdigest()


@cache
def _kept() -> Kept:
    try:
        read = json.loads(packaged().joinpath(FILE).read_bytes())
        plans: Kept = read["plans"]
        return plans if sum_of(plans) == read["sha256"] else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def forget() -> None:
    """Read the file again when a plan is next asked for."""
    _kept.cache_clear()
