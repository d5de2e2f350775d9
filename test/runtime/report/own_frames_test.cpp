// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where a stack begins and ends for the one who reads it.
#include "report/own_frames.h"

#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace leash::report;
using testing::ElementsAre;

namespace {

Frame in_module(const std::string &function, const std::string &module) {
  Frame frame = sample_frame(function, 0);
  frame.file.clear();
  frame.module = module;
  return frame;
}

std::vector<std::string> functions(std::span<const Frame> stack) {
  std::vector<std::string> names;
  for (const Frame &frame : stack)
    names.push_back(frame.function);
  return names;
}

TEST(QualifiedName, has_neither_return_type_nor_parameters) {
  for (const auto &[function, name] :
       std::vector<std::pair<std::string, std::string>>{
           {"main", "main"},
           {"app::take(app::Pool&, int)", "app::take"},
           {"leash::Lease app::take<int>(leash::Pool&)", "app::take<int>"},
           {"void leash::Pool::in_transaction<F>(F&&, leash::X const&)",
            "leash::Pool::in_transaction<F>"},
           {"app::Lease::get() const", "app::Lease::get"},
           {"app::f(int) [clone .isra.0]", "app::f"},
           {"decltype(auto) leash::with<F>(F&&)", "leash::with<F>"},
           {"app::Lease::operator bool() const", "app::Lease::operator bool"},
           {"void app::my_operator_of<int>(int)", "app::my_operator_of<int>"},
           {"app::F::operator()(int)", "app::F::operator()"},
           {"app::(anonymous namespace)::f(int)",
            "app::(anonymous namespace)::f"},
           {"(anonymous namespace)::f(int)", "(anonymous namespace)::f"},
           {"app::g(int, int)::{lambda(leash::Lease&, int)#1}::operator()"
            "(leash::Lease&, int) const",
            "app::g(int, int)::{lambda(leash::Lease&, int)#1}::operator()"},
           {"std::pair<int, std::vector<int> > app::h<3>(int)", "app::h<3>"},
           {"", ""},
           {"app::f(", "app::f"},
           {"a<b", "a<b"}})
    EXPECT_EQ(qualified_name(function), name) << function;
}

TEST(OwnFrames, begin_with_the_first_that_is_not_leash) {
  const Frame own = sample_frame("leash_acquire(unsigned long)", 1);
  const Frame library = in_module("capture", "/usr/lib/libleash.so.1");
  const Frame user = sample_frame("take", 7);
  EXPECT_THAT(functions(user_frames(Stack{library, own, user})),
              ElementsAre("take"));
}

TEST(OwnFrames, a_template_that_returns_a_lease_is_the_users) {
  const Frame user =
      sample_frame("leash::Lease app::take<int>(leash::Pool&)", 7);
  const Frame own = sample_frame("auto leash::Pool::with<app::F>(app::F&&)", 1);
  EXPECT_THAT(functions(user_frames(Stack{own, user})),
              ElementsAre(user.function));
}

TEST(OwnFrames, the_cpp_library_is_not_the_users) {
  Frame make = sample_frame("make_unique<app::Lease>", 7);
  make.file = "/usr/include/c++/12/bits/unique_ptr.h";
  const Frame construct =
      sample_frame("void std::construct_at<app::Lease>(app::Lease*)", 1);
  const Frame user = sample_frame("app::handle()", 7);
  EXPECT_THAT(functions(user_frames(Stack{construct, make, user})),
              ElementsAre("app::handle()"));
}

TEST(OwnFrames, all_of_it_if_nothing_else_is_left) {
  EXPECT_EQ(user_frames(Stack{sample_frame("leash_acquire", 1)}).size(), 1U);
  EXPECT_TRUE(user_frames({}).empty());
}

TEST(OwnFrames, end_with_main) {
  const Stack stack = {
      sample_frame("app::run()", 3), sample_frame("main", 7),
      in_module("__libc_start_call_main", "/lib/x86_64-linux-gnu/libc.so.6"),
      in_module("_start", "/usr/bin/orders")};
  EXPECT_THAT(functions(user_frames(stack)), ElementsAre("app::run()", "main"));
}

TEST(OwnFrames, end_before_what_starts_a_thread) {
  const std::string libc = "/lib/x86_64-linux-gnu/libc.so.6";
  Frame invoke = sample_frame("__invoke<app::F>", 7);
  invoke.file = "/usr/include/c++/12/bits/invoke.h";
  const Stack stack = {sample_frame("app::work()", 3), invoke,
                       in_module("", "/usr/lib/libstdc++.so.6.0.30"),
                       in_module("start_thread", libc),
                       in_module("clone3", libc)};
  EXPECT_THAT(functions(user_frames(stack)), ElementsAre("app::work()"));
  EXPECT_THAT(functions(current_frames(stack)), ElementsAre("app::work()"));
}

TEST(OwnFrames, what_a_thread_does_now_begins_with_its_call_of_the_c_library) {
  const std::string libc = "/lib/x86_64-linux-gnu/libc.so.6";
  const Stack stack = {
      in_module("clock_nanosleep", libc), in_module("nanosleep", libc),
      sample_frame("app::work()", 3), in_module("start_thread", libc)};
  EXPECT_THAT(functions(current_frames(stack)),
              ElementsAre("nanosleep", "app::work()"));
  const Stack idle = {in_module("poll", libc), in_module("clone3", libc)};
  EXPECT_EQ(current_frames(idle).size(), 2U);
}

TEST(OwnFrames, a_thread_in_the_tracker_is_where_it_called_it) {
  const Stack stack = {in_module("futex", "/lib/libc.so.6"),
                       in_module("leash::track::f", "/usr/lib/libleash.so.0"),
                       sample_frame("leash_exhausted", 1),
                       sample_frame("app::Pool::take()", 2),
                       sample_frame("main", 3)};
  EXPECT_THAT(functions(current_frames(stack)),
              ElementsAre("app::Pool::take()", "main"));
}

TEST(OwnFrames, option_own_names_the_programs_pool) {
  Stack stack = {sample_frame("app::Pool::take()", 1),
                 sample_frame("app::Lease::Lease(app::Pool&)", 2),
                 sample_frame("app::handle(app::Lease::Tag, app::Pool&)", 3)};
  mark_own(stack, own_patterns("app::Pool::, app::Lease::"));
  EXPECT_TRUE(stack[0].own);
  EXPECT_TRUE(stack[1].own);
  EXPECT_FALSE(stack[2].own);
  EXPECT_THAT(functions(user_frames(stack)), ElementsAre(stack[2].function));
}

TEST(OwnFrames, a_pattern_is_tied_to_the_beginning_and_may_be_to_the_end) {
  Stack stack = {sample_frame("db_get", 1), sample_frame("db_get_user", 2),
                 sample_frame("my_db_get", 3)};
  mark_own(stack, own_patterns("db_get$"));
  EXPECT_TRUE(stack[0].own);
  EXPECT_FALSE(stack[1].own);
  EXPECT_FALSE(stack[2].own);
}

} // namespace
