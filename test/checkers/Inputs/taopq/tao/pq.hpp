// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of taopq that the tests use. Transactions and pooled connections are
// shared pointers; a transaction that ends unfinished rolls back.

#ifndef LEASH_TEST_TAO_PQ_HPP
#define LEASH_TEST_TAO_PQ_HPP

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tao::pq {

enum class isolation_level { default_isolation_level, serializable, repeatable_read };
enum class access_mode { default_access_mode, read_write, read_only };

namespace internal {
class zsv {
  const char *m_value;

public:
  constexpr zsv(const char *v) noexcept : m_value(v) {}
  zsv(const std::string &v) noexcept : m_value(v.c_str()) {}
  constexpr operator const char *() const noexcept { return m_value; }
};
} // namespace internal

class result {
public:
  [[nodiscard]] auto empty() const -> bool;
  [[nodiscard]] auto size() const -> std::size_t;
  [[nodiscard]] auto rows_affected() const -> std::size_t;
};

class connection;

class transaction : public std::enable_shared_from_this<transaction> {
protected:
  std::shared_ptr<pq::connection> m_connection;
  explicit transaction(const std::shared_ptr<pq::connection> &connection);

public:
  virtual ~transaction() = default;
  transaction(const transaction &) = delete;
  transaction(transaction &&) = delete;
  void operator=(const transaction &) = delete;
  void operator=(transaction &&) = delete;

protected:
  virtual void v_commit() = 0;
  virtual void v_rollback() = 0;
  void send_params(const char *statement);
  [[nodiscard]] auto get_result() -> result;

public:
  [[nodiscard]] auto connection() const noexcept
      -> const std::shared_ptr<pq::connection> & {
    return m_connection;
  }
  [[nodiscard]] auto subtransaction() -> std::shared_ptr<transaction>;
  template <typename... As>
  auto execute(const internal::zsv statement, As &&...as) {
    send_params(statement);
    return get_result();
  }
  void commit();
  void rollback();
};

class connection final : public std::enable_shared_from_this<connection> {
public:
  connection(const connection &) = delete;
  void operator=(const connection &) = delete;
  ~connection() = default;
  [[nodiscard]] static auto create(const std::string &connection_info)
      -> std::shared_ptr<connection>;
  [[nodiscard]] auto is_open() const noexcept -> bool;
  [[nodiscard]] auto direct() -> std::shared_ptr<pq::transaction>;
  [[nodiscard]] auto transaction() -> std::shared_ptr<pq::transaction>;
  [[nodiscard]] auto
  transaction(const access_mode am,
              const isolation_level il = isolation_level::default_isolation_level)
      -> std::shared_ptr<pq::transaction>;
  [[nodiscard]] auto
  transaction(const isolation_level il,
              const access_mode am = access_mode::default_access_mode)
      -> std::shared_ptr<pq::transaction>;
  template <typename... As>
  auto execute(const internal::zsv statement, As &&...as) {
    return direct()->execute(statement, static_cast<As &&>(as)...);
  }
};

namespace internal {
template <typename T>
class pool : public std::enable_shared_from_this<pool<T>> {
public:
  pool(const pool &) = delete;
  void operator=(const pool &) = delete;

protected:
  pool() = default;
  virtual ~pool() = default;
  [[nodiscard]] auto get() -> std::shared_ptr<T>;
};
} // namespace internal

class connection_pool : public internal::pool<connection> {
public:
  [[nodiscard]] static auto create(const std::string_view connection_info)
      -> std::shared_ptr<connection_pool>;
  [[nodiscard]] auto connection() -> std::shared_ptr<pq::connection>;
  template <typename... As>
  auto execute(const internal::zsv statement, As &&...as) {
    return connection()->direct()->execute(statement,
                                           static_cast<As &&>(as)...);
  }
};

} // namespace tao::pq

#endif
