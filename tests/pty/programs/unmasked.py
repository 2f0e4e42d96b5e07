"""The program with every number whole in its lists: what the twin of a test starts."""

import sys

from counter.models import numbers

# The fault that the test must find; whoever imports these later gets a number as it is.
vars(numbers).update(dict.fromkeys(("mask_number", "mask_phone", "mask_numbers"), str))

if __name__ == "__main__":
    from counter.__main__ import main

    sys.exit(main(sys.argv[1:]))
