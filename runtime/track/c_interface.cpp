// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The functions behind leash/leash.h.
#include "leash/leash.h"
#include "report/keep_errno.h"
#include "track/tracker.h"

// The walk starts at the return address of a function that is exported, so that
// no frame of Leash is in it. None of them is ever inlined.
#define LEASH_EXPORT extern "C" __attribute__((visibility("default"), noinline))

using leash::report::KeepErrno;
using leash::track::caller;
using leash::track::Tracker;

namespace {

Tracker &tracker() noexcept { return Tracker::get(); }

} // namespace

LEASH_EXPORT leash_pool leash_v1_pool_register(const leash_pool_info *info) {
  const KeepErrno keep;
  return tracker().register_pool(info);
}

LEASH_EXPORT int leash_v1_pool_counters(leash_pool pool, leash_counters_fn fill,
                                        void *context) {
  const auto index = tracker().pools.find(pool);
  if (!index)
    return LEASH_ERROR_UNKNOWN;
  tracker().pools.set_counters(*index, fill, context);
  return LEASH_OK;
}

LEASH_EXPORT int leash_v1_pool_unregister(leash_pool pool) {
  return tracker().unregister_pool(pool);
}

LEASH_EXPORT leash_lease leash_v1_acquire(leash_pool pool,
                                          const leash_acquire_info *info) {
  return tracker().acquire(pool, info, caller());
}

LEASH_EXPORT int leash_v1_release(leash_lease lease) {
  return tracker().release(lease, caller());
}

LEASH_EXPORT int leash_v1_dirty_return(leash_lease lease, leash_dirt dirt) {
  const KeepErrno keep;
  return tracker().dirty_return(lease, dirt);
}

LEASH_EXPORT int leash_v1_touch(leash_lease lease) {
  return tracker().touch(lease);
}

LEASH_EXPORT int leash_v1_transaction(leash_lease lease,
                                      leash_transaction_state state) {
  return tracker().transaction(lease, state, caller());
}

LEASH_EXPORT int leash_v1_statement_begin(leash_lease lease, const char *sql) {
  return tracker().statement_begin(lease, sql);
}

LEASH_EXPORT int leash_v1_statement_end(leash_lease lease,
                                        leash_transaction_state state) {
  return tracker().statement_end(lease, state, caller());
}

LEASH_EXPORT int leash_v1_transfer(leash_lease lease) {
  return tracker().transfer(lease);
}

LEASH_EXPORT int leash_v1_expect_hold(leash_lease lease, uint64_t duration) {
  return tracker().expect_hold(lease, duration);
}

LEASH_EXPORT int leash_v1_backend_pid(leash_lease lease, uint32_t pid) {
  return tracker().backend_pid(lease, pid);
}

LEASH_EXPORT uint64_t leash_v1_wait_begin(leash_pool pool) {
  return tracker().wait_begin(pool);
}

LEASH_EXPORT int leash_v1_wait_end(leash_pool pool, uint64_t token,
                                   leash_wait_outcome outcome) {
  return tracker().wait_end(pool, token, outcome);
}

LEASH_EXPORT size_t leash_v1_exhausted(leash_pool pool, uint64_t waited,
                                       char *text, size_t size) {
  const KeepErrno keep;
  return tracker().exhausted(pool, waited, text, size);
}

LEASH_EXPORT size_t leash_v1_holders(leash_pool pool, char *text, size_t size) {
  const KeepErrno keep;
  return tracker().holders(pool, text, size);
}

LEASH_EXPORT int leash_v1_ignore_begin(void) {
  if (auto *thread = leash::track::this_thread())
    ++thread->ignore;
  return LEASH_OK;
}

LEASH_EXPORT int leash_v1_ignore_end(void) {
  auto *thread = leash::track::this_thread_if_any();
  if (!thread || thread->ignore == 0)
    return LEASH_ERROR_VALUE;
  --thread->ignore;
  return LEASH_OK;
}

LEASH_EXPORT size_t leash_v1_for_each(leash_visit_fn visit, void *context) {
  return tracker().for_each(visit, context);
}

// Time goes on between any two acquires of which one knows of the other, and no
// counter need be shared by all threads.
LEASH_EXPORT uint64_t leash_v1_sequence(void) {
  tracker(); // sets the clock up
  return leash::track::Clock::now();
}

LEASH_EXPORT size_t leash_v1_format_stack(const uintptr_t *frames, size_t count,
                                          char *text, size_t size) {
  const KeepErrno keep;
  return tracker().format_stack({frames, frames ? count : 0}, text, size);
}

LEASH_EXPORT int leash_v1_dump(int fd) { return tracker().dump(fd); }

LEASH_EXPORT int leash_v1_snapshot(leash_format format, leash_write_fn write,
                                   void *context) {
  const KeepErrno keep;
  return tracker().snapshot(format, write, context);
}

LEASH_EXPORT size_t leash_v1_check_now(void) {
  const KeepErrno keep;
  return tracker().check();
}

LEASH_EXPORT int leash_v1_set_option(const char *options) {
  const KeepErrno keep;
  return tracker().set_option(options);
}

LEASH_EXPORT int leash_v1_set_pool_option(leash_pool pool,
                                          const char *options) {
  const KeepErrno keep;
  return tracker().set_pool_option(pool, options);
}
