#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs Leash's checks on one test file and compares what they say with it.

    check.py [--prefix=NAME] FILE [clang-tidy options] [-- compiler flags]

The file's CHECK lines (NAME lines with --prefix) must all be met, and any
warning or error they do not name fails the test; a file without such lines
must be silent. A crash, a time-out and an exit status other than 0 fail too.
lit sets LEASH_TIDY to the clang-tidy command under test.
"""

import os
import re
import shlex
import subprocess
import sys

TIMEOUT_SECONDS = 120
LANGUAGE = {".c": "-std=c11", ".cpp": "-std=c++17"}


def fail(message, output=""):
    print(output, end="")
    sys.exit(f"check.py: {message}")


def parse(arguments):
    prefix = "CHECK"
    if arguments and arguments[0].startswith("--prefix="):
        prefix = arguments.pop(0).partition("=")[2]
    if not arguments:
        sys.exit(__doc__)
    flags = []
    if "--" in arguments:
        split = arguments.index("--")
        arguments, flags = arguments[:split], arguments[split + 1 :]
    return prefix, arguments[0], arguments[1:], flags


def command(source, options, flags):
    tidy = os.environ.get("LEASH_TIDY")
    if not tidy:
        fail("LEASH_TIDY does not name a clang-tidy; run this through lit")
    extension = os.path.splitext(source)[1]
    if extension not in LANGUAGE:
        fail(f"{source}: only .c and .cpp files can be checked")
    if not any(flag.startswith("-std=") for flag in flags):
        flags = [LANGUAGE[extension], *flags]
    if "LEASH_INPUTS" in os.environ:
        flags = ["-I", os.environ["LEASH_INPUTS"], *flags]
    # The project's own .clang-tidy does not apply to test files.
    if not any(option.startswith("--config") for option in options):
        options = ["--config={}", *options]
    return [
        *shlex.split(tidy),
        "-quiet",
        "-checks=-*,leash-*",
        *options,
        source,
        "--",
        *flags,
    ]


def main():
    prefix, source, options, flags = parse(sys.argv[1:])
    try:
        run = subprocess.run(
            command(source, options, flags),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired as expired:
        output = (expired.stdout or b"").decode(errors="replace")
        fail(f"{source}: not done after {TIMEOUT_SECONDS} s", output)
    if run.returncode != 0:
        fail(f"{source}: clang-tidy ended with status {run.returncode}", run.stdout)

    with open(source, encoding="utf-8") as text:
        expects = re.search(rf"^.*\b{prefix}(-[A-Z]+)?:", text.read(), re.M)
    if not expects:
        if re.search(r"\b(warning|error):", run.stdout):
            fail(f"{source}: no {prefix} line, so silence was expected", run.stdout)
        return
    compared = subprocess.run(
        [
            "FileCheck",
            f"--check-prefix={prefix}",
            "--implicit-check-not=warning:",
            "--implicit-check-not=error:",
            "--allow-empty",
            "--dump-input=never",
            source,
        ],
        input=run.stdout,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if compared.returncode != 0:
        fail(f"{source}: not as expected", f"{compared.stdout}\n{run.stdout}")


main()
