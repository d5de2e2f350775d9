// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Connections to a server that is pretended, for the pool's threads.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "leash/basic_pool.h"

namespace leash {

struct PretendedConnection {
  int number = 0;
  ConnectionState state = ConnectionState::clean;
  bool answers = true; // a ping
  std::atomic<int> users{0};
};

// What happened, and what is to happen. Outlives the pool.
struct PretendedServer {
  std::atomic<int> opened{0};
  std::atomic<int> closed{0};
  std::atomic<int> cancelled{0};
  std::atomic<int> abandoned{0};
  std::atomic<int> pings{0};
  std::atomic<bool> refuses{false};
  std::atomic<bool> hangs{false}; // connects take until the pool is closed
};

struct PretendedPolicy {
  using Handle = PretendedConnection *;
  using Target = PretendedServer *;

  Handle connect(Target server, const Patience &patience) {
    while (server->hangs) {
      if (patience.ended())
        throw ConnectError("the server hangs");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (server->refuses)
      throw ConnectError("the server refuses");
    if (!server_)
      server_ = server;
    auto connection = std::make_unique<PretendedConnection>();
    connection->number = ++server->opened;
    return connection.release();
  }
  void close(Handle connection) noexcept {
    ++server_.load()->closed;
    delete connection;
  }
  void abandon(Handle) noexcept { ++server_.load()->abandoned; }
  void cancel(Handle) noexcept { ++server_.load()->cancelled; }
  bool ping(Handle connection, Deadline) noexcept {
    ++server_.load()->pings;
    return connection->answers;
  }
  ConnectionState state(Handle connection) noexcept {
    return connection->state;
  }
  std::uint32_t backend_pid(Handle) noexcept { return 0; }

  PretendedPolicy() = default;
  PretendedPolicy(PretendedPolicy &&other) noexcept
      : server_(other.server_.load()) {}

private:
  std::atomic<PretendedServer *> server_{nullptr};
};

using PretendedPool = BasicPool<PretendedPolicy>;

} // namespace leash
