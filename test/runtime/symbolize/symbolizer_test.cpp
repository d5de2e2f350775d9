// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Addresses of the running process get their names.
#include "symbolize/symbolizer.h"

#include "loaded_module.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <cstdio>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using leash::report::Frame;
using leash::report::Stack;
using leash::symbolize::Symbolizer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace {

Stack resolve(Symbolizer &symbolizer, std::uintptr_t pc, bool exact = false) {
  return symbolizer.resolve({&pc, 1}, exact);
}

void expect_all_three(const Stack &stack, const LoadedModule &module) {
  ASSERT_EQ(stack.size(), 3U);
  // Compilers differ in whether a local function's parameters are in its name.
  EXPECT_THAT(stack[0].function,
              StartsWith("fixture::(anonymous namespace)::innermost"));
  EXPECT_THAT(stack[1].function,
              StartsWith("fixture::(anonymous namespace)::middle"));
  EXPECT_EQ(stack[2].function, "fixture::outer(char)");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stack[i].line, module.lines[i]) << i;
    EXPECT_THAT(stack[i].file, EndsWith("fixture/fixture.cpp"));
    EXPECT_EQ(stack[i].inlined, i < 2);
    EXPECT_EQ(stack[i].pc, module.pc);
  }
}

std::string addr2line(const std::string &file, const Frame &frame,
                      const std::string &flags = "") {
  char offset[32];
  std::snprintf(offset, sizeof offset, "0x%llx",
                static_cast<unsigned long long>(frame.offset));
  return output_of("addr2line " + flags + " -e " + file + " " + offset);
}

__attribute__((noinline)) std::uintptr_t return_address() {
  return reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
}

TEST(Symbolizer, names_the_calling_line_of_this_program) {
  Symbolizer symbolizer;
  const unsigned line = __LINE__ + 1;
  const std::uintptr_t here = return_address();
  const Stack stack = resolve(symbolizer, here);
  ASSERT_FALSE(stack.empty());
  const Frame &frame = stack.back();
  EXPECT_THAT(frame.function, HasSubstr("TestBody"));
  EXPECT_THAT(frame.file, EndsWith("symbolizer_test.cpp"));
  EXPECT_EQ(frame.line, line);
}

TEST(Symbolizer, a_lambda_is_named_by_the_function_around_it) {
  Symbolizer symbolizer;
  const auto lambda = [](int n) {
    const std::uintptr_t here = return_address();
    asm volatile("" ::"r"(n));
    return here;
  };
  const Stack stack = resolve(symbolizer, lambda(1));
  ASSERT_FALSE(stack.empty());
  EXPECT_THAT(stack[0].function, HasSubstr("TestBody"));
  EXPECT_THAT(stack[0].function, HasSubstr("operator()"));
}

TEST(Symbolizer, inlined_calls_are_frames_innermost_first) {
  const LoadedModule module(LEASH_fixture);
  Symbolizer symbolizer;
  expect_all_three(resolve(symbolizer, module.pc), module);
}

TEST(Symbolizer, clangs_debug_information_is_read_too) {
#ifdef LEASH_fixture_clang
  const LoadedModule module(LEASH_fixture_clang);
  Symbolizer symbolizer;
  expect_all_three(resolve(symbolizer, module.pc), module);
#else
  GTEST_SKIP() << "no clang++";
#endif
}

TEST(Symbolizer, split_dwarf_is_read_too) {
  const LoadedModule module(LEASH_fixture_split);
  Symbolizer symbolizer;
  expect_all_three(resolve(symbolizer, module.pc), module);
}

TEST(Symbolizer, module_loaded_later_is_found) {
  Symbolizer symbolizer;
  resolve(symbolizer, reinterpret_cast<std::uintptr_t>(&std::printf));
  const LoadedModule module(LEASH_fixture);
  expect_all_three(resolve(symbolizer, module.pc), module);
}

TEST(Symbolizer, module_that_is_gone_is_forgotten) {
  Symbolizer symbolizer;
  std::uintptr_t pc = 0;
  {
    const Folder folder;
    const LoadedModule module(folder.take(LEASH_fixture));
    pc = module.pc;
    expect_all_three(resolve(symbolizer, pc), module);
  }
  const Stack stack = resolve(symbolizer, pc);
  ASSERT_EQ(stack.size(), 1U);
  EXPECT_THAT(stack[0].function, IsEmpty());
}

TEST(Symbolizer, names_again_after_trim) {
  const LoadedModule module(LEASH_fixture);
  Symbolizer symbolizer;
  resolve(symbolizer, module.pc);
  symbolizer.trim();
  expect_all_three(resolve(symbolizer, module.pc), module);
}

TEST(Symbolizer, exact_address_is_not_moved_back) {
  const LoadedModule module(LEASH_fixture);
  Symbolizer symbolizer;
  const Stack call = resolve(symbolizer, module.pc);
  const Stack exact = resolve(symbolizer, module.pc, true);
  ASSERT_FALSE(call.empty());
  ASSERT_FALSE(exact.empty());
  EXPECT_EQ(exact[0].offset, call[0].offset + 1);
}

TEST(Symbolizer, module_and_offset_are_what_addr2line_takes) {
  const LoadedModule module(LEASH_fixture);
  Symbolizer symbolizer;
  const Stack stack = resolve(symbolizer, module.pc);
  ASSERT_EQ(stack.size(), 3U);
  const std::string text = addr2line(stack[0].module, stack[0], "-i -f -C");
  EXPECT_THAT(text, HasSubstr("fixture::outer(char)"));
  for (const unsigned line : module.lines)
    EXPECT_THAT(text, HasSubstr("fixture.cpp:" + std::to_string(line)));
}

// With nothing left in it, the place is still known to who kept the original.
TEST(Symbolizer, stripped_module_has_offset_and_build_id) {
  const Folder folder;
  const std::string copy = folder.take(LEASH_fixture);
  run("strip --strip-all " + copy);
  const LoadedModule module(copy);
  Symbolizer symbolizer;
  const Stack stack = resolve(symbolizer, module.pc);
  ASSERT_EQ(stack.size(), 1U);
  EXPECT_THAT(stack[0].file, IsEmpty());
  EXPECT_EQ(stack[0].module, copy);
  EXPECT_EQ(stack[0].build_id.size(), 40U);
  EXPECT_EQ(stack[0].function, "fixture::outer(char)"); // it is exported
  EXPECT_THAT(addr2line(LEASH_fixture, stack[0]),
              HasSubstr("fixture.cpp:" + std::to_string(module.lines[0])));
}

TEST(Symbolizer, separate_debug_file_is_found_by_its_link) {
  const Folder folder;
  const std::string copy = folder.take(LEASH_fixture);
  std::filesystem::create_directory(folder.path + "/.debug");
  // A link alone must do.
  run("objcopy --remove-section=.note.gnu.build-id " + copy);
  run("objcopy --only-keep-debug " + copy + " " + folder.path +
      "/.debug/module.debug");
  run("strip --strip-all " + copy);
  run("objcopy --add-gnu-debuglink=" + folder.path + "/.debug/module.debug " +
      copy);
  const LoadedModule module(copy);
  Symbolizer symbolizer;
  expect_all_three(resolve(symbolizer, module.pc), module);
}

TEST(Symbolizer, debug_file_of_another_build_is_not_used) {
  const Folder folder;
  const std::string copy = folder.take(LEASH_fixture);
  run("objcopy --remove-section=.note.gnu.build-id " + copy);
  const std::string debug = folder.path + "/module.debug";
  run("objcopy --only-keep-debug " + copy + " " + debug);
  run("strip --strip-all " + copy);
  run("objcopy --add-gnu-debuglink=" + debug + " " + copy);
  run("printf x >> " + debug); // its CRC is another one now
  const LoadedModule module(copy);
  Symbolizer symbolizer;
  const Stack stack = resolve(symbolizer, module.pc);
  ASSERT_EQ(stack.size(), 1U);
  EXPECT_THAT(stack[0].file, IsEmpty());
}

TEST(Symbolizer, c_library_has_module_and_function) {
  Symbolizer symbolizer;
  const Stack stack = resolve(
      symbolizer,
      reinterpret_cast<std::uintptr_t>(dlsym(RTLD_DEFAULT, "getpid")), true);
  ASSERT_FALSE(stack.empty());
  EXPECT_THAT(stack.back().function, HasSubstr("getpid"));
  EXPECT_THAT(stack.back().module, Not(IsEmpty()));
}

TEST(Symbolizer, address_in_no_module_stays_an_address) {
  Symbolizer symbolizer;
  int local = 0;
  for (const std::uintptr_t pc :
       {std::uintptr_t{0}, std::uintptr_t{1},
        reinterpret_cast<std::uintptr_t>(&local), UINTPTR_MAX}) {
    const Stack stack = resolve(symbolizer, pc);
    ASSERT_EQ(stack.size(), 1U);
    EXPECT_EQ(stack[0].pc, pc);
    EXPECT_THAT(stack[0].function, IsEmpty());
  }
}

// A report must not wait for a network that the environment offers.
TEST(Symbolizer, asks_no_debuginfod_server) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto *const generic = reinterpret_cast<sockaddr *>(&address);
  ASSERT_EQ(bind(listener, generic, length), 0);
  ASSERT_EQ(listen(listener, 4), 0);
  ASSERT_EQ(getsockname(listener, generic, &length), 0);
  const std::string program =
      std::filesystem::canonical("/proc/self/exe").string();
  // In a process of its own: libdw reads the environment when it is loaded.
  run("DEBUGINFOD_URLS=http://127.0.0.1:" +
      std::to_string(ntohs(address.sin_port)) + " DEBUGINFOD_TIMEOUT=1 " +
      program +
      " --gtest_filter=Symbolizer.stripped_module_has_offset_and_build_id"
      " > /dev/null");
  pollfd one{listener, POLLIN, 0};
  EXPECT_EQ(poll(&one, 1, 0), 0);
  close(listener);
}

} // namespace
