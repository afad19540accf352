"""The rules of docs/architecture.md that a machine can hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
OURS = [name for name in ("networks", "cases", "budgets", "reporting") if (ROOT / name).is_dir()]
# A package becomes an app with its first table; pure modules may be there before.
APPS = [name for name in OURS if (ROOT / name / "apps.py").is_file()]
PACKAGES = ["sro", *OURS]
# What every app has, as a module or, where it is large, as a package.
ROOMS = ["admin", "api", "filters", "forms", "models", "querysets", "rules", "services", "tasks"]
ROOMS += ["urls", "views"]
PURE = [
    "sro/money.py",
    "sro/periods.py",
    "sro/names.py",
    "sro/states.py",
    "sro/icalendar.py",
    "cases/rules",
    "budgets/allocation",
    "reporting/evaluation/families.py",
    "reporting/evaluation/funnel.py",
    "reporting/evaluation/kinds.py",
    "reporting/evaluation/panel.py",
    "reporting/figures",
    "reporting/suppression",
]
# Where the procedures of the office live. (sro/ui runs jobs and keeps drafts, sro/demo servers.)
DOMAIN = ["sro/accounts", "sro/audit", *APPS]
# Domain code is told the time; tasks and views are where the clock is read.
CLOCKLESS = ["models", "querysets", "rules", "services"]
CLOCK = re.compile(
    r"^(time\.(time|monotonic)|(timezone\.)?(now|localdate|localtime)"
    r"|(datetime\.)?(date|datetime)\.(today|now|utcnow))$"
)
LONGEST = 400


def tracked(*patterns: str) -> list[Path]:
    """Return the project's own files; the working copy, as far as git does not ignore it."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for name in listing.stdout.splitlines() if (path := ROOT / name).is_file()]


def modules(*rooms: str) -> Iterator[Path]:
    """Yield the files of the given rooms of every app with domain code."""
    for app in DOMAIN:
        for room in rooms:
            if (ROOT / app / f"{room}.py").exists():
                yield ROOT / app / f"{room}.py"
            yield from sorted((ROOT / app / room).rglob("*.py"))


def pure_files() -> Iterator[Path]:
    for name in PURE:
        path = ROOT / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.exists()
    yield from modules("rules")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


def place(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def test_import_contracts():
    # In a process of its own: the tool switches off the loggers of the process it runs in.
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_app_is_under_contract():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [f'"{app}"' in text.split("root_packages")[1].split("]")[0] for app in OURS]
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} == set(APPS)


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("room", ROOMS)
def test_every_app_has_the_same_rooms(app, room):
    assert (ROOT / app / f"{room}.py").exists() or (ROOT / app / room / "__init__.py").exists()


def test_top_level_holds_what_it_should():
    allowed = {*PACKAGES, "templates", "static", "tests", "locale", "docs", "requirements"}
    allowed |= {".ci", "manage.py", "Makefile", "Dockerfile", "docker-compose.yml", "LICENSE"}
    allowed |= {"pyproject.toml", "package.json", "package-lock.json", ".gitignore"}
    allowed |= {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", ".dockerignore", ".editorconfig"}
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert found <= allowed


def test_no_file_grows_too_long():
    lengths = {place(path): path.read_bytes().count(b"\n") for path in tracked("*.py")}
    long = {n: size for n, size in lengths.items() if size > LONGEST and "/migrations/" not in n}
    assert not long, "split by noun"


def test_pure_modules_use_the_standard_library_only():
    files = set(pure_files())
    own = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files}
    own |= {name.removesuffix(".__init__") for name in own}
    foreign = [
        f"{place(path)} imports {name}"
        for path in files
        for name in imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and name not in own
    ]
    assert not foreign


def test_domain_code_does_not_read_the_clock():
    """Take `now` or `today` as an argument. `auto_now_add` says openly what it does."""
    found = [
        place(path, node.lineno)
        for path in {*modules(*CLOCKLESS), *pure_files()}
        for node in ast.walk(tree(path))
        if reads_the_clock(node)
    ]
    assert not found


def reads_the_clock(node: ast.AST) -> bool:
    """Recognise a call of a clock, and a clock as default of a field."""
    if isinstance(node, ast.keyword) and node.arg == "default":
        return bool(CLOCK.search(ast.unparse(node.value)))
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func)
    # With an argument these two only convert.
    converts = name.rpartition(".")[2] in {"localdate", "localtime"} and node.args
    return bool(CLOCK.search(name)) and not converts


@pytest.mark.parametrize(
    ("code", "is_clock"),
    [
        ("timezone.now()", True),
        ("timezone.localdate()", True),
        ("timezone.localdate(now)", False),
        ("date.today()", True),
        ("datetime.datetime.now(UTC)", True),
        ("DateField(default=timezone.now)", True),
        ("DateField(auto_now_add=True)", False),
        ("holds(rate, today=today)", False),
    ],
)
def test_a_clock_is_recognised(code, is_clock):
    assert any(reads_the_clock(node) for node in ast.walk(ast.parse(code))) == is_clock


def test_views_and_api_start_from_the_rows_a_person_may_see():
    """`Model.objects` opens the whole table; `Model.objects.visible_to(user)` the person's rows."""
    managers = {"objects", "_default_manager", "_base_manager"}
    found = []
    for path in modules("views", "api"):
        attributes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]
        scoping = {"visible_to", "allowing", "none"}
        scoped = [node.value for node in attributes if node.attr in scoping]
        found += [
            place(path, node.lineno)
            for node in attributes
            if node.attr in managers
            and node not in scoped
            and ast.unparse(node.value) not in names_from(path, "allauth")
        ]
    assert not found


def names_from(path: Path, package: str) -> set[str]:
    """Return what a file imports from a package, whose tables know no roles of ours."""
    return {
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package)
        for alias in node.names
    }


def test_services_know_nothing_of_http():
    banned = {"django.http", "django.shortcuts", "django.forms", "rest_framework", "django.views"}
    found = {place(path): hit for path in modules("services") if (hit := imported(path) & banned)}
    assert not found


def test_pandas_stays_in_its_rooms():
    users = [
        path for path in tracked(*(f"{p}/*.py" for p in PACKAGES)) if "pandas" in imported(path)
    ]
    rooms = {"frames.py", "imports.py", "imports"}
    assert [place(path) for path in users if not rooms & set(path.parts)] == []


def test_pages_load_nothing_from_third_parties():
    loads = re.compile(r"""(?i)(src|action|url\(|<link[^>]*href)\s*=?\s*["'(]?\s*(https?:)?//""")
    found: list[str] = []
    for path in tracked("*.html", "*.css", "*.js"):
        found += [
            place(path, number)
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if loads.search(line)
        ]
    assert not found


def test_no_package_addresses_in_the_project():
    addresses = re.compile(
        r'"resolved": *"http|--(extra-)?index-url|--find-links [/.]|//pypi\.|//registry\.'
    )
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".pdf", ".ico"} or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not addresses.search(text), place(path)


@pytest.mark.parametrize("kind", ["base", "demo", "dev"])
def test_every_package_asked_for_is_pinned_with_hashes(kind):
    asked = (ROOT / "requirements" / f"{kind}.in").read_text(encoding="utf-8")
    pinned = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
    blocks = {block.split("==")[0]: block for block in re.split(r"\n(?=[a-z])", pinned)}
    for name in re.findall(r"^[A-Za-z][\w.-]*", asked, re.MULTILINE):
        assert "--hash=sha256:" in blocks[re.sub(r"[-_.]+", "-", name).lower()], name
