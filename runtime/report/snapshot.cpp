// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A snapshot as text and as JSON.
#include "report/snapshot.h"

#include "report/counters.h"
#include "report/json.h"
#include "report/json_members.h"
#include "report/own_frames.h"
#include "report/text.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace leash::report {
namespace {

std::uint64_t positive(std::int64_t number) {
  return number > 0 ? static_cast<std::uint64_t>(number) : 0;
}

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.0f%%", std::clamp(share, 0.0, 1.0) * 100);
  return text;
}

// The longest time that a quarter, a half, .. of the counted ones stayed below.
std::string quantile(const Histogram &histogram, double fraction) {
  const auto wanted = static_cast<std::uint64_t>(
      fraction * static_cast<double>(histogram.count()));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < histogram_bounds.size(); ++i) {
    seen += histogram.counts[i];
    if (seen > wanted)
      return "<= " +
             format_duration(std::min(histogram_bounds[i], histogram.max));
  }
  return "<= " + format_duration(histogram.max);
}

std::string summary(const Histogram &histogram) {
  const std::uint64_t count = histogram.count();
  if (count == 0)
    return "none";
  return std::to_string(count) + ", mean " +
         format_duration(histogram.sum / count) + ", half " +
         quantile(histogram, 0.5) + ", 99% " + quantile(histogram, 0.99) +
         ", longest " + format_duration(histogram.max);
}

void add_pool(std::ostream &out, const PoolSnapshot &pool) {
  out << "pool '" << pool.name << "': " << pool.connections_used() << " of ";
  if (pool.connections_max() > 0)
    out << pool.connections_max();
  else
    out << "any number";
  out << " held, " << pool.requests_pending() << " waiting\n  acquires "
      << pool.acquires << ", timeouts " << pool.timeouts() << ", exhausted "
      << pool.exhausted << ", dirty returns " << pool.dirty_returns
      << ", double releases " << pool.double_releases
      << "\n  reported: inactive " << pool.reported_inactive
      << ", idle in transaction " << pool.reported_idle_in_transaction
      << ", owner gone " << pool.reported_owner_gone << ", never used "
      << pool.reported_never_used << ", held " << pool.reported_held
      << "\n  held: " << summary(pool.use_time)
      << "\n  waited: " << summary(pool.wait_time) << "\n";
  if (!pool.counters)
    return;
  out << "  ";
  bool first = true;
  for (const Counter &counter : counters) {
    out << (first ? "" : ", ") << counter.name << " "
        << (*pool.counters).*counter.member;
    first = false;
  }
  out << "\n";
}

void add_site(std::ostream &out, const SiteSnapshot &site) {
  out << percent(site.share) << " of pool '" << site.pool << "': " << site.kind
      << ", " << site.held
      << " held now; given back: " << summary(site.use_time);
  if (!site.site.empty())
    out << "; site " << site.site;
  out << "; stack " << site.stack_id << "\n"
      << to_text(user_frames(site.stack), "  ");
}

void add_histogram(JsonWriter &json, const char *name,
                   const Histogram &histogram) {
  const auto numbers = [&](const auto &all) {
    json.array([&] {
      for (const std::uint64_t number : all)
        json.value(number);
    });
  };
  json.key(name).object([&] {
    json.member("count", histogram.count());
    json.member("sum_ns", histogram.sum);
    json.member("max_ns", histogram.max);
    json.key("bounds_ns");
    numbers(histogram_bounds);
    json.key("counts");
    numbers(histogram.counts);
  });
}

void add_pool(JsonWriter &json, const PoolSnapshot &pool) {
  json.member("name", pool.name);
  if (!pool.system.empty())
    json.member("system", pool.system);
  json.member("max", pool.connections_max());
  json.member("held", pool.connections_used());
  json.member("waiting", pool.requests_pending());
  json.member("acquires", pool.acquires);
  json.member("releases", pool.releases);
  json.member("wait_timeouts", pool.wait_timeouts);
  json.member("wait_cancellations", pool.wait_cancellations);
  json.member("wait_failures", pool.wait_failures);
  json.key("reported").object([&] {
    json.member(name_of(Reason::inactive), pool.reported_inactive);
    json.member(name_of(Reason::idle_in_transaction),
                pool.reported_idle_in_transaction);
    json.member(name_of(Reason::owner_gone), pool.reported_owner_gone);
    json.member(name_of(Reason::never_used), pool.reported_never_used);
    json.member(name_of(Reason::held), pool.reported_held);
  });
  json.member("dirty_returns", pool.dirty_returns);
  json.member("double_releases", pool.double_releases);
  json.member("exhausted", pool.exhausted);
  add_histogram(json, "use_time", pool.use_time);
  add_histogram(json, "wait_time", pool.wait_time);
  if (pool.counters)
    json.key("counters").object([&] {
      for (const Counter &counter : counters)
        json.member(counter.name, (*pool.counters).*counter.member);
    });
}

void add_site(JsonWriter &json, const SiteSnapshot &site) {
  MemberWriter write(json);
  write.if_set("pool", site.pool);
  write.always("kind", site.kind);
  write.always("stack_id", site.stack_id);
  write.if_set("site", site.site);
  write.always("held", site.held);
  write.always("share", site.share);
  add_histogram(json, "use_time", site.use_time);
  write.always("stack", site.stack);
}

} // namespace

std::uint64_t PoolSnapshot::connections_used() const {
  return counters ? positive(counters->acquired_conns) : held;
}
std::uint64_t PoolSnapshot::connections_max() const {
  return counters && counters->max_conns > 0 ? positive(counters->max_conns)
                                             : max;
}
std::uint64_t PoolSnapshot::requests_pending() const {
  return counters ? std::max(positive(counters->waiting), waiting) : waiting;
}
std::uint64_t PoolSnapshot::timeouts() const {
  return counters ? std::max(positive(counters->timeout_count), wait_timeouts)
                  : wait_timeouts;
}

std::string to_text(const Snapshot &snapshot) {
  std::ostringstream out;
  out << format_time(snapshot.time_us) << " " << snapshot.process << "["
      << snapshot.pid << "]: " << snapshot.slots_used << " of "
      << snapshot.slots_total << " slots used, " << snapshot.untracked
      << " acquires untracked, " << snapshot.records_written
      << " reports written, " << snapshot.records_dropped << " lost\n";
  for (const PoolSnapshot &pool : snapshot.pools)
    add_pool(out, pool);
  std::vector<const SiteSnapshot *> sites;
  for (const SiteSnapshot &site : snapshot.sites)
    sites.push_back(&site);
  std::sort(sites.begin(), sites.end(),
            [](const SiteSnapshot *a, const SiteSnapshot *b) {
              return a->share != b->share ? a->share > b->share
                                          : a->stack_id < b->stack_id;
            });
  if (!sites.empty())
    out << "connection-seconds by acquire site:\n";
  for (const SiteSnapshot *site : sites)
    add_site(out, *site);
  if (!snapshot.leases.empty())
    out << "held now:\n";
  for (const Lease &lease : snapshot.leases) {
    out << "  " << lease.kind;
    if (!lease.pool.empty())
      out << " of pool '" << lease.pool << "'";
    out << " for " << format_duration(lease.held_ns) << "\n"
        << to_text(lease, "    ");
  }
  return std::move(out).str();
}

std::string to_json(const Snapshot &snapshot) {
  return json_line([&](JsonWriter &json) {
    json.member("schema", schema_version);
    json.member("time", format_time(snapshot.time_us));
    json.member("start", format_time(snapshot.start_us));
    json.member("process", snapshot.process);
    json.member("pid", snapshot.pid);
    json.member("slots_used", snapshot.slots_used);
    json.member("slots_total", snapshot.slots_total);
    json.member("untracked", snapshot.untracked);
    json.member("records_written", snapshot.records_written);
    json.member("records_dropped", snapshot.records_dropped);
    json.key("pools").array([&] {
      for (const PoolSnapshot &pool : snapshot.pools)
        json.object([&] { add_pool(json, pool); });
    });
    json.key("sites").array([&] {
      for (const SiteSnapshot &site : snapshot.sites)
        json.object([&] { add_site(json, site); });
    });
    MemberWriter(json).always("leases", snapshot.leases);
  });
}

std::string format(const Snapshot &snapshot, leash_format form) {
  switch (form) {
  case LEASH_FORMAT_JSON:
    return to_json(snapshot);
  case LEASH_FORMAT_PROMETHEUS:
    return to_prometheus(snapshot);
  case LEASH_FORMAT_OPENTELEMETRY:
    return to_opentelemetry(snapshot);
  case LEASH_FORMAT_TEXT:
    break;
  }
  return to_text(snapshot);
}

} // namespace leash::report
