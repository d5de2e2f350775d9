# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fails if a header declares a function of a library that the catalogue does
not name: such a function would be judged by its prefix alone."""

import argparse
import json
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefixes", required=True, help="separated by commas")
    parser.add_argument("--except", dest="excepted", default=None, metavar="PREFIX")
    parser.add_argument("--names", required=True, help="the catalogue's names")
    parser.add_argument("compiler", nargs="+", help="after --, with its flags")
    args = parser.parse_args()

    with open(args.names, encoding="utf-8") as file:
        named = set(file.read().split())
    run = subprocess.run(
        args.compiler
        + ["-x", "c", "-fsyntax-only", "-Xclang", "-ast-dump=json", "/dev/null"],
        capture_output=True,
        text=True,
    )
    if run.returncode:
        sys.exit(f"{args.compiler[0]} failed:\n{run.stderr}")
    prefixes = tuple(args.prefixes.split(","))
    declared = {
        node["name"]
        for node in json.loads(run.stdout)["inner"]
        if node["kind"] == "FunctionDecl"
        and node["name"].startswith(prefixes)
        and not (args.excepted and node["name"].startswith(args.excepted))
    }
    if not declared:
        sys.exit("the headers declare no function with these prefixes")
    missing = sorted(declared - named)
    for name in missing:
        print(f"catalogue.yaml does not name {name}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
