// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a person reads.
#include "report/text.h"

#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

using namespace leash::report;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

std::string first_line(const Record &record) {
  const std::string text = to_text(record);
  return text.substr(0, text.find('\n'));
}

TEST(Text, first_line_says_what_pool_how_long_and_class) {
  EXPECT_EQ(first_line(sample_record()),
            "2025-11-24 16:00:00.123Z leash[99] WARNING: connection of pool "
            "'orders' held for 12.3 s, idle in an open transaction for 9.8 s");
}

TEST(Text, a_held_lease_is_told_whole) {
  const std::string text = to_text(sample_record());
  EXPECT_THAT(text, HasSubstr("  acquired by\n"
                              "    #0 orders::load(int) /src/orders.cpp:42\n"
                              "    #1 main /src/orders.cpp:7\n"));
  EXPECT_THAT(text, HasSubstr("  transaction begun by\n"
                              "    #0 orders::begin() /src/orders.cpp:50\n"));
  EXPECT_THAT(text, HasSubstr("  its thread is now in\n    #0 nanosleep"));
  EXPECT_THAT(text, HasSubstr("last statement: SELECT * FROM t WHERE id = ?"));
  EXPECT_THAT(text, HasSubstr("by thread 4711 'worker \"3\"', back-end 4242"));
  EXPECT_THAT(text, HasSubstr("and 2 more with the same stack"));
  EXPECT_THAT(text, HasSubstr("what to do: commit or roll back"));
}

TEST(Text, stacks_that_are_not_known_are_not_mentioned) {
  Record record = sample_record();
  record.leases[0].begun.clear();
  record.leases[0].current.clear();
  const std::string text = to_text(record);
  EXPECT_THAT(text, Not(HasSubstr("begun")));
  EXPECT_THAT(text, Not(HasSubstr("is now in")));
}

TEST(Text, every_reason_has_a_headline_and_advice_of_its_own) {
  std::set<std::string> lines;
  for (int reason = 0; reason <= static_cast<int>(Reason::owner_gone);
       ++reason) {
    Record record = sample_record();
    record.reason = static_cast<Reason>(reason);
    EXPECT_THAT(to_text(record), HasSubstr("what to do: "));
    lines.insert(first_line(record));
  }
  EXPECT_EQ(lines.size(), 6U);
}

TEST(Text, exhaustion_lists_the_holders_in_order) {
  Record record = sample_record();
  record.event = Event::exhausted;
  record.waited_ns = 30'000'000'000;
  record.leases.push_back(sample_lease());
  record.leases[1].held_ns = 1'000'000;
  record.leases[1].inactive_ns = 0;
  const std::string text = to_text(record);
  EXPECT_THAT(first_line(record),
              HasSubstr("pool 'orders' is exhausted: an acquire gave up after "
                        "30.0 s; 3 of 8 held, 1 waiting"));
  EXPECT_THAT(text,
              HasSubstr("  holder 1: held for 12.3 s, not used for 9.8 s\n"));
  EXPECT_THAT(text, HasSubstr("  holder 2: held for 1 ms, runs a statement\n"));
  EXPECT_LT(text.find("holder 1"), text.find("holder 2"));
}

TEST(Text, all_clear_is_one_line) {
  Record record = sample_record();
  record.event = Event::returned;
  record.severity = Severity::info;
  record.folded = 0;
  const std::string text = to_text(record);
  EXPECT_EQ(text, first_line(record) + "\n");
  EXPECT_THAT(text, HasSubstr("note: connection of pool 'orders' reported "
                              "before was given back, after 12.3 s"));
}

TEST(Text, a_report_again_is_short) {
  Record record = sample_record();
  record.tier = 3;
  const std::string text = to_text(record);
  EXPECT_THAT(first_line(record), HasSubstr("for 9.8 s (report 3 of it)"));
  EXPECT_THAT(text, HasSubstr("  acquired, as told before, by\n"
                              "    #0 orders::load(int) /src/orders.cpp:42\n"));
  EXPECT_THAT(text, Not(HasSubstr("main")));
  EXPECT_THAT(text, HasSubstr("what to do: "));
}

TEST(Text, an_owner_that_is_gone_is_not_thread_0) {
  Record record = sample_record();
  record.leases[0].thread = 0;
  EXPECT_THAT(to_text(record),
              HasSubstr("by a thread that has ended, 'worker"));
}

TEST(Text, names_cannot_forge_lines) {
  Record record = sample_record();
  record.leases[0].pool = "a\nERROR: b";
  EXPECT_THAT(to_text(record), Not(HasSubstr("\nERROR")));
}

TEST(Text, frame_without_line_shows_module_offset_and_build_id) {
  Frame frame = sample_frame("", 0);
  frame.file.clear();
  EXPECT_EQ(to_text(Stack{frame}, ""), "#0 ?? (/usr/bin/orders+0x1234) "
                                       "(build-id 0123456789abcdef)\n");
}

TEST(Text, frame_in_no_module_shows_its_address) {
  Frame frame;
  frame.pc = 0xabc;
  EXPECT_EQ(to_text(Stack{frame}, ""), "#0 ?? (0xabc)\n");
}

std::string shown(const std::string &function) {
  const std::string line = to_text(Stack{sample_frame(function, 7)}, "");
  return line.substr(3, line.find(" /src/") - 3);
}

TEST(Text, functions_are_told_as_one_writes_them) {
  EXPECT_EQ(shown("app::f[abi:cxx11](std::__cxx11::basic_string<char, "
                  "std::char_traits<char>, std::allocator<char> > const&)"),
            "app::f(std::string const&)");
  const std::string words(80, 'x');
  EXPECT_EQ(shown("int app::f<3>(app::" + words + ")"), "app::f<3>(..)");
  EXPECT_EQ(shown("int app::g<app::" + words + ">::h(int)"),
            "app::g<..>::h(..)");
}

TEST(Text, functions_of_the_c_library_have_their_public_names) {
  Frame frame = sample_frame("__GI___nanosleep", 7);
  frame.module = "/lib/x86_64-linux-gnu/libc.so.6";
  EXPECT_EQ(to_text(Stack{frame}, "").substr(0, 12), "#0 nanosleep");
  frame.function = "___";
  EXPECT_EQ(to_text(Stack{frame}, "").substr(0, 5), "#0 _ ");
}

TEST(Text, frames_of_the_cpp_library_are_left_out) {
  const Stack stack = {sample_frame("app::f()", 1),
                       sample_frame("void std::__invoke<app::F>(app::F&&)", 2),
                       sample_frame("main", 3)};
  EXPECT_EQ(to_text(stack, ""), "#0 app::f() /src/orders.cpp:1\n"
                                "#1 main /src/orders.cpp:3\n");
  EXPECT_EQ(to_text(Stack{stack[1]}, "").substr(0, 2), "#0");
}

TEST(Text, durations_are_short) {
  EXPECT_EQ(format_duration(999), "999 ns");
  EXPECT_EQ(format_duration(1'500), "1.5 us");
  EXPECT_EQ(format_duration(250'000'000), "250 ms");
  EXPECT_EQ(format_duration(12'340'000'000), "12.3 s");
  EXPECT_EQ(format_duration(200'000'000'000), "3 min 20 s");
  EXPECT_EQ(format_duration(7'500'000'000'000), "2 h 5 min");
}

} // namespace
