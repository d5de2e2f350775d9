// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// OTLP's JSON encoding of metrics, with the names of the semantic conventions
// for database clients. 64-bit integers are strings there, as in protobuf's.
#include "report/snapshot.h"

#include "report/json_members.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

namespace leash::report {
namespace {

constexpr int cumulative = 2; // AGGREGATION_TEMPORALITY_CUMULATIVE

std::string nanoseconds(std::int64_t us) { return std::to_string(us) + "000"; }

void attribute(JsonWriter &json, std::string_view key, std::string_view value) {
  json.object([&] {
    json.member("key", key);
    json.key("value").object([&] { json.member("stringValue", value); });
  });
}

class Metrics {
public:
  Metrics(JsonWriter &json, const Snapshot &snapshot)
      : json(json), snapshot(snapshot) {}

  using Value =
      std::function<std::optional<std::uint64_t>(const PoolSnapshot &)>;

  void sum(const char *name, const char *unit, const char *description,
           bool monotonic, const Value &value) {
    const auto has_one = [&](const PoolSnapshot &pool) {
      return value(pool).has_value();
    };
    if (std::none_of(snapshot.pools.begin(), snapshot.pools.end(), has_one))
      return;
    add_sum(name, unit, description, monotonic, [&] {
      for (const PoolSnapshot &pool : snapshot.pools)
        if (const auto number = value(pool))
          integer(pool, *number, nullptr);
    });
  }

  void connection_count() {
    if (snapshot.pools.empty())
      return;
    add_sum("db.client.connection.count", "{connection}",
            "The number of connections in the state of the attribute.", false,
            [&] {
              for (const PoolSnapshot &pool : snapshot.pools) {
                integer(pool, pool.connections_used(), "used");
                if (pool.counters)
                  integer(pool,
                          static_cast<std::uint64_t>(std::max<std::int64_t>(
                              0, pool.counters->idle_conns)),
                          "idle");
              }
            });
  }

  void histogram(const char *name, const char *description,
                 Histogram PoolSnapshot::*member) {
    if (snapshot.pools.empty())
      return;
    metric(name, "s", description, [&] {
      json.key("histogram").object([&] {
        json.member("aggregationTemporality", cumulative);
        json.key("dataPoints").array([&] {
          for (const PoolSnapshot &pool : snapshot.pools)
            json.object([&] {
              base(pool, nullptr);
              distribution(pool.*member);
            });
        });
      });
    });
  }

private:
  template <class Fill>
  void metric(const char *name, const char *unit, const char *description,
              Fill fill) {
    json.object([&] {
      json.member("name", name);
      json.member("unit", unit);
      json.member("description", description);
      fill();
    });
  }
  template <class Fill>
  void add_sum(const char *name, const char *unit, const char *description,
               bool monotonic, Fill points) {
    metric(name, unit, description, [&] {
      json.key("sum").object([&] {
        json.member("aggregationTemporality", cumulative);
        json.member("isMonotonic", monotonic);
        json.key("dataPoints").array(points);
      });
    });
  }
  // `state` may be null.
  void base(const PoolSnapshot &pool, const char *state) {
    json.key("attributes").array([&] {
      attribute(json, "db.client.connection.pool.name", pool.name);
      if (!pool.system.empty())
        attribute(json, "db.system.name", pool.system);
      if (state)
        attribute(json, "db.client.connection.state", state);
    });
    json.member("startTimeUnixNano", nanoseconds(snapshot.start_us));
    json.member("timeUnixNano", nanoseconds(snapshot.time_us));
  }
  void integer(const PoolSnapshot &pool, std::uint64_t number,
               const char *state) {
    json.object([&] {
      base(pool, state);
      json.member("asInt", std::to_string(number));
    });
  }
  void distribution(const Histogram &histogram) {
    json.member("count", std::to_string(histogram.count()));
    json.member("sum", static_cast<double>(histogram.sum) / 1e9);
    if (histogram.count() > 0)
      json.member("max", static_cast<double>(histogram.max) / 1e9);
    json.key("bucketCounts").array([&] {
      for (const std::uint64_t count : histogram.counts)
        json.value(std::to_string(count));
    });
    json.key("explicitBounds").array([&] {
      for (const std::uint64_t bound : histogram_bounds)
        json.value(static_cast<double>(bound) / 1e9);
    });
  }

  JsonWriter &json;
  const Snapshot &snapshot;
};

void add_metrics(Metrics &metrics) {
  metrics.connection_count();
  const auto limit = [](const PoolSnapshot &p) -> std::optional<std::uint64_t> {
    if (p.connections_max() == 0)
      return std::nullopt;
    return p.connections_max();
  };
  metrics.sum("db.client.connection.max", "{connection}",
              "The most connections allowed.", false, limit);
  // No connection is closed for being one too many idle ones.
  metrics.sum("db.client.connection.idle.max", "{connection}",
              "The most idle connections allowed.", false, limit);
  metrics.sum("db.client.connection.idle.min", "{connection}",
              "The fewest idle connections allowed.", false,
              [](const PoolSnapshot &p) -> std::optional<std::uint64_t> {
                if (!p.counters)
                  return std::nullopt;
                return static_cast<std::uint64_t>(
                    std::max<std::int64_t>(0, p.counters->min_conns));
              });
  metrics.sum("db.client.connection.pending_requests", "{request}",
              "Requests that wait for a connection.", false,
              [](const PoolSnapshot &p) { return p.requests_pending(); });
  metrics.sum("db.client.connection.timeouts", "{timeout}",
              "Requests that timed out before they got a connection.", true,
              [](const PoolSnapshot &p) { return p.timeouts(); });
  metrics.histogram("db.client.connection.wait_time",
                    "The time it took to get a connection from the pool.",
                    &PoolSnapshot::wait_time);
  metrics.histogram("db.client.connection.use_time",
                    "The time between taking a connection and giving it back.",
                    &PoolSnapshot::use_time);
}

} // namespace

std::string to_opentelemetry(const Snapshot &snapshot) {
  return json_line([&](JsonWriter &json) {
    const auto resource = [&] {
      json.key("attributes").array([&] {
        attribute(json, "service.name", snapshot.process);
        json.object([&] {
          json.member("key", "process.pid");
          json.key("value").object(
              [&] { json.member("intValue", std::to_string(snapshot.pid)); });
        });
      });
    };
    const auto scope = [&] {
      json.key("scope").object([&] { json.member("name", "leash"); });
      json.key("metrics").array([&] {
        Metrics metrics(json, snapshot);
        add_metrics(metrics);
      });
    };
    json.key("resourceMetrics").array([&] {
      json.object([&] {
        json.key("resource").object(resource);
        json.key("scopeMetrics").array([&] { json.object(scope); });
      });
    });
  });
}

} // namespace leash::report
