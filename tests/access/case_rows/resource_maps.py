"""Rows of the access matrix: resource maps."""

from tests.access.rows import Row, work

ROWS: list[Row] = [
    *work("cases:map_new"),
    *work("cases:map", map_pk="resource_map"),
    *work("cases:map_edit", map_pk="resource_map"),
    *work("cases:map_preview", map_pk="resource_map", method="post"),
    *work("cases:map_next", map_pk="resource_map"),
    *work("cases:map_pdf", map_pk="resource_map"),
    *work("cases:map_search", map_pk="resource_map"),
    *work("cases:map_propose", map_pk="resource_map", resource_pk="found_resource"),
    *work("cases:talk_map", map_pk="resource_map"),
]
