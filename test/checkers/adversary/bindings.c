// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Language bindings, lookup tables of mail servers, storage back-ends, bots.

#include <errno.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- Python ---------------------------------------------------------- */
typedef struct _object {
  long ob_refcnt;
  void *ob_type;
} PyObject;
extern PyObject *PyErr_Format(PyObject *, const char *, ...);
extern void PyErr_SetString(PyObject *, const char *);
extern PyObject *PyExc_RuntimeError;
extern PyObject *PyList_New(long), *PyUnicode_FromString(const char *),
    *PyLong_FromLong(long), *PyTuple_New(long);
extern int PyList_Append(PyObject *, PyObject *),
    PyTuple_SetItem(PyObject *, long, PyObject *);
extern int PyArg_ParseTuple(PyObject *, const char *, ...);
extern void Py_DecRef(PyObject *);
extern PyObject *PyObject_Call(PyObject *, PyObject *, PyObject *);
extern PyObject *PyCapsule_New(void *, const char *, void (*)(PyObject *));
extern PyObject _Py_NoneStruct;
#define Py_None (&_Py_NoneStruct)
#define Py_BEGIN_ALLOW_THREADS                                                 \
  {                                                                            \
    void *_save = PyEval_SaveThread();
#define Py_END_ALLOW_THREADS                                                   \
  PyEval_RestoreThread(_save);                                                 \
  }
#define Py_DECREF(o) Py_DecRef((PyObject *)(o))
#define Py_XDECREF(o)                                                          \
  do {                                                                         \
    if (o)                                                                     \
      Py_DecRef((PyObject *)(o));                                              \
  } while (0)
extern void *PyEval_SaveThread(void);
extern void PyEval_RestoreThread(void *);
typedef struct {
  PyObject ob_base;
  PGconn *cnx;
  PGresult *result;
  int valid;
} connObject;
extern connObject *conn_alloc(void);

PyObject *py_query_leak(connObject *self, PyObject *args) {
  char *q;
  PGresult *r;
  PyObject *l;
  int i;
  if (!PyArg_ParseTuple(args, "s", &q))
    return NULL;
  Py_BEGIN_ALLOW_THREADS r = PQexec(self->cnx, q);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  Py_END_ALLOW_THREADS if (!r) {
    PyErr_SetString(PyExc_RuntimeError, PQerrorMessage(self->cnx));
    return NULL;
  }
  l = PyList_New(0);
  if (!l)
    return NULL;
  for (i = 0; i < PQntuples(r); i++) {
    PyObject *s = PyUnicode_FromString(PQgetvalue(r, i, 0));
    PyList_Append(l, s);
    Py_DECREF(s);
  }
  PQclear(r);
  return l;
}
PyObject *py_query_ok(connObject *self, PyObject *args) {
  char *q;
  PGresult *r;
  PyObject *l = NULL;
  int i;
  if (!PyArg_ParseTuple(args, "s", &q))
    return NULL;
  Py_BEGIN_ALLOW_THREADS r = PQexec(self->cnx, q);
  Py_END_ALLOW_THREADS switch (PQresultStatus(r)) {
  case PGRES_TUPLES_OK:
    l = PyList_New(PQntuples(r));
    if (!l)
      goto exit;
    break;
  case PGRES_COMMAND_OK:
    l = Py_None;
    break;
  default:
    PyErr_Format(PyExc_RuntimeError, "%s", PQerrorMessage(self->cnx));
    goto exit;
  }
exit:
  PQclear(r);
  return l;
}
PyObject *py_connect(PyObject *self, PyObject *args) {
  connObject *o;
  char *dsn;
  if (!PyArg_ParseTuple(args, "s", &dsn))
    return NULL;
  if (!(o = conn_alloc()))
    return NULL;
  o->cnx = PQconnectdb(dsn);
  if (PQstatus(o->cnx) == CONNECTION_BAD) {
    PyErr_SetString(PyExc_RuntimeError, PQerrorMessage(o->cnx));
    Py_XDECREF(o);
    return NULL;
  }
  return (PyObject *)o;
}
static void cap_free(PyObject *o) {}
PyObject *py_capsule(PyObject *self, PyObject *args) {
  PGconn *c = PQconnectdb("");
  return PyCapsule_New(c, "conn", cap_free);
}
PyObject *py_callback_leak(PyObject *self, PyObject *fn, sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "x", -1, &st, NULL) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
    PyErr_SetString(PyExc_RuntimeError, sqlite3_errmsg(db));
    return NULL;
  }
  while (sqlite3_step(st) == SQLITE_ROW) {
    PyObject *r = PyObject_Call(fn, NULL, NULL);
    if (!r)
      return NULL;
    Py_DECREF(r);
  }
  sqlite3_finalize(st);
  return Py_None;
}
/* --- Lua --------------------------------------------------------------- */
typedef struct lua_State lua_State;
extern int lua_error(lua_State *), luaL_error(lua_State *, const char *, ...);
extern const char *luaL_checkstring(lua_State *, int);
extern void *lua_newuserdata(lua_State *, size_t),
    *luaL_checkudata(lua_State *, int, const char *);
extern void lua_pushstring(lua_State *, const char *), lua_pushnil(lua_State *),
    lua_pushlightuserdata(lua_State *, void *), lua_newtable(lua_State *);
extern void luaL_setmetatable(lua_State *, const char *),
    lua_rawseti(lua_State *, int, int);
typedef struct {
  PGconn *c;
  int closed;
} lconn;
typedef struct {
  PGresult *r;
  int pos;
} lcur;
int l_connect(lua_State *L) {
  lconn *u;
  PGconn *c = PQconnectdb(luaL_checkstring(L, 1));
  if (PQstatus(c) == CONNECTION_BAD) {
    lua_pushnil(L);
    lua_pushstring(L, PQerrorMessage(c));
    PQfinish(c);
    return 2;
  }
  u = lua_newuserdata(L, sizeof *u);
  luaL_setmetatable(L, "conn");
  u->c = c;
  u->closed = 0;
  return 1;
}
int l_connect_leak(lua_State *L) {
  lconn *u;
  PGconn *c = PQconnectdb(luaL_checkstring(L, 1));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
  if (PQstatus(c) == CONNECTION_BAD) {
    lua_pushnil(L);
    lua_pushstring(L, PQerrorMessage(c));
    return 2;
  }
  u = lua_newuserdata(L, sizeof *u);
  u->c = c;
  return 1;
}
int l_exec_err_leak(lua_State *L) {
  lconn *u = luaL_checkudata(L, 1, "conn");
  PGresult *r = PQexec(u->c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQresultStatus(r) != PGRES_TUPLES_OK)
    return luaL_error(L, "query: %s", PQerrorMessage(u->c));
  PQclear(r);
  return 0;
}
static int l_cursor(lua_State *L, PGresult *r) {
  lcur *cu = lua_newuserdata(L, sizeof *cu);
  luaL_setmetatable(L, "cur");
  cu->r = r;
  cu->pos = 0;
  return 1;
}
int l_exec(lua_State *L) {
  lconn *u = luaL_checkudata(L, 1, "conn");
  PGresult *r = PQexec(u->c, "x");
  if (r && PQresultStatus(r) == PGRES_COMMAND_OK) {
    lua_pushstring(L, PQcmdTuples(r));
    PQclear(r);
    return 1;
  } else if (r && PQresultStatus(r) == PGRES_TUPLES_OK)
    return l_cursor(L, r);
  else {
    PQclear(r);
    lua_pushnil(L);
    return 2;
  }
}
int l_light(lua_State *L) {
  lua_pushlightuserdata(L, PQconnectdb(""));
  return 1;
}
/* --- PHP ---------------------------------------------------------------- */
typedef struct {
  void *v;
  int t;
} zval;
typedef struct {
  PGresult *result;
  int row;
} pgsql_result_handle;
extern void *emalloc(size_t);
extern void efree(void *);
extern void *zend_register_resource(void *, int);
extern void *zend_list_insert(void *, int);
extern void php_error_docref(const char *, int, const char *, ...);
#define RETURN_FALSE                                                           \
  do {                                                                         \
    ret->t = 0;                                                                \
    return;                                                                    \
  } while (0)
#define RETURN_RES(r)                                                          \
  do {                                                                         \
    ret->v = (r);                                                              \
    ret->t = 9;                                                                \
    return;                                                                    \
  } while (0)
void php_query(zval *ret, PGconn *pgsql, const char *q) {
  PGresult *r;
  pgsql_result_handle *h;
  while ((r = PQgetResult(pgsql)))
    PQclear(r);
  r = PQexec(pgsql, q);
  switch (PQresultStatus(r)) {
  case PGRES_EMPTY_QUERY:
  case PGRES_BAD_RESPONSE:
  case PGRES_NONFATAL_ERROR:
  case PGRES_FATAL_ERROR:
    php_error_docref(NULL, 2, "Query failed: %s.", PQerrorMessage(pgsql));
    PQclear(r);
    RETURN_FALSE;
    break;
  default:
    if (r) {
      h = emalloc(sizeof *h);
      h->result = r;
      h->row = 0;
      RETURN_RES(zend_register_resource(h, 5));
    } else {
      PQclear(r);
      RETURN_FALSE;
    }
    break;
  }
}
void php_query_leak(zval *ret, PGconn *pgsql, const char *q) {
  PGresult *r;
  pgsql_result_handle *h;
  r = PQexec(pgsql, q);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  switch (PQresultStatus(r)) {
  case PGRES_FATAL_ERROR:
    php_error_docref(NULL, 2, "Query failed: %s.", PQerrorMessage(pgsql));
    RETURN_FALSE;
    break;
  default:
    h = emalloc(sizeof *h);
    h->result = r;
    RETURN_RES(zend_register_resource(h, 5));
  }
}
void php_leak2(zval *ret, PGconn *pgsql, int n) {
  pgsql_result_handle *h = emalloc(sizeof *h);
  h->result = PQexec(pgsql, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'h->result' from 'PQexec' is not released on every path
  if (PQntuples(h->result) < n) {
    efree(h);
    RETURN_FALSE;
  }
  RETURN_RES(zend_register_resource(h, 5));
}
/* --- mail server: struct of driver functions ----------------------------- */
typedef struct {
  char *name;
  MYSQL *h;
  PGconn *pg;
  time_t up;
} HOST;
typedef struct dict {
  const char *name;
  HOST *host;
  void *(*look)(struct dict *, const char *);
} DICT;
extern void msg_warn(const char *, ...),
    msg_fatal(const char *, ...) __attribute__((noreturn));
extern char *mystrdup(const char *);
typedef struct VSTRING {
  char *s;
} VSTRING;
extern VSTRING *vstring_alloc(int);
extern void vstring_free(VSTRING *),
    vstring_sprintf(VSTRING *, const char *, ...);

MYSQL_RES *plmysql_query(DICT *d, const char *q) {
  MYSQL_RES *res = 0;
  if (mysql_query(d->host->h, q) == 0) {
    if ((res = mysql_store_result(d->host->h)) == 0)
      msg_warn("store failed");
  } else {
    msg_warn("mysql query failed: %s", mysql_error(d->host->h));
    mysql_close(d->host->h);
    d->host->h = 0;
  }
  return res;
}
const char *dict_lookup_leak(DICT *d, const char *name) {
  MYSQL_RES *res;
  MYSQL_ROW row;
  static VSTRING *result;
  int n, i, j;
  if ((res = plmysql_query(d, name)) == 0)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'plmysql_query' is not released on every path
    return 0;
  n = mysql_num_rows(res);
  if (n == 0)
    return 0;
  if (!result)
    result = vstring_alloc(10);
  for (i = 0; i < n; i++) {
    row = mysql_fetch_row(res);
    for (j = 0; j < (int)mysql_num_fields(res); j++)
      vstring_sprintf(result, "%s", row[j]);
  }
  mysql_free_result(res);
  return result->s;
}
const char *dict_lookup_ok(DICT *d, const char *name) {
  MYSQL_RES *res;
  MYSQL_ROW row;
  const char *r = 0;
  int n;
  if ((res = plmysql_query(d, name)) == 0)
    return 0;
  if ((n = mysql_num_rows(res)) > 1)
    msg_fatal("more than one");
  if (n == 1 && (row = mysql_fetch_row(res)) != 0)
    r = mystrdup(row[0]);
  mysql_free_result(res);
  return r;
}
static PGresult *plpgsql_q(DICT *d, const char *q) {
  PGresult *res;
  if ((res = PQexec(d->host->pg, q)) != 0) {
    ExecStatusType st = PQresultStatus(res);
    switch (st) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      return res;
    case PGRES_FATAL_ERROR:
      msg_warn("pgsql query failed: fatal error from host: %s",
               PQresultErrorMessage(res));
      break;
    case PGRES_BAD_RESPONSE:
      msg_warn("protocol error");
      break;
    default:
      msg_warn("unknown");
      break;
    }
  } else
    msg_warn("no result");
  if (res != 0)
    PQclear(res);
  return 0;
}
int plpgsql_user(DICT *d) {
  PGresult *r = plpgsql_q(d, "x");
  int n;
  if (r == 0)
    return -1;
  n = PQntuples(r);
  PQclear(r);
  return n;
}
/* the same with a bug: break without clear */
static PGresult *plpgsql_q_leak(DICT *d, const char *q) {
  PGresult *res;
  if ((res = PQexec(d->host->pg, q)) != 0) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    switch (PQresultStatus(res)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      return res;
    default:
      msg_warn("failed");
      break;
    }
  }
  return 0;
}
int plpgsql_user2_leak(DICT *d) {
  PGresult *r = plpgsql_q_leak(d, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'plpgsql_q_leak' is not released on every path
  if (r == 0)
    return -1;
  if (PQntuples(r) == 0)
    return 0;
  PQclear(r);
  return 1;
}
void dict_close(DICT *d) {
  if (d->host->h)
    mysql_close(d->host->h);
}
/* --- sql backend with function table, mutex, error callback ----------------
 */
struct be {
  pthread_mutex_t mu;
  sqlite3 *db;
  sqlite3_stmt *ins;
  void (*onerr)(void *, const char *);
  void *ud;
};
int be_put_ok(struct be *b, const char *k) {
  int rc;
  pthread_mutex_lock(&b->mu);
  if (!b->ins) {
    rc = sqlite3_prepare_v2(b->db, "INSERT", -1, &b->ins, 0);
    if (rc != SQLITE_OK) {
      b->onerr(b->ud, sqlite3_errmsg(b->db));
      pthread_mutex_unlock(&b->mu);
      return rc;
    }
  }
  sqlite3_bind_text(b->ins, 1, k, -1, SQLITE_STATIC);
  rc = sqlite3_step(b->ins);
  sqlite3_reset(b->ins);
  pthread_mutex_unlock(&b->mu);
  return rc;
}
int be_get_leak(struct be *b, const char *k, char **out) {
  sqlite3_stmt *s;
  int rc;
  pthread_mutex_lock(&b->mu);
  rc = sqlite3_prepare_v2(b->db, "SELECT v FROM t WHERE k=?", -1, &s, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  if (rc != SQLITE_OK)
    goto unlock;
  rc = sqlite3_bind_text(s, 1, k, -1, SQLITE_STATIC);
  if (rc != SQLITE_OK) {
    b->onerr(b->ud, "bind");
    goto unlock;
  }
  if ((rc = sqlite3_step(s)) == SQLITE_ROW)
    *out = strdup((const char *)sqlite3_column_text(s, 0));
  sqlite3_finalize(s);
unlock:
  pthread_mutex_unlock(&b->mu);
  return rc;
}
int be_get_ok(struct be *b, const char *k, char **out) {
  sqlite3_stmt *s = NULL;
  int rc;
  pthread_mutex_lock(&b->mu);
  rc = sqlite3_prepare_v2(b->db, "SELECT v FROM t WHERE k=?", -1, &s, 0);
  if (rc != SQLITE_OK)
    goto unlock;
  if ((rc = sqlite3_bind_text(s, 1, k, -1, SQLITE_STATIC)) != SQLITE_OK)
    goto fin;
  if ((rc = sqlite3_step(s)) == SQLITE_ROW)
    *out = strdup((const char *)sqlite3_column_text(s, 0));
fin:
  sqlite3_finalize(s);
unlock:
  pthread_mutex_unlock(&b->mu);
  return rc;
}
/* error callback gets errmsg */
int be_exec_cb_leak(struct be *b, const char *q) {
  char *e = NULL;
  if (sqlite3_exec(b->db, q, NULL, NULL, &e) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'e' from 'sqlite3_exec' is not released on every path
    b->onerr(b->ud, "exec failed");
    return -1;
  }
  return 0;
}
int be_exec_cb_unknown(struct be *b, const char *q) {
  char *e = NULL;
  if (sqlite3_exec(b->db, q, NULL, NULL, &e) != SQLITE_OK) {
    b->onerr(b->ud, e); /* through a pointer: may take it */
    return -1;
  }
  return 0;
}
/* --- IRC bot ----------------------------------------------------------------
 */
extern void irc_send(int fd, const char *fmt, ...);
void cmd_seen(sqlite3 *db, int fd, const char *nick) {
  char *q = sqlite3_mprintf("SELECT t FROM seen WHERE n=%Q", nick);
  sqlite3_stmt *s;
  if (sqlite3_prepare_v2(db, q, -1, &s, NULL) != SQLITE_OK) {
    irc_send(fd, "error %s", sqlite3_errmsg(db));
    sqlite3_free(q);
    return;
  }
  sqlite3_free(q);
  if (sqlite3_step(s) == SQLITE_ROW)
    irc_send(fd, "%s", sqlite3_column_text(s, 0));
  else
    irc_send(fd, "never");
  sqlite3_finalize(s);
}
void cmd_seen_leak(sqlite3 *db, int fd, const char *nick) {
  char *q = sqlite3_mprintf("SELECT t FROM seen WHERE n=%Q", nick);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q' from 'sqlite3_mprintf' is not released on every path
  sqlite3_stmt *s;
  if (sqlite3_prepare_v2(db, q, -1, &s, NULL) != SQLITE_OK) {
    irc_send(fd, "error %s", sqlite3_errmsg(db));
    return;
  }
  sqlite3_free(q);
  if (sqlite3_step(s) == SQLITE_ROW)
    irc_send(fd, "%s", sqlite3_column_text(s, 0));
  sqlite3_finalize(s);
}
void cmd_dispatch_leak(sqlite3 *db, int fd, char *line) {
  sqlite3_stmt *s = NULL;
  if (!strncmp(line, "!add ", 5)) {
    if (sqlite3_prepare_v2(db, "INSERT", -1, &s, 0)) {
      irc_send(fd, "db");
      return;
    }
    sqlite3_bind_text(s, 1, line + 5, -1, SQLITE_TRANSIENT);
    if (sqlite3_step(s) != SQLITE_DONE)
      irc_send(fd, "failed");
    sqlite3_finalize(s);
  } else if (!strncmp(line, "!del ", 5)) {
    if (sqlite3_prepare_v2(db, "DELETE", -1, &s, 0)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
      irc_send(fd, "db");
      return;
    }
    if (!line[5]) {
      irc_send(fd, "usage");
      return;
    }
    sqlite3_step(s);
    sqlite3_finalize(s);
  }
}
