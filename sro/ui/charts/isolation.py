"""Engines that must not cross a fork: the chart renderer and the typesetter.

Both keep threads of their own. After a fork the threads are gone in the child, and a call
there would wait for ever. So the process that first uses an engine owns it; a forked child of
an owner (a web worker or task worker started after the parent has drawn something) does the
work in a fresh interpreter instead: slower (about a second), but it answers.
Nothing here is needed as long as engines are first used after forking, which is the normal case.
"""

import importlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

PROJECT = Path(__file__).resolve().parents[3]
TIMEOUT_SECONDS = 120

_T = TypeVar("_T")

_owners: dict[str, int] = {}


def guarded(engine: str, work: Callable[..., _T], *arguments: object) -> _T:
    """Call `work(*arguments)` here if this process may use the engine, else in a fresh one.

    `work` is a function at the top of a module; its arguments, result and errors are picklable.
    """
    pid = os.getpid()
    if _owners.setdefault(engine, pid) == pid:
        return work(*arguments)
    return _apart(work, arguments)


def _apart(work: Callable[..., _T], arguments: tuple[object, ...]) -> _T:
    order = pickle.dumps((work.__module__, work.__qualname__, arguments))
    paths = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=order,
        capture_output=True,
        timeout=TIMEOUT_SECONDS,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    succeeded, result = pickle.loads(done.stdout)  # noqa: S301 - written by our own child
    if not succeeded:
        raise result
    return cast(_T, result)


def _serve() -> None:
    module, name, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    out = os.dup(1)
    os.dup2(2, 1)  # whatever an engine prints must not mix with the answer
    try:
        answer = (True, getattr(importlib.import_module(module), name)(*arguments))
    except Exception as error:  # noqa: BLE001 - every error goes back to the caller
        answer = (False, error)
    with os.fdopen(out, "wb") as stream:
        pickle.dump(answer, stream)


if __name__ == "__main__":
    _serve()
