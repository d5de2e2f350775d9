// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of userver's PostgreSQL driver that the tests use. A transaction is
// an object that moves; it rolls back at the end of its scope.

#ifndef LEASH_TEST_USERVER_POSTGRES_CLUSTER_HPP
#define LEASH_TEST_USERVER_POSTGRES_CLUSTER_HPP

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#define USERVER_NAMESPACE_BEGIN namespace userver {
#define USERVER_NAMESPACE_END }

USERVER_NAMESPACE_BEGIN

namespace storages {

class Query {
public:
  Query() = default;
  Query(const char *statement);
  Query(std::string statement);

private:
  std::string statement_;
};

} // namespace storages

namespace storages::postgres {

using Query = storages::Query;

struct CommandControl {
  int execute;
  int statement;
};
using OptionalCommandControl = std::optional<CommandControl>;

struct TransactionOptions {
  enum Mode { kReadWrite, kReadOnly };
  constexpr TransactionOptions() noexcept = default;
  constexpr explicit TransactionOptions(Mode m) noexcept : mode(m) {}
  Mode mode = kReadWrite;
};

enum class ClusterHostType { kMaster, kSlave };

class ResultSet {
public:
  std::size_t Size() const;
  bool IsEmpty() const;
  std::size_t RowsAffected() const;
};

namespace detail {
class ConnectionPtr {
public:
  ConnectionPtr(ConnectionPtr &&) noexcept;
  ~ConnectionPtr();
};
} // namespace detail

class Transaction {
public:
  static constexpr TransactionOptions RW{};
  static constexpr TransactionOptions RO{TransactionOptions::kReadOnly};
  explicit Transaction(detail::ConnectionPtr &&conn,
                       const TransactionOptions & = RW,
                       OptionalCommandControl trx_cmd_ctl = {});
  Transaction(Transaction &&) noexcept;
  Transaction &operator=(Transaction &&) noexcept;
  Transaction(const Transaction &) = delete;
  Transaction &operator=(const Transaction &) = delete;
  ~Transaction();

  template <typename... Args>
  ResultSet Execute(const Query &query, const Args &...args) {
    return Execute(OptionalCommandControl{}, query, args...);
  }
  template <typename... Args>
  ResultSet Execute(OptionalCommandControl statement_cmd_ctl,
                    const Query &query, const Args &...args) {
    return DoExecute(query, statement_cmd_ctl);
  }
  void Commit();
  void Rollback();

private:
  ResultSet DoExecute(const Query &query, OptionalCommandControl cmd_ctl);
  detail::ConnectionPtr conn_;
};

class Cluster {
public:
  ~Cluster();
  Transaction Begin(const TransactionOptions &, OptionalCommandControl = {});
  Transaction Begin(ClusterHostType, const TransactionOptions &,
                    OptionalCommandControl = {});
  Transaction Begin(std::string name, const TransactionOptions &);
  template <typename... Args>
  ResultSet Execute(ClusterHostType, const Query &query, const Args &...args);
};
using ClusterPtr = std::shared_ptr<Cluster>;

} // namespace storages::postgres

USERVER_NAMESPACE_END

#endif
