// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of Wt::Dbo (Wt 4) that the tests use. The destructor of a
// transaction commits, unless an exception is on its way.

#ifndef LEASH_TEST_WT_DBO_TRANSACTION_H
#define LEASH_TEST_WT_DBO_TRANSACTION_H

#include <memory>
#include <string>

namespace Wt {
namespace Dbo {

class SqlConnection;
class SqlConnectionPool;

class Call {
public:
  template <typename T> Call &bind(const T &value);
  operator void *() const;
};

class Session {
public:
  Session();
  ~Session() noexcept(false);
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;
  void setConnection(std::unique_ptr<SqlConnection> connection);
  void setConnectionPool(SqlConnectionPool &pool);
  Call execute(const std::string &sql);
  void flush();
};

class Transaction {
public:
  explicit Transaction(Session &session);
  virtual ~Transaction() noexcept(false);
  Transaction(const Transaction &) = delete;
  Transaction &operator=(const Transaction &) = delete;
  Transaction(Transaction &&) = delete;
  Transaction &operator=(Transaction &&) = delete;
  bool isActive() const;
  bool commit();
  void rollback();
  Session &session() const;
  SqlConnection *connection() const;

private:
  bool committed_;
  Session &session_;
};

} // namespace Dbo
} // namespace Wt

#endif
