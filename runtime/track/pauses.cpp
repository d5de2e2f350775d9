// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps the last pauses.
#include "track/pauses.h"

#include <algorithm>

namespace leash::track {

void Pauses::back(std::uint64_t now, std::uint64_t period) noexcept {
  const std::uint64_t promised = due.load(std::memory_order_relaxed);
  if (promised == 0)
    return;
  if (now > promised && now - promised > slack(period))
    add({promised, now});
  promise(now, period);
}

// With no room left the two oldest become one, the time between them included:
// what is still held from before then was reported in it.
void Pauses::add(Pause pause) noexcept {
  sum += pause.end - pause.begin;
  if (count == pauses.size()) {
    pauses[1].begin = pauses[0].begin;
    std::copy(pauses.begin() + 1, pauses.end(), pauses.begin());
    --count;
  }
  pauses[count++] = pause;
}

void Pauses::clear() noexcept {
  rest();
  count = 0;
}

} // namespace leash::track
