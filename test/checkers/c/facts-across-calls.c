// RUN: %check %s -- -std=c11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is still known after a call to a function that is not in sight.

#include <libpq-fe.h>

struct job {
  int kind;
  char *name;
};
void log_kind(int kind);
void log_name(const char *name);
void prepare(struct job *j);
void note(char *name);
extern int verbose;
extern int stopping;

void no_warning_member_by_value(PGconn *c, struct job *j) {
  PGresult *r = 0;
  if (j->kind)
    r = PQexec(c, "SELECT 1");
  log_kind(j->kind);
  if (j->kind)
    PQclear(r);
}
void no_warning_pointer_member_by_value(PGconn *c, struct job *j) {
  PGresult *r = 0;
  if (j->name)
    r = PQexec(c, "SELECT 1");
  note(j->name);
  if (j->name)
    PQclear(r);
}
void object_by_address(PGconn *c, struct job *j) {
  PGresult *r = 0;
  if (j->kind)
    r = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  prepare(j);
  if (j->kind)
    PQclear(r);
}
void no_warning_option_asked_twice(PGconn *c) {
  PGresult *r = 0;
  if (verbose)
    r = PQexec(c, "SELECT 1");
  log_kind(1);
  if (verbose)
    PQclear(r);
}
void stop(void) { stopping = 1; }
void global_of_this_file_written(PGconn *c) {
  PGresult *r = 0;
  if (stopping)
    r = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  log_kind(1);
  if (stopping)
    PQclear(r);
}
void register_cleanup(const void *what, void (*how)(void *));
void look_at(const void *what, int size);
void no_warning_const_void_registered(PGconn *c) {
  PGresult *r = PQexec(c, "SELECT 1");
  register_cleanup(r, 0);
}
void const_void_looked_at(PGconn *c) {
  PGresult *r = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  look_at(r, 4);
}
