/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The audit log: who asked for what, in a local sqlite3 file. */

#ifndef ORDERS_AUDIT_H
#define ORDERS_AUDIT_H

#ifdef __cplusplus
extern "C" {
#endif

/* Appends one line to the log at `path`, which it makes if need be. Returns 0,
   or -1 after printing the reason. */
int audit_append(const char *path, const char *request, long order);
int audit_append_fixed(const char *path, const char *request, long order);

#ifdef __cplusplus
}
#endif

#endif
