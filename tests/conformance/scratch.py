"""What the conformance scripts share: the built program, scratch folders, and plain failures."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DAY = "2026-11-22"

# One environment, one user, one grant: everything a policy needs to be clean.
GOOD = """\
policy scratch {
    tenant "99999999-9999-4999-8999-999999999999"
}

environment dev {
    tier development
    subscription "11111111-1111-4111-8111-111111111111"
    resource-group "rg-scratch-dev"
}

workspace notes in dev {
    name "mlw-notes-${env}"
}

group readers {
    object-id "aaaaaaaa-0000-4000-8000-000000000001"
}

/// See what is there.
stage look {
    on workspace can read-workspace
}

grant look to readers on notes@dev
"""
BAD = GOOD.replace("grant look", "grant loook")
UNTIDY = GOOD.replace("    tier development", "        tier    development")


def binary() -> Path:
    """Returns the program under test: $ROLEWRIGHT, else the newest build of this checkout."""
    named = os.environ.get("ROLEWRIGHT")
    if named:
        return Path(named).resolve()
    target = Path(os.environ.get("CARGO_TARGET_DIR", CHECKOUT / "target"))
    built = [target / profile / "rolewright" for profile in ("release", "debug")]
    built = [path for path in built if path.exists()]
    if not built:
        sys.exit("there is no built rolewright; run `cargo build` first")
    return max(built, key=lambda path: path.stat().st_mtime)


def run(*command, cwd, environment=None, status=0) -> str:
    """Runs a command, demands its exit status and returns what it printed."""
    ended = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ended.returncode != status:
        line = " ".join(str(part) for part in command)
        sys.exit(f"`{line}` ended with {ended.returncode}, not {status}:\n{ended.stdout}")
    return ended.stdout


def expect(holds: bool, what: str, shown: object = "") -> None:
    """Ends the script if something does not hold."""
    if not holds:
        sys.exit(f"FAILED: {what}\n{shown}")
    print(f"ok: {what}")
