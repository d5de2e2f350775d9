// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A snapshot in its four forms.
#include "report/snapshot.h"

#include "report/counters.h"
#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <sstream>

using namespace leash::report;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using Json = nlohmann::json;

namespace {

std::vector<std::string> lines(const std::string &text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    out.push_back(line);
  return out;
}

std::vector<std::string> prometheus() {
  return lines(to_prometheus(sample_snapshot()));
}

TEST(Prometheus, every_line_is_a_sample_or_a_header) {
  for (const std::string &line : prometheus())
    EXPECT_THAT(
        line, AnyOf(MatchesRegex("# HELP [a-z_]+ .+"),
                    MatchesRegex("# TYPE [a-z_]+ (counter|gauge|histogram)"),
                    MatchesRegex(
                        R"re([a-z_]+(\{([a-z_]+="([^"\\]|\\[\\"n])*",?)+})?)re"
                        " [-+0-9.e]+")));
}

TEST(Prometheus, families_have_one_header_and_hold_together) {
  std::set<std::string> seen;
  std::string family;
  std::set<std::string> samples;
  for (const std::string &line : prometheus()) {
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(seen.insert(family).second) << family;
    } else if (!line.starts_with("#")) {
      std::string name = line.substr(0, line.find_first_of("{ "));
      if (name != family)
        name = name.substr(0, name.rfind('_')); // _bucket, _sum, _count
      EXPECT_EQ(name, family) << line;
      EXPECT_TRUE(samples.insert(line.substr(0, line.rfind(' '))).second)
          << line;
    }
  }
}

TEST(Prometheus, counters_end_in_total_except_pgxpools_own) {
  for (const std::string &line : prometheus())
    if (line.starts_with("# TYPE ") && line.ends_with(" counter") &&
        !line.starts_with("# TYPE pgxpool_")) {
      EXPECT_THAT(line, HasSubstr("_total counter"));
    }
}

TEST(Prometheus, label_values_are_escaped) {
  EXPECT_THAT(
      prometheus(),
      Contains(R"(leash_pool_connections_held{pool="or\"de\\rs\n"} 3)"));
}

TEST(Prometheus, histogram_is_cumulative_and_in_seconds) {
  const auto all = prometheus();
  const std::string name = "leash_pool_use_seconds";
  EXPECT_THAT(all, Contains(name + R"(_bucket{pool="full",le="0.0001"} 0)"));
  EXPECT_THAT(all, Contains(name + R"(_bucket{pool="full",le="0.0005"} 1)"));
  EXPECT_THAT(all, Contains(name + R"(_bucket{pool="full",le="1"} 1)"));
  EXPECT_THAT(all, Contains(name + R"(_bucket{pool="full",le="2.5"} 2)"));
  EXPECT_THAT(all, Contains(name + R"(_bucket{pool="full",le="+Inf"} 2)"));
  EXPECT_THAT(all, Contains(name + R"(_sum{pool="full"} 2.00015)"));
  EXPECT_THAT(all, Contains(name + R"(_count{pool="full"} 2)"));
  EXPECT_THAT(all, Contains(name + R"(_max{pool="full"} 2)"));
}

TEST(Prometheus, pools_own_numbers_win_over_the_trackers) {
  const auto all = prometheus();
  EXPECT_THAT(all, Contains(R"(leash_pool_connections_held{pool="full"} 6)"));
  EXPECT_THAT(all, Contains(R"(leash_pool_connections_limit{pool="full"} 9)"));
  EXPECT_THAT(all,
              Contains(R"(leash_pool_acquire_count_total{pool="full"} 11)"));
}

TEST(Prometheus, dashboards_for_hikaricp_find_their_names) {
  const auto all = prometheus();
  for (
      const char *sample :
      {R"(hikaricp_connections{pool="full"} 8)",
       R"(hikaricp_connections_active{pool="full"} 6)",
       R"(hikaricp_connections_idle{pool="full"} 2)",
       R"(hikaricp_connections_pending{pool="full"} 4)",
       R"(hikaricp_connections_max{pool="full"} 9)",
       R"(hikaricp_connections_min{pool="full"} 1)",
       R"(hikaricp_connections_timeout_total{pool="full"} 12)",
       R"(hikaricp_connections_usage_seconds_count{pool="full"} 2)",
       R"(hikaricp_connections_usage_seconds_max{pool="full"} 2)",
       R"(hikaricp_connections_acquire_seconds_sum{pool="full"} 400)",
       R"(hikaricp_connections_acquire_seconds_bucket{pool="full",le="+Inf"} 1)"})
    EXPECT_THAT(all, Contains(sample));
}

TEST(Prometheus, dashboards_for_pgxpool_find_their_names) {
  const auto all = prometheus();
  const std::string labels = R"({pool="full",db_name="full"} )";
  for (const char *sample :
       {"acquire_count_total|11", "acquire_count|11",
        "acquire_duration_seconds_total|1.5", "acquire_duration_ns|1500000000",
        "acquired_conns|6", "canceled_acquire_count_total|0",
        "constructing_conns|0", "empty_acquire_count_total|0",
        "empty_acquire|0", "empty_acquire_wait_time_seconds_total|0",
        "idle_conns|2", "max_conns|9", "total_conns|8",
        "new_conns_count_total|0", "max_lifetime_destroy_count_total|0",
        "max_idle_destroy_count_total|0"}) {
    const std::string text(sample);
    const std::size_t bar = text.find('|');
    EXPECT_THAT(all, Contains("pgxpool_" + text.substr(0, bar) + labels +
                              text.substr(bar + 1)));
  }
}

TEST(Prometheus, sites_are_named_by_their_line) {
  EXPECT_THAT(prometheus(),
              Contains(R"(leash_site_held{pool="full",kind="connection",)"
                       R"re(site="/src/orders.cpp:42 orders::load(int)",)re"
                       R"(stack="8f3a"} 2)"));
}

TEST(Prometheus, no_statement_is_shown) {
  EXPECT_THAT(to_prometheus(sample_snapshot()), Not(HasSubstr("SELECT")));
}

TEST(Prometheus, empty_snapshot_is_valid) {
  EXPECT_THAT(to_prometheus(Snapshot()), HasSubstr("leash_slots_used 0\n"));
}

TEST(Counters, list_has_every_member_once) {
  EXPECT_EQ(std::size(counters) * sizeof(std::int64_t) + sizeof(std::size_t),
            sizeof(leash_pool_counters));
  leash_pool_counters all{};
  for (const Counter &counter : counters)
    all.*counter.member += 1;
  for (const Counter &counter : counters)
    EXPECT_EQ(all.*counter.member, 1) << counter.name;
}

Json opentelemetry() {
  return Json::parse(to_opentelemetry(sample_snapshot()));
}

std::map<std::string, Json> metrics(const Json &document) {
  std::map<std::string, Json> out;
  for (const Json &metric :
       document["resourceMetrics"][0]["scopeMetrics"][0]["metrics"])
    out[metric["name"]] = metric;
  return out;
}

TEST(OpenTelemetry, has_the_conventions_metrics) {
  const auto all = metrics(opentelemetry());
  for (const char *name :
       {"count", "max", "idle.max", "idle.min", "pending_requests", "timeouts",
        "wait_time", "use_time"})
    EXPECT_EQ(all.count("db.client.connection." + std::string(name)), 1U)
        << name;
}

TEST(OpenTelemetry, connections_are_counted_by_state) {
  const auto all = metrics(opentelemetry());
  const Json &count = all.at("db.client.connection.count");
  EXPECT_EQ(count["unit"], "{connection}");
  EXPECT_EQ(count["sum"]["isMonotonic"], false);
  EXPECT_EQ(count["sum"]["aggregationTemporality"], 2);
  std::map<std::string, std::string> states;
  for (const Json &point : count["sum"]["dataPoints"]) {
    std::map<std::string, std::string> attributes;
    for (const Json &attribute : point["attributes"])
      attributes[attribute["key"]] = attribute["value"]["stringValue"];
    EXPECT_EQ(attributes["db.system.name"], "postgresql");
    if (attributes["db.client.connection.pool.name"] == "full")
      states[attributes["db.client.connection.state"]] = point["asInt"];
  }
  EXPECT_EQ(states,
            (std::map<std::string, std::string>{{"used", "6"}, {"idle", "2"}}));
}

TEST(OpenTelemetry, histograms_are_in_seconds_with_one_more_count_than_bounds) {
  const auto all = metrics(opentelemetry());
  const Json &use = all.at("db.client.connection.use_time");
  EXPECT_EQ(use["unit"], "s");
  const Json &point = use["histogram"]["dataPoints"][0];
  EXPECT_EQ(point["bucketCounts"].size(), point["explicitBounds"].size() + 1);
  EXPECT_EQ(point["count"], "2");
  EXPECT_DOUBLE_EQ(point["sum"].get<double>(), 2.00015);
  EXPECT_EQ(point["timeUnixNano"], "1764000000123456000");
  EXPECT_EQ(point["startTimeUnixNano"], "1763000000000000000");
}

TEST(OpenTelemetry, timeouts_are_a_monotonic_sum) {
  const auto all = metrics(opentelemetry());
  EXPECT_EQ(all.at("db.client.connection.timeouts")["sum"]["isMonotonic"],
            true);
}

TEST(SnapshotJson, holds_pools_sites_and_leases) {
  const Json json = Json::parse(to_json(sample_snapshot()));
  EXPECT_EQ(json["schema"], schema_version);
  EXPECT_EQ(json["pools"][1]["counters"]["acquire_count"], 11);
  EXPECT_EQ(json["pools"][0]["reported"]["inactive"], 4);
  EXPECT_FALSE(json["pools"][0].contains("counters"));
  EXPECT_EQ(json["pools"][0]["use_time"]["counts"].size(),
            json["pools"][0]["use_time"]["bounds_ns"].size() + 1);
  EXPECT_EQ(json["sites"][0]["stack"][0]["line"], 42);
  EXPECT_EQ(json["leases"][0]["backend_pid"], 4242);
  EXPECT_EQ(json["untracked"], 1);
}

TEST(SnapshotText, names_the_site_that_eats_the_pool) {
  const std::string text = to_text(sample_snapshot());
  EXPECT_THAT(text, HasSubstr("pool 'full': 6 of 9 held, 4 waiting"));
  EXPECT_THAT(text, HasSubstr("75% of pool 'full': connection, 2 held now; "
                              "given back: 1, mean 1.5 s"));
  EXPECT_THAT(text, HasSubstr("#0 orders::load(int) /src/orders.cpp:42"));
  EXPECT_THAT(text, HasSubstr("connection of pool 'orders' for 12.3 s"));
}

TEST(Snapshot, format_chooses_the_writer) {
  const Snapshot snapshot = sample_snapshot();
  EXPECT_EQ(format(snapshot, LEASH_FORMAT_TEXT), to_text(snapshot));
  EXPECT_EQ(format(snapshot, LEASH_FORMAT_JSON), to_json(snapshot));
  EXPECT_EQ(format(snapshot, LEASH_FORMAT_PROMETHEUS), to_prometheus(snapshot));
  EXPECT_EQ(format(snapshot, LEASH_FORMAT_OPENTELEMETRY),
            to_opentelemetry(snapshot));
}

TEST(Histogram, bound_belongs_to_its_bucket) {
  EXPECT_EQ(histogram_bucket(0), 0U);
  EXPECT_EQ(histogram_bucket(100'000), 0U);
  EXPECT_EQ(histogram_bucket(100'001), 1U);
  EXPECT_EQ(histogram_bucket(UINT64_MAX), histogram_bounds.size());
}

} // namespace
