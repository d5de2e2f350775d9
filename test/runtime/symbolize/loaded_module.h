// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A fixture module in a folder of its own, loaded while this lives.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <string>

inline void run(const std::string &command) {
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

inline std::string output_of(const std::string &command) {
  std::string out;
  FILE *const pipe = popen(command.c_str(), "r");
  char buffer[512];
  while (pipe && std::fgets(buffer, sizeof buffer, pipe))
    out += buffer;
  if (pipe)
    pclose(pipe);
  return out;
}

class Folder {
public:
  Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "leash-test-XXXXXX").string();
    EXPECT_TRUE(mkdtemp(pattern.data()));
    path = std::filesystem::canonical(pattern).string();
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;

  // A copy of a module.
  std::string take(const std::string &module,
                   const std::string &name = "module.so") const {
    const std::string copy = path + "/" + name;
    std::filesystem::copy_file(module, copy);
    return copy;
  }

  std::string path;
};

class LoadedModule {
public:
  explicit LoadedModule(const std::string &path)
      : handle(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    EXPECT_TRUE(handle) << dlerror();
    if (!handle)
      return;
    pc = reinterpret_cast<std::uintptr_t (*)()>(
        dlsym(handle, "leash_fixture_pc"))();
    const auto *numbers =
        static_cast<const unsigned *>(dlsym(handle, "leash_fixture_lines"));
    for (int i = 0; i < 3; ++i)
      lines[i] = numbers[i];
  }
  ~LoadedModule() {
    if (handle)
      dlclose(handle);
  }
  LoadedModule(const LoadedModule &) = delete;
  LoadedModule &operator=(const LoadedModule &) = delete;

  std::uintptr_t pc = 0;  // return address inside two inlined calls
  unsigned lines[3] = {}; // of them and of the function around them

private:
  void *handle;
};
