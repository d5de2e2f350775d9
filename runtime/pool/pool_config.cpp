// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The keys of a pool's configuration.
#include "leash/pool_config.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <thread>
#include <variant>

#include <libpq-fe.h>

#include "leash/errors.h"
#include "pool/conninfo.h"
#include "pool/duration.h"

namespace leash {
namespace {

using Number = std::size_t PoolConfig::*;
using Time = std::chrono::nanoseconds PoolConfig::*;
using Text = std::string PoolConfig::*;

struct Key {
  std::string_view name;
  std::variant<Number, Time, Text> member;
  bool zero = true; // may it be 0?
};

const Key keys[] = {
    {"pool_max_conns", &PoolConfig::max_conns, false},
    {"pool_min_conns", &PoolConfig::min_conns},
    {"pool_min_idle_conns", &PoolConfig::min_idle_conns},
    {"pool_max_conn_lifetime", &PoolConfig::max_conn_lifetime},
    {"pool_max_conn_lifetime_jitter", &PoolConfig::max_conn_lifetime_jitter},
    {"pool_max_conn_idle_time", &PoolConfig::max_conn_idle_time},
    {"pool_health_check_period", &PoolConfig::health_check_period, false},
    {"pool_ping_after", &PoolConfig::ping_after},
    {"pool_ping_timeout", &PoolConfig::ping_timeout},
    {"pool_acquire_timeout", &PoolConfig::acquire_timeout},
    {"pool_max_waiters", &PoolConfig::max_waiters},
    {"pool_connect_timeout", &PoolConfig::connect_timeout},
    {"pool_max_connecting", &PoolConfig::max_connecting, false},
    {"pool_rollback_timeout", &PoolConfig::rollback_timeout},
    {"pool_breaker_errors", &PoolConfig::breaker_errors},
    {"pool_breaker_window", &PoolConfig::breaker_window},
    {"pool_breaker_retry", &PoolConfig::breaker_retry},
    {"pool_name", &PoolConfig::name},
};

// Slots and errors are allocated at once.
constexpr std::size_t most_conns = 1'000'000;

[[noreturn]] void refuse(std::string_view key, const std::string &why) {
  throw ConfigError(std::string(key), why);
}

void refuse_value(const Key &key, std::string_view value, const char *wanted) {
  refuse(key.name, "'" + std::string(value) + "' is not " + wanted);
}

void assign(PoolConfig &config, const Key &key, std::string_view value) {
  if (const Number *member = std::get_if<Number>(&key.member)) {
    std::size_t number = 0;
    const char *end = value.data() + value.size();
    const auto parsed = std::from_chars(value.data(), end, number);
    if (value.empty() || parsed.ec != std::errc() || parsed.ptr != end)
      refuse_value(key, value, "a whole number");
    config.*(*member) = number;
  } else if (const Time *time = std::get_if<Time>(&key.member)) {
    const auto duration = pool::parse_duration(value);
    if (!duration)
      refuse_value(key, value, "a duration with a unit, as 30s or 1h30m");
    config.*(*time) = *duration;
  } else {
    config.*std::get<Text>(key.member) = value;
  }
}

// libpq's message, if it quotes a key: others may quote what was meant as a
// password.
std::string harmless(const std::string &message) {
  for (std::string_view start :
       {"invalid connection option", "invalid URI query parameter"})
    if (message.compare(0, start.size(), start) == 0)
      return ": " + message.substr(0, message.find('\n'));
  return "";
}

} // namespace

std::size_t default_max_conns() noexcept {
  return std::max(4u, std::thread::hardware_concurrency());
}

void PoolConfig::set(std::string_view key, std::string_view value) {
  const Key *found = std::find_if(std::begin(keys), std::end(keys),
                                  [&](const Key &k) { return k.name == key; });
  if (found == std::end(keys))
    refuse(key, "the pool has no such key");
  assign(*this, *found, value);
}

void PoolConfig::check() const {
  for (const Key &key : keys) {
    bool zero = false;
    if (const Number *member = std::get_if<Number>(&key.member))
      zero = this->*(*member) == 0;
    if (const Time *time = std::get_if<Time>(&key.member)) {
      const std::chrono::nanoseconds duration = this->*(*time);
      zero = duration.count() == 0;
      if (duration.count() < 0 || duration > pool::longest_duration)
        refuse(key.name, "it is negative or longer than 100 years");
    }
    if (zero && !key.zero)
      refuse(key.name, "it must be above 0");
  }
  if (max_conns > most_conns)
    refuse("pool_max_conns", "it is above 1000000");
  if (breaker_errors > most_conns)
    refuse("pool_breaker_errors", "it is above 1000000");
  if (max_connecting > most_conns)
    refuse("pool_max_connecting", "it is above 1000000");
  if (min_conns > max_conns)
    refuse("pool_min_conns", "it is above pool_max_conns");
  if (min_idle_conns > max_conns)
    refuse("pool_min_idle_conns", "it is above pool_max_conns");
}

std::string PoolConfig::take_from(std::string_view conninfo) {
  pool::SplitConninfo split = pool::split_conninfo(conninfo);
  PoolConfig config = *this;
  for (const auto &[key, value] : split.own)
    config.set(key, value);
  config.check();
  char *message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(split.rest.c_str(), &message), &PQconninfoFree);
  if (!options) {
    const std::string why = message ? message : "";
    PQfreemem(message);
    throw ConfigError("", "libpq does not understand the connection string" +
                              harmless(why));
  }
  *this = std::move(config);
  return std::move(split.rest);
}

} // namespace leash
