// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape of a cron daemon that records each run of a job in PostgreSQL.

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct job {
  int id;
  char command[256];
  int status;
  time_t started, ended;
};

static PGconn *logdb;

static int log_connect(const char *dsn) {
  if (logdb != NULL && PQstatus(logdb) == CONNECTION_OK)
    return 0;
  if (logdb != NULL)
    PQfinish(logdb);
  logdb = PQconnectdb(dsn);
  if (PQstatus(logdb) != CONNECTION_OK) {
    fprintf(stderr, "log: %s", PQerrorMessage(logdb));
    PQfinish(logdb);
    logdb = NULL;
    return -1;
  }
  return 0;
}

int log_run(const char *dsn, const struct job *job) {
  char id[16], status[16], started[32], ended[32];
  const char *values[5];
  PGresult *res;

  if (log_connect(dsn) < 0)
    return -1;

  snprintf(id, sizeof id, "%d", job->id);
  snprintf(status, sizeof status, "%d", job->status);
  strftime(started, sizeof started, "%F %T", localtime(&job->started));
  strftime(ended, sizeof ended, "%F %T", localtime(&job->ended));
  values[0] = id;
  values[1] = job->command;
  values[2] = status;
  values[3] = started;
  values[4] = ended;

  res = PQexec(logdb, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    fprintf(stderr, "log: %s", PQerrorMessage(logdb));
    return -1;
  }
  PQclear(res);

  res = PQexecParams(logdb, "INSERT INTO run VALUES ($1, $2, $3, $4, $5)", 5,
                     NULL, values, NULL, NULL, 0);
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    fprintf(stderr, "log: %s", PQerrorMessage(logdb));
    PQclear(res);
    PQclear(PQexec(logdb, "ROLLBACK"));
    return -1;
  }
  PQclear(res);

  res = PQexec(logdb, "COMMIT");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    fprintf(stderr, "log: %s", PQerrorMessage(logdb));
  PQclear(res);
  return 0;
}

int no_warning_log_run(const char *dsn, const struct job *job) {
  char id[16], status[16];
  const char *values[3];
  int rc = -1;
  PGresult *res = NULL;

  if (log_connect(dsn) < 0)
    return -1;

  snprintf(id, sizeof id, "%d", job->id);
  snprintf(status, sizeof status, "%d", job->status);
  values[0] = id;
  values[1] = job->command;
  values[2] = status;

  // CHECK: :[[@LINE+1]]:{{[0-9]+}}: warning: the transaction begun here on 'logdb' is not finished
  res = PQexec(logdb, "BEGIN");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto out;
  PQclear(res);

  res = PQexecParams(logdb, "INSERT INTO run VALUES ($1, $2, $3)", 3, NULL,
                     values, NULL, NULL, 0);
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto out;
  PQclear(res);

  res = PQexec(logdb, "COMMIT");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto out;
  rc = 0;
out:
  if (rc < 0)
    fprintf(stderr, "log: %s", PQerrorMessage(logdb));
  PQclear(res);
  return rc;
}

int load_jobs(const char *dsn, struct job *jobs, int max) {
  PGresult *res;
  int i, rows, n = 0;

  if (log_connect(dsn) < 0)
    return -1;
  res = PQexec(logdb, "SELECT id, command FROM job WHERE enabled");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return -1;
  }
  rows = PQntuples(res);
  for (i = 0; i < rows; i++) {
    const char *command = PQgetvalue(res, i, 1);
    if (n == max) {
      fprintf(stderr, "more than %d jobs\n", max);
      return -1;
    }
    if (strlen(command) >= sizeof jobs[n].command)
      continue;
    jobs[n].id = atoi(PQgetvalue(res, i, 0));
    strcpy(jobs[n].command, command);
    n++;
  }
  PQclear(res);
  return n;
}

int no_warning_load_jobs(const char *dsn, struct job *jobs, int max) {
  PGresult *res;
  int i, n = 0;

  if (log_connect(dsn) < 0)
    return -1;
  res = PQexec(logdb, "SELECT id, command FROM job WHERE enabled");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return -1;
  }
  for (i = 0; i < PQntuples(res) && n < max; i++) {
    const char *command = PQgetvalue(res, i, 1);
    if (strlen(command) >= sizeof jobs[n].command)
      continue;
    jobs[n].id = atoi(PQgetvalue(res, i, 0));
    strcpy(jobs[n].command, command);
    n++;
  }
  PQclear(res);
  return n;
}
