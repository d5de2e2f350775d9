// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The counters of leash_pool_counters by name.
#pragma once

#include "leash/leash.h"

#include <cstdint>
#include <string_view>

namespace leash::report {

enum class CounterUnit : std::uint8_t { gauge, count, nanoseconds };

struct Counter {
  std::string_view name; // of the member
  std::int64_t leash_pool_counters::*member;
  CounterUnit unit;
  std::string_view help;
  // As collectors for pgxpool call it, after "pgxpool_": the name that ends in
  // _total, and the one of the collectors that follow pgxpool.Stat's methods.
  // Empty: pgxpool has no such counter; gauges have one name.
  std::string_view pgxpool_total;
  std::string_view pgxpool_plain;
};

// One entry a member, in their order.
inline constexpr Counter counters[] = {
    {"acquire_count", &leash_pool_counters::acquire_count, CounterUnit::count,
     "Acquires that succeeded.", "acquire_count_total", "acquire_count"},
    {"acquire_duration", &leash_pool_counters::acquire_duration,
     CounterUnit::nanoseconds, "Time of the acquires that succeeded.",
     "acquire_duration_seconds_total", "acquire_duration_ns"},
    {"acquired_conns", &leash_pool_counters::acquired_conns, CounterUnit::gauge,
     "Connections lent now.", "", "acquired_conns"},
    {"canceled_acquire_count", &leash_pool_counters::canceled_acquire_count,
     CounterUnit::count, "Acquires that were cancelled.",
     "canceled_acquire_count_total", "canceled_acquire_count"},
    {"constructing_conns", &leash_pool_counters::constructing_conns,
     CounterUnit::gauge, "Connections being opened now.", "",
     "constructing_conns"},
    {"empty_acquire_count", &leash_pool_counters::empty_acquire_count,
     CounterUnit::count, "Acquires that had to wait.",
     "empty_acquire_count_total", "empty_acquire"},
    {"empty_acquire_wait_time", &leash_pool_counters::empty_acquire_wait_time,
     CounterUnit::nanoseconds, "Time of the acquires that had to wait.",
     "empty_acquire_wait_time_seconds_total", "empty_acquire_wait_time_ns"},
    {"idle_conns", &leash_pool_counters::idle_conns, CounterUnit::gauge,
     "Connections idle in the pool now.", "", "idle_conns"},
    {"max_conns", &leash_pool_counters::max_conns, CounterUnit::gauge,
     "Most connections at once.", "", "max_conns"},
    {"total_conns", &leash_pool_counters::total_conns, CounterUnit::gauge,
     "Connections now: lent, idle and being opened.", "", "total_conns"},
    {"new_conns_count", &leash_pool_counters::new_conns_count,
     CounterUnit::count, "Connections opened.", "new_conns_count_total",
     "new_conns_count"},
    {"max_lifetime_destroy_count",
     &leash_pool_counters::max_lifetime_destroy_count, CounterUnit::count,
     "Connections closed for their age.", "max_lifetime_destroy_count_total",
     "max_lifetime_destroy_count"},
    {"max_idle_destroy_count", &leash_pool_counters::max_idle_destroy_count,
     CounterUnit::count, "Connections closed for having been idle.",
     "max_idle_destroy_count_total", "max_idle_destroy_count"},
    {"min_conns", &leash_pool_counters::min_conns, CounterUnit::gauge,
     "Fewest connections kept open.", "", ""},
    {"waiting", &leash_pool_counters::waiting, CounterUnit::gauge,
     "Acquires that wait now.", "", ""},
    {"timeout_count", &leash_pool_counters::timeout_count, CounterUnit::count,
     "Acquires that gave up at their deadline.", "", ""},
    {"rejected_count", &leash_pool_counters::rejected_count, CounterUnit::count,
     "Acquires refused: queue full or the breaker open.", "", ""},
    {"dirty_return_count", &leash_pool_counters::dirty_return_count,
     CounterUnit::count, "Connections given back in a dirty state.", "", ""},
    {"broken_destroy_count", &leash_pool_counters::broken_destroy_count,
     CounterUnit::count, "Connections closed because they broke.", "", ""},
    {"connect_error_count", &leash_pool_counters::connect_error_count,
     CounterUnit::count, "Attempts to connect that failed.", "", ""},
    {"hijacked_count", &leash_pool_counters::hijacked_count, CounterUnit::count,
     "Connections taken out of the pool for good.", "", ""},
};

} // namespace leash::report
