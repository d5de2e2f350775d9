// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Frames written as module and offset get their names afterwards.
#include "symbolize/offline.h"

#include "loaded_module.h"
#include "symbolize/symbolizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using leash::report::Frame;
using leash::report::Stack;
using leash::symbolize::OfflineResolver;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

class Offline : public testing::Test {
protected:
  // The frame as a process would write it that has the stripped module.
  void SetUp() override {
    stripped = folder.take(LEASH_fixture);
    run("strip --strip-all " + stripped);
    const LoadedModule module(stripped);
    std::copy(std::begin(module.lines), std::end(module.lines), lines);
    leash::symbolize::Symbolizer symbolizer;
    const Stack stack = symbolizer.resolve({&module.pc, 1});
    ASSERT_EQ(stack.size(), 1U);
    frame = stack[0];
    frame.function.clear();
  }

  void expect_named(const Stack &stack) {
    ASSERT_EQ(stack.size(), 3U);
    EXPECT_EQ(stack[2].function, "fixture::outer(char)");
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(stack[i].line, lines[i]);
      EXPECT_THAT(stack[i].file, EndsWith("fixture.cpp"));
      EXPECT_EQ(stack[i].offset, frame.offset);
      EXPECT_EQ(stack[i].build_id, frame.build_id);
    }
  }

  Folder folder;
  std::string stripped;
  unsigned lines[3] = {};
  Frame frame;
};

TEST_F(Offline, module_by_its_path) {
  frame.module = LEASH_fixture;
  OfflineResolver resolver;
  expect_named(resolver.resolve(frame));
}

TEST_F(Offline, debug_file_by_build_id) {
  const std::string place =
      folder.path + "/debug/.build-id/" + frame.build_id.substr(0, 2);
  std::filesystem::create_directories(place);
  run(std::string("objcopy --only-keep-debug " LEASH_fixture " ") + place +
      "/" + frame.build_id.substr(2) + ".debug");
  OfflineResolver resolver("/nowhere:" + folder.path + "/debug");
  expect_named(resolver.resolve(frame)); // with the stripped module at hand
  frame.module = "/gone/module.so";
  expect_named(resolver.resolve(frame)); // and without
}

TEST_F(Offline, module_of_another_build_is_not_used) {
  frame.module = LEASH_fixture;
  frame.build_id = std::string(40, '0');
  OfflineResolver resolver;
  const Stack stack = resolver.resolve(frame);
  ASSERT_EQ(stack.size(), 1U);
  EXPECT_THAT(stack[0].file, IsEmpty());
}

TEST_F(Offline, frame_of_no_module_comes_back) {
  frame.module = "/gone/module.so";
  OfflineResolver resolver("/nowhere");
  const Stack stack = resolver.resolve(frame);
  ASSERT_EQ(stack.size(), 1U);
  EXPECT_EQ(stack[0].offset, frame.offset);
  EXPECT_EQ(stack[0].module, "/gone/module.so");
}

TEST_F(Offline, whole_stack_keeps_what_is_named) {
  frame.module = LEASH_fixture;
  Frame named;
  named.function = "main";
  named.line = 3;
  OfflineResolver resolver;
  const Stack stack = resolver.resolve(Stack{named, frame, named});
  ASSERT_EQ(stack.size(), 5U);
  EXPECT_EQ(stack[0].function, "main");
  EXPECT_EQ(stack[3].function, "fixture::outer(char)");
  EXPECT_EQ(stack[4].function, "main");
}

} // namespace
