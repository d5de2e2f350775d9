// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of sqlpp11 0.60 and newer that the tests use: transactions, and
// connections of a class of one's own or out of a pool, which gives them back
// as they are.

#ifndef LEASH_TEST_SQLPP11_TRANSACTION_H
#define LEASH_TEST_SQLPP11_TRANSACTION_H

#include <cstddef>
#include <exception>
#include <memory>
#include <string>

namespace sqlpp {

static constexpr bool quiet_auto_rollback = false;
static constexpr bool report_auto_rollback = true;

enum class isolation_level { undefined, serializable, repeatable_read };

template <typename Db> class transaction_t {
  Db &_db;
  const bool _report_unfinished_transaction;
  bool _finished = false;

public:
  transaction_t(Db &db, bool report_unfinished_transaction)
      : _db(db), _report_unfinished_transaction(report_unfinished_transaction) {
    _db.start_transaction();
  }
  transaction_t(Db &db, bool report_unfinished_transaction,
                isolation_level isolation)
      : _db(db), _report_unfinished_transaction(report_unfinished_transaction) {
    _db.start_transaction(isolation);
  }
  transaction_t(const transaction_t &) = delete;
  transaction_t(transaction_t &&) = default;
  transaction_t &operator=(const transaction_t &) = delete;
  transaction_t &operator=(transaction_t &&) = delete;
  ~transaction_t() {
    if (not _finished) {
      try {
        _db.rollback_transaction(_report_unfinished_transaction);
      } catch (const std::exception &e) {
        _db.report_rollback_failure(std::string("rollback: ") + e.what());
      } catch (...) {
        _db.report_rollback_failure("rollback");
      }
    }
  }
  void commit() {
    _finished = true;
    _db.commit_transaction();
  }
  void rollback() {
    _finished = true;
    _db.rollback_transaction(false);
  }
};

template <typename Db>
transaction_t<Db> start_transaction(
    Db &db, bool report_unfinished_transaction = report_auto_rollback) {
  return {db, report_unfinished_transaction};
}
template <typename Db>
transaction_t<Db> start_transaction(
    Db &db, isolation_level isolation,
    bool report_unfinished_transaction = report_auto_rollback) {
  return {db, report_unfinished_transaction, isolation};
}

struct connection {};

template <typename ConnectionBase>
class normal_connection : public ConnectionBase {
public:
  using _config_ptr_t = typename ConnectionBase::_config_ptr_t;
  normal_connection() = default;
  normal_connection(const _config_ptr_t &config);
  normal_connection(const normal_connection &) = delete;
  normal_connection(normal_connection &&) = default;
};

template <typename ConnectionBase> class connection_pool;

template <typename ConnectionBase>
class pooled_connection : public ConnectionBase {
public:
  pooled_connection(const pooled_connection &) = delete;
  pooled_connection(pooled_connection &&other) = default;
  ~pooled_connection() { conn_release(); }
  pooled_connection &operator=(const pooled_connection &) = delete;

private:
  friend class connection_pool<ConnectionBase>;
  pooled_connection() = default;
  std::shared_ptr<connection_pool<ConnectionBase>> _pool_core;
  void conn_release() {
    if (_pool_core)
      _pool_core = nullptr;
  }
};

enum class connection_check { none, passive, ping };

template <typename ConnectionBase> class connection_pool {
public:
  using _config_ptr_t = typename ConnectionBase::_config_ptr_t;
  using _pooled_connection_t = sqlpp::pooled_connection<ConnectionBase>;
  connection_pool() = default;
  connection_pool(const _config_ptr_t &config, std::size_t capacity);
  _pooled_connection_t get(connection_check check = connection_check::passive) {
    return _pooled_connection_t{};
  }
};

namespace postgresql {
struct connection_config {
  std::string host;
};
class connection_base : public sqlpp::connection {
public:
  using _config_ptr_t = std::shared_ptr<const connection_config>;
  std::shared_ptr<int> execute(const std::string &command);
  template <typename T> std::size_t operator()(const T &statement) {
    return statement._run(*this);
  }
  void start_transaction(isolation_level level = isolation_level::undefined);
  void commit_transaction();
  void rollback_transaction(bool report);
  void report_rollback_failure(const std::string &message) noexcept;

protected:
  connection_base() = default;
};
using connection = sqlpp::normal_connection<connection_base>;
using pooled_connection = sqlpp::pooled_connection<connection_base>;
using connection_pool = sqlpp::connection_pool<connection_base>;
} // namespace postgresql

// As before 0.60: the connection is a class of its own.
namespace sqlite3 {
class connection : public sqlpp::connection {
public:
  connection(const connection &) = delete;
  ~connection();
  void execute(const std::string &command);
  void start_transaction();
  void commit_transaction();
  void rollback_transaction(bool report);
  void report_rollback_failure(const std::string message) noexcept;
};
} // namespace sqlite3

} // namespace sqlpp

#endif
