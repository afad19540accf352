"""Servers that live as long as the parent: `python -m sro.demo.throwaway FOLDER`.

Prints one JSON object {"database", "owner", "redis"} with the addresses and then waits for
the end of standard input. That end comes with the parent's, however it ended; then the
servers are stopped and FOLDER is removed, so nothing is left behind.
"""

import json
import shutil
import signal
import sys
from pathlib import Path

from sro.demo.postgres import THROWAWAY, Postgres
from sro.demo.processes import Register, StartError
from sro.demo.redis import Redis


def main(folder: Path) -> int:
    """Hold both servers until standard input ends; 1 when one of them does not start."""
    # Ctrl-C reaches the parent too, which may still need the servers to clear up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    register = Register(folder / "children.json")
    postgres = Postgres(folder / "postgres", options=THROWAWAY)
    redis = Redis(folder / "redis")
    try:
        addresses = postgres.start()
        register.add(postgres.child)
        redis_address = redis.start()
        register.add(redis.child)
        answer = {
            "database": addresses.application,
            "owner": addresses.owner,
            "redis": redis_address,
        }
        print(json.dumps(answer), flush=True)
        sys.stdin.read()
    except StartError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return 1
    finally:
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
