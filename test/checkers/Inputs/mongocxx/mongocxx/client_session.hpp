// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of mongocxx (3.9 and newer, or with LEASH_TEST_INLINE_ABI as before)
// that the tests use.

#ifndef LEASH_TEST_MONGOCXX_CLIENT_SESSION_HPP
#define LEASH_TEST_MONGOCXX_CLIENT_SESSION_HPP

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#ifdef LEASH_TEST_INLINE_ABI
#define ABI inline
#else
#define ABI
#endif

namespace bsoncxx {
namespace stdx {
using std::optional;
}
namespace document {
class view_or_value {
public:
  view_or_value(const char *json);
};
} // namespace document
} // namespace bsoncxx

namespace mongocxx {
namespace stdx {
using bsoncxx::stdx::optional;
}
ABI namespace v_noabi {

class exception : public std::exception {};
class operation_exception : public exception {};

class client;
class collection;

namespace options {
class transaction {};
class client_session {};
} // namespace options

class client_session {
public:
  client_session(client_session &&) noexcept;
  client_session &operator=(client_session &&) noexcept;
  client_session(const client_session &) = delete;
  client_session &operator=(const client_session &) = delete;
  ~client_session() noexcept;
  void start_transaction(
      const bsoncxx::stdx::optional<options::transaction> &opts = {});
  void commit_transaction();
  void abort_transaction();
  using with_transaction_cb = std::function<void(client_session *)>;
  void with_transaction(with_transaction_cb cb, options::transaction opts = {});

private:
  class impl;
  std::unique_ptr<impl> _impl;
};

class collection {
public:
  void insert_one(const client_session &session,
                  bsoncxx::document::view_or_value document);
  std::size_t count(const client_session &session);
};
class database {
public:
  collection operator[](const std::string &name) const;
};
class client {
public:
  client() noexcept;
  client(client &&) noexcept;
  ~client();
  client_session start_session(const options::client_session &options = {});
  database operator[](const std::string &name) const &;
};

class uri {
public:
  explicit uri(const std::string &text = "mongodb://localhost");
};

class pool {
public:
  explicit pool(const uri &mongodb_uri = uri());
  ~pool();
  pool(pool &&) = delete;
  pool(const pool &) = delete;
  class entry {
  public:
    client *operator->() const & noexcept;
    client *operator->() && = delete;
    client &operator*() const & noexcept;
    client &operator*() && = delete;
    entry &operator=(std::nullptr_t) noexcept;
    explicit operator bool() const noexcept;

  private:
    friend class pool;
    using unique_client = std::unique_ptr<client, std::function<void(client *)>>;
    explicit entry(unique_client);
    unique_client _client;
  };
  entry acquire();
  stdx::optional<entry> try_acquire();
};

} // namespace v_noabi
#ifndef LEASH_TEST_INLINE_ABI
using v_noabi::client;
using v_noabi::client_session;
using v_noabi::collection;
using v_noabi::database;
using v_noabi::exception;
using v_noabi::operation_exception;
using v_noabi::pool;
using v_noabi::uri;
namespace options {
using namespace v_noabi::options;
}
#endif
} // namespace mongocxx

#undef ABI
#endif
