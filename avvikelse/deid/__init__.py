"""Find what may identify an individual in a Swedish text about a deviation.

Usable alone: standard library and a Swedish dictionary, no network, no database, nothing else of avvikelse.
`check(text)` answers with a `Report`, `mask(text)` proposes a text without what was found; what they know and don't
know is described in docs/deid.md.
"""

from avvikelse.deid.canaries import TRIAL, passes_trial, self_test
from avvikelse.deid.detector import DETECTOR_VERSION, check, detector_version, unchecked
from avvikelse.deid.mask import Exchange, Masked, mask
from avvikelse.deid.model import Finding, Kind, Level, Report, Verdict

__all__ = [
    "DETECTOR_VERSION",
    "TRIAL",
    "Exchange",
    "Finding",
    "Kind",
    "Level",
    "Masked",
    "Report",
    "Verdict",
    "check",
    "detector_version",
    "mask",
    "passes_trial",
    "self_test",
    "unchecked",
]
