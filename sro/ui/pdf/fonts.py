"""The face of our documents, the same on every machine.

Typst embeds a serif and a monospaced face; the sans serif one comes from the package
`font-source-sans-pro` (Adobe, SIL Open Font License 1.1). Faces of the machine are never used,
so a document looks the same everywhere and a server needs none.
"""

import atexit
import os
import shutil
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

STYLES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


def _package() -> Path:
    spec = find_spec("font_source_sans_pro")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package font-source-sans-pro is not installed")
    return Path(spec.submodule_search_locations[0]) / "files"


def _remove(made: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(made, ignore_errors=True)


@lru_cache(maxsize=1)
def folder() -> str:
    """Return a folder with exactly the styles we use.

    The package holds each style twice (TrueType and OpenType), and which one is taken would
    depend on the order of the file system. The folder goes when the process that made it ends;
    a child that was forked from it leaves it alone.
    """
    made = Path(tempfile.mkdtemp(prefix="sro-fonts-"))
    atexit.register(_remove, made, os.getpid())
    for style in STYLES:
        name = f"SourceSansPro-{style}.ttf"
        (made / name).symlink_to(_package() / name)
    return str(made)
