// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What looks found and nobody has been told of yet; equal stacks as one.
#pragma once

#include "report/record.h"
#include "track/lease_copy.h"

#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace leash::track {

struct Fold {
  LeaseCopy lease;       // the longest held
  std::uint64_t now = 0; // when that was seen
  std::uint64_t more = 0;
};

// By pool, site, reason and tier. Without a lock of its own.
class Folds {
  using Key =
      std::tuple<std::uint32_t, std::uint32_t, report::Reason, unsigned>;
  using Map = std::map<Key, Fold>;

public:
  using Node = Map::node_type; // empty: none

  // May throw bad_alloc; nothing is added then.
  void add(report::Reason reason, const LeaseCopy &lease, std::uint64_t now) {
    // Without a stack there is nothing to fold by.
    const std::uint32_t same = lease.frame_count ? lease.site : ~lease.index;
    const auto [found, fresh] = folds.try_emplace(
        {lease.pool, same, reason, lease.tier}, Fold{lease, now});
    if (fresh)
      return;
    Fold &fold = found->second;
    ++fold.more;
    if (now - lease.acquired > fold.now - fold.lease.acquired) {
      fold.lease = lease;
      fold.now = now;
    }
  }

  bool empty() const noexcept { return folds.empty(); }
  auto begin() const noexcept { return folds.begin(); }
  auto end() const noexcept { return folds.end(); }
  Node take() noexcept {
    return folds.empty() ? Node() : folds.extract(folds.begin());
  }
  // One that was taken out. Needs no memory.
  void put_back(Node node) noexcept {
    const auto result = folds.insert(std::move(node));
    if (!result.inserted)
      result.position->second.more += result.node.mapped().more + 1;
  }

private:
  Map folds;
};

} // namespace leash::track
