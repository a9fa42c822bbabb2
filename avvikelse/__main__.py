"""`python -m avvikelse` is the command line."""

from avvikelse.cli import main

main()
