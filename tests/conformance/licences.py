"""Judges the dependencies: their licences, crates that must not come in, and doubled giants."""

import json
import re
import subprocess
import sys
from collections import defaultdict

from scratch import CHECKOUT

# Licences that ask for no more than to be named.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
}
# Crates that would bring a second way of doing what the project does in one, or C that needs cmake.
BANNED = {
    "aws-lc-sys": "TLS goes through ring, which needs no cmake",
    "openssl-sys": "TLS goes through rustls",
    "native-tls": "TLS goes through rustls",
    "anyhow": "each room has an error type of its own",
    "lazy_static": "the standard library has LazyLock",
    "chrono": "dates are jiff's",
    "serde_yaml": "no longer kept",
}
# Crates of which two versions would mean two of everything behind them.
SINGLE = ["clap", "miette", "pest", "petgraph", "reqwest", "rustls", "serde", "tokio"]


def allows(expression: str) -> bool:
    """Evaluates an SPDX expression; `/` is an older spelling of OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    words = []
    for token in tokens:
        if words[-1:] == ["WITH"]:
            words[-2:] = [f"{words[-2]} WITH {token}"]
        else:
            words.append(token)
    python = [
        {"AND": "and", "OR": "or", "(": "(", ")": ")"}.get(word) or str(word in ALLOWED) for word in words
    ]
    return bool(eval(" ".join(python), {"__builtins__": {}}))  # of True, False, and, or, ( and ) alone


def main() -> None:
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True).stdout)
    # What a lock file lists and no feature asks for is never built.
    tree = ["cargo", "tree", "--locked", "--target", "all", "--edges", "all", "--prefix", "none"]
    lines = subprocess.run(tree, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout.splitlines()
    built = {line.split()[0] for line in lines if line}
    faults, versions = [], defaultdict(set)
    for package in metadata["packages"]:
        name, licence = package["name"], package["license"] or ""
        versions[name].add(package["version"])
        if not licence or not allows(licence):
            faults.append(f"{name} {package['version']}: licence `{licence}` is not on the list")
        if name in BANNED and name in built:
            faults.append(f"{name} {package['version']} is banned: {BANNED[name]}")
        if package["source"] not in (None, "registry+https://github.com/rust-lang/crates.io-index"):
            faults.append(f"{name} {package['version']} comes from {package['source']}")
    faults += [
        f"{name} is there {len(versions[name])} times: {', '.join(sorted(versions[name]))}"
        for name in SINGLE
        if len(versions[name]) > 1
    ]
    if faults:
        sys.exit("\n".join(faults))
    print(f"ok: licences and bans of {len(metadata['packages'])} packages")


assert allows("(MIT OR GPL-3.0) AND Unicode-3.0") and not allows("MIT AND GPL-3.0")
main()
