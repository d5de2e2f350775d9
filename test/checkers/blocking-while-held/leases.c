// RUN: %check %s --checks='-*,leash-blocking-while-held' --config='{CheckOptions: {leash.Catalogue: %S/Inputs/pool.yaml}}' -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A handle of a pool, held while its holder waits.

#include <libpq-fe.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct pool;
PGconn *db_get(struct pool *pool);
void db_put(struct pool *pool, PGconn *conn);
int billing_charge(long cents);
int queue_pop(void *queue, int timeout);
int work(PGconn *conn);

void sleeps(struct pool *pool) {
  PGconn *conn = db_get(pool);
  work(conn);
  sleep(5);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'conn', taken from a pool, is held; give it back before [leash-blocking-while-held]
  // CHECK: :[[@LINE-4]]:18: note: taken here
  db_put(pool, conn);
}

void sleeps_after(struct pool *pool) {
  PGconn *conn = db_get(pool);
  work(conn);
  db_put(pool, conn);
  sleep(5);
}

void on_one_path(struct pool *pool, int busy) {
  PGconn *conn = db_get(pool);
  if (!conn)
    return;
  if (busy)
    usleep(200000);
  // CHECK: :[[@LINE-1]]:5: warning: 'usleep' sleeps while 'conn'
  // CHECK: note: taken here
  // CHECK: note: when this condition is false
  // CHECK: note: when this condition is true
  db_put(pool, conn);
}

void backs_off_without(struct pool *pool) {
  PGconn *conn;
  while (!(conn = db_get(pool)))
    sleep(1);
  work(conn);
  db_put(pool, conn);
}

int retries(struct pool *pool) {
  for (int i = 0; i < 3; i++) {
    PGconn *conn = db_get(pool);
    int ok = work(conn);
    db_put(pool, conn);
    if (ok)
      return 0;
    sleep(1 << i);
  }
  return -1;
}

int retries_holding(struct pool *pool) {
  PGconn *conn = db_get(pool);
  for (int i = 0; i < 3 && !work(conn); i++)
    sleep(1 << i);
  // CHECK: :[[@LINE-1]]:5: warning: 'sleep' sleeps
  db_put(pool, conn);
  return 0;
}

void no_time_at_all(struct pool *pool, fd_set *set, struct pollfd *fds) {
  PGconn *conn = db_get(pool);
  sleep(0);
  usleep(100);
  poll(fds, 1, 0);
  struct timeval now = {0, 0};
  select(4, set, 0, 0, &now);
  struct timespec none = {0};
  nanosleep(&none, 0);
  db_put(pool, conn);
}

void no_time_by_members(struct pool *pool, fd_set *set) {
  PGconn *conn = db_get(pool);
  struct timeval now;
  now.tv_sec = 0;
  now.tv_usec = 0;
  select(4, set, 0, 0, &now);
  db_put(pool, conn);
}

void a_known_number(struct pool *pool) {
  PGconn *conn = db_get(pool);
  int pause = 0;
  if (pause)
    sleep(pause);
  pause = 3;
  sleep(pause);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps
  db_put(pool, conn);
}

void descriptors(struct pool *pool, fd_set *set, struct pollfd *fds) {
  PGconn *conn = db_get(pool);
  poll(fds, 1, -1);
  // CHECK: :[[@LINE-1]]:3: warning: 'poll' waits for a descriptor
  struct timeval soon = {2, 0};
  select(4, set, 0, 0, &soon);
  // CHECK: :[[@LINE-1]]:3: warning: 'select' waits for a descriptor
  select(4, set, 0, 0, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'select' waits for a descriptor
  db_put(pool, conn);
}

// The connection's own descriptor: it is the database that is waited for.
void asynchronous(struct pool *pool) {
  PGconn *conn = db_get(pool);
  PQsendQuery(conn, "SELECT 1");
  while (PQisBusy(conn)) {
    struct pollfd one = {PQsocket(conn), POLLIN, 0};
    poll(&one, 1, -1);
    PQconsumeInput(conn);
  }
  db_put(pool, conn);
}

static void until_readable(int fd) {
  struct pollfd one = {fd, POLLIN, 0};
  poll(&one, 1, 1000);
}

void asynchronous_by_a_helper(struct pool *pool) {
  PGconn *conn = db_get(pool);
  until_readable(PQsocket(conn));
  db_put(pool, conn);
}

void other_descriptor_by_a_helper(struct pool *pool, int fd) {
  PGconn *conn = db_get(pool);
  until_readable(fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'until_readable' waits for a descriptor
  // CHECK: :[[@LINE-13]]:3: note: it leads to 'poll' here
  db_put(pool, conn);
}

void network(struct pool *pool, int fd, char *buffer, const char *host) {
  PGconn *conn = db_get(pool);
  struct addrinfo *found;
  getaddrinfo(host, "80", 0, &found);
  // CHECK: :[[@LINE-1]]:3: warning: 'getaddrinfo' waits for the network
  connect(fd, found->ai_addr, found->ai_addrlen);
  // CHECK: :[[@LINE-1]]:3: warning: 'connect' waits for the network
  send(fd, "GET", 3, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'send' waits for the network
  recv(fd, buffer, 64, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'recv' waits for the network
  recv(fd, buffer, 64, MSG_DONTWAIT);
  db_put(pool, conn);
}

void processes(struct pool *pool, pid_t child) {
  PGconn *conn = db_get(pool);
  int status;
  system("gzip dump.sql");
  // CHECK: :[[@LINE-1]]:3: warning: 'system' runs another program
  FILE *out = popen("sort", "w");
  // CHECK: :[[@LINE-1]]:15: warning: 'popen' runs another program
  pclose(out);
  // CHECK: :[[@LINE-1]]:3: warning: 'pclose' runs another program
  waitpid(child, &status, WNOHANG);
  waitpid(child, &status, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'waitpid' waits for another process
  db_put(pool, conn);
}

void threads(struct pool *pool, pthread_t t, pthread_cond_t *cond,
             pthread_mutex_t *mutex, sem_t *free) {
  PGconn *conn = db_get(pool);
  pthread_mutex_lock(mutex);
  pthread_cond_wait(cond, mutex);
  // CHECK: :[[@LINE-1]]:3: warning: 'pthread_cond_wait' waits for another thread
  pthread_mutex_unlock(mutex);
  sem_wait(free);
  // CHECK: :[[@LINE-1]]:3: warning: 'sem_wait' waits for another thread
  pthread_join(t, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'pthread_join' waits for another thread
  db_put(pool, conn);
}

void terminal(struct pool *pool, FILE *file, char *line) {
  PGconn *conn = db_get(pool);
  fgets(line, 80, file);
  fgets(line, 80, stdin);
  // CHECK: :[[@LINE-1]]:3: warning: 'fgets' reads from the terminal
  int n;
  fscanf(file, "%d", &n);
  scanf("%d", &n);
  // CHECK: :[[@LINE-1]]:3: warning: 'scanf' reads from the terminal
  getchar();
  // CHECK: :[[@LINE-1]]:3: warning: 'getchar' reads from the terminal
  read(STDIN_FILENO, line, 80);
  // CHECK: :[[@LINE-1]]:3: warning: 'read' reads from the terminal
  read(fileno(file), line, 80);
  db_put(pool, conn);
}

void of_the_users_own(struct pool *pool, void *queue) {
  PGconn *conn = db_get(pool);
  billing_charge(100);
  // CHECK: :[[@LINE-1]]:3: warning: 'billing_charge' calls the billing service while 'conn'
  queue_pop(queue, 0);
  queue_pop(queue, 500);
  // CHECK: :[[@LINE-1]]:3: warning: 'queue_pop' waits for the queue while 'conn'
  db_put(pool, conn);
}

// Through helpers.

static void back_off(int attempt) {
  sleep(attempt);
}

static void put_and_wait(struct pool *pool, PGconn *conn) {
  db_put(pool, conn);
  sleep(1);
}

static void wait_and_put(struct pool *pool, PGconn *conn) {
  sleep(1);
  db_put(pool, conn);
}

static void nap(unsigned seconds) {
  if (seconds)
    sleep(seconds);
}

void helper_sleeps(struct pool *pool) {
  PGconn *conn = db_get(pool);
  back_off(2);
  // CHECK: :[[@LINE-1]]:3: warning: 'back_off' sleeps while 'conn', taken from a pool, is held
  // CHECK: :[[@LINE-22]]:3: note: it leads to 'sleep' here
  // CHECK: :[[@LINE-4]]:18: note: taken here
  db_put(pool, conn);
}

void helper_gives_back_first(struct pool *pool) {
  PGconn *conn = db_get(pool);
  put_and_wait(pool, conn);
}

void helper_gives_back_last(struct pool *pool) {
  PGconn *conn = db_get(pool);
  wait_and_put(pool, conn);
  // CHECK: :[[@LINE-1]]:3: warning: 'wait_and_put' sleeps while 'conn'
}

void helper_that_need_not(struct pool *pool) {
  PGconn *conn = db_get(pool);
  nap(0);
  nap(2);
  // CHECK: :[[@LINE-1]]:3: warning: 'nap' sleeps while 'conn'
  db_put(pool, conn);
}

// A connection of one's own may be held as long as one likes.
void private_connection(const char *info) {
  PGconn *conn = PQconnectdb(info);
  for (;;) {
    work(conn);
    sleep(60);
  }
}
