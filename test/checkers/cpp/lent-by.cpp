// RUN: %check %s --config='{CheckOptions: {leash.Catalogue: "%inputs/cpp/lent.yaml"}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a pool makes goes back to it as it is; what is made without one is
// closed, and a transaction ends with it.

namespace app {
struct Pool {};
struct SmallPool : Pool {};
struct Session {
  Session();
  explicit Session(Pool &pool);
  explicit Session(const char *text);
  ~Session();
  void open(Pool &pool);
  void open(const char *text);
  void begin();
  void commit();
  void hand_back();
  void close();
};
} // namespace app

bool lent(app::SmallPool &pool, int n) {
  app::Session s(pool);
  s.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 's' is still open when the connection goes back to its pool
  if (n < 0)
    return false;
  s.commit();
  return true;
}

bool lent_later(app::Pool &pool, int n) {
  app::Session s;
  s.open(pool);
  s.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 's' is still open when the connection goes back to its pool
  if (n < 0)
    return false;
  s.commit();
  return true;
}

bool no_warning_its_own(const char *text, int n) {
  app::Session s(text);
  s.begin();
  if (n < 0)
    return false;
  s.commit();
  return true;
}

bool no_warning_its_own_later(const char *text, int n) {
  app::Session s;
  s.open(text);
  s.begin();
  if (n < 0)
    return false;
  s.commit();
  return true;
}

void by_hand(app::Session &s, int n) {
  s.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 's' is still open when the connection goes back to its pool
  if (n < 0)
    return s.hand_back();
  s.commit();
}

void no_warning_closed(app::Session &s, int n) {
  s.begin();
  if (n < 0)
    return s.close();
  s.commit();
}
