// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leases and transactions of C++ client libraries, in the shapes they have:
// by value, by shared_ptr, by a coroutine, with and without a default
// constructor. guards.yaml beside it says what they are.

#ifndef LEASH_TEST_MOCK_GUARDS_H
#define LEASH_TEST_MOCK_GUARDS_H
#pragma GCC system_header
#include <cpp/mock_std.h>

namespace db {

class result {
public:
  ~result();
  bool empty() const;
};

class connection {
public:
  explicit connection(const char *options);
  connection(connection &&) noexcept;
  ~connection();
  result exec(const char *text);
  bool is_open() const;
};

class lease {
public:
  lease() noexcept;
  explicit lease(class pool &);
  lease(lease &&) noexcept;
  lease &operator=(lease &&) noexcept;
  ~lease();
  result exec(const char *text);
  connection *operator->() noexcept;
  explicit operator bool() const noexcept;
  void release();
};

class pool {
public:
  explicit pool(const char *options);
  lease acquire();
  lease try_acquire(int milliseconds);
  std::shared_ptr<connection> share();
  std::optional<lease> poll();
  lease &idle();
};

class transaction {
public:
  explicit transaction(connection &);
  transaction(connection &, const char *name);
  transaction(transaction &&) noexcept;
  ~transaction();
  result exec(const char *text);
  void commit();
  void rollback();
};

/// Its end commits.
class eager_transaction {
public:
  ~eager_transaction();
  result exec(const char *text);
  void rollback();
};
std::shared_ptr<eager_transaction> new_transaction(connection &);
transaction start_transaction(connection &);

/// A name for a registry's entry; its end does nothing.
class registered {
public:
  static registered add(const char *driver);
  registered(const registered &);
  ~registered();
};

} // namespace db

namespace gsl {
template <class F> class final_action {
public:
  explicit final_action(F) noexcept {}
  final_action(final_action &&) noexcept {}
  ~final_action() {}
};
template <class F> final_action<F> finally(F Fn) { return final_action<F>(Fn); }
} // namespace gsl

#endif
