// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// PQcancel on a thread.
#include "pool/cancel_within.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace leash::pool {
namespace {

// A server that answers none of these will not answer more.
constexpr int most_left = 8;
std::atomic<int> under_way{0};

struct Request {
  ~Request() {
    PQfreeCancel(cancel);
    if (counted)
      --under_way;
  }
  PGcancel *cancel = nullptr;
  bool counted = false;
  std::mutex mutex;
  std::condition_variable answered;
  bool done = false;
  bool taken = false;
};

} // namespace

bool cancel_within(PGconn *connection, Deadline deadline) noexcept {
  try {
    const auto request = std::make_shared<Request>();
    request->counted = true;
    if (++under_way > most_left)
      return false;
    request->cancel = PQgetCancel(connection);
    if (!request->cancel)
      return false;
    std::thread([request] {
      char error[256];
      const bool taken = PQcancel(request->cancel, error, sizeof error) != 0;
      const std::lock_guard lock(request->mutex);
      request->taken = taken;
      request->done = true;
      request->answered.notify_one();
    }).detach();
    std::unique_lock lock(request->mutex);
    request->answered.wait_until(lock, deadline.at(),
                                 [&] { return request->done; });
    return request->taken;
  } catch (...) { // no memory, no thread
    return false;
  }
}

} // namespace leash::pool
