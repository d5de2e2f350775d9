// RUN: %check %s
// RUN: %check %s --checks='-*,leash-*,*-acquire'
// RUN: %check %s --checks='-*,leash-unbounded-acquire' --config='{CheckOptions: {leash-unbounded-acquire.Enabled: false}}'
// RUN: %check --prefix=NAMED %s --checks='-*,leash-*,leash-unbounded-acquire'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A glob does not turn the check on; its name does, unless an option says no.

#include <libpq-fe.h>

void connect() {
  PQfinish(PQconnectdb("host=db"));
  // NAMED: :[[@LINE-1]]:12: warning: 'PQconnectdb' waits without a limit
}
