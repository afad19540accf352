"""`python -m sro.demo`: the demo in the foreground, until Ctrl-C. Called by `make demo`."""

import os
import sys

from sro.demo.launcher import Launcher
from sro.demo.processes import StartError


def main() -> int:
    """Run the demo; 1 when it could not start."""
    try:
        Launcher(os.environ).run()
    except StartError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
