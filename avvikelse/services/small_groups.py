"""How many cases are like this one: few enough, and a text without names still points somebody out (R13)."""

from avvikelse.core.permissions import Actor
from avvikelse.db.cases import Case, count_alike
from avvikelse.db.session import Session

FEW = 5
"""Fewer cases than this of the same unit, category, month and gender are too few to hide in (domain note on deid)."""


def small_group_warning(session: Session, actor: Actor, case: Case) -> str:
    """What author and attester are told when few of the own unit's cases are like this one; empty when many are.

    Conduct matters aren't counted, so that the number tells nobody of them (R8): rather a warning too many.
    """
    alike = count_alike(session, case.id, actor.organisation, at_most=FEW)
    if alike >= FEW:
        return ""
    few = "Ingen annan avvikelse har" if alike <= 1 else f"Bara {alike} avvikelser har"
    return f"{few} samma enhet, kategori, månad och kön. Tänk efter om någon kan kännas igen, och skriv mer allmänt."
