#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints "PASSED FAILED" from a JSON report of lit or of GoogleTest.

    count-results.py REPORT

Unsupported, skipped and excluded tests are neither. A report with a result it
does not know is an error.
"""

import json
import sys

PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
FAILED = {"FAIL", "XPASS", "UNRESOLVED", "TIMEOUT"}
NEITHER = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def lit(report):
    codes = [test["code"] for test in report["tests"]]
    unknown = set(codes) - PASSED - FAILED - NEITHER
    if unknown:
        raise ValueError(f"unknown results: {', '.join(sorted(unknown))}")
    return sum(c in PASSED for c in codes), sum(c in FAILED for c in codes)


def googletest(report):
    ran = [
        test
        for suite in report["testsuites"]
        for test in suite["testsuite"]
        if test["result"] == "COMPLETED"
    ]
    failed = sum("failures" in test for test in ran)
    return len(ran) - failed, failed


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        with open(sys.argv[1], encoding="utf-8") as text:
            report = json.load(text)
        counts = googletest(report) if "testsuites" in report else lit(report)
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"count-results.py: {sys.argv[1]}: {error}")
    print(*counts)


main()
