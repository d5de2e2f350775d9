// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stacks that are recognised without a walk: only if a walk would find the
// same.
#include "leash/leash.h"
#include "track/known_stack.h"
#include "track/walks.h"

#include <gtest/gtest.h>
#include <set>
#include <utility>
#include <vector>

namespace {

using namespace leash::track;

KnownStack::How here() {
  return KnownStack::how(1, LEASH_CONNECTION, slot_frames, 0);
}

// Remembers and asks where the stack is still there.
struct Asked {
  bool first, again, other_pool, other_kind, other_depth, other_skip, wrong;
};
__attribute__((noinline)) Asked ask() {
  const WalkStart start = caller();
  const ThreadState &thread = *this_thread();
  Frame frames[max_frames];
  const auto captured =
      capture(current_method(), start, thread, frames, slot_frames, 0);
  Asked asked{};
  KnownStack known, wrong;
  const KnownStack::How now = here();
  asked.first = known.matches(start, now);
  known.miss(start, thread, now, captured, 5000);
  asked.again = known.matches(start, now) && known.site() == 5000 &&
                known.count() == captured.count;
  asked.other_pool = known.matches(
      start, KnownStack::how(2, LEASH_CONNECTION, slot_frames, 0));
  asked.other_kind =
      known.matches(start, KnownStack::how(1, LEASH_RESULT, slot_frames, 0));
  asked.other_depth =
      known.matches(start, KnownStack::how(1, LEASH_CONNECTION, 3, 0));
  asked.other_skip = known.matches(
      start, KnownStack::how(1, LEASH_CONNECTION, slot_frames, 1));
  Captured disagreeing = captured;
  ++disagreeing.hash;
  wrong.miss(start, thread, now, disagreeing, 5000);
  asked.wrong = wrong.matches(start, now);
  return asked;
}

TEST(KnownStack, MatchesTheSameWalkAgainAndNoOther) {
  const Asked asked = ask();
  EXPECT_FALSE(asked.first);
  EXPECT_TRUE(asked.again);
  EXPECT_FALSE(asked.other_pool);
  EXPECT_FALSE(asked.other_kind);
  EXPECT_FALSE(asked.other_depth);
  EXPECT_FALSE(asked.other_skip);
}

TEST(KnownStack, WalkThatDisagreesIsNotRemembered) {
  EXPECT_FALSE(ask().wrong);
}

// From here on by leases: what they say must be what the unwinder says.
struct Lease {
  std::vector<std::uintptr_t> frames, expected;
  std::uintptr_t sp = 0;
};

__attribute__((noinline)) void acquire(volatile int *depth, Lease &out) {
  *depth = *depth + 1;
  Frame frames[slot_frames];
  // But for the innermost frame the stacks are the same.
  const leash_lease lease = leash_acquire(0, nullptr);
  out.sp = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const Captured captured = walk_unwinder(
      {reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)), 0, 0,
       false},
      frames, slot_frames - 1, 0);
  for (unsigned i = 0; i < captured.count; ++i)
    out.expected.push_back(frames[i].load());
  struct Look {
    leash_lease lease;
    Lease *out;
  } look{lease, &out};
  leash_for_each(
      [](void *context, const leash_lease_view *view) {
        const auto *look = static_cast<Look *>(context);
        if (view->lease == look->lease)
          look->out->frames.assign(view->frames + 1,
                                   view->frames + view->frame_count);
      },
      &look);
  leash_release(lease);
  *depth = *depth - 1;
}

// Three callers whose frames have one size and place; the comments for the
// assembler keep a compiler from making one call of them.
__attribute__((noinline)) void call_one_of(unsigned which, Lease &out) {
  volatile int depth = 0;
  switch (which) {
  case 0:
    asm volatile("# first" : : : "memory");
    acquire(&depth, out);
    break;
  case 1:
    asm volatile("# second" : : : "memory");
    acquire(&depth, out);
    depth = 1;
    break;
  default:
    asm volatile("# third" : : : "memory");
    acquire(&depth, out);
    depth = 2;
    break;
  }
}

TEST(KnownStack, CallersInFramesOfOnePlaceAreToldApart) {
  std::uintptr_t sp = 0;
  std::set<std::uintptr_t> callers;
  for (unsigned i = 0; i < 200; ++i) {
    // In runs, so that each is remembered, and then alternating.
    const unsigned which = i < 100 ? i / 30 % 3 : i % 3;
    Lease lease;
    call_one_of(which, lease);
    ASSERT_FALSE(lease.frames.empty());
    ASSERT_EQ(lease.frames, lease.expected) << i;
    ASSERT_TRUE(sp == 0 || sp == lease.sp);
    sp = lease.sp;
    callers.insert(lease.frames[0]);
  }
  EXPECT_EQ(callers.size(), 3u);
}

TEST(KnownStack, DepthAndModeChangedBetweenTwoLeasesOfOneStack) {
  for (const auto &[options, frames] :
       {std::pair<const char *, std::size_t>{"stack=full:depth=3", 2},
        {"stack=site", 0},
        {"stack=full:depth=5", 4},
        {"stack=full:depth=3", 2}}) {
    ASSERT_EQ(leash_set_option(options), LEASH_OK);
    for (int i = 0; i < 3; ++i) {
      Lease lease;
      call_one_of(0, lease);
      lease.expected.resize(frames);
      EXPECT_EQ(lease.frames, lease.expected) << options;
    }
  }
  leash_set_option("stack=full:depth=16");
}

} // namespace
