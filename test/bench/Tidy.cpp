// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs clang-tidy, through its library or as a program.

#include "Tidy.h"

#include "clang-tidy/ClangTidy.h"
#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <ctime>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char **environ;

namespace leash::bench {

namespace {

using namespace clang;

const char *checkGlob(Checks Which) {
  return Which == Checks::Leash ? "-*,leash-*" : "-*";
}

/// clang-tidy does not even parse when no check is enabled. A check for a
/// language that the input is not in is enabled and then never made; one that
/// looks at #include lines, and allows all, is made and has nothing to do.
std::string programGlob(Checks Which) {
  return std::string(checkGlob(Which)) +
         (Which == Checks::Idle ? ",portability-restrict-system-includes"
                                : ",objc-super-self");
}

/// What the compiler is told, without the file.
std::vector<std::string> flags(const Input &In) {
  return {llvm::StringRef(In.Name).ends_with(".c") ? "-std=c11" : "-std=c++17",
          "-fno-caret-diagnostics", "-I" LEASH_BENCH_INPUTS,
          "-resource-dir=" LEASH_BENCH_RESOURCE_DIR};
}

double seconds(const timespec &T) { return T.tv_sec + T.tv_nsec * 1e-9; }
double seconds(const timeval &T) { return T.tv_sec + T.tv_usec * 1e-6; }

double processorTime() {
  timespec Now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &Now);
  return seconds(Now);
}

/// A run with the check that found too little did not run it.
void verify(Cost &C, const Input &In, Checks Which) {
  if (!C.Error.empty())
    return;
  if (Which != Checks::Leash && C.Findings != 0)
    C.Error = "findings without a check";
  else if (Which == Checks::Leash && C.Findings < In.LeaksAtLeast)
    C.Error = "found " + std::to_string(C.Findings) + " leaks in " + In.Name +
              ", expected at least " + std::to_string(In.LeaksAtLeast);
}

} // namespace

Cost tidyInProcess(const Input &In, Checks Which) {
  const std::string Path = "/leash-bench/" + In.Name;
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  Memory->addFile(Path, 0, llvm::MemoryBuffer::getMemBuffer(In.Text));
  auto Files = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(
      llvm::vfs::getRealFileSystem());
  Files->pushOverlay(std::move(Memory));
  const tooling::FixedCompilationDatabase Compilations("/", flags(In));

  auto Options = tidy::ClangTidyOptions::getDefaults();
  Options.Checks = checkGlob(Which);

  Cost C;
  const double Start = processorTime();
  tidy::ClangTidyContext Context(std::make_unique<tidy::DefaultOptionsProvider>(
      tidy::ClangTidyGlobalOptions(), std::move(Options)));
  const std::vector<tidy::ClangTidyError> Errors = tidy::runClangTidy(
      Context, Compilations, {Path}, Files, /*ApplyAnyFix=*/false);
  C.Amount = processorTime() - Start;

  for (const tidy::ClangTidyError &E : Errors) {
    if (E.DiagnosticName == "leash-unreleased-acquire")
      ++C.Findings;
    else if (C.Error.empty())
      C.Error = E.Message.Message;
  }
  verify(C, In, Which);
  return C;
}

/// Runs the drop-in behind \p Prefix, a program and its arguments.
static Cost runProgram(const Input &In, Checks Which,
                       std::vector<std::string> Args) {
  Cost C;
  llvm::SmallString<128> Folder, Output;
  if (const std::error_code E =
          llvm::sys::fs::createUniqueDirectory("leash-bench", Folder)) {
    C.Error = "no temporary folder: " + E.message();
    return C;
  }
  llvm::SmallString<128> Path(Folder);
  llvm::sys::path::append(Path, In.Name);
  Output = Folder;
  llvm::sys::path::append(Output, "output");
  {
    std::error_code E;
    llvm::raw_fd_ostream Out(Path, E);
    Out << In.Text;
  }

  const bool Counts = !Args.empty();
  for (std::string Arg :
       {std::string(LEASH_BENCH_DROPIN), "--checks=" + programGlob(Which),
        std::string("--quiet"), std::string("--config={}"), std::string(Path),
        std::string("--")})
    Args.push_back(std::move(Arg));
  for (std::string &Flag : flags(In))
    Args.push_back(std::move(Flag));
  std::vector<char *> Argv;
  for (std::string &Arg : Args)
    Argv.push_back(Arg.data());
  Argv.push_back(nullptr);

  posix_spawn_file_actions_t Actions;
  posix_spawn_file_actions_init(&Actions);
  posix_spawn_file_actions_addopen(&Actions, STDOUT_FILENO, Output.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&Actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t Child = 0;
  const int Failed =
      posix_spawnp(&Child, Argv[0], &Actions, nullptr, Argv.data(), environ);
  posix_spawn_file_actions_destroy(&Actions);
  int Status = 0;
  rusage Usage = {};
  if (Failed)
    C.Error = "cannot start " + Args[0];
  else if (wait4(Child, &Status, 0, &Usage) != Child)
    C.Error = "lost " + Args[0];
  C.Amount = seconds(Usage.ru_utime) + seconds(Usage.ru_stime);

  if (auto Text = llvm::MemoryBuffer::getFile(Output)) {
    llvm::StringRef Rest = (*Text)->getBuffer();
    C.Findings = Rest.count("[leash-unreleased-acquire]");
    if (C.Error.empty() && (!WIFEXITED(Status) || WEXITSTATUS(Status) != 0))
      C.Error = Args[0] + " failed: " + Rest.substr(0, 300).str();
    if (Counts) {
      const llvm::StringRef Total = Rest.split("Collected : ").second;
      uint64_t Instructions = 0;
      if (Total.take_while(llvm::isDigit).getAsInteger(10, Instructions) &&
          C.Error.empty())
        C.Error = "valgrind told no count";
      C.Amount = Instructions;
    }
  }
  llvm::sys::fs::remove_directories(Folder);
  verify(C, In, Which);
  return C;
}

Cost tidyAsProgram(const Input &In, Checks Which) {
  return runProgram(In, Which, {});
}

Cost countInstructions(const Input &In, Checks Which) {
  return runProgram(
      In, Which,
      {"valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"});
}

} // namespace leash::bench
