"""Where the servers keep their state, and as whom they run."""

from __future__ import annotations

import hashlib
import os
import pwd
import tempfile
from pathlib import Path
from typing import Any

from supportdesk.demo.processes import StartRefused

CHECKOUT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 108 bytes on Linux and 104 on macOS


def is_root() -> bool:
    return os.geteuid() == 0


def server_identity() -> dict[str, Any]:
    """Arguments for subprocess: PostgreSQL refuses to run as root, so root runs it as nobody; else nothing changes."""
    if not is_root():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def check_user_is_known() -> None:
    """initdb looks its user up; some container platforms run us as a number without a name."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise StartRefused(
            f"The user with number {os.geteuid()} has no name on this machine, so the embedded PostgreSQL cannot start:"
            " set DATABASE_URL, DATABASE_SYSTEM_URL and DATABASE_OWNER_URL to a server of yours."
        ) from None


def state_root() -> Path:
    """For root a folder that the user nobody can reach, which a checkout under /root is not; else our own cache."""
    if is_root():
        return first_usable([Path("/var/lib/supportdesk-demo"), Path("/var/tmp/supportdesk-demo")])
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "supportdesk"


def demo_home() -> Path:
    """The folder of this checkout's demo: SUPPORTDESK_DEMO_HOME, else .demo beside the code, else the state folder."""
    if given := os.environ.get("SUPPORTDESK_DEMO_HOME"):
        return made(Path(given).absolute())
    if not is_root() and os.access(CHECKOUT, os.W_OK):
        return made(CHECKOUT / ".demo")
    key = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
    return made(state_root() / f"{CHECKOUT.name}-{key}")


def first_usable(folders: list[Path]) -> Path:
    for folder in folders:
        try:
            return made(folder)
        except StartRefused as refusal:
            last = refusal
    raise last


def made(folder: Path) -> Path:
    """`folder`, made if need be and seen to be writable; for root, open for the servers' user to pass through."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_root():
            folder.chmod(0o711)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StartRefused(
            f"No permission to write to {folder} ({error.strerror}):"
            " make it writable or set SUPPORTDESK_DEMO_HOME to a folder that is."
        ) from error
    return folder


def private(folder: Path, identity: dict[str, Any]) -> Path:
    """`folder`, made for one user only: the servers' (`identity`), or ourselves."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    return folder


def socket_folder(home: Path, longest_name: str) -> Path:
    """`home`/run, or a link of that name to a short folder under /tmp where the socket's path would be too long."""
    run = home / "run"
    if len(os.fsencode(run / longest_name)) <= LONGEST_SOCKET_PATH:
        run.mkdir(exist_ok=True)
        run.chmod(0o711 if is_root() else 0o700)
        return run
    if run.is_symlink() and run.resolve().is_dir() and run.resolve().stat().st_uid == os.geteuid():
        return run.resolve()
    run.unlink(missing_ok=True)
    short = Path(tempfile.mkdtemp(prefix="supportdesk-", dir="/tmp"))
    short.chmod(0o711 if is_root() else 0o700)
    run.symlink_to(short)
    return short
