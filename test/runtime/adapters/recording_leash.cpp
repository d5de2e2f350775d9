// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The C interface, writing down its calls.
#include "recording_leash.h"

#include "leash/leash.h"

std::vector<std::string> &calls() {
  static std::vector<std::string> all;
  return all;
}

namespace {

leash_lease leases = 0;

template <class... Part> int note(const Part &...part) {
  std::string line;
  const auto add = [&line](const auto &text) {
    if constexpr (std::is_convertible_v<decltype(text), std::string>)
      line += (line.empty() ? "" : " ") + std::string(text);
    else
      line += " " + std::to_string(text);
  };
  (add(part), ...);
  calls().push_back(line);
  return LEASH_OK;
}

} // namespace

extern "C" {

leash_pool leash_v1_pool_register(const leash_pool_info *info) {
  note("register", info->name, info->system, "max", info->max);
  return 1;
}
int leash_v1_pool_unregister(leash_pool) { return note("unregister"); }
int leash_v1_pool_counters(leash_pool, leash_counters_fn fill, void *context) {
  if (!fill)
    return note("counters none");
  leash_pool_counters counters{};
  fill(context, &counters);
  return note("counters max", counters.max_conns);
}
leash_lease leash_v1_acquire(leash_pool pool, const leash_acquire_info *info) {
  note("acquire pool", pool, info->resource ? "resource" : "nothing");
  return ++leases;
}
int leash_v1_release(leash_lease lease) {
  return lease == 0 ? 0 : note("release");
}
int leash_v1_dirty_return(leash_lease, leash_dirt dirt) {
  return note("dirty", static_cast<int>(dirt));
}
int leash_v1_touch(leash_lease) { return note("touch"); }
int leash_v1_backend_pid(leash_lease, uint32_t pid) {
  return note("backend", pid);
}
int leash_v1_transaction(leash_lease, leash_transaction_state state) {
  return note("transaction", static_cast<int>(state));
}
int leash_v1_statement_begin(leash_lease, const char *sql) {
  return note("statement", sql ? sql : "unknown");
}
int leash_v1_statement_end(leash_lease, leash_transaction_state state) {
  return note("end", static_cast<int>(state));
}
uint64_t leash_v1_wait_begin(leash_pool) {
  note("wait");
  return 7;
}
int leash_v1_wait_end(leash_pool, uint64_t token, leash_wait_outcome outcome) {
  return note("waited", token, "outcome", static_cast<int>(outcome));
}
size_t leash_v1_exhausted(leash_pool, uint64_t, char *text, size_t size) {
  note("exhausted");
  const std::string holders = "held by main";
  text[holders.copy(text, size - 1)] = '\0';
  return holders.size();
}

} // extern "C"
