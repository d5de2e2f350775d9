# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The lit suites over the checks and the tools: substitutions and features.
# A build tree's lit.site.cfg.py says which suite, which release and whether
# the checks run as a plugin or in the drop-in.

import os
import shlex
import sys

import lit.formats

if not hasattr(config, "leash_suite"):
    lit_config.fatal(
        "run lit on a build tree, e.g. build/release/test/checkers-plugin; "
        "tools/test does"
    )

release = config.llvm_version
other_release = {"22": "19", "19": "22"}.get(release, "none")
plugin = f"{config.leash_output}/lib/leash-tidy-{release}.so"
dropin = f"{config.leash_output}/bin/leash-clang-tidy-{release}"
other_plugin = f"{config.leash_output}/lib/leash-tidy-{other_release}.so"
stock = f"{config.llvm_root}/bin/clang-tidy"

if config.leash_mode == "plugin":
    clang_tidy = [stock, "-load", plugin]
else:
    clang_tidy = [dropin]
for needed in filter(os.path.isabs, clang_tidy):
    if not os.path.exists(needed):
        lit_config.fatal(f"{needed} does not exist: build it first")

config.name = f"leash-{config.leash_suite}-{release}-{config.leash_mode}"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]

config.available_features.add(f"llvm-{release}")
config.available_features.add(config.leash_mode)
if os.path.exists(other_plugin) and os.path.exists(stock):
    config.available_features.add("other-release")
clangd = f"{config.leash_output}/bin/leash-clangd-{release}"
if os.path.exists(clangd) and config.leash_mode == "dropin":
    config.available_features.add("clangd")

inputs = f"{config.leash_source}/test/checkers/Inputs"
config.environment["PATH"] = os.pathsep.join(
    [f"{config.llvm_root}/bin", os.environ.get("PATH", "")]
)
config.environment["LEASH_TIDY"] = shlex.join(clang_tidy)
config.environment["LEASH_LLVM_VERSION"] = release
# The real client headers are found by flags of the tests that want them.
if config.leash_suite == "checkers":
    config.environment["LEASH_INPUTS"] = inputs
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
if "address" in config.leash_sanitize:
    # LLVM itself is not instrumented: containers that cross over look wrong,
    # and what clang-tidy leaves to process exit is not ours to report.
    config.environment.setdefault(
        "ASAN_OPTIONS", "detect_container_overflow=0:detect_leaks=0"
    )

check = shlex.join([sys.executable, f"{config.leash_source}/test/checkers/check.py"])
config.substitutions += [
    ("%check", check),
    ("%clang_tidy", shlex.join(clang_tidy)),
    ("%stock_clang_tidy", stock),
    ("%plugin", plugin),
    ("%other_plugin", other_plugin),
    ("%other_release", other_release),
    ("%release", release),
    ("%clang_apply_replacements", f"{config.llvm_root}/bin/clang-apply-replacements"),
    ("%clangd", clangd),
    ("%llvm_include", f"{config.llvm_root}/include"),
    ("%clangxx", f"{config.llvm_root}/bin/clang++"),
    ("%clang", f"{config.llvm_root}/bin/clang"),
    ("%python", sys.executable),
    ("%inputs", inputs),
    ("%leash_source", config.leash_source),
    ("%leash_output", config.leash_output),
    ("%leash_build", getattr(config, "leash_build", "")),
]
