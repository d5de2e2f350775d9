// RUN: %check %s --checks='-*,leash-unbounded-acquire' --config='{CheckOptions: {leash.Catalogue: %S/Inputs/pool.yaml}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A user's catalogue names what waits, and what limits it.

namespace app {
struct Lease {
  ~Lease();
};
class Pool {
public:
  explicit Pool(const char *info, int most = 0);
  Lease acquire();
  Lease acquire(int milliseconds);
  Lease take(int milliseconds = -1);
};
} // namespace app

app::Pool unlimited("host=db");
app::Pool limited("host=db", 8);

void work(app::Pool &pool) {
  app::Pool local("host=db");
  // CHECK: :[[@LINE-1]]:13: warning: 'app::Pool::Pool' waits without a limit; say how many connections the pool may have [leash-unbounded-acquire]
  app::Pool small("host=db", 4);
  app::Lease a = pool.take();
  // CHECK: :[[@LINE-1]]:18: warning: 'app::Pool::take' waits without a limit; say for how long
  app::Lease b = pool.take(100);
  auto later = [&] { return pool.take(); };
  // CHECK: :[[@LINE-1]]:29: warning: 'app::Pool::take' waits
}
