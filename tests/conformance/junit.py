"""JUnit XML of `rolewright test` read by ElementTree and junitparser: the complete example, with tests
that pass, one that fails, and titles that try to break out."""

import json
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from junitparser import JUnitXml
from scratch import CHECKOUT, DAY, binary, expect, run

EXAMPLE = CHECKOUT / "policies" / "examples" / "churn"
TITLES = [
    "plain",
    "<b> & \\\"quoted\\\" 'twice'",
    "]]> --> <!-- <![CDATA[ ?>",
    "\\u0000\\u0001\\u001b[31m\\u000a\\u000d\\u0009",
    "\\ufffe\\uffff\\u202e 漢字 👩",
    "&amp; &#0; &lt;",
]


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for file in EXAMPLE.glob("*.rw"):
            (folder / file.name).write_bytes(file.read_bytes())
        line = "auditors can submit-jobs on churn@prod"
        tests = [f'test "{title}" {{ {line} }}\n' for title in TITLES]
        (folder / "wrong.rw").write_text("".join(tests), encoding="utf-8")
        outputs = ["--output", "junit:out.xml", "--output", "json:out.json"]
        run(binary(), "test", "--today", DAY, *outputs, cwd=folder, status=1)
        told = json.loads((folder / "out.json").read_text(encoding="utf-8"))["summary"]
        lines, failed = told["expectations"], told["failed_expectations"]
        expect(failed == len(TITLES), "the wrong tests fail and no other", told)

        root = ElementTree.parse(folder / "out.xml").getroot()
        cases = list(root.iter("testcase"))
        expect(len(cases) == lines == int(root.get("tests")), "ElementTree reads each expectation")
        expect(len(list(root.iter("failure"))) == failed, "ElementTree reads each failure")
        expect(all(case.get("name") and case.get("classname") for case in cases), "each case has a name")

        suites = JUnitXml.fromfile(str(folder / "out.xml"))
        written = suites.tests, suites.failures
        suites.update_statistics()
        expect(written == (suites.tests, suites.failures), "junitparser counts what is written", written)
        expect(written == (lines, failed), "junitparser counts what JSON tells", written)


main()
