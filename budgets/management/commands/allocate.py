"""``manage.py allocate FILE``: divide a budget from a file, without database or running office.

The input file is described in budgets.allocation.document. Whatever is wrong with it or with the
call is said in one line on stderr that begins with ``error:``; then nothing is on stdout and the
exit status is 2. These lines stay English: they are read by programs and by those who write them.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from budgets.allocation import AllocationError, AllocationResult, allocate
from budgets.allocation.document import output_document, read_document
from sro.money import format_plain

MAX_MEGABYTES = 64
_MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
_LONGEST_LINE = 500


class Command(BaseCommand):
    """Read the inputs, allocate, write the result as JSON or as a table."""

    help = "Divide a budget among districts as described by a JSON file; no database is needed."
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The usual parser, except that it complains in the same form as the command itself."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self._refuse  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="input file (JSON); - reads stdin")
        parser.add_argument(
            "--format", choices=("json", "table"), default="json", help="form of the output"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            result = allocate(read_document(_content(options["file"])))
        except AllocationError as error:
            self._refuse(str(error))
        if options["format"] == "table":
            # A terminal without German letters must not cost anybody the result.
            encoding = getattr(self.stdout, "encoding", None) or "utf-8"
            self.stdout.write(_table(result).encode(encoding, "backslashreplace").decode(encoding))
        else:
            self.stdout.write(json.dumps(output_document(result), indent=2))

    def _refuse(self, message: str) -> NoReturn:
        line = "".join(
            sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in message
        )
        self.stderr.write(f"error: {line[:_LONGEST_LINE]}", style_func=str)
        sys.exit(2)


def _content(name: str) -> bytes:
    try:
        if name == "-":
            content = sys.stdin.buffer.read(_MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AllocationError("unreadable_file", field="file", reason=reason) from None
    if len(content) > _MAX_BYTES:
        raise AllocationError("too_large_file", field="file", limit=MAX_MEGABYTES)
    return content


def _table(result: AllocationResult) -> str:
    """One line per unit: its amount and the parts it consists of, sums below."""
    units = list(result.inputs.units)
    names = list(dict.fromkeys(row.component for row in result.trace))
    cents = {(row.unit, row.component): row.amount for row in result.trace}
    lines = [["unit", "amount", *names]]
    for unit in units:
        amounts = [result.amounts[unit], *(cents[unit, name] for name in names)]
        lines.append([unit, *map(format_plain, amounts)])
    sums = [
        result.inputs.total,
        *(sum(cents[unit, name] for unit in units) for name in names),
    ]
    lines.append(["total", *map(format_plain, sums)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0])]
            + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        )
        for line in lines
    )
