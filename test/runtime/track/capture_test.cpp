// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The walks agree with the unwinder, frame for frame.
#include "captures/captures.h"
#include "track/capture.h"
#include "track/cfi_table.h"
#include "track/walks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <ucontext.h>
#include <vector>

#define BUILD(name) extern const leash::test::Build captures_##name;
LEASH_BUILDS
#undef BUILD

namespace leash::track {
namespace {

const leash::test::Build *const builds[] = {
#define BUILD(name) &captures_##name,
    LEASH_BUILDS
#undef BUILD
};

struct Frames {
  std::array<std::uintptr_t, max_frames> pcs{};
  unsigned count = 0;

  void set(const Frame *frames, unsigned many) {
    count = many;
    for (unsigned i = 0; i < many; ++i)
      pcs[i] = frames[i].load();
  }
  std::vector<std::uintptr_t> list() const {
    return {pcs.begin(), pcs.begin() + count};
  }
};
struct Comparison {
  Frames unwinder, cfi;
  bool cfi_gave_up = false;
};
std::vector<Comparison> *comparisons;

// Also called in a signal handler: allocates nothing.
__attribute__((noinline)) void look() {
  const WalkStart start = caller();
  Comparison &out = comparisons->emplace_back();
  Frame frames[max_frames];
  out.unwinder.set(frames, walk_unwinder(start, frames, max_frames, 0).count);
  const auto cfi = walk_cfi(start, *this_thread(), frames, max_frames, 0);
  out.cfi_gave_up = !cfi;
  if (cfi)
    out.cfi.set(frames, cfi->count);
}

class EveryBuild : public testing::TestWithParam<const leash::test::Build *> {
protected:
  std::vector<Comparison> run(const leash::test::Shape &shape) {
    std::vector<Comparison> out;
    out.reserve(8);
    comparisons = &out;
    shape.run(look);
    comparisons = nullptr;
    return out;
  }
};

TEST_P(EveryBuild, WalkByUnwindTablesAgreesWithTheUnwinder) {
#if !defined(__x86_64__)
  GTEST_SKIP() << "x86-64 only";
#endif
  for (unsigned i = 0; i < GetParam()->count; ++i) {
    const leash::test::Shape &shape = GetParam()->shapes[i];
    SCOPED_TRACE(shape.name);
    const auto found = run(shape);
    ASSERT_FALSE(found.empty());
    for (const Comparison &comparison : found) {
      EXPECT_FALSE(comparison.cfi_gave_up);
      EXPECT_GE(comparison.unwinder.count, 4u);
      EXPECT_EQ(comparison.cfi.list(), comparison.unwinder.list());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, EveryBuild, testing::ValuesIn(builds),
                         [](const auto &info) {
                           return std::string(info.param->name);
                         });

#if defined(__x86_64__)
__attribute__((noinline)) Captured cfi_here(Frame *frames, unsigned depth,
                                            unsigned skip) {
  return walk_cfi(caller(), *this_thread(), frames, depth, skip)
      .value_or(Captured{});
}

TEST(Capture, FirstFrameIsTheCallerOfTheFunctionThatCaptures) {
  Frame frames[4];
  cfi_here(frames, 4, 0);
  const auto here = reinterpret_cast<std::uintptr_t>(
      __builtin_extract_return_addr(__builtin_return_address(0)));
  EXPECT_NE(frames[0].load(), here);
  EXPECT_EQ(frames[1].load(), here);
}

TEST(Capture, SkippedFramesAreLeftOutAtTheTop) {
  Frame all[8], fewer[8];
  // From one line, so that the frames are the same.
  for (int skip = 0; skip < 2; ++skip)
    cfi_here(skip ? fewer : all, 8, static_cast<unsigned>(skip));
  EXPECT_EQ(fewer[0].load(), all[1].load());
  EXPECT_EQ(fewer[1].load(), all[2].load());
}

TEST(Capture, DepthLimitsTheFrames) {
  Frame frames[8];
  EXPECT_EQ(cfi_here(frames, 2, 0).count, 2u);
}

TEST(Capture, HashDiffersWithTheStack) {
  Frame frames[8];
  const std::uint64_t first = cfi_here(frames, 8, 0).hash;
  const std::uint64_t second = cfi_here(frames, 8, 0).hash;
  EXPECT_NE(first, second); // another line
}

// A stack that the thread's bounds do not hold is not read.
ucontext_t main_context, coroutine_context;
bool walked;
Captured by_unwinder;

void coroutine() {
  Frame frames[8];
  const WalkStart start = caller();
  walked = walk_cfi(start, *this_thread(), frames, 8, 0).has_value();
  by_unwinder = capture(Method::cfi, start, *this_thread(), frames, 8, 0);
}

TEST(Capture, StackOfACoroutineIsLeftToTheUnwinder) {
  std::vector<char> stack(256 * 1024);
  getcontext(&coroutine_context);
  coroutine_context.uc_stack.ss_sp = stack.data();
  coroutine_context.uc_stack.ss_size = stack.size();
  coroutine_context.uc_link = &main_context;
  makecontext(&coroutine_context, coroutine, 0);
  swapcontext(&main_context, &coroutine_context);
  EXPECT_FALSE(walked);
  EXPECT_GE(by_unwinder.count, 1u);
}

TEST(CfiTable, RememberedRuleIsFoundAgain) {
  const auto here = reinterpret_cast<std::uintptr_t>(
      __builtin_extract_return_addr(__builtin_return_address(0)));
  const CfiTable::Entry *entry = CfiTable::learn(here);
  ASSERT_TRUE(entry);
  EXPECT_EQ(CfiTable::find(here, CfiTable::epoch()), entry);
  EXPECT_FALSE(CfiTable::find(here, CfiTable::epoch() + 1));
}

TEST(CfiTable, AddressOfNoModuleEndsTheWalk) {
  EXPECT_TRUE(CfiTable::learn(0x1000)->rule.load() & PackedRule::end);
}

TEST(CfiTable, ExactAddressHasARuleOfItsOwn) {
  const auto entry = reinterpret_cast<std::uintptr_t>(&cfi_here);
  const std::uint64_t rule =
      CfiTable::learn(CfiTable::exact_key(entry))->rule.load();
  // At a function's first instruction the CFA is just above the return address.
  EXPECT_EQ(PackedRule::offset(rule), 8);
  EXPECT_FALSE(rule & PackedRule::base_rbp);
  EXPECT_EQ(PackedRule::rbp(rule), CfiRule::Saved::no);
}

TEST(PackedRule, KeepsEveryPart) {
  CfiRule rule;
  rule.base = CfiRule::Base::rbp;
  rule.deref = true;
  rule.signal = true;
  rule.offset = -123'456;
  rule.rbp = CfiRule::Saved::at_rsp;
  rule.rbp_offset = -16;
  rule.return_offset = 168;
  const std::uint64_t word = PackedRule::pack(rule, 77);
  EXPECT_TRUE(word & PackedRule::base_rbp);
  EXPECT_TRUE(word & PackedRule::deref);
  EXPECT_TRUE(word & PackedRule::signal);
  EXPECT_FALSE(word & (PackedRule::end | PackedRule::unsupported));
  EXPECT_EQ(PackedRule::offset(word), -123'456);
  EXPECT_EQ(PackedRule::rbp(word), CfiRule::Saved::at_rsp);
  EXPECT_EQ(PackedRule::rbp_offset(word), -16);
  EXPECT_EQ(PackedRule::return_offset(word), 168u);
  EXPECT_EQ(word & PackedRule::epoch_mask,
            std::uint64_t{77} << PackedRule::epoch_shift);
}

TEST(PackedRule, WhatDoesNotFitIsUnsupported) {
  CfiRule rule;
  rule.offset = 1 << 24;
  EXPECT_TRUE(PackedRule::pack(rule, 0) & PackedRule::unsupported);
}
#endif

} // namespace
} // namespace leash::track
