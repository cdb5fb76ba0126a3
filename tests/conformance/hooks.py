"""The real pre-commit client on a scratch repository: bad commits are blocked, good ones pass.

`hooks.py system` uses the built program; `hooks.py rust` lets pre-commit build it with cargo.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scratch import BAD, CHECKOUT, GOOD, UNTIDY, binary, expect, run


def git(folder: Path, environment: dict, *arguments, status=0) -> str:
    return run("git", *arguments, cwd=folder, environment=environment, status=status)


def surroundings(folder: Path) -> dict:
    """Keeps what building needs and drops every setting of git and pre-commit."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PRE_COMMIT", "ROLEWRIGHT", "SKIP"))
    }
    identity = {"NAME": "scratch", "EMAIL": "scratch@example.com"}
    who = {f"GIT_{role}_{part}": text for role in ("AUTHOR", "COMMITTER") for part, text in identity.items()}
    return (
        kept
        | who
        | {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "init.defaultBranch",
            "GIT_CONFIG_VALUE_0": "main",
            "PRE_COMMIT_HOME": str(folder / "pre-commit"),
            "PATH": f"{folder / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
    )


def sources() -> list[Path]:
    """Lists the files of this checkout as git would clone them, changes of the day included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [Path(line) for line in listed.stdout.splitlines() if (CHECKOUT / line).is_file()]
    skipped = {"target", ".git", ".venv"}
    files = (path.relative_to(CHECKOUT) for path in CHECKOUT.rglob("*") if path.is_file())
    return [path for path in files if not skipped.intersection(path.parts)]


def hook_repository(folder: Path, environment: dict, kind: str) -> str:
    """Makes the repository that pre-commit clones; the system hooks need no more than their list."""
    files = sources() if kind == "rust" else [Path(".pre-commit-hooks.yaml")]
    for path in files:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / path, place)
    git(folder, environment, "init", "-q")
    git(folder, environment, "add", "-A")
    git(folder, environment, "commit", "-q", "-m", "hooks")
    return git(folder, environment, "rev-parse", "HEAD").strip()


def user_repository(folder: Path, environment: dict, hooks: Path, revision: str, suffix: str) -> None:
    config = f"""\
repos:
  - repo: file://{hooks}
    rev: {revision}
    hooks:
      - id: rolewright-fmt{suffix}
      - id: rolewright-lint{suffix}
"""
    (folder / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    git(folder, environment, "init", "-q")
    git(folder, environment, "add", "-A")
    git(folder, environment, "commit", "-q", "-m", "start")
    run(sys.executable, "-m", "pre_commit", "install", cwd=folder, environment=environment)


def story(folder: Path, environment: dict) -> None:
    """Commits good, bad, untidy and unrelated changes, and looks at what git took."""
    policy = folder / "policies" / "scratch.rw"
    policy.parent.mkdir()

    def head() -> str:
        return git(folder, environment, "rev-parse", "HEAD")

    def commit(message: str, status: int) -> str:
        git(folder, environment, "add", "-A")
        return git(folder, environment, "commit", "-m", message, status=status)

    start = head()
    policy.write_text(GOOD, encoding="utf-8")
    shown = commit("a good policy", 0)
    good = head()
    expect(good != start and "Passed" in shown, "a good commit passes", shown)

    policy.write_text(BAD, encoding="utf-8")
    shown = commit("a grant of what nobody declares", 1)
    expect(head() == good, "a bad commit is blocked", shown)
    expect("loook" in shown and "RW" in shown, "the finding is shown", shown)

    policy.write_text(UNTIDY, encoding="utf-8")
    shown = commit("untidy text", 1)
    expect(head() == good, "an untidy commit is blocked", shown)
    expect(policy.read_text(encoding="utf-8") == GOOD, "the text is tidied", shown)

    policy.write_text(GOOD + "\n// tidy\n", encoding="utf-8")
    commit("tidy text", 0)
    tidy = head()
    expect(tidy != good, "the tidied text can be committed")

    (folder / "rolewright.toml").write_text("[lint]\nfail-onn = 1\n", encoding="utf-8")
    shown = commit("a setting that does not exist", 1)
    expect(head() == tidy and "RW091" in shown, "wrong settings are blocked", shown)
    git(folder, environment, "rm", "-qf", "rolewright.toml")

    (folder / "notes.txt").write_text("nothing to lint\n", encoding="utf-8")
    shown = commit("something else", 0)
    expect("Skipped" in shown, "other files run no hook", shown)


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "system"
    with tempfile.TemporaryDirectory(prefix="rolewright-hooks-") as name:
        root = Path(name)
        environment = surroundings(root)
        hooks, user, programs = root / "hooks", root / "user", root / "bin"
        for folder in (hooks, user, programs):
            folder.mkdir()
        if kind == "system":
            (programs / "rolewright").symlink_to(binary())
        else:
            # The rust hooks must not find a rolewright that is there already.
            # What they install has to work here, not to be quick.
            environment["CARGO_TARGET_DIR"] = str(CHECKOUT / "target" / "ci" / "hooks")
            environment["CARGO_PROFILE_RELEASE_OPT_LEVEL"] = "0"
            environment["CARGO_PROFILE_RELEASE_LTO"] = "off"
            environment["CARGO_PROFILE_RELEASE_CODEGEN_UNITS"] = "16"
        revision = hook_repository(hooks, environment, kind)
        run(
            sys.executable,
            "-m",
            "pre_commit",
            "validate-manifest",
            ".pre-commit-hooks.yaml",
            cwd=CHECKOUT,
            environment=environment,
        )
        user_repository(user, environment, hooks, revision, "-system" if kind == "system" else "")
        story(user, environment)


main()
