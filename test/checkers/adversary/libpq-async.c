// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Asynchronous queries, COPY, notifications, state machines, escapes.

#include <libpq-fe.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

extern volatile sig_atomic_t stop;
extern void handle(const char *ch, const char *payload);
extern int process(PGresult *r);
extern void pg_log(const char *, ...);
typedef struct {
  PGconn *conn;
  PGresult *res;
  int state;
  bool in_copy;
  char errbuf[128];
} Sess;

int drain_ok(PGconn *c) {
  PGresult *r;
  while ((r = PQgetResult(c)) != NULL)
    PQclear(r);
  return 0;
}
int drain_leak(PGconn *c) {
  PGresult *r;
  while ((r = PQgetResult(c)) != NULL)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
    if (PQresultStatus(r) == PGRES_FATAL_ERROR)
      pg_log("%s", PQresultErrorMessage(r));
  return 0;
}
int drain_discard_leak(PGconn *c) {
  while (PQgetResult(c))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQgetResult' is never released
    ;
  return 0;
}
PGresult *last_result_ok(PGconn *c) {
  PGresult *r, *last = NULL;
  while ((r = PQgetResult(c)) != NULL) {
    if (last)
      PQclear(last);
    last = r;
    if (PQresultStatus(last) == PGRES_COPY_IN ||
        PQresultStatus(last) == PGRES_COPY_OUT || PQstatus(c) == CONNECTION_BAD)
      break;
  }
  return last;
}
PGresult *last_result_leak(PGconn *c) {
  PGresult *r, *last = NULL;
  while ((r = PQgetResult(c)) != NULL)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
    last = r;
  return last;
}
int async_query_leak(PGconn *c, const char *q) {
  PGresult *r;
  int n = 0;
  if (!PQsendQuery(c, q))
    return -1;
  if (!PQsetSingleRowMode(c))
    return -1;
  for (r = PQgetResult(c); r != NULL; r = PQgetResult(c)) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
    switch (PQresultStatus(r)) {
    case PGRES_SINGLE_TUPLE:
      n++;
      break;
    case PGRES_TUPLES_OK:
      break;
    default:
      pg_log("%s", PQerrorMessage(c));
      return -1;
    }
    PQclear(r);
  }
  return n;
}
int async_query_ok(PGconn *c, const char *q) {
  PGresult *r;
  int n = 0, bad = 0;
  if (!PQsendQuery(c, q))
    return -1;
  for (r = PQgetResult(c); r != NULL; r = PQgetResult(c)) {
    if (PQresultStatus(r) == PGRES_FATAL_ERROR)
      bad = 1;
    else
      n += PQntuples(r);
    PQclear(r);
  }
  return bad ? -1 : n;
}
int wait_result_ok(PGconn *c, PGresult **out) {
  while (PQisBusy(c)) {
    fd_set f;
    int fd = PQsocket(c);
    FD_ZERO(&f);
    FD_SET(fd, &f);
    if (select(fd + 1, &f, NULL, NULL, NULL) < 0)
      return -1;
    if (!PQconsumeInput(c))
      return -1;
  }
  *out = PQgetResult(c);
  return *out != NULL;
}
int listen_ok(PGconn *c) {
  PGresult *res = PQexec(c, "LISTEN x");
  PGnotify *n;
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    pg_log("LISTEN failed");
    PQclear(res);
    return 1;
  }
  PQclear(res);
  while (!stop) {
    PQconsumeInput(c);
    while ((n = PQnotifies(c)) != NULL) {
      handle(n->relname, n->extra);
      PQfreemem(n);
      PQconsumeInput(c);
    }
  }
  return 0;
}
int listen_leak(PGconn *c) {
  PGnotify *n;
  while (!stop) {
    PQconsumeInput(c);
    if ((n = PQnotifies(c)) != NULL)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' from 'PQnotifies' is not released on every path
      handle(n->relname, n->extra);
  }
  return 0;
}
int listen_break_leak(PGconn *c) {
  PGnotify *n;
  while ((n = PQnotifies(c))) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' from 'PQnotifies' is not released on every path
    if (strcmp(n->relname, "quit") == 0)
      break;
    PQfreemem(n);
  }
  return 0;
}
long copy_out_ok(PGconn *c, FILE *f) {
  char *buf;
  int n;
  long total = 0;
  PGresult *r = PQexec(c, "COPY t TO STDOUT");
  if (PQresultStatus(r) != PGRES_COPY_OUT) {
    PQclear(r);
    return -1;
  }
  PQclear(r);
  for (;;) {
    n = PQgetCopyData(c, &buf, 0);
    if (n < 0)
      break;
    if (buf) {
      fwrite(buf, 1, n, f);
      total += n;
      PQfreemem(buf);
    }
  }
  if (n == -2)
    pg_log("%s", PQerrorMessage(c));
  while ((r = PQgetResult(c)))
    PQclear(r);
  return total;
}
long copy_out_leak(PGconn *c, FILE *f) {
  char *buf;
  int n;
  while ((n = PQgetCopyData(c, &buf, 0)) > 0) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'buf' from 'PQgetCopyData' is not released on every path
    if (fwrite(buf, 1, n, f) != (size_t)n) {
      pg_log("write");
      return -1;
    }
    PQfreemem(buf);
  }
  return 0;
}
long copy_out_never_leak(PGconn *c, FILE *f) {
  char *buf = NULL;
  int n;
  while ((n = PQgetCopyData(c, &buf, 0)) > 0)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'buf' from 'PQgetCopyData' is not released on every path
    fwrite(buf, 1, n, f);
  return 0;
}
long copy_out_null_reset_ok(PGconn *c, FILE *f) {
  char *copybuf = NULL;
  while (1) {
    int r;
    if (copybuf != NULL) {
      PQfreemem(copybuf);
      copybuf = NULL;
    }
    r = PQgetCopyData(c, &copybuf, 1);
    if (r == 0) {
      sleep(1);
      continue;
    }
    if (r == -1)
      break;
    if (r == -2)
      goto error;
    fwrite(copybuf, r, 1, f);
  }
  if (copybuf != NULL)
    PQfreemem(copybuf);
  return 0;
error:
  if (copybuf != NULL)
    PQfreemem(copybuf);
  return -1;
}
int copy_in_leak(PGconn *c, const char **rows, int n) {
  PGresult *r = PQexec(c, "COPY t FROM STDIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  int i;
  if (PQresultStatus(r) != PGRES_COPY_IN) {
    PQclear(r);
    return -1;
  }
  for (i = 0; i < n; i++)
    if (PQputCopyData(c, rows[i], strlen(rows[i])) != 1)
      return -1;
  PQclear(r);
  if (PQputCopyEnd(c, NULL) != 1)
    return -1;
  r = PQgetResult(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
  if (PQresultStatus(r) != PGRES_COMMAND_OK) {
    pg_log("%s", PQerrorMessage(c));
    return -1;
  }
  PQclear(r);
  return 0;
}
int cancel_leak(PGconn *c) {
  char e[256];
  PGcancel *k = PQgetCancel(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'k' from 'PQgetCancel' is not released on every path
  if (!k)
    return -1;
  if (!PQcancel(k, e, sizeof e)) {
    pg_log("%s", e);
    return -1;
  }
  PQfreeCancel(k);
  return 0;
}
int cancel_ok(PGconn *c) {
  char e[256];
  PGcancel *k = PQgetCancel(c);
  int ok;
  if (k == NULL)
    return 0;
  ok = PQcancel(k, e, sizeof e);
  PQfreeCancel(k);
  return ok;
}
int connect_poll_leak(const char *s) {
  PGconn *c = PQconnectStart(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectStart' is not released on every path
  PostgresPollingStatusType p;
  if (c == NULL)
    return -1;
  if (PQstatus(c) == CONNECTION_BAD) {
    PQfinish(c);
    return -1;
  }
  do {
    p = PQconnectPoll(c);
    if (p == PGRES_POLLING_FAILED)
      return -1;
  } while (p != PGRES_POLLING_OK);
  PQfinish(c);
  return 0;
}
/* a state machine whose handle lives across states */
int sess_step(Sess *s) {
  switch (s->state) {
  case 0:
    s->conn = PQconnectStart("x");
    if (!s->conn)
      return -1;
    s->state = 1;
    break;
  case 1:
    if (PQconnectPoll(s->conn) == PGRES_POLLING_OK)
      s->state = 2;
    break;
  case 2:
    s->res = PQgetResult(s->conn);
    if (s->res) {
      process(s->res);
      PQclear(s->res);
      s->res = NULL;
    }
    break;
  case 3:
    PQfinish(s->conn);
    s->conn = NULL;
    break;
  }
  return s->state;
}
/* state machine inside one function */
int run_states(const char *dsn) {
  enum { CONNECT, QUERY, FETCH, CLEAN, DONE } st = CONNECT;
  PGconn *c = NULL;
  PGresult *r = NULL;
  int rc = 0;
  while (st != DONE) {
    switch (st) {
    case CONNECT:
      c = PQconnectdb(dsn);
      st = PQstatus(c) == CONNECTION_OK ? QUERY : CLEAN;
      break;
    case QUERY:
      r = PQexec(c, "x");
      st = FETCH;
      break;
    case FETCH:
      rc = PQntuples(r);
      st = CLEAN;
      break;
    case CLEAN:
      PQclear(r);
      PQfinish(c);
      st = DONE;
      break;
    case DONE:
      break;
    }
  }
  return rc;
}
int run_states_leak(const char *dsn) {
  enum { CONNECT, QUERY, FETCH, CLEAN, DONE } st = CONNECT;
  PGconn *c = NULL;
  PGresult *r = NULL;
  int rc = 0;
  while (st != DONE) {
    switch (st) {
    case CONNECT:
      c = PQconnectdb(dsn);
      st = PQstatus(c) == CONNECTION_OK ? QUERY : CLEAN;
      break;
    case QUERY:
      r = PQexec(c, "x");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
      st = PQresultStatus(r) == PGRES_TUPLES_OK ? FETCH : CLEAN;
      break;
    case FETCH:
      rc = PQntuples(r);
      PQclear(r);
      st = CLEAN;
      break;
    case CLEAN:
      PQfinish(c);
      st = DONE;
      break;
    case DONE:
      break;
    }
  }
  return rc;
}
int conninfo_leak(const char *s) {
  char *err = NULL;
  PQconninfoOption *o = PQconninfoParse(s, &err), *p;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'o' from 'PQconninfoParse' is not released on every path
  if (o == NULL) {
    pg_log("%s", err);
    if (err)
      PQfreemem(err);
    return -1;
  }
  for (p = o; p->keyword; p++)
    if (!strcmp(p->keyword, "dbname") && p->val)
      return 1;
  PQconninfoFree(o);
  return 0;
}
int conninfo_ok(const char *s) {
  char *err = NULL;
  PQconninfoOption *o, *p;
  int found = 0;
  o = PQconninfoParse(s, &err);
  if (o == NULL) {
    pg_log("%s", err);
    PQfreemem(err);
    return -1;
  }
  for (p = o; p->keyword; p++)
    if (!strcmp(p->keyword, "dbname") && p->val) {
      found = 1;
      break;
    }
  PQconninfoFree(o);
  return found;
}
int conninfo_err_leak(const char *s) {
  char *err = NULL;
  PQconninfoOption *o;
  o = PQconninfoParse(s, &err);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'PQconninfoParse' is not released on every path
  if (o == NULL) {
    pg_log("%s", err);
    return -1;
  }
  PQconninfoFree(o);
  return 0;
}
char *quote_leak(PGconn *c, const char *s, int upper) {
  char *q = PQescapeLiteral(c, s, strlen(s));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q' from 'PQescapeLiteral' is not released on every path
  char *r;
  if (!q)
    return NULL;
  r = malloc(strlen(q) + 2);
  if (!r)
    return NULL;
  strcpy(r, q);
  PQfreemem(q);
  return r;
}
int bytea_leak(PGresult *r, FILE *f) {
  size_t n;
  unsigned char *b = PQunescapeBytea((unsigned char *)PQgetvalue(r, 0, 0), &n);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'b' from 'PQunescapeBytea' is not released on every path
  if (!b)
    return -1;
  fwrite(b, 1, n, f);
  return 0;
}
int bytea_free_ok(PGresult *r, FILE *f) {
  size_t n;
  unsigned char *b = PQunescapeBytea((unsigned char *)PQgetvalue(r, 0, 0), &n);
  fwrite(b, 1, n, f);
  free(b); /* not the right function, yet what old code does */
  return 0;
}
int two_escapes_leak(PGconn *c, const char *a, const char *b) {
  char *ea = PQescapeLiteral(c, a, strlen(a));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ea' from 'PQescapeLiteral' is not released on every path
  char *eb = PQescapeLiteral(c, b, strlen(b));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'eb' from 'PQescapeLiteral' is not released on every path
  PGresult *r;
  char q[256];
  if (!ea || !eb)
    return -1;
  snprintf(q, sizeof q, "%s %s", ea, eb);
  PQfreemem(ea);
  PQfreemem(eb);
  r = PQexec(c, q);
  PQclear(r);
  return 0;
}
int do_while0(PGconn *c) {
  int rc = -1;
  PGresult *r = NULL;
  do {
    r = PQexec(c, "a");
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
      break;
    PQclear(r);
    r = PQexec(c, "b");
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
      break;
    rc = 0;
  } while (0);
  PQclear(r);
  return rc;
}
int do_while0_leak(PGconn *c) {
  int rc = -1;
  PGresult *r = NULL;
  do {
    r = PQexec(c, "a");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
      break;
    r = PQexec(c, "b");
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
      break;
    rc = 0;
  } while (0);
  PQclear(r);
  return rc;
}
int comma_ok(PGconn *c) {
  PGresult *r;
  int n;
  for (r = PQexec(c, "x"), n = 0; n < PQntuples(r); n++)
    puts(PQgetvalue(r, n, 0));
  return PQclear(r), n;
}
int comma_leak(PGconn *c) {
  PGresult *r;
  int n;
  if (r = PQexec(c, "x"), PQresultStatus(r) != PGRES_TUPLES_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    return -1;
  n = PQntuples(r);
  PQclear(r);
  return n;
}
int tern_ok(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  int n = (r && PQresultStatus(r) == PGRES_TUPLES_OK) ? PQntuples(r) : -1;
  r ? PQclear(r) : (void)0;
  return n;
}
