// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// OTLP's JSON encoding of metrics, with the names of the semantic conventions
// for database clients. 64-bit integers are strings there, as in protobuf's.
#include "report/snapshot.h"

#include "report/json_members.h"

#include <functional>

namespace leash::report {
namespace {

constexpr int cumulative = 2; // AGGREGATION_TEMPORALITY_CUMULATIVE

std::string nanoseconds(std::int64_t us) { return std::to_string(us) + "000"; }

Json attribute(std::string_view key, std::string_view value) {
  return {{"key", std::string(key)},
          {"value", {{"stringValue", std::string(value)}}}};
}

class Metrics {
public:
  explicit Metrics(const Snapshot &snapshot) : snapshot(snapshot) {}

  using Value =
      std::function<std::optional<std::uint64_t>(const PoolSnapshot &)>;

  void sum(const char *name, const char *unit, const char *description,
           bool monotonic, const Value &value) {
    Json points = Json::array();
    for (const PoolSnapshot &pool : snapshot.pools)
      if (const auto number = value(pool))
        points.push_back(integer(pool, *number));
    add_sum(name, unit, description, monotonic, std::move(points));
  }

  void connection_count() {
    Json points = Json::array();
    for (const PoolSnapshot &pool : snapshot.pools) {
      const auto add = [&](const char *state, std::uint64_t number) {
        Json point = integer(pool, number);
        point["attributes"].push_back(
            attribute("db.client.connection.state", state));
        points.push_back(std::move(point));
      };
      add("used", pool.connections_used());
      if (pool.counters)
        add("idle", static_cast<std::uint64_t>(
                        std::max<std::int64_t>(0, pool.counters->idle_conns)));
    }
    add_sum("db.client.connection.count", "{connection}",
            "The number of connections in the state of the attribute.", false,
            std::move(points));
  }

  void histogram(const char *name, const char *description,
                 Histogram PoolSnapshot::*member) {
    Json points = Json::array();
    for (const PoolSnapshot &pool : snapshot.pools) {
      const Histogram &histogram = pool.*member;
      Json point = base(pool);
      point["count"] = std::to_string(histogram.count());
      point["sum"] = static_cast<double>(histogram.sum) / 1e9;
      if (histogram.count() > 0)
        point["max"] = static_cast<double>(histogram.max) / 1e9;
      Json &counts = point["bucketCounts"] = Json::array();
      for (const std::uint64_t count : histogram.counts)
        counts.push_back(std::to_string(count));
      Json &bounds = point["explicitBounds"] = Json::array();
      for (const std::uint64_t bound : histogram_bounds)
        bounds.push_back(static_cast<double>(bound) / 1e9);
      points.push_back(std::move(point));
    }
    if (!points.empty())
      all.push_back({{"name", name},
                     {"unit", "s"},
                     {"description", description},
                     {"histogram",
                      {{"aggregationTemporality", cumulative},
                       {"dataPoints", std::move(points)}}}});
  }

  Json all = Json::array();

private:
  Json base(const PoolSnapshot &pool) const {
    Json point = Json::object();
    point["attributes"] =
        Json::array({attribute("db.client.connection.pool.name", pool.name)});
    if (!pool.system.empty())
      point["attributes"].push_back(attribute("db.system.name", pool.system));
    point["startTimeUnixNano"] = nanoseconds(snapshot.start_us);
    point["timeUnixNano"] = nanoseconds(snapshot.time_us);
    return point;
  }
  Json integer(const PoolSnapshot &pool, std::uint64_t number) const {
    Json point = base(pool);
    point["asInt"] = std::to_string(number);
    return point;
  }
  void add_sum(const char *name, const char *unit, const char *description,
               bool monotonic, Json points) {
    if (!points.empty())
      all.push_back({{"name", name},
                     {"unit", unit},
                     {"description", description},
                     {"sum",
                      {{"aggregationTemporality", cumulative},
                       {"isMonotonic", monotonic},
                       {"dataPoints", std::move(points)}}}});
  }

  const Snapshot &snapshot;
};

} // namespace

std::string to_opentelemetry(const Snapshot &snapshot) {
  Metrics metrics(snapshot);
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

  Json scope = {{"scope", {{"name", "leash"}}},
                {"metrics", std::move(metrics.all)}};
  Json resource = {
      {"resource",
       {{"attributes",
         Json::array(
             {attribute("service.name", snapshot.process),
              {{"key", "process.pid"},
               {"value", {{"intValue", std::to_string(snapshot.pid)}}}}})}}},
      {"scopeMetrics", Json::array({std::move(scope)})}};
  return dump({{"resourceMetrics", Json::array({std::move(resource)})}});
}

} // namespace leash::report
