"""What a process that is to be forked reads beforehand: its import is its work."""

import tests.concurrency.mover
import tests.concurrency.retainer
import tests.concurrency.sweeper  # noqa: F401 (read, not used)
from avvikelse.services.checking import inspect

inspect("Ord.")
