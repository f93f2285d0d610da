"""Install the pinned packages into a virtual environment of the project's own, with nothing but Python's standard library.

Kept to words that old Pythons read too, so that they can say which one is needed.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


def run_in_venv(requirements, *arguments):
    """Become the environment's Python, run from the repository's root with `arguments`."""
    python = ensure(requirements)
    os.chdir(str(ROOT))
    os.execv(str(python), [str(python)] + list(arguments))


def ensure(requirements, beside=""):
    """The Python of an environment that holds exactly what `requirements` (a file under the root) pins.

    `beside` names a second environment, next to the usual one, for packages that are no part of the product.
    """
    check_python()
    folder = venv_folder()
    if beside:
        folder = folder.with_name(folder.name + "-" + beside)
    pins = ROOT / requirements
    python = folder / "bin" / "python"
    mark = folder / (".installed-" + pins.stem)
    wanted = hashlib.sha256(sys.version.encode() + pins.read_bytes()).hexdigest()
    if is_current(python, mark, wanted):
        return python
    make_folder(folder)
    with open(str(folder / ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two first starts at once: the second waits, then finds all done
        if not is_current(python, mark, wanted):
            started = time.monotonic()
            say(f"Installing packages into {folder} (once; later starts skip this)")
            make_venv(folder, python)
            install(folder, python, pins, may_build=bool(beside))
            mark.write_text(wanted)
            say(f"Installed in {time.monotonic() - started:.0f} s")
    return python


def check_python():
    if sys.version_info >= OLDEST:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        better = shutil.which(name)
        if better:
            os.execv(better, [better] + sys.argv)
    sys.exit(f"Supportdesk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")


def venv_folder():
    if os.environ.get("SUPPORTDESK_VENV"):
        return Path(os.environ["SUPPORTDESK_VENV"]).absolute()
    if os.access(str(ROOT), os.W_OK):
        return ROOT / ".venv"
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "supportdesk" / "venv"


def is_current(python, mark, wanted):
    return os.path.exists(str(python)) and os.path.exists(str(mark)) and mark.read_text() == wanted


def make_folder(folder):
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "pyvenv.cfg").exists() and set(os.listdir(str(folder))) - {".lock"}:
            sys.exit(f"{folder} holds something else than a virtual environment: set SUPPORTDESK_VENV to an empty or new folder.")
        (folder / ".lock").touch()
    except OSError as error:
        sys.exit(
            f"No permission to write to {folder} ({error.strerror}):"
            " make it writable or set SUPPORTDESK_VENV to a folder that is."
        )


def make_venv(folder, python):
    """Made without pip, which Debian's Python cannot put into an environment; made anew when it was another Python's."""
    if python.exists() and (folder / "lib" / "python{}.{}".format(*sys.version_info)).is_dir():
        return
    for leftover in ("bin", "lib", "lib64", "include", "pyvenv.cfg"):
        path = folder / leftover
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(str(path))
        elif path.is_symlink() or path.exists():
            path.unlink()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)


def install(folder, python, pins, may_build=False):
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", VIRTUAL_ENV=str(folder))
    environment.pop("PIP_USER", None)  # all else of pip's settings (proxy, certificates, index) is the machine's business
    built = [] if may_build else ["--only-binary", ":all:"]  # the product runs no package's own setup program
    options = ["install", "--require-hashes", *built, "-r", str(pins)]
    command = installer(python, environment) + options
    total = sum(line.count("==") for line in pins.read_text().splitlines() if line[:1].isalnum())
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        output = follow(process, total)
    except KeyboardInterrupt:
        process.kill()
        sys.exit("\nStopped before the packages were installed; the next start goes on from here.")
    if process.wait() != 0:
        sys.stderr.write("\n" + "\n".join(output[-15:]) + "\n")
        sys.exit("The packages could not be installed. Is the network, or the package index that pip is set to, within reach?")


def installer(python, environment):
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(python)]
    if importlib.util.find_spec("ensurepip"):  # Debian has the name, but not always what it needs
        made = subprocess.run([str(python), "-m", "ensurepip"], env=environment, capture_output=True)
        if made.returncode == 0:
            return [str(python), "-m", "pip"]
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip"]
    return sys.exit("This Python has neither pip nor ensurepip: install pip (on Debian: python3-pip) and start again.")


def follow(process, total):
    """Show one moving line on a terminal, a few plain ones elsewhere; return all that was said."""
    output, seen, moving = [], 0, sys.stderr.isatty()
    for line in process.stdout:
        output.append(line.rstrip())
        if line.startswith("Collecting ") or line.startswith("Requirement already"):
            seen += 1
            if moving:
                sys.stderr.write(f"\r  fetching {seen} of about {max(total, seen)} packages")
                sys.stderr.flush()
            elif seen % 20 == 0:
                say(f"  fetching {seen} of about {max(total, seen)} packages")
        elif line.startswith("Installing collected packages"):
            say(("\n" if moving else "") + "  unpacking them (up to a minute)")
    return output


def say(line):
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    print(ensure(*sys.argv[1:]))  # for shell scripts: where the Python is
