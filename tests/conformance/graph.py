"""Graphviz and Mermaid read the graph: the complete example, and names that try to break out.

Needs `dot`, and node with the packages mermaid and jsdom below $ROLEWRIGHT_MERMAID; what is absent
is NOT CHECKED.
"""

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from scratch import CHECKOUT, GOOD, binary, expect, run

HOSTILE = [
    'x"]; evil -> n1 [label="',
    "\\N \\l \\",
    "a\\",
    "&quot; &lt;b&gt; &amp; #35; #quot;",
    "<script>alert(1)</script>",
    '<br/>`**bold**` "`md`"',
    "]] --> evil",
    'evil["x"]',
    ")/}|{ %% comment",
    "end subgraph style click",
    "%%{init: {}}%%",
    "two\\u000alines\\u000d",
    "\\u202edrawkcab\\u202c",
    "漢字 e\u0301 👩",
    "::: class; classDef x",
    "[parameters('x')] \\${x} {{y}}",
]


def hostile() -> str:
    """A policy with one role per hostile name, each granted."""
    parts = [GOOD]
    for number, name in enumerate(HOSTILE):
        quoted = name if "\\u" in name or "\\$" in name else json.dumps(name, ensure_ascii=False)[1:-1]
        operation = "Microsoft.MachineLearningServices/workspaces/read"
        parts.append(f'role r{number} on workspace {{ name "{quoted} {number}" actions "{operation}" }}')
        parts.append(f"grant r{number} to readers on notes@dev")
    return "\n".join(parts)


def plain(text: str) -> str:
    """What of a name no escape and no safe printing changes."""
    return re.sub(r"[^A-Za-z0-9@]", "", text)


def as_dot(text: str) -> tuple[list, list]:
    read = subprocess.run(["dot", "-Tjson"], input=text, capture_output=True, text=True, check=True)
    expect("warning" not in read.stderr.lower(), "Graphviz has nothing to complain about", read.stderr)
    found = json.loads(read.stdout)
    nodes = [(one["name"], html.unescape(one["label"]).replace("\\n", " ")) for one in found["objects"]]
    names = [name for name, _ in nodes]
    return nodes, [(names[one["tail"]], names[one["head"]], one["label"]) for one in found["edges"]]


def as_mermaid(text: str, tools: Path) -> tuple[list, list]:
    script = tools / "graph.mjs"
    shutil.copy(Path(__file__).with_name("graph.mjs"), script)
    read = subprocess.run(["node", script], input=text, capture_output=True, text=True, check=False)
    expect(read.returncode == 0, "Mermaid parses it", read.stderr)
    found = json.loads(read.stdout)
    # Mermaid keeps entities in a form of its own until it draws.
    shown = lambda text: html.unescape(re.sub(r"(?:ﬂ°°|#)(\d+)(?:¶ß|;)", r"&#\1;", text))
    nodes = [(name, shown(re.sub("<br */?>", " ", text))) for name, text in found["nodes"]]
    return nodes, [tuple(edge) for edge in found["edges"]]


def same(read: dict) -> None:
    """Both drawings hold the same nodes, names and edges."""
    drawn = [{(name, plain(label)) for name, label in nodes} | set(edges) for nodes, edges in read.values()]
    odd = [one ^ drawn[0] for one in drawn]
    expect(not any(odd), f"{' and '.join(read)} say the same", odd)


def drawings(policies: Path) -> dict:
    read = {}
    draw = lambda kind: run(binary(), "graph", policies, "--output", kind, cwd=CHECKOUT)
    if shutil.which("dot"):
        read["Graphviz"] = as_dot(draw("dot"))
    else:
        print("NOT CHECKED: no Graphviz here")
    tools = os.environ.get("ROLEWRIGHT_MERMAID")
    if tools and (Path(tools) / "node_modules" / "mermaid").is_dir():
        read["Mermaid"] = as_mermaid(draw("mermaid"), Path(tools))
    else:
        print("NOT CHECKED: no Mermaid here")
    return read


def main() -> None:
    example = drawings(CHECKOUT / "policies" / "examples" / "churn")
    for tool, (nodes, edges) in example.items():
        expect(len(nodes) > 100 and len(edges) > 200, f"{tool} reads the complete example")
    same(example)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "policy.rw").write_text(hostile(), encoding="utf-8")
        read = drawings(Path(folder))
    for tool, (nodes, edges) in read.items():
        labels = {plain(label) for _, label in nodes}
        for number, name in enumerate(HOSTILE):
            name = re.sub(r"\\u0*([0-9a-f]+)", r"u{\1}", name)
            wanted = plain(f"{name} {number} custom role")
            expect(wanted in labels, f"{tool} shows hostile name {number} whole", sorted(labels))
        ends = {end for edge in edges for end in edge[:2]}
        expect(ends <= {name for name, _ in nodes}, f"{tool} finds no edge that a name made")
    same(read)


main()
