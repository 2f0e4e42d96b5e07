"""A portal to practise with, on this machine alone: both gateway variants and the procedures as web forms.

It loses answers, doubles, drips and lies when it is told to (`faults`), the same way with the same seed.
Nothing here ever reaches another machine. `PracticePortal` runs inside a test; `counter portal practice` is
the same as a program of its own.
"""

from counter.portal.practice.faults import Fault as Fault
from counter.portal.practice.faults import RequestKind as RequestKind
from counter.portal.practice.faults import Rule as Rule
from counter.portal.practice.server import PracticePortal as PracticePortal
