"""Medicines, told by their dose, by the form they come in, or by how their names are made; nobody is asked about them.

New ones come every month, so a list alone would always be behind ('Propyderm', 'Madopark').
"""

import re

from avvikelse.deid import vocabulary as v
from avvikelse.deid.patterns import Spot
from avvikelse.deid.scene import Scene
from avvikelse.deid.wordbook import Shape

_DOSE = Spot(
    r"[ ](?:(?:depot|retard|comp|forte|novum|zydis|duo|mite|turbuhaler|nässpray|kräm|tabl?|mjuk)[ ])?"
    r"(?:\d{1,4}(?:[.,]\d{1,3})?(?:/\d{1,4})?[ ]?(?:mg|mcg|µg|μg|ug|mikrog(?:ram)?|milligram|gram|g|ml|E|IE|mmol)"
    r"(?![a-zåäö])"
    r"|\d[ ]?[x×*+][ ]?\d|vb(?!\w)|v\.b\.|vid[ ]behov)"
)
_FORMS = v.words(
    "tabl tablett tabletter kaps kapsel kapslar inj injektion kräm salva spray nässpray inhalation plåster "
    "droppar t k mixtur "
    "depåtabl brustabl supp stolpiller ögondroppar infusion medicin medicinen läkemedlet preparatet medicinering"
)
_TAKEN = v.words(
    "insatt satt utsatt trappat ordinerat ordinerad ordineras recept provat testat behandlad behandlas "
    "behandling medicinerar "
    "medicineras medicinering utskrivet förskrivit förskrivet fick tar biverkningar biverkan dos dosen"
)
MADE_SO = re.compile(
    r"[a-zåäö]{2,18}(?:april|opril|sartan|statin|olol|azol|cillin|mycin|cyklin|floxacin|parin|xaban|gliptin"
    r"|gliflozin|glutid"
    r"|triptan|apin|azepam|zolam|metason|solon|fenak|profen|coxib|oxetin|ipramin|triptylin|zodon|afaxin|dipin"
    r"|semid|tiazid"
    r"|lukast|terol|tropium|sonid|salazin|trexat|prin|formin|setron|kain|kodon|kodein|fentanil|morfin|umab|ximab"
    r"|tinib|ciklovir"
    r"|zepin|peridol|tixol|prazin|zapin|dopa|pezil|mantin|barbital|adol|gesic|derm|triptyl|tamin|parol|fenon"
    r"|nason|lidon|oxin)"
)


def is_medicine(scene: Scene, i: int) -> bool:
    """Tell whether a word that no list knows is a medicine."""
    token, before = scene.tokens[i], scene.before(i)
    if token.shape not in (Shape.TITLE, Shape.LOWER) or not scene.nameless(token.lower):
        return False
    if _DOSE.match(scene.text, token.end):
        return True
    if before is not None and before.lower in v.ROLE_CUES:
        return False
    if MADE_SO.fullmatch(token.lower):
        return True
    lead = scene.before(i - 1) if before is not None else None
    taken = (
        before is not None and before.lower in {"på", "med", "av", "som"} and lead is not None and lead.lower in _TAKEN
    )
    return taken or (before is not None and before.lower in _FORMS)
