// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Prometheus' text exposition format, version 0.0.4.
#include "report/snapshot.h"

#include "report/counters.h"
#include "report/own_frames.h"
#include "report/text.h"

#include <charconv>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace leash::report {
namespace {

using Labels =
    std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string number(double value) {
  // Shortest without an exponent, as other exporters write bounds.
  char text[400];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::fixed);
  return {text, end.ptr};
}
std::string number(std::uint64_t value) { return std::to_string(value); }

double seconds(std::uint64_t ns) { return static_cast<double>(ns) / 1e9; }

// Backslash, quote and newline; other control characters become spaces.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"')
      out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

class Exposition {
public:
  // The samples that follow are of this family.
  void family(std::string_view name, std::string_view type,
              std::string_view help) {
    current = name;
    text += "# HELP " + current + " " + std::string(help) + "\n# TYPE " +
            current + " " + std::string(type) + "\n";
  }
  template <class Number>
  void sample(Labels labels, Number value, std::string_view suffix = "") {
    sample(join(labels), number(value), suffix);
  }
  // Of a family of type histogram; bounds in seconds.
  void histogram(Labels labels, const Histogram &histogram) {
    const std::string joined = join(labels);
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < histogram_buckets; ++i) {
      below += histogram.counts[i];
      const std::string bound = i < histogram_bounds.size()
                                    ? number(seconds(histogram_bounds[i]))
                                    : std::string("+Inf");
      sample(joined + ",le=\"" + bound + "\"", number(below), "_bucket");
    }
    sample(joined, number(seconds(histogram.sum)), "_sum");
    sample(joined, number(below), "_count");
  }

  std::string text;

private:
  static std::string join(Labels labels) {
    std::string out;
    for (const auto &[name, value] : labels)
      out += (out.empty() ? "" : ",") + std::string(name) + "=\"" +
             escaped(value) + "\"";
    return out;
  }
  void sample(const std::string &labels, const std::string &value,
              std::string_view suffix) {
    text += current;
    text += suffix;
    if (!labels.empty())
      text += "{" + labels + "}";
    text += " " + value + "\n";
  }

  std::string current;
};

using Number = std::uint64_t (*)(const PoolSnapshot &);

struct PoolFamily {
  std::string_view name, type, help;
  Number value;
};

// Known of every pool.
constexpr PoolFamily pool_families[] = {
    {"leash_pool_connections_held", "gauge", "Connections lent now.",
     [](const PoolSnapshot &p) { return p.connections_used(); }},
    {"leash_pool_connections_limit", "gauge",
     "Most connections at once; 0 is no limit.",
     [](const PoolSnapshot &p) { return p.connections_max(); }},
    {"leash_pool_requests_pending", "gauge", "Acquires that wait now.",
     [](const PoolSnapshot &p) { return p.requests_pending(); }},
    {"leash_pool_acquires_total", "counter", "Acquires that were tracked.",
     [](const PoolSnapshot &p) { return p.acquires; }},
    {"leash_pool_releases_total", "counter", "Releases that were tracked.",
     [](const PoolSnapshot &p) { return p.releases; }},
    {"leash_pool_dirty_returns_total", "counter",
     "Connections given back in a dirty state.",
     [](const PoolSnapshot &p) { return p.dirty_returns; }},
    {"leash_pool_double_releases_total", "counter",
     "Leases given back a second time.",
     [](const PoolSnapshot &p) { return p.double_releases; }},
    {"leash_pool_exhausted_total", "counter",
     "Acquires that gave up and listed the holders.",
     [](const PoolSnapshot &p) { return p.exhausted; }},
    // What dashboards for HikariCP read, as Micrometer names it.
    {"hikaricp_connections_active", "gauge", "Active connections.",
     [](const PoolSnapshot &p) { return p.connections_used(); }},
    {"hikaricp_connections_max", "gauge", "Most connections.",
     [](const PoolSnapshot &p) { return p.connections_max(); }},
    {"hikaricp_connections_pending", "gauge", "Pending requests.",
     [](const PoolSnapshot &p) { return p.requests_pending(); }},
    {"hikaricp_connections_timeout_total", "counter", "Acquire timeouts.",
     [](const PoolSnapshot &p) { return p.timeouts(); }},
};

void add_pools(Exposition &out, const Snapshot &snapshot) {
  for (const PoolFamily &family : pool_families) {
    out.family(family.name, family.type, family.help);
    for (const PoolSnapshot &pool : snapshot.pools)
      out.sample({{"pool", pool.name}}, family.value(pool));
  }
  out.family("leash_pool_waits_failed_total", "counter",
             "Waits for a connection that got none.");
  for (const PoolSnapshot &pool : snapshot.pools) {
    out.sample({{"pool", pool.name}, {"outcome", "timeout"}},
               pool.wait_timeouts);
    out.sample({{"pool", pool.name}, {"outcome", "cancelled"}},
               pool.wait_cancellations);
    out.sample({{"pool", pool.name}, {"outcome", "failed"}},
               pool.wait_failures);
  }
  out.family("leash_pool_reports_total", "counter",
             "Leases reported as held too long.");
  for (const PoolSnapshot &pool : snapshot.pools) {
    out.sample({{"pool", pool.name}, {"reason", "inactive"}},
               pool.reported_inactive);
    out.sample({{"pool", pool.name}, {"reason", "idle_in_transaction"}},
               pool.reported_idle_in_transaction);
    out.sample({{"pool", pool.name}, {"reason", "owner_gone"}},
               pool.reported_owner_gone);
    out.sample({{"pool", pool.name}, {"reason", "never_used"}},
               pool.reported_never_used);
    out.sample({{"pool", pool.name}, {"reason", "held"}}, pool.reported_held);
  }
}

void add_times(Exposition &out, const Snapshot &snapshot) {
  struct Family {
    std::string_view name, help;
    Histogram PoolSnapshot::*histogram;
    std::string_view longest; // a gauge, as Micrometer has it; or none
  };
  constexpr Family families[] = {
      {"leash_pool_use_seconds", "From acquire to release.",
       &PoolSnapshot::use_time, "leash_pool_use_seconds_max"},
      {"leash_pool_wait_seconds", "Waits that got a connection.",
       &PoolSnapshot::wait_time, "leash_pool_wait_seconds_max"},
      {"hikaricp_connections_usage_seconds", "Connection usage time.",
       &PoolSnapshot::use_time, "hikaricp_connections_usage_seconds_max"},
      {"hikaricp_connections_acquire_seconds", "Connection acquire time.",
       &PoolSnapshot::wait_time, "hikaricp_connections_acquire_seconds_max"},
  };
  for (const Family &family : families) {
    out.family(family.name, "histogram", family.help);
    for (const PoolSnapshot &pool : snapshot.pools)
      out.histogram({{"pool", pool.name}}, pool.*family.histogram);
    out.family(family.longest, "gauge", "The longest so far.");
    for (const PoolSnapshot &pool : snapshot.pools)
      out.sample({{"pool", pool.name}}, seconds((pool.*family.histogram).max));
  }
}

// Of the pools that have `counters`.
void add_counter(Exposition &out, const Snapshot &snapshot,
                 const Counter &counter, const std::string &name,
                 bool in_seconds, bool pgxpool) {
  out.family(name, counter.unit == CounterUnit::gauge ? "gauge" : "counter",
             counter.help);
  for (const PoolSnapshot &pool : snapshot.pools) {
    if (!pool.counters)
      continue;
    const std::int64_t raw = (*pool.counters).*counter.member;
    const double value =
        in_seconds ? static_cast<double>(raw) / 1e9 : static_cast<double>(raw);
    if (pgxpool)
      out.sample({{"pool", pool.name}, {"db_name", pool.name}}, value);
    else
      out.sample({{"pool", pool.name}}, value);
  }
}

void add_counters(Exposition &out, const Snapshot &snapshot) {
  for (const Counter &counter : counters) {
    std::string name = "leash_pool_" + std::string(counter.name);
    const bool time = counter.unit == CounterUnit::nanoseconds;
    if (time)
      name += "_seconds";
    if (counter.unit != CounterUnit::gauge)
      name += "_total";
    add_counter(out, snapshot, counter, name, time, false);
    for (const std::string_view alias :
         {counter.pgxpool_total, counter.pgxpool_plain})
      if (!alias.empty())
        add_counter(out, snapshot, counter, "pgxpool_" + std::string(alias),
                    time && alias.ends_with("_seconds_total"), true);
  }
  struct Alias {
    std::string_view name;
    std::int64_t leash_pool_counters::*member;
    std::string_view help;
  };
  constexpr Alias hikari[] = {
      {"hikaricp_connections", &leash_pool_counters::total_conns,
       "Total connections."},
      {"hikaricp_connections_idle", &leash_pool_counters::idle_conns,
       "Idle connections."},
      {"hikaricp_connections_min", &leash_pool_counters::min_conns,
       "Fewest connections."},
  };
  for (const Alias &alias : hikari)
    add_counter(out, snapshot,
                {"", alias.member, CounterUnit::gauge, alias.help, "", ""},
                std::string(alias.name), false, false);
}

// The line that acquires; no statement text, and nothing that grows with time.
std::string site_name(const SiteSnapshot &site) {
  if (!site.site.empty())
    return site.site;
  const auto frames = user_frames(site.stack);
  if (frames.empty())
    return {};
  const Frame &frame = frames.front();
  if (!frame.file.empty())
    return frame.file + ":" + std::to_string(frame.line) +
           (frame.function.empty() ? "" : " " + frame.function);
  return frame.function.empty() ? frame.module : frame.function;
}

void add_sites(Exposition &out, const Snapshot &snapshot) {
  struct Family {
    std::string_view name, type, help;
    double (*value)(const SiteSnapshot &);
  };
  constexpr Family families[] = {
      {"leash_site_held", "gauge", "Resources held now, by acquire site.",
       [](const SiteSnapshot &s) { return static_cast<double>(s.held); }},
      {"leash_site_releases_total", "counter",
       "Resources given back, by acquire site.",
       [](const SiteSnapshot &s) {
         return static_cast<double>(s.use_time.count());
       }},
      {"leash_site_use_seconds_total", "counter",
       "Time that resources given back were held, by acquire site.",
       [](const SiteSnapshot &s) { return seconds(s.use_time.sum); }},
      {"leash_site_use_seconds_max", "gauge",
       "The longest that one was held, by acquire site.",
       [](const SiteSnapshot &s) { return seconds(s.use_time.max); }},
      {"leash_site_connection_share", "gauge",
       "Share of its pool's connection-seconds, by acquire site.",
       [](const SiteSnapshot &s) { return s.share; }},
  };
  for (const Family &family : families) {
    out.family(family.name, family.type, family.help);
    for (const SiteSnapshot &site : snapshot.sites)
      out.sample({{"pool", site.pool},
                  {"kind", site.kind},
                  {"site", site_name(site)},
                  {"stack", site.stack_id}},
                 family.value(site));
  }
}

void add_tracker(Exposition &out, const Snapshot &snapshot) {
  const auto one = [&out](std::string_view name, std::string_view type,
                          std::string_view help, std::uint64_t value) {
    out.family(name, type, help);
    out.sample({}, value);
  };
  one("leash_slots_used", "gauge", "Resources tracked now.",
      snapshot.slots_used);
  one("leash_slots_limit", "gauge", "Most resources tracked at once.",
      snapshot.slots_total);
  one("leash_untracked_acquires_total", "counter",
      "Acquires for which no slot was left.", snapshot.untracked);
  one("leash_records_written_total", "counter", "Reports written.",
      snapshot.records_written);
  one("leash_records_dropped_total", "counter",
      "Reports that could not be written.", snapshot.records_dropped);
}

} // namespace

std::string to_prometheus(const Snapshot &snapshot) {
  Exposition out;
  add_pools(out, snapshot);
  add_times(out, snapshot);
  add_counters(out, snapshot);
  add_sites(out, snapshot);
  add_tracker(out, snapshot);
  return std::move(out.text);
}

} // namespace leash::report
