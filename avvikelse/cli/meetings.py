"""Commands around a forum's meetings: preparing, moving, cancelling, inviting, and the calendar."""

from avvikelse.cli.forum import meeting
from avvikelse.cli.prepare import prepare

meeting.add_command(prepare)

__all__ = ["meeting"]
