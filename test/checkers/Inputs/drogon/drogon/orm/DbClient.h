// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of Drogon's database client that the tests use. A transaction is a
// client, too; it has no commit: its destructor does that.

#ifndef LEASH_TEST_DROGON_DBCLIENT_H
#define LEASH_TEST_DROGON_DBCLIENT_H

#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#ifdef __cpp_impl_coroutine
#include <coroutine>
#endif

namespace trantor {
class NonCopyable {
protected:
  NonCopyable() {}
  ~NonCopyable() {}
  NonCopyable(const NonCopyable &) = delete;
  NonCopyable &operator=(const NonCopyable &) = delete;
};
} // namespace trantor

namespace drogon {

#ifdef __cpp_impl_coroutine
template <typename T = void> class Task;
template <> class [[nodiscard]] Task<void> {
public:
  struct promise_type {
    Task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
};

template <typename T> class CallbackAwaiter : public trantor::NonCopyable {
public:
  bool await_ready() noexcept { return false; }
  const T &await_resume() const noexcept(false);

protected:
  void setException(const std::exception_ptr &e);
  void setValue(const T &value);
};
#endif

namespace orm {

class DrogonDbException {
public:
  virtual ~DrogonDbException();
  virtual const std::exception &base() const;
};
class TimeoutError : public DrogonDbException, public std::runtime_error {
public:
  explicit TimeoutError(const std::string &whatArg);
};

class Result {
public:
  using SizeType = std::size_t;
  SizeType size() const noexcept;
  bool empty() const noexcept;
  SizeType affectedRows() const noexcept;
};

using ResultCallback = std::function<void(const Result &)>;
using ExceptionCallback = std::function<void(const DrogonDbException &)>;

class Transaction;
class DbClient;

namespace internal {
class SqlBinder {
public:
  SqlBinder(std::string sql, DbClient &client);
  ~SqlBinder();
  template <typename T> SqlBinder &operator<<(T &&parameter) {
    return *this;
  }
  template <typename Function> SqlBinder &operator>>(Function &&f) {
    return *this;
  }
  void exec() noexcept(false);
};
#ifdef __cpp_impl_coroutine
struct [[nodiscard]] SqlAwaiter : public CallbackAwaiter<Result> {
  explicit SqlAwaiter(SqlBinder &&binder);
  void await_suspend(std::coroutine_handle<> handle);
};
struct [[nodiscard]] TransactionAwaiter
    : public CallbackAwaiter<std::shared_ptr<Transaction>> {
  explicit TransactionAwaiter(DbClient *client);
  void await_suspend(std::coroutine_handle<> handle);
};
#endif
} // namespace internal

class DbClient : public trantor::NonCopyable {
public:
  virtual ~DbClient();
  static std::shared_ptr<DbClient> newPgClient(const std::string &connInfo,
                                               std::size_t connNum,
                                               bool autoBatch = false);
  template <typename Function1, typename Function2, typename... Arguments>
  void execSqlAsync(const std::string &sql, Function1 &&rCallback,
                    Function2 &&exceptCallback, Arguments &&...args) noexcept {
    auto binder = *this << sql;
    (void)std::initializer_list<int>{(binder << args, 0)...};
    binder >> rCallback;
    binder >> exceptCallback;
  }
  template <typename... Arguments>
  Result execSqlSync(const std::string &sql,
                     Arguments &&...args) noexcept(false) {
    Result r;
    {
      auto binder = *this << sql;
      (void)std::initializer_list<int>{(binder << args, 0)...};
      binder >> [&r](const Result &result) { r = result; };
      binder.exec();
    }
    return r;
  }
#ifdef __cpp_impl_coroutine
  template <typename... Arguments>
  internal::SqlAwaiter execSqlCoro(const std::string &sql,
                                   Arguments &&...args) noexcept {
    auto binder = *this << sql;
    (void)std::initializer_list<int>{(binder << args, 0)...};
    return internal::SqlAwaiter(std::move(binder));
  }
  internal::TransactionAwaiter newTransactionCoro() {
    return internal::TransactionAwaiter(this);
  }
#endif
  internal::SqlBinder operator<<(const std::string &sql);

  virtual std::shared_ptr<Transaction>
  newTransaction(const std::function<void(bool)> &commitCallback =
                     std::function<void(bool)>()) noexcept(false) = 0;
  virtual void newTransactionAsync(
      const std::function<void(const std::shared_ptr<Transaction> &)>
          &callback) = 0;
  virtual bool hasAvailableConnections() const noexcept = 0;
  virtual void setTimeout(double timeout) = 0;
  virtual void closeAll() = 0;
};
using DbClientPtr = std::shared_ptr<DbClient>;

class Transaction : public DbClient {
public:
  virtual void rollback() = 0;
  virtual void
  setCommitCallback(const std::function<void(bool)> &commitCallback) = 0;
  void closeAll() override {}
};

} // namespace orm

class HttpAppFramework : public trantor::NonCopyable {
public:
  virtual ~HttpAppFramework();
  virtual orm::DbClientPtr
  getDbClient(const std::string &name = "default") = 0;
};
HttpAppFramework &app();

} // namespace drogon

#endif
