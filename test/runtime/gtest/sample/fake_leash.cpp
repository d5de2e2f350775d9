// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of the tracker that the listener uses, as simple as it can be.
#include "leash/leash.h"

#include <map>
#include <mutex>
#include <string>

namespace {

struct Held {
  leash_lease_view view{};
  std::uintptr_t frame = 0;
};

std::mutex mutex;
std::map<leash_lease, Held> held;
std::uint64_t count = 0;
thread_local int ignoring = 0;

} // namespace

extern "C" {

leash_lease leash_v1_acquire(leash_pool pool, const leash_acquire_info *info) {
  if (ignoring)
    return 0;
  const std::lock_guard lock(mutex);
  Held &entry = held[++count];
  entry.frame = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  entry.view.size = sizeof entry.view;
  entry.view.lease = count;
  entry.view.pool = pool;
  entry.view.pool_name = pool ? "orders" : nullptr;
  entry.view.kind = info->kind;
  entry.view.sequence = count;
  return count;
}

int leash_v1_release(leash_lease lease) {
  const std::lock_guard lock(mutex);
  return lease == 0 || held.erase(lease) ? LEASH_OK : LEASH_ERROR_STALE;
}

int leash_v1_transaction(leash_lease lease, leash_transaction_state state) {
  const std::lock_guard lock(mutex);
  held[lease].view.transaction = state;
  return LEASH_OK;
}

int leash_v1_ignore_begin() { return ++ignoring, LEASH_OK; }
int leash_v1_ignore_end() { return --ignoring, LEASH_OK; }

std::uint64_t leash_v1_sequence() {
  const std::lock_guard lock(mutex);
  return count;
}

std::size_t leash_v1_for_each(leash_visit_fn visit, void *context) {
  const std::lock_guard lock(mutex);
  for (auto &[lease, entry] : held) {
    leash_lease_view view = entry.view;
    view.frames = &entry.frame;
    view.frame_count = 1;
    visit(context, &view);
  }
  return held.size();
}

std::size_t leash_v1_format_stack(const std::uintptr_t *, std::size_t frames,
                                  char *text, std::size_t size) {
  const std::string out = "    #0 the stack, frames: " + std::to_string(frames);
  if (size > 0)
    text[out.copy(text, size - 1)] = '\0';
  return out.size();
}

} // extern "C"
