"""SARIF read by others: the standard's schema, sarif-tools, and Microsoft's validator."""

import csv
import json
import os
import sys
import tempfile
from pathlib import Path

import jsonschema
from scratch import BAD, DAY, GOOD, binary, expect, run

ALLOWED = (
    GOOD
    + """
@allow(unused-declaration, because "soon", until 2027-01-31)
stage idle {
    on workspace can read-workspace
}
"""
)
# Rules that judge more than the file: SARIF2006 asks the network whether addresses answer, the
# others want the numbers of an Azure pipeline's run.
ELSEWHERE = {"SARIF2006", "GHAzDO1019", "GHAzDO1020"}
HOSTILE = '// \u202e\u001b[31m \u200b\nlet strange = "\u202e"\n'


def written(folder: Path, name: str, policy: str, status: int) -> Path:
    """Lints a policy and returns its SARIF."""
    place = folder / name
    place.mkdir()
    (place / "a b%#é.rw").write_text(policy, encoding="utf-8")
    run(binary(), "lint", "--today", DAY, "--output", "sarif:findings.sarif", cwd=place, status=status)
    return place / "findings.sarif"


def tools() -> Path | None:
    """Returns the folder of Microsoft's SARIF tools, which npm brings."""
    named = os.environ.get("ROLEWRIGHT_SARIF_TOOLS")
    folder = Path(named) / "node_modules/@microsoft/sarif-multitool-linux" if named else None
    return folder if folder and folder.is_dir() else None


def fits_the_schema(sarif: Path, schema: dict) -> None:
    log = json.loads(sarif.read_text(encoding="utf-8"))
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(log))
    expect(not errors, f"{sarif.parent.name} fits the schema", errors[:3])
    broken = dict(log, runs=[dict(log["runs"][0], bogus=1)])
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(broken))
    expect(bool(errors), "the schema refuses what does not belong")


def passes_the_validator(sarif: Path, folder: Path) -> None:
    out = sarif.with_name("validated.sarif")
    program = folder / "Sarif.Multitool"
    os.chmod(program, 0o755)
    run(
        program,
        "validate",
        sarif,
        "--rule-kind",
        "Sarif;Ghas;Ado",
        "--level",
        "Error;Warning",
        "--output",
        out,
        "--log",
        "ForceOverwrite",
        cwd=sarif.parent,
    )
    results = json.loads(out.read_text(encoding="utf-8"))["runs"][0].get("results", [])
    left = [result for result in results if result["ruleId"] not in ELSEWHERE]
    shown = "\n".join(f"{result['ruleId']}: {json.dumps(result['message'])}" for result in left)
    expect(not left, f"{sarif.parent.name} passes Microsoft's validator", shown)


def is_read_by_sarif_tools(sarif: Path, count: int) -> None:
    out = sarif.with_name("findings.csv")
    run(sys.executable, "-m", "sarif", "csv", "--output", out, sarif, cwd=sarif.parent)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expect(len(rows) == count, f"sarif-tools reads the {count} findings of {sarif.parent.name}", rows)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rolewright-sarif-") as name:
        folder = Path(name)
        logs = {
            "good": written(folder, "good", GOOD, 0),
            "bad": written(folder, "bad", BAD, 1),
            "allowed": written(folder, "allowed", ALLOWED, 0),
            "hostile": written(folder, "hostile", BAD + HOSTILE, 1),
        }
        microsoft = tools()
        for sarif in logs.values():
            results = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"]
            is_read_by_sarif_tools(sarif, len(results))
            reasons = [
                given["justification"] for result in results for given in result.get("suppressions", [])
            ]
            wanted = ["soon"] if sarif == logs["allowed"] else []
            expect(reasons == wanted, f"{sarif.parent.name} says what is allowed, and why", reasons)
            if microsoft:
                schema = json.loads((microsoft / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
                fits_the_schema(sarif, schema)
                passes_the_validator(sarif, microsoft)
        if not microsoft:
            print("NOT CHECKED: ROLEWRIGHT_SARIF_TOOLS names no folder with Microsoft's SARIF tools")


main()
