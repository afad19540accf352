"""From a Vega-Lite spec to a clean SVG.

The renderer is loaded at the first drawing, never at import: it takes half a second and about
80 MB, and must not be inherited over a fork (see `isolation`). It may fetch nothing: data are
in the spec, addresses are refused. Safe to call from several threads.
"""

import hashlib
from functools import lru_cache
from importlib.metadata import version

from sro.ui.charts import svg
from sro.ui.charts.isolation import guarded
from sro.ui.charts.layout import VEGA_LITE

# Raised whenever svg.clean() or the palette's hatches change, so that kept drawings are renewed.
_EDITION = 1


def draw(spec: str) -> str:
    """Return the cleaned SVG of a spec given as JSON. Ids inside still wait for their prefix."""
    return svg.clean(guarded("vl-convert", _convert, spec))


def _convert(spec: str) -> str:
    import vl_convert

    return vl_convert.vegalite_to_svg(
        spec,
        vl_version=VEGA_LITE,
        format_locale="de-DE",
        time_format_locale="de-DE",
        allowed_base_urls=[],
    )


@lru_cache(maxsize=1)
def _engine() -> str:
    return f"{version('vl-convert-python')}/{VEGA_LITE}/{_EDITION}"


def cache_key(spec: str) -> str:
    """Return the key under which the drawing of a spec is kept."""
    return "chart:" + hashlib.sha256(f"{_engine()}\0{spec}".encode()).hexdigest()
