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

Json to_json_value(const Histogram &histogram) {
  Json out = Json::object();
  out["count"] = histogram.count();
  out["sum_ns"] = histogram.sum;
  out["max_ns"] = histogram.max;
  out["bounds_ns"] = histogram_bounds;
  out["counts"] = histogram.counts;
  return out;
}

Json to_json_value(const PoolSnapshot &pool) {
  Json out = Json::object();
  out["name"] = pool.name;
  if (!pool.system.empty())
    out["system"] = pool.system;
  out["max"] = pool.connections_max();
  out["held"] = pool.connections_used();
  out["waiting"] = pool.requests_pending();
  out["acquires"] = pool.acquires;
  out["releases"] = pool.releases;
  out["wait_timeouts"] = pool.wait_timeouts;
  out["wait_cancellations"] = pool.wait_cancellations;
  out["wait_failures"] = pool.wait_failures;
  out["reported"] = {
      {name_of(Reason::inactive), pool.reported_inactive},
      {name_of(Reason::idle_in_transaction), pool.reported_idle_in_transaction},
      {name_of(Reason::owner_gone), pool.reported_owner_gone},
      {name_of(Reason::never_used), pool.reported_never_used},
      {name_of(Reason::held), pool.reported_held}};
  out["dirty_returns"] = pool.dirty_returns;
  out["double_releases"] = pool.double_releases;
  out["exhausted"] = pool.exhausted;
  out["use_time"] = to_json_value(pool.use_time);
  out["wait_time"] = to_json_value(pool.wait_time);
  if (pool.counters) {
    Json &all = out["counters"] = Json::object();
    for (const Counter &counter : counters)
      all[std::string(counter.name)] = (*pool.counters).*counter.member;
  }
  return out;
}

Json to_json_value(const SiteSnapshot &site) {
  Json out = Json::object();
  MemberWriter write(out);
  write.if_set("pool", site.pool);
  write.always("kind", site.kind);
  write.always("stack_id", site.stack_id);
  write.if_set("site", site.site);
  write.always("held", site.held);
  write.always("share", site.share);
  out["use_time"] = to_json_value(site.use_time);
  write.always("stack", site.stack);
  return out;
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
  Json out = Json::object();
  out["schema"] = schema_version;
  out["time"] = format_time(snapshot.time_us);
  out["start"] = format_time(snapshot.start_us);
  out["process"] = snapshot.process;
  out["pid"] = snapshot.pid;
  out["slots_used"] = snapshot.slots_used;
  out["slots_total"] = snapshot.slots_total;
  out["untracked"] = snapshot.untracked;
  out["records_written"] = snapshot.records_written;
  out["records_dropped"] = snapshot.records_dropped;
  Json &pools = out["pools"] = Json::array();
  for (const PoolSnapshot &pool : snapshot.pools)
    pools.push_back(to_json_value(pool));
  Json &sites = out["sites"] = Json::array();
  for (const SiteSnapshot &site : snapshot.sites)
    sites.push_back(to_json_value(site));
  MemberWriter(out).always("leases", snapshot.leases);
  return dump(out);
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
