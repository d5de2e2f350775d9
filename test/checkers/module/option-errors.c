// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A value that cannot be used is an error and an exit status, and says which
// option it is about: a run without what was asked for is no clean run.
//
// RUN: not %clang_tidy --config='{Checks: "-*,leash-*", CheckOptions: {leash-unreleased-acquire.Catalogue: "%S/Inputs/no-such-file.yaml"}}' %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=NO-FILE
// NO-FILE: error: {{.*}}no-such-file.yaml: {{.+}} [clang-tidy-config]
//
// RUN: not %clang_tidy --config='{Checks: "-*,leash-*", CheckOptions: {leash-unreleased-acquire.Catalogue: "%S/Inputs/malformed.yaml"}}' %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=MALFORMED
// MALFORMED: error: {{.*}}malformed.yaml:6: 'relases': {{.+}} [clang-tidy-config]
//
// RUN: not %clang_tidy --config='{Checks: "-*,leash-*", CheckOptions: {leash-unreleased-acquire.Pairs: "pool_get"}}' %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=PAIRS
// PAIRS: error: leash-unreleased-acquire.Pairs: {{.*}}pool_get{{.+}} [clang-tidy-config]
//
// RUN: not %clang_tidy --config='{Checks: "-*,leash-*", CheckOptions: {leash-unreleased-acquire.MaxConfigurations: 0}}' %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=BOUND
// BOUND: error: leash-unreleased-acquire.MaxConfigurations: must be at least 1 [clang-tidy-config]
//
// A number or a word that is none is clang-tidy's own to refuse; it warns.
// RUN: %clang_tidy --config='{Checks: "-*,leash-*", CheckOptions: {leash-unreleased-acquire.MinimumConfidence: sure}}' %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=WORD
// WORD: warning: invalid configuration value 'sure' for option 'leash-unreleased-acquire.MinimumConfidence' [clang-tidy-config]
// RUN: %clang_tidy --config='{Checks: "-*,leash-*", CheckOptions: {leash-unreleased-acquire.MaxStepsPerBlock: many}}' %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: warning: invalid configuration value 'many' for option 'leash-unreleased-acquire.MaxStepsPerBlock'; expected an integer [clang-tidy-config]

#include <libpq-fe.h>

int no_warning_of_the_check_itself(PGconn *c) { return PQstatus(c); }
