// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the pool throws.
#ifndef LEASH_ERRORS_H
#define LEASH_ERRORS_H

#include <chrono>
#include <stdexcept>
#include <string>

namespace leash {

/// Of all that the pool throws of its own; what a hook throws passes unchanged.
class PoolError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
  ~PoolError() override;
};

/// A key or value of the configuration; what() names the key, never a value of
/// libpq's keys.
class ConfigError : public PoolError {
public:
  ConfigError(const std::string &key, const std::string &what);
  ~ConfigError() override;
  /// Empty if it was no single key.
  const std::string &key() const noexcept { return key_; }

private:
  std::string key_;
};

/// No connection could be had; the pool is unchanged.
class AcquireError : public PoolError {
public:
  using PoolError::PoolError;
  ~AcquireError() override;
};

/// The deadline came first. what() says how full the pool is and, with the
/// tracker, who holds its connections, the longest first.
class AcquireTimeout : public AcquireError {
public:
  AcquireTimeout(const std::string &what, std::chrono::nanoseconds waited);
  ~AcquireTimeout() override;
  std::chrono::nanoseconds waited() const noexcept { return waited_; }

private:
  std::chrono::nanoseconds waited_;
};

/// The wait was cancelled.
class Cancelled : public AcquireError {
public:
  using AcquireError::AcquireError;
  ~Cancelled() override;
};

/// The pool is closed, or belongs to the process that forked this one.
class PoolClosed : public AcquireError {
public:
  using AcquireError::AcquireError;
  ~PoolClosed() override;
};

/// As many acquires wait as max_waiters allows.
class QueueFull : public AcquireError {
public:
  using AcquireError::AcquireError;
  ~QueueFull() override;
};

/// Connecting has stopped after too many errors, and no connection is left that
/// could be given back. what() has the last error.
class ServerUnavailable : public AcquireError {
public:
  using AcquireError::AcquireError;
  ~ServerUnavailable() override;
};

/// A connection could not be opened, or none that was opened could be used.
class ConnectError : public AcquireError {
public:
  using AcquireError::AcquireError;
  ~ConnectError() override;
};

/// A statement failed.
class SqlError : public PoolError {
public:
  SqlError(const std::string &what, std::string sqlstate);
  ~SqlError() override;
  /// Five characters; empty if the error is the client's, as a lost connection.
  const std::string &sqlstate() const noexcept { return sqlstate_; }

private:
  std::string sqlstate_;
};

/// A commit that did not commit: a statement of the transaction had failed, so
/// the server rolled back.
class CommitError : public PoolError {
public:
  using PoolError::PoolError;
  ~CommitError() override;
};

} // namespace leash
#endif
