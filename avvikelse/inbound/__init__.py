"""Reads the files that people hand in (CSV, XLSX, JSON Lines) into plain rows, and knows nothing of what they mean.

Whatever the bytes are, the answer is a `Table` or one Swedish sentence (BadInput). Nothing of a cell is ever quoted:
it may be the text of a case.
"""

from avvikelse.inbound.model import MOST_BYTES, MOST_ROWS, Row, Table
from avvikelse.inbound.reading import read_table
from avvikelse.inbound.template import write_template

__all__ = ["MOST_BYTES", "MOST_ROWS", "Row", "Table", "read_table", "write_template"]
