"""Find what may identify an individual in a Swedish text about a deviation.

Usable alone: standard library only, no network, no database, nothing else of avvikelse. `check(text)` answers with a
`Report`; what it knows and doesn't know is described in docs/deid.md.
"""

from avvikelse.deid.canaries import self_test
from avvikelse.deid.detector import DETECTOR_VERSION, check, detector_version
from avvikelse.deid.model import Finding, Kind, Level, Report, Verdict

__all__ = [
    "DETECTOR_VERSION",
    "Finding",
    "Kind",
    "Level",
    "Report",
    "Verdict",
    "check",
    "detector_version",
    "self_test",
]
