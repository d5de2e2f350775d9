// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The guide's service: it asks the bank while it holds a transaction open.
// Which server is told by libpq's environment (PGHOST, ..).
#include <leash/pool.h>

#include <chrono>
#include <thread>

namespace orders {

// Another service that takes its time.
void ask_bank(int) { std::this_thread::sleep_for(std::chrono::seconds(1)); }

void pay(leash::Pool &pool, int order) {
  leash::Lease lease = pool.acquire(std::chrono::seconds(2));
  leash::Transaction transaction(lease);
  transaction.exec("UPDATE orders SET state = 'paid' WHERE id = $1", order);
  ask_bank(order);
  transaction.commit();
}

void pay_fixed(leash::Pool &pool, int order) {
  ask_bank(order);
  pool.in_transaction([order](leash::Transaction &transaction) {
    transaction.exec("UPDATE orders SET state = 'paid' WHERE id = $1", order);
  });
}

} // namespace orders

int main(int argc, char **) {
  leash::Pool pool("pool_name=orders pool_max_conns=8 "
                   "pool_acquire_timeout=2s");
  pool.exec("SET client_min_messages = warning; CREATE TABLE IF NOT EXISTS "
            "orders (id int, state text)");
  (argc > 1 ? orders::pay_fixed : orders::pay)(pool, 7);
}
