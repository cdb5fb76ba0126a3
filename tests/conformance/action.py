"""Executes the shell steps of action.yml as a runner would, hostile inputs included."""

import os
import re
import tempfile
from pathlib import Path

import yaml
from scratch import BAD, CHECKOUT, DAY, GOOD, binary, expect, run

ACTION = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{\s*([^}]*?)\s*\}\}")


class Runner:
    """Holds a workspace and what the steps hand to one another."""

    def __init__(self, root: Path, inputs: dict):
        self.workspace = root / "workspace"
        self.workspace.mkdir()
        self.root = root
        defaults = {name: str(given.get("default", "")) for name, given in ACTION["inputs"].items()}
        self.inputs = defaults | {"binary": str(binary()), "today": DAY} | inputs
        self.steps: dict[str, dict[str, str]] = {}

    def value(self, expression: str) -> str:
        if expression.startswith("inputs."):
            return self.inputs[expression.removeprefix("inputs.")]
        if expression == "github.action_path":
            return str(CHECKOUT)
        if expression == "runner.temp":
            return str(self.root)
        _, step, _, name = expression.split(".")
        return self.steps.get(step, {}).get(name, "")

    def run(self, statuses: dict) -> str:
        """Runs every shell step; `statuses` says which of them fail, by name."""
        printed = ""
        for step in ACTION["runs"]["steps"]:
            if "run" not in step:
                continue
            environment = {
                name: EXPRESSION.sub(lambda match: self.value(match[1]), text)
                for name, text in step.get("env", {}).items()
            }
            status = statuses.get(step["name"], 0)
            printed += self.step(step, environment, status)
            if status:
                break
        return printed

    def step(self, step: dict, environment: dict, status: int) -> str:
        output = self.root / "output"
        output.write_text("", encoding="utf-8")
        script = self.root / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        around = {"PATH": os.environ["PATH"], "HOME": str(self.root), "GITHUB_OUTPUT": str(output)}
        # A runner starts `shell: bash` with exactly these options.
        printed = run(
            "bash",
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            script,
            cwd=self.workspace,
            environment=around | environment,
            status=status,
        )
        lines = output.read_text(encoding="utf-8").splitlines()
        self.steps[step.get("id", step["name"])] = dict(line.split("=", 1) for line in lines)
        return printed


def scene(policy: str | None, statuses: dict, **inputs) -> tuple[Runner, str]:
    """Runs the action over one policy in a workspace of its own."""
    root = Path(tempfile.mkdtemp(prefix="action-", dir=SCRATCH))
    runner = Runner(root, inputs)
    if policy is not None:
        (runner.workspace / "scratch.rw").write_text(policy, encoding="utf-8")
    return runner, runner.run(statuses)


def no_step_takes_text_from_outside() -> None:
    for step in ACTION["runs"]["steps"]:
        text = step.get("run", "")
        expect("${{" not in text, f"`{step['name']}` puts no expression into its script", text)


def every_input_is_documented() -> None:
    for name, given in ACTION["inputs"].items():
        expect(bool(given.get("description")) and "default" in given, f"input `{name}` is documented")


def good_policies_pass() -> None:
    runner, printed = scene(GOOD, {})
    lint = runner.steps["lint"]
    expect(lint["status"] == "0" and lint["findings"] == "0", "a good policy passes", printed)
    expect(Path(lint["sarif"]).is_file(), "the SARIF is there to upload")


def bad_policies_fail_after_the_upload() -> None:
    runner, printed = scene(BAD, {"Judge": 1})
    lint = runner.steps["lint"]
    expect(lint["status"] == "1" and int(lint["findings"]) > 0, "a bad policy fails", printed)
    expect("::error title=RW" in printed, "the finding is an annotation", printed)
    expect(Path(lint["sarif"]).is_file(), "the SARIF of a failing run is there to upload")


def trouble_is_no_clean_policy() -> None:
    runner, printed = scene(None, {"Lint policies": 2})
    expect(runner.steps["lint"]["status"] == "2", "a folder without policies fails", printed)


def hostile_inputs_stay_text() -> None:
    texts = ["$(touch pwned)", "`touch pwned`", "; touch pwned", "'; touch pwned; '", "--fix", "-q", "a\tb"]
    for text in texts:
        for name in ("paths", "config", "today", "fail-on"):
            runner, printed = scene(GOOD, {"Lint policies": 2}, **{name: text})
            expect(not (runner.workspace / "pwned").exists(), f"`{name}: {text}` runs nothing", printed)
    runner, printed = scene(GOOD, {}, sarif="$(touch pwned) ; `touch pwned`.sarif")
    expect(not (runner.workspace / "pwned").exists(), "a hostile file name runs nothing", printed)


def several_paths_are_lines() -> None:
    runner, printed = scene(GOOD, {}, paths="scratch.rw\n\n.\n")
    expect(runner.steps["lint"]["status"] == "0", "several paths stand on lines of their own", printed)


with tempfile.TemporaryDirectory(prefix="rolewright-") as SCRATCH:
    no_step_takes_text_from_outside()
    every_input_is_documented()
    good_policies_pass()
    bad_policies_fail_after_the_upload()
    trouble_is_no_clean_policy()
    hostile_inputs_stay_text()
    several_paths_are_lines()
