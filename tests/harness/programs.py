"""Tests that need a program of the machine are left out where it is missing, and loudly so."""

import shutil

import pytest

from tests.harness.browser import chromium


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", "needs_program(name): left out where the machine lacks the program"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here."""
    left_out = [item for item in items if _lacking(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    # The longest test first: at the end the other process would wait for it.
    items.sort(key=lambda item: item.path.name != "test_demo.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what this machine did not test."""
    if not chromium():
        terminalreporter.write_sep("!", "BROWSER TESTS DID NOT RUN: NO CHROMIUM FOUND", red=True)
    if not shutil.which("xgettext"):
        terminalreporter.write_sep("!", "NOT COMPARED WITH GNU GETTEXT: NO XGETTEXT", red=True)


def _lacking(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") and not chromium():
        return True
    return any(not shutil.which(mark.args[0]) for mark in item.iter_markers("needs_program"))
