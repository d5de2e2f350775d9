// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The example of docs/integrations/hand-written-pool.md, which quotes it.
#pragma once

#include "leash/leash.h"

#include <libpq-fe.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

// Not part of the recipe: an ordinary pool of `limit` connections.
class HandWrittenPool {
public:
  HandWrittenPool(std::string conninfo, unsigned limit)
      : conninfo(std::move(conninfo)), limit(limit) {
    // 1. Make the pool known.
    leash_pool_info info{};
    info.size = sizeof info;
    info.name = "orders";
    info.system = "postgresql";
    info.max = limit;
    tracker = leash_pool_register(&info);
  }

  ~HandWrittenPool() {
    for (PGconn *connection : idle)
      PQfinish(connection);
    leash_pool_unregister(tracker);
  }

  PGconn *take(std::chrono::milliseconds patience) {
    // 2. Say that a thread waits, and how its wait ended.
    const std::uint64_t wait = leash_wait_begin(tracker);
    std::unique_lock lock(mutex);
    if (!returned.wait_for(lock, patience, [this] {
          return !idle.empty() || opened < limit;
        })) {
      lock.unlock(); // the report takes time, and no lock
      leash_wait_end(tracker, wait, LEASH_WAIT_TIMEOUT);
      char holders[2'048] = "";
      leash_exhausted(tracker, std::chrono::nanoseconds(patience).count(),
                      holders, sizeof holders);
      throw std::runtime_error("no connection is free: " +
                               std::string(holders));
    }
    PGconn *connection = nullptr;
    if (!idle.empty()) {
      connection = idle.back();
      idle.pop_back();
    } else {
      ++opened;
      lock.unlock();
      connection = PQconnectdb(conninfo.c_str());
      lock.lock();
      if (PQstatus(connection) != CONNECTION_OK) {
        PQfinish(connection);
        --opened;
        returned.notify_one(); // another may try
        leash_wait_end(tracker, wait, LEASH_WAIT_FAILED);
        throw std::runtime_error("cannot connect");
      }
    }
    leash_wait_end(tracker, wait, LEASH_WAIT_ACQUIRED);

    // 3. The connection is lent: this keeps the stack.
    leash_acquire_info info{};
    info.size = sizeof info;
    info.resource = connection;
    info.backend_pid = static_cast<std::uint32_t>(PQbackendPID(connection));
    lent[connection] = leash_acquire(tracker, &info);
    return connection;
  }

  void give_back(PGconn *connection) {
    std::unique_lock lock(mutex);
    const leash_lease lease = lent[connection];
    lent.erase(connection);

    // 4. Report what no next user may have, then say that it is back.
    const PGTransactionStatusType state = PQtransactionStatus(connection);
    if (state == PQTRANS_INTRANS || state == PQTRANS_INERROR)
      leash_dirty_return(lease, LEASH_DIRT_IN_TRANSACTION);
    else if (state == PQTRANS_ACTIVE)
      leash_dirty_return(lease, LEASH_DIRT_BUSY);
    else if (state == PQTRANS_UNKNOWN)
      leash_dirty_return(lease, LEASH_DIRT_BROKEN);
    leash_release(lease);

    if (state == PQTRANS_IDLE) {
      idle.push_back(connection);
    } else {
      PQfinish(connection);
      --opened;
    }
    lock.unlock();
    returned.notify_one();
  }

  // 5. Where statements run: what is executing is no leak.
  PGresult *exec(PGconn *connection, const char *sql) {
    const leash_lease lease = lease_of(connection);
    leash_statement_begin(lease, sql);
    PGresult *result = PQexec(connection, sql);
    leash_statement_end(lease, static_cast<leash_transaction_state>(
                                   PQtransactionStatus(connection)));
    return result;
  }

private:
  leash_lease lease_of(PGconn *connection) {
    const std::lock_guard lock(mutex);
    return lent.at(connection);
  }

  const std::string conninfo;
  const unsigned limit;
  leash_pool tracker = 0;
  std::mutex mutex;
  std::condition_variable returned;
  std::vector<PGconn *> idle;
  std::unordered_map<PGconn *, leash_lease> lent;
  unsigned opened = 0;
};
