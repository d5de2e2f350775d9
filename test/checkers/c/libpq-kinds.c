// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each kind of thing libpq hands out, lost and given back.

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int copy_buffer_per_row(PGconn *c, FILE *out) {
  char *buf;
  int n;
  while ((n = PQgetCopyData(c, &buf, 0)) > 0) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'buf' from 'PQgetCopyData' is not released on every path; call 'PQfreemem'
    fwrite(buf, 1, (size_t)n, out);
  }
  return n;
}

int no_warning_copy_buffer_freed_per_row(PGconn *c, FILE *out) {
  char *buf = NULL;
  int n;
  while ((n = PQgetCopyData(c, &buf, 0)) > 0) {
    fwrite(buf, 1, (size_t)n, out);
    PQfreemem(buf);
  }
  return n;
}

int copy_buffer_lost_when_the_write_fails(PGconn *c, FILE *out) {
  for (;;) {
    char *buf = NULL;
    int n = PQgetCopyData(c, &buf, 0);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'buf' from 'PQgetCopyData' is not released on every path; call 'PQfreemem'
    if (n <= 0)
      return n;
    if (fwrite(buf, 1, (size_t)n, out) != (size_t)n)
      return -3;
    PQfreemem(buf);
  }
}

int no_warning_no_copy_buffer_at_the_end(PGconn *c, FILE *out) {
  for (;;) {
    char *buf = NULL;
    int n = PQgetCopyData(c, &buf, 0);
    if (n == -1)
      break;
    if (n == -2)
      return -1;
    fwrite(buf, 1, (size_t)n, out);
    PQfreemem(buf);
  }
  return 0;
}

int no_warning_copy_buffer_given_to_plain_free(PGconn *c) {
  char *buf = NULL;
  int n = PQgetCopyData(c, &buf, 0);
  if (n > 0)
    free(buf);
  return n;
}

int escaped_literal(PGconn *c, const char *name, char *sql, size_t size) {
  char *lit = PQescapeLiteral(c, name, strlen(name));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lit' from 'PQescapeLiteral' is not released on every path; call 'PQfreemem'
  if (!lit)
    return -1;
  int n = snprintf(sql, size, "SELECT * FROM t WHERE name = %s", lit);
  if (n < 0 || (size_t)n >= size)
    return -1;
  PQfreemem(lit);
  return 0;
}

int no_warning_escaped_literal_freed(PGconn *c, const char *name, char *sql,
                                     size_t size) {
  char *lit = PQescapeLiteral(c, name, strlen(name));
  if (!lit)
    return -1;
  int n = snprintf(sql, size, "SELECT * FROM t WHERE name = %s", lit);
  PQfreemem(lit);
  return n < 0 ? -1 : 0;
}

void escaped_identifier(PGconn *c, const char *table) {
  char sql[256];
  char *id = PQescapeIdentifier(c, table, strlen(table));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'id' from 'PQescapeIdentifier' is not released on every path; call 'PQfreemem'
  snprintf(sql, sizeof sql, "TRUNCATE %s", id);
  PQclear(PQexec(c, sql));
}

size_t escaped_bytea(PGconn *c, const unsigned char *data, size_t len) {
  size_t out = 0;
  unsigned char *esc = PQescapeByteaConn(c, data, len, &out);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeByteaConn' is not released on every path; call 'PQfreemem'
  return esc ? out : 0;
}

size_t unescaped_bytea(PGresult *res) {
  size_t len = 0;
  unsigned char *raw =
      PQunescapeBytea((unsigned char *)PQgetvalue(res, 0, 0), &len);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'PQunescapeBytea' is not released on every path; call 'PQfreemem'
  if (raw == NULL)
    return 0;
  return len;
}

size_t no_warning_unescaped_bytea_freed(PGresult *res, char *to, size_t size) {
  size_t len = 0;
  unsigned char *raw =
      PQunescapeBytea((unsigned char *)PQgetvalue(res, 0, 0), &len);
  if (raw == NULL)
    return 0;
  if (len < size)
    memcpy(to, raw, len);
  PQfreemem(raw);
  return len;
}

int notification(PGconn *c) {
  PGnotify *note;
  int seen = 0;
  while ((note = PQnotifies(c)) != NULL) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'note' from 'PQnotifies' is not released on every path; call 'PQfreemem'
    printf("%s from %d\n", note->relname, note->be_pid);
    seen++;
  }
  return seen;
}

int no_warning_notification_freed(PGconn *c) {
  PGnotify *note;
  int seen = 0;
  while ((note = PQnotifies(c)) != NULL) {
    printf("%s from %d\n", note->relname, note->be_pid);
    PQfreemem(note);
    seen++;
  }
  return seen;
}

void no_warning_notification_freed_by_old_name(PGconn *c) {
  PGnotify *note = PQnotifies(c);
  if (note)
    PQfreeNotify(note);
}

int cancel_object(PGconn *c) {
  char err[256];
  PGcancel *cancel = PQgetCancel(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cancel' from 'PQgetCancel' is not released on every path; call 'PQfreeCancel'
  if (!cancel)
    return -1;
  if (!PQcancel(cancel, err, sizeof err)) {
    fprintf(stderr, "%s\n", err);
    return -1;
  }
  PQfreeCancel(cancel);
  return 0;
}

int no_warning_cancel_object_freed(PGconn *c) {
  char err[256];
  PGcancel *cancel = PQgetCancel(c);
  int ok = cancel ? PQcancel(cancel, err, sizeof err) : 0;
  PQfreeCancel(cancel);
  return ok;
}

const char *connection_defaults(char *to, size_t size) {
  PQconninfoOption *opts = PQconndefaults();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'opts' from 'PQconndefaults' is not released on every path; call 'PQconninfoFree'
  for (PQconninfoOption *o = opts; o && o->keyword; o++)
    if (strcmp(o->keyword, "host") == 0 && o->val) {
      snprintf(to, size, "%s", o->val);
      return to;
    }
  PQconninfoFree(opts);
  return NULL;
}

void options_of_a_connection(PGconn *c) {
  PQconninfoOption *opts = PQconninfo(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'opts' from 'PQconninfo' is not released on every path; call 'PQconninfoFree'
  for (PQconninfoOption *o = opts; o->keyword; o++)
    printf("%s=%s\n", o->keyword, o->val ? o->val : "");
}

int parse_error_text(const char *dsn) {
  char *err = NULL;
  PQconninfoOption *opts = PQconninfoParse(dsn, &err);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'PQconninfoParse' is not released on every path; call 'PQfreemem'
  if (!opts) {
    fprintf(stderr, "bad connection string: %s\n", err ? err : "no memory");
    return -1;
  }
  PQconninfoFree(opts);
  return 0;
}

int no_warning_parse_error_text_freed(const char *dsn) {
  char *err = NULL;
  PQconninfoOption *opts = PQconninfoParse(dsn, &err);
  if (!opts) {
    fprintf(stderr, "bad connection string: %s\n", err ? err : "no memory");
    PQfreemem(err);
    return -1;
  }
  PQconninfoFree(opts);
  return 0;
}

void encrypted_password(PGconn *c, const char *pw, const char *user) {
  char *hash = PQencryptPasswordConn(c, pw, user, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hash' from 'PQencryptPasswordConn' is not released on every path; call 'PQfreemem'
  printf("%s\n", hash ? hash : "");
}

void verbose_error_text(PGresult *res) {
  char *text =
      PQresultVerboseErrorMessage(res, PQERRORS_VERBOSE, PQSHOW_CONTEXT_ALWAYS);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'text' from 'PQresultVerboseErrorMessage' is not released on every path; call 'PQfreemem'
  fputs(text, stderr);
}

void no_warning_error_text_belongs_to_the_result(PGresult *res) {
  char *text = PQresultErrorMessage(res);
  char *cell = PQgetvalue(res, 0, 0);
  fprintf(stderr, "%s %s", text, cell);
}

void no_warning_error_text_belongs_to_the_connection(PGconn *c) {
  char *text = PQerrorMessage(c);
  char *host = PQhost(c);
  fprintf(stderr, "%s: %s", host, text);
}
