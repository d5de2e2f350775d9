// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Configuration by keys, in both spellings of a connection string.
#include "leash/pool_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leash/errors.h"
#include "pool/conninfo.h"
#include "pool/duration.h"

namespace leash {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Pair;

TEST(Duration, reads_gos_spelling) {
  EXPECT_EQ(pool::parse_duration("1h30m"), 90min);
  EXPECT_EQ(pool::parse_duration("250ms"), 250ms);
  EXPECT_EQ(pool::parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(pool::parse_duration(".25s"), 250ms);
  EXPECT_EQ(pool::parse_duration("1us"), 1us);
  EXPECT_EQ(pool::parse_duration("1\u00b5s"), 1us);
  EXPECT_EQ(pool::parse_duration("7ns"), 7ns);
  EXPECT_EQ(pool::parse_duration("0"), 0ns);
  EXPECT_EQ(pool::parse_duration("0.000000001h"), 3600ns);
}

TEST(Duration, refuses_what_is_none) {
  for (const char *text : {"", "5", "-5s", "s", "1.s.", "1 s", "1d", "1h5",
                           "999999999h", "99999999999999999999999s", "."})
    EXPECT_EQ(pool::parse_duration(text), std::nullopt) << text;
}

TEST(Conninfo, own_keys_leave_a_uri) {
  const auto split = pool::split_conninfo(
      "postgresql://me:pw@db:5432/app?pool_max_conns=3&sslmode=require&"
      "pool_name=orders%20db&connect_timeout=2");
  EXPECT_EQ(split.rest, "postgresql://me:pw@db:5432/app?sslmode=require&"
                        "connect_timeout=2");
  EXPECT_THAT(split.own, testing::ElementsAre(Pair("pool_max_conns", "3"),
                                              Pair("pool_name", "orders db")));
}

TEST(Conninfo, a_uri_with_own_keys_alone_loses_its_question_mark) {
  EXPECT_EQ(pool::split_conninfo("postgres:///app?pool_max_conns=3").rest,
            "postgres:///app");
}

TEST(Conninfo, a_password_may_hold_a_question_mark) {
  const auto split =
      pool::split_conninfo("postgres://me:a?pool_b=c@db/app?pool_max_conns=3");
  EXPECT_EQ(split.rest, "postgres://me:a?pool_b=c@db/app");
  EXPECT_EQ(split.own.size(), 1u);
}

TEST(Conninfo, an_encoded_key_is_a_key) {
  EXPECT_THAT(pool::split_conninfo("postgres://db?po%6fl_name=x").own,
              testing::ElementsAre(Pair("pool_name", "x")));
}

TEST(Conninfo, own_keys_leave_a_key_value_string) {
  const auto split = pool::split_conninfo(
      "host=/run  pool_max_conns = 3 password='a pool_x=1 \\' b' "
      "pool_name='it\\'s' dbname=app\\ two");
  EXPECT_EQ(split.rest,
            "host=/run password='a pool_x=1 \\' b' dbname=app\\ two");
  EXPECT_THAT(split.own, testing::ElementsAre(Pair("pool_max_conns", "3"),
                                              Pair("pool_name", "it's")));
}

TEST(Conninfo, what_is_malformed_is_left_for_libpq) {
  EXPECT_EQ(pool::split_conninfo("host=x pool_max_conns").rest,
            "host=x pool_max_conns");
  EXPECT_EQ(pool::split_conninfo("host='x").rest, "host='x");
  EXPECT_EQ(pool::split_conninfo("").rest, "");
}

TEST(PoolConfig, defaults_are_those_of_pgxpool) {
  const PoolConfig config;
  EXPECT_GE(config.max_conns, 4u);
  EXPECT_EQ(config.min_conns, 0u);
  EXPECT_EQ(config.max_conn_lifetime, 1h);
  EXPECT_EQ(config.max_conn_idle_time, 30min);
  EXPECT_EQ(config.health_check_period, 1min);
  config.check();
}

TEST(PoolConfig, takes_all_keys_of_pgxpool_from_a_uri) {
  PoolConfig config;
  EXPECT_EQ(config.take_from(
                "postgres://db/app?pool_max_conns=9&pool_min_conns=2&"
                "pool_min_idle_conns=1&pool_max_conn_lifetime=2h&"
                "pool_max_conn_lifetime_jitter=250ms&"
                "pool_max_conn_idle_time=5m&pool_health_check_period=30s&"
                "pool_ping_timeout=1s"),
            "postgres://db/app");
  EXPECT_EQ(config.max_conns, 9u);
  EXPECT_EQ(config.min_conns, 2u);
  EXPECT_EQ(config.min_idle_conns, 1u);
  EXPECT_EQ(config.max_conn_lifetime, 2h);
  EXPECT_EQ(config.max_conn_lifetime_jitter, 250ms);
  EXPECT_EQ(config.max_conn_idle_time, 5min);
  EXPECT_EQ(config.health_check_period, 30s);
  EXPECT_EQ(config.ping_timeout, 1s);
}

TEST(PoolConfig, takes_its_own_keys_from_a_key_value_string) {
  PoolConfig config;
  EXPECT_EQ(config.take_from(
                "host=db pool_acquire_timeout=2s pool_max_waiters=7 "
                "pool_connect_timeout=3s pool_max_connecting=2 "
                "pool_rollback_timeout=4s pool_breaker_errors=0 "
                "pool_breaker_window=5s pool_breaker_retry=6s pool_name=x "
                "pool_ping_after=7s"),
            "host=db");
  EXPECT_EQ(config.acquire_timeout, 2s);
  EXPECT_EQ(config.max_waiters, 7u);
  EXPECT_EQ(config.connect_timeout, 3s);
  EXPECT_EQ(config.max_connecting, 2u);
  EXPECT_EQ(config.rollback_timeout, 4s);
  EXPECT_EQ(config.breaker_errors, 0u);
  EXPECT_EQ(config.breaker_window, 5s);
  EXPECT_EQ(config.breaker_retry, 6s);
  EXPECT_EQ(config.name, "x");
  EXPECT_EQ(config.ping_after, 7s);
}

// The key that the error names.
std::string refused_key(const std::string &conninfo) {
  PoolConfig config;
  try {
    config.take_from(conninfo);
  } catch (const ConfigError &error) {
    EXPECT_THAT(error.what(), HasSubstr(error.key()));
    return error.key();
  }
  return "none";
}

TEST(PoolConfig, an_unknown_key_is_named) {
  EXPECT_EQ(refused_key("pool_max_cons=3"), "pool_max_cons");
}

TEST(PoolConfig, a_bad_value_names_its_key) {
  EXPECT_EQ(refused_key("pool_max_conns=0"), "pool_max_conns");
  EXPECT_EQ(refused_key("pool_max_conns=x"), "pool_max_conns");
  EXPECT_EQ(refused_key("pool_max_conns=-1"), "pool_max_conns");
  EXPECT_EQ(refused_key("pool_max_conns="), "pool_max_conns");
  EXPECT_EQ(refused_key("pool_max_conns=99999999999999999999"),
            "pool_max_conns");
  EXPECT_EQ(refused_key("postgres:///?pool_max_conns"), "pool_max_conns");
  EXPECT_EQ(refused_key("pool_ping_timeout=5"), "pool_ping_timeout");
  EXPECT_EQ(refused_key("pool_health_check_period=0"),
            "pool_health_check_period");
  EXPECT_EQ(refused_key("pool_max_conns=2 pool_min_conns=3"), "pool_min_conns");
}

TEST(PoolConfig, a_refused_string_changes_nothing) {
  PoolConfig config;
  config.max_conns = 5;
  EXPECT_THROW(config.take_from("pool_max_conns=9 nonsense=1"), ConfigError);
  EXPECT_EQ(config.max_conns, 5u);
}

TEST(PoolConfig, what_libpq_refuses_is_refused) {
  PoolConfig config;
  try {
    config.take_from("hots=db");
    FAIL();
  } catch (const ConfigError &error) {
    EXPECT_THAT(error.what(), HasSubstr("hots"));
    EXPECT_EQ(error.key(), "");
  }
}

TEST(PoolConfig, an_error_does_not_show_a_password) {
  PoolConfig config;
  try {
    config.take_from("host=db password=correct horse");
    FAIL();
  } catch (const ConfigError &error) {
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("horse")));
  }
}

TEST(PoolConfig, negative_durations_are_refused) {
  PoolConfig config;
  config.ping_timeout = -1s;
  EXPECT_THROW(config.check(), ConfigError);
}

} // namespace
} // namespace leash
