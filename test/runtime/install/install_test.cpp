// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Installs into a folder, and builds and runs a project against that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include <sys/wait.h>

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

struct Ended {
  int status = -1;
  std::string out; // of both streams
};

Ended run(const std::string &command) {
  Ended ended;
  FILE *pipe = popen((command + " 2>&1").c_str(), "r");
  char buffer[4096];
  while (pipe && fgets(buffer, sizeof buffer, pipe))
    ended.out += buffer;
  if (pipe)
    ended.status = WEXITSTATUS(pclose(pipe));
  return ended;
}

class Install : public testing::Test {
protected:
  static void SetUpTestSuite() {
    std::string pattern = fs::temp_directory_path() / "leash-install-XXXXXX";
    ASSERT_TRUE(mkdtemp(pattern.data()));
    folder = pattern;
    const Ended installed =
        run(CMAKE " --install " BUILD_DIR " --component runtime --prefix " +
            prefix());
    ASSERT_EQ(installed.status, 0) << installed.out;
    // Moved: nothing in it may name where it was.
    fs::rename(prefix(), folder + "/moved");
    configured = configure("build", VERSION);
    if (configured.status == 0)
      configured = run(CMAKE " --build " + folder + "/build");
  }
  static void TearDownTestSuite() { fs::remove_all(folder); }
  void SetUp() override {
    if (std::string(SANITIZE).size() > 0)
      GTEST_SKIP() << "a consumer without the sanitizer cannot load it";
  }

  static std::string prefix() { return folder + "/prefix"; }
  static std::string moved() { return folder + "/moved"; }
  static Ended configure(const std::string &build, const std::string &version) {
    return run(CMAKE " -S " CONSUMER " -B " + folder + "/" + build +
               " -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_PREFIX_PATH=" +
               moved() + " -DWANTED_VERSION=" + version);
  }
  static Ended program(const std::string &name,
                       const std::string &options = "exitcode=23") {
    return run("LEASH_OPTIONS=" + options + " " + folder + "/build/" + name);
  }

  static inline std::string folder;
  static inline Ended configured;
};

TEST_F(Install, a_project_finds_and_builds_against_it) {
  EXPECT_EQ(configured.status, 0) << configured.out;
}

TEST_F(Install, a_c_program_is_tracked) {
  const Ended ended = program("plain");
  EXPECT_EQ(ended.status, 23) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("of pool 'plain' still held at exit"));
  EXPECT_THAT(ended.out, HasSubstr("#0 main "));
  EXPECT_THAT(ended.out, HasSubstr("plain.c:11"));
}

TEST_F(Install, the_headers_alone_track_nothing) {
  const Ended ended = program("inert");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.out, "");
}

TEST_F(Install, a_cpp17_program_has_pool_and_tracker) {
  const Ended ended = program("pooled");
  EXPECT_EQ(ended.status, 0) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("refused: "));
}

TEST_F(Install, the_gtest_listener_fails_the_test_that_leaks) {
  const Ended ended = program("tested", "at_exit=0");
  EXPECT_EQ(ended.status, 1) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("this test leaked a connection"));
}

TEST_F(Install, libraries_have_a_version) {
  const std::string version = VERSION;
  const std::string so = version.substr(0, version.rfind('.'));
  for (const std::string name : {"libleash", "libleash-pool"}) {
    const fs::path library = fs::path(moved()) / LIBDIR / (name + ".so");
    ASSERT_TRUE(fs::is_symlink(library)) << library;
    EXPECT_EQ(fs::canonical(library).filename(), name + ".so." + version);
    EXPECT_THAT(run("readelf -d " + library.string()).out,
                HasSubstr("soname: [" + name + ".so." + so + "]"));
  }
}

TEST_F(Install, nothing_names_the_build_folder) {
  EXPECT_THAT(run("grep -rlF --include=*.cmake --include=*.pc '" BUILD_DIR
                  "' " +
                  moved())
                  .out,
              "");
  EXPECT_THAT(run("readelf -d " + moved() + "/" LIBDIR "/libleash-pool.so").out,
              Not(HasSubstr("RUNPATH")));
}

TEST_F(Install, another_minor_version_is_refused) {
  const Ended ended = configure("refused", "99.0");
  EXPECT_NE(ended.status, 0);
  EXPECT_THAT(ended.out, HasSubstr("99.0"));
}

TEST_F(Install, pkg_config_builds_a_c_program_too) {
  const std::string pc =
      "PKG_CONFIG_PATH=" + moved() + "/" LIBDIR "/pkgconfig ";
  const Ended built = run(
      "cc -std=c11 " CONSUMER "/plain.c -o " + folder + "/by-pc $(" + pc +
      "pkg-config --cflags --libs leash) -Wl,-rpath," + moved() + "/" LIBDIR);
  ASSERT_EQ(built.status, 0) << built.out;
  EXPECT_EQ(run("LEASH_OPTIONS=exitcode=23 " + folder + "/by-pc").status, 23);
  EXPECT_THAT(run(pc + "pkg-config --modversion leash-pool").out,
              HasSubstr(VERSION));
  EXPECT_THAT(run(pc + "pkg-config --libs leash-pool").out, HasSubstr("-lpq"));
}

} // namespace
