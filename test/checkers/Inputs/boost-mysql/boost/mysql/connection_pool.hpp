// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of Boost.MySQL (1.87) that the tests use. Transactions are texts; a
// pooled connection is reset when it goes back, unless it is told not to.

#ifndef LEASH_TEST_BOOST_MYSQL_CONNECTION_POOL_HPP
#define LEASH_TEST_BOOST_MYSQL_CONNECTION_POOL_HPP

#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace boost {

namespace system {
class error_code {
  int val_ = 0;

public:
  constexpr error_code() noexcept {}
  constexpr int value() const noexcept { return val_; }
  constexpr bool failed() const noexcept { return val_ != 0; }
  constexpr explicit operator bool() const noexcept { return failed(); }
};
} // namespace system

namespace asio {

template <typename T> class [[nodiscard]] awaitable {
public:
  struct promise_type {
    awaitable get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    template <typename U> void return_value(U &&);
    void unhandled_exception();
    template <typename Op> auto await_transform(Op &&op) {
      return std::forward<Op>(op);
    }
  };
  bool await_ready() const noexcept;
  template <typename U> void await_suspend(std::coroutine_handle<U>);
  T await_resume();
};
template <> class [[nodiscard]] awaitable<void> {
public:
  struct promise_type {
    awaitable get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
    template <typename Op> auto await_transform(Op &&op) {
      return std::forward<Op>(op);
    }
  };
  bool await_ready() const noexcept;
  template <typename U> void await_suspend(std::coroutine_handle<U>);
  void await_resume();
};

// What an operation with a deferred token is: something to be awaited.
template <typename T> class [[nodiscard]] deferred_async_operation {
public:
  bool await_ready() const noexcept;
  template <typename U> void await_suspend(std::coroutine_handle<U>);
  T await_resume();
};
struct deferred_t {};

} // namespace asio

namespace mysql {

using error_code = boost::system::error_code;

class diagnostics {
public:
  std::string_view server_message() const noexcept;
};
class error_with_diagnostics : public std::exception {
public:
  const diagnostics &get_diagnostics() const noexcept;
};
class rows_view {
public:
  bool empty() const noexcept;
  std::size_t size() const noexcept;
};
class results {
public:
  bool has_value() const noexcept;
  rows_view rows() const noexcept;
  std::size_t affected_rows() const noexcept;
};

template <typename Formattable> struct with_params_t {
  std::string_view query;
  Formattable args;
};
using constant_string_view = std::string_view;
template <typename... Formattable>
auto with_params(constant_string_view query, Formattable &&...args)
    -> with_params_t<int> {
  return {query, 0};
}

class any_connection {
public:
  any_connection(any_connection &&other) = default;
  any_connection(const any_connection &) = delete;
  template <class ExecutionRequest, class ResultsType>
  void execute(ExecutionRequest &&req, ResultsType &result, error_code &err,
               diagnostics &diag) {
    run(err, diag);
  }
  template <class ExecutionRequest, class ResultsType>
  void execute(ExecutionRequest &&req, ResultsType &result) {
    error_code err;
    diagnostics diag;
    execute(std::forward<ExecutionRequest>(req), result, err, diag);
    throw_on_error(err, diag);
  }
  template <class ExecutionRequest, class ResultsType,
            class CompletionToken = asio::deferred_t>
  auto async_execute(ExecutionRequest &&req, ResultsType &result,
                     CompletionToken &&token = {})
      -> asio::deferred_async_operation<void> {
    return {};
  }
  template <class CompletionToken = asio::deferred_t>
  auto async_reset_connection(CompletionToken &&token = {})
      -> asio::deferred_async_operation<void> {
    return {};
  }
  void reset_connection(error_code &err, diagnostics &diag);
  void reset_connection();

private:
  void run(error_code &err, diagnostics &diag);
  static void throw_on_error(const error_code &err, const diagnostics &diag);
};

class connection_pool;

class pooled_connection {
  any_connection *impl_ = nullptr;
  friend class connection_pool;

public:
  pooled_connection() noexcept = default;
  pooled_connection(pooled_connection &&other) noexcept : impl_(other.impl_) {
    other.impl_ = nullptr;
  }
  pooled_connection &operator=(pooled_connection &&other) noexcept;
  pooled_connection(const pooled_connection &) = delete;
  pooled_connection &operator=(const pooled_connection &) = delete;
  ~pooled_connection() {
    if (valid())
      give_back(true);
  }
  bool valid() const noexcept { return impl_ != nullptr; }
  any_connection &get() noexcept { return *impl_; }
  const any_connection &get() const noexcept { return *impl_; }
  any_connection *operator->() noexcept { return &get(); }
  const any_connection *operator->() const noexcept { return &get(); }
  void return_without_reset() noexcept {
    give_back(false);
    impl_ = nullptr;
  }

private:
  void give_back(bool reset) noexcept;
};

class connection_pool {
public:
  connection_pool(connection_pool &&other) = default;
  ~connection_pool();
  template <class CompletionToken = asio::deferred_t>
  auto async_get_connection(CompletionToken &&token = {})
      -> asio::deferred_async_operation<pooled_connection> {
    return {};
  }
  template <class CompletionToken = asio::deferred_t>
  auto async_get_connection(diagnostics &diag, CompletionToken &&token = {})
      -> asio::deferred_async_operation<pooled_connection> {
    return {};
  }
  void cancel();
};

} // namespace mysql
} // namespace boost

#endif
