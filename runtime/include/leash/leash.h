/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The C interface of Leash's run-time half: tell the tracker what a pool or a
 * client library takes and gives back, and ask it who holds what. */

#ifndef LEASH_LEASH_H
#define LEASH_LEASH_H

#include <stddef.h>
#include <stdint.h>

/* C11 and C++17. No call throws, and none needs the run-time library: every
 * function is a weak symbol behind an inline wrapper that does nothing and
 * returns zero if the library is not there. So a program may be instrumented
 * for good and linked with the library, or started with it preloaded, only
 * where leaks are looked for.
 *
 * Every function may be called from any thread at any time, but not from a
 * signal handler unless it says so. All times are nanoseconds. Every struct
 * begins with its size, which the caller sets to sizeof; what a newer version
 * added is taken as zero if the caller's struct is shorter.
 *
 * A name or text is copied before a call returns. */

#ifdef __cplusplus
extern "C" {
#endif

#define LEASH_API_VERSION 1

/* A pool known to the tracker; 0 is none. */
typedef uint64_t leash_pool;
/* A resource that is held: a slot and its generation, so that a stale one is
 * recognised. 0 is one that is not tracked (no library, tracker switched off,
 * ignore scope, no slot left) and may be given to every call. */
typedef uint64_t leash_lease;

/* What is held. */
typedef enum leash_kind {
  LEASH_CONNECTION = 0,  /* lent by a pool */
  LEASH_PRIVATE = 1,     /* a connection opened outside any pool */
  LEASH_RESULT = 2,
  LEASH_STATEMENT = 3,
  LEASH_TRANSACTION = 4  /* one that an object stands for */
} leash_kind;

/* Of a connection, as libpq's PGTransactionStatusType. */
typedef enum leash_transaction_state {
  LEASH_TXN_IDLE = 0,
  LEASH_TXN_ACTIVE = 1,
  LEASH_TXN_OPEN = 2,
  LEASH_TXN_FAILED = 3,
  LEASH_TXN_UNKNOWN = 4
} leash_transaction_state;

/* How a wait for a connection ended. */
typedef enum leash_wait_outcome {
  LEASH_WAIT_ACQUIRED = 0,
  LEASH_WAIT_TIMEOUT = 1,
  LEASH_WAIT_CANCELLED = 2,
  LEASH_WAIT_FAILED = 3
} leash_wait_outcome;

/* In what state a connection came back. */
typedef enum leash_dirt {
  LEASH_DIRT_IN_TRANSACTION = 1,
  LEASH_DIRT_BUSY = 2,   /* a query was still running or its results unread */
  LEASH_DIRT_BROKEN = 3
} leash_dirt;

enum {
  LEASH_OK = 0,
  LEASH_ERROR_STALE = -1,   /* the lease was released before */
  LEASH_ERROR_UNKNOWN = -2, /* no such pool, lease or option */
  LEASH_ERROR_VALUE = -3,   /* the value of an option does not parse */
  LEASH_ERROR_FULL = -4     /* no room for another pool */
};

typedef struct leash_pool_info {
  size_t size;
  const char *name;      /* at most 63 bytes are kept; null: "pool-N" */
  const char *system;    /* OpenTelemetry's db.system.name, "postgresql" */
  uint32_t max;          /* most connections at once; 0: no limit */
  uint32_t unused;
  uint64_t threshold;    /* held and inactive this long: reported; 0: default */
  uint64_t txn_idle;     /* idle in a transaction this long; 0: default */
} leash_pool_info;

/* The counters a pool keeps itself: pgxpool's thirteen, and ours. */
typedef struct leash_pool_counters {
  size_t size;
  int64_t acquire_count;
  int64_t acquire_duration;        /* ns, of all successful acquires */
  int64_t acquired_conns;
  int64_t canceled_acquire_count;
  int64_t constructing_conns;
  int64_t empty_acquire_count;     /* acquires that had to wait */
  int64_t empty_acquire_wait_time; /* ns */
  int64_t idle_conns;
  int64_t max_conns;
  int64_t total_conns;
  int64_t new_conns_count;
  int64_t max_lifetime_destroy_count;
  int64_t max_idle_destroy_count;
  /* Ours. */
  int64_t min_conns;
  int64_t waiting;                 /* acquires that wait now */
  int64_t timeout_count;
  int64_t rejected_count;          /* waiter queue full or breaker open */
  int64_t dirty_return_count;
  int64_t broken_destroy_count;
  int64_t connect_error_count;
  int64_t hijacked_count;
} leash_pool_counters;

/* Fills in a pool's counters. Called when a snapshot is taken, from any thread,
 * with no lock of the tracker held. */
typedef void (*leash_counters_fn)(void *context, leash_pool_counters *out);

typedef struct leash_acquire_info {
  size_t size;
  const void *resource;    /* the PGconn, PGresult, ..; names it in reports */
  leash_kind kind;
  uint32_t backend_pid;    /* 0: unknown */
  uint32_t skip_frames;    /* of the caller's own to leave out of the stack */
  uint32_t unused;
  uint64_t expected_hold;  /* longer than the threshold by design; 0: no */
  leash_lease parent;      /* the connection of a result or a transaction */
} leash_acquire_info;

/* What leash_for_each shows of a lease. Frames are return addresses, the
 * innermost first; valid during the call. */
typedef struct leash_lease_view {
  size_t size;
  leash_lease lease;
  leash_pool pool;
  const char *pool_name;
  leash_kind kind;
  leash_transaction_state transaction;
  uint64_t sequence;   /* of the acquire; a later one has a greater one */
  uint64_t held;       /* ns since the acquire */
  uint64_t inactive;   /* ns since the last statement ended; 0: one runs */
  uint64_t statements; /* so far */
  int64_t thread;      /* the owner's kernel thread id */
  const void *resource;
  const uintptr_t *frames;
  size_t frame_count;
} leash_lease_view;

typedef void (*leash_visit_fn)(void *context, const leash_lease_view *lease);
/* Receives text in pieces. */
typedef void (*leash_write_fn)(void *context, const char *text, size_t length);

typedef enum leash_format {
  LEASH_FORMAT_TEXT = 0,
  LEASH_FORMAT_JSON = 1,         /* one line a record, docs/records.schema.json */
  LEASH_FORMAT_PROMETHEUS = 2,
  LEASH_FORMAT_OPENTELEMETRY = 3 /* JSON, db.client.connection.* */
} leash_format;

#if defined(__GNUC__)
#define LEASH_DETAIL_WEAK __attribute__((weak))
#else
#define LEASH_DETAIL_WEAK
#endif
#define LEASH_DETAIL_DECLARE(result, name, parameters) \
  extern result leash_v1_##name parameters LEASH_DETAIL_WEAK;
#define LEASH_DETAIL_CALL(name, arguments, otherwise) \
  return leash_v1_##name ? leash_v1_##name arguments : (otherwise)

LEASH_DETAIL_DECLARE(leash_pool, pool_register, (const leash_pool_info *))
LEASH_DETAIL_DECLARE(int, pool_counters, (leash_pool, leash_counters_fn, void *))
LEASH_DETAIL_DECLARE(int, pool_unregister, (leash_pool))
LEASH_DETAIL_DECLARE(leash_lease, acquire,
                     (leash_pool, const leash_acquire_info *))
LEASH_DETAIL_DECLARE(int, release, (leash_lease))
LEASH_DETAIL_DECLARE(int, dirty_return, (leash_lease, leash_dirt))
LEASH_DETAIL_DECLARE(int, touch, (leash_lease))
LEASH_DETAIL_DECLARE(int, transaction, (leash_lease, leash_transaction_state))
LEASH_DETAIL_DECLARE(int, statement_begin, (leash_lease, const char *))
LEASH_DETAIL_DECLARE(int, statement_end, (leash_lease, leash_transaction_state))
LEASH_DETAIL_DECLARE(int, transfer, (leash_lease))
LEASH_DETAIL_DECLARE(int, expect_hold, (leash_lease, uint64_t))
LEASH_DETAIL_DECLARE(int, backend_pid, (leash_lease, uint32_t))
LEASH_DETAIL_DECLARE(uint64_t, wait_begin, (leash_pool))
LEASH_DETAIL_DECLARE(int, wait_end, (leash_pool, uint64_t, leash_wait_outcome))
LEASH_DETAIL_DECLARE(size_t, exhausted, (leash_pool, uint64_t, char *, size_t))
LEASH_DETAIL_DECLARE(size_t, holders, (leash_pool, char *, size_t))
LEASH_DETAIL_DECLARE(int, ignore_begin, (void))
LEASH_DETAIL_DECLARE(int, ignore_end, (void))
LEASH_DETAIL_DECLARE(size_t, for_each, (leash_visit_fn, void *))
LEASH_DETAIL_DECLARE(uint64_t, sequence, (void))
LEASH_DETAIL_DECLARE(size_t, format_stack,
                     (const uintptr_t *, size_t, char *, size_t))
LEASH_DETAIL_DECLARE(int, dump, (int))
LEASH_DETAIL_DECLARE(int, snapshot, (leash_format, leash_write_fn, void *))
LEASH_DETAIL_DECLARE(size_t, check_now, (void))
LEASH_DETAIL_DECLARE(int, set_option, (const char *))
LEASH_DETAIL_DECLARE(int, set_pool_option, (leash_pool, const char *))

/* Registers a pool; 0 without the library or when there are too many. */
static inline leash_pool leash_pool_register(const leash_pool_info *info) {
  LEASH_DETAIL_CALL(pool_register, (info), 0);
}
/* Has `fill` asked for the pool's own counters at each snapshot; null ends
 * that, and returns only when no call of it runs any more. */
static inline int leash_pool_set_counters(leash_pool pool,
                                          leash_counters_fn fill,
                                          void *context) {
  LEASH_DETAIL_CALL(pool_counters, (pool, fill, context), LEASH_OK);
}
/* The pool is gone. Leases still out stay, and are reported at exit. */
static inline int leash_pool_unregister(leash_pool pool) {
  LEASH_DETAIL_CALL(pool_unregister, (pool), LEASH_OK);
}

/* A resource was taken, by the calling thread, from `pool` (0: from none).
 * Stores the stack of the caller. Takes no lock and allocates nothing. */
static inline leash_lease leash_acquire(leash_pool pool,
                                        const leash_acquire_info *info) {
  LEASH_DETAIL_CALL(acquire, (pool, info), 0);
}
/* It was given back; from any thread. LEASH_ERROR_STALE, and a report, the
 * second time. */
static inline int leash_release(leash_lease lease) {
  LEASH_DETAIL_CALL(release, (lease), LEASH_OK);
}
/* It is about to be given back in a state no next user may have: reported
 * with the acquire's stack. The release itself still follows. */
static inline int leash_dirty_return(leash_lease lease, leash_dirt dirt) {
  LEASH_DETAIL_CALL(dirty_return, (lease, dirt), LEASH_OK);
}
/* It was used just now: restarts the inactive clock. */
static inline int leash_touch(leash_lease lease) {
  LEASH_DETAIL_CALL(touch, (lease), LEASH_OK);
}
/* The transaction state, read by the owner. On the change to open the stack is
 * kept: that of the BEGIN. */
static inline int leash_transaction(leash_lease lease,
                                    leash_transaction_state state) {
  LEASH_DETAIL_CALL(transaction, (lease, state), LEASH_OK);
}
/* A statement starts; `sql` may be null. Until its end the lease counts as
 * executing. Literals are stripped before the text is kept. */
static inline int leash_statement_begin(leash_lease lease, const char *sql) {
  LEASH_DETAIL_CALL(statement_begin, (lease, sql), LEASH_OK);
}
static inline int leash_statement_end(leash_lease lease,
                                      leash_transaction_state state) {
  LEASH_DETAIL_CALL(statement_end, (lease, state), LEASH_OK);
}
/* The calling thread is the owner from now on. */
static inline int leash_transfer(leash_lease lease) {
  LEASH_DETAIL_CALL(transfer, (lease), LEASH_OK);
}
/* Held this long by design: no report before. UINT64_MAX: never. */
static inline int leash_expect_hold(leash_lease lease, uint64_t duration) {
  LEASH_DETAIL_CALL(expect_hold, (lease, duration), LEASH_OK);
}
static inline int leash_backend_pid(leash_lease lease, uint32_t pid) {
  LEASH_DETAIL_CALL(backend_pid, (lease, pid), LEASH_OK);
}

/* The calling thread starts to wait for a connection; a token for the end. */
static inline uint64_t leash_wait_begin(leash_pool pool) {
  LEASH_DETAIL_CALL(wait_begin, (pool), 0);
}
static inline int leash_wait_end(leash_pool pool, uint64_t token,
                                 leash_wait_outcome outcome) {
  LEASH_DETAIL_CALL(wait_end, (pool, token, outcome), LEASH_OK);
}
/* An acquire gave up after `waited` ns: logs every holder with its stacks, and
 * writes a short text that names them, the longest first, for an error's
 * message. Returns the text's length, as snprintf does. May take milliseconds;
 * call it with no lock held. */
static inline size_t leash_exhausted(leash_pool pool, uint64_t waited,
                                     char *text, size_t size) {
  LEASH_DETAIL_CALL(exhausted, (pool, waited, text, size), 0);
}
/* The same text without a report. */
static inline size_t leash_holders(leash_pool pool, char *text, size_t size) {
  LEASH_DETAIL_CALL(holders, (pool, text, size), 0);
}

/* What the calling thread acquires until the matching end is not tracked.
 * Nests. */
static inline int leash_ignore_begin(void) {
  LEASH_DETAIL_CALL(ignore_begin, (), LEASH_OK);
}
static inline int leash_ignore_end(void) {
  LEASH_DETAIL_CALL(ignore_end, (), LEASH_OK);
}

/* Shows every lease that is held now; returns how many. */
static inline size_t leash_for_each(leash_visit_fn visit, void *context) {
  LEASH_DETAIL_CALL(for_each, (visit, context), 0);
}
/* Not less than the sequence of any acquire so far, less than that of any that
 * follows. */
static inline uint64_t leash_sequence(void) {
  LEASH_DETAIL_CALL(sequence, (), 0);
}
/* Names the functions and lines of return addresses, a line each. Returns the
 * text's length, as snprintf does. */
static inline size_t leash_format_stack(const uintptr_t *frames, size_t count,
                                        char *text, size_t size) {
  LEASH_DETAIL_CALL(format_stack, (frames, count, text, size), 0);
}

/* Writes all that is held to a file descriptor. May be called from a signal
 * handler: then as module and offset. */
static inline int leash_dump(int fd) { LEASH_DETAIL_CALL(dump, (fd), LEASH_OK); }
/* Pools, leases and statistics, in one of the formats. */
static inline int leash_snapshot(leash_format format, leash_write_fn write,
                                 void *context) {
  LEASH_DETAIL_CALL(snapshot, (format, write, context), LEASH_OK);
}
/* Looks for leaks at once, on this thread; how many it reported. */
static inline size_t leash_check_now(void) {
  LEASH_DETAIL_CALL(check_now, (), 0);
}
/* Options in the spelling of LEASH_OPTIONS: "threshold=50ms:format=json". All
 * or none of them take effect. */
static inline int leash_set_option(const char *options) {
  LEASH_DETAIL_CALL(set_option, (options), LEASH_OK);
}
/* The same for one pool: "threshold", "txn_idle", "max". */
static inline int leash_set_pool_option(leash_pool pool, const char *options) {
  LEASH_DETAIL_CALL(set_pool_option, (pool, options), LEASH_OK);
}

/* A program may define this to give options their defaults; LEASH_OPTIONS is
 * read after it. */
extern const char *leash_default_options(void) LEASH_DETAIL_WEAK;
/* The same for suppressions, in the syntax of a suppressions file. */
extern const char *leash_default_suppressions(void) LEASH_DETAIL_WEAK;

#ifdef __cplusplus
}
#endif
#endif
