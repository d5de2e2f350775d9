// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-catalogue: makes tables, documentation and header checks of a
// catalogue, or only checks it.

#include "Emit.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace leash::spec;

namespace {

enum class Mode { Check, Tables, Docs, HeaderCheck, Names };

constexpr StringLiteral Usage =
    "usage: leash-catalogue [--emit=check|tables|docs|header-check|names]\n"
    "                       [--library=NAME] [-o FILE] CATALOGUE.yaml\n";

int fail(const Twine &Message) {
  errs() << "leash-catalogue: " << Message << '\n';
  return 2;
}

} // namespace

int main(int Argc, char **Argv) {
  Mode M = Mode::Check;
  StringRef Input, Output = "-", LibraryName;
  for (int I = 1; I < Argc; ++I) {
    StringRef Arg = Argv[I];
    if (Arg == "--help") {
      outs() << Usage;
      return 0;
    }
    if (Arg.consume_front("--emit=")) {
      auto Named = StringSwitch<std::optional<Mode>>(Arg)
                       .Case("check", Mode::Check)
                       .Case("tables", Mode::Tables)
                       .Case("docs", Mode::Docs)
                       .Case("header-check", Mode::HeaderCheck)
                       .Case("names", Mode::Names)
                       .Default(std::nullopt);
      if (!Named)
        return fail("--emit: unknown form '" + Arg + "'\n" + Usage);
      M = *Named;
    } else if (Arg.consume_front("--library=")) {
      LibraryName = Arg;
    } else if (Arg == "-o") {
      if (++I == Argc)
        return fail("-o: a file name is missing");
      Output = Argv[I];
    } else if (Arg.starts_with("-") && Arg != "-") {
      return fail("unknown option '" + Arg + "'\n" + Usage);
    } else if (Input.empty()) {
      Input = Arg;
    } else {
      return fail("one catalogue is expected, not '" + Arg + "' as well");
    }
  }
  if (Input.empty())
    return fail(Twine("a catalogue is missing\n") + Usage);

  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFileOrSTDIN(Input, /*IsText=*/true);
  if (!Buffer)
    return fail(Input + ": " + Buffer.getError().message());
  std::vector<Problem> Problems;
  std::optional<Catalogue> C =
      Catalogue::read((*Buffer)->getBuffer(), Input, Model(), Problems);
  for (const Problem &P : Problems)
    errs() << describe(P) << '\n';
  if (!C)
    return 1;

  unsigned Library = 0;
  if (M == Mode::HeaderCheck || M == Mode::Names) {
    auto It = find_if(C->Libraries, [&](const Catalogue::Library &L) {
      return L.Name == LibraryName;
    });
    if (It == C->Libraries.end())
      return fail("--library: the catalogue has no library '" + LibraryName +
                  "'");
    Library = It - C->Libraries.begin();
  }

  std::error_code Error;
  ToolOutputFile File(Output, Error, sys::fs::OF_Text);
  if (Error)
    return fail(Output + ": " + Error.message());
  switch (M) {
  case Mode::Check:
    break;
  case Mode::Tables:
    emitTables(*C, File.os());
    break;
  case Mode::Docs:
    emitDocs(*C, File.os());
    break;
  case Mode::HeaderCheck:
    emitHeaderCheck(*C, Library, File.os());
    break;
  case Mode::Names:
    emitNames(*C, Library, File.os());
    break;
  }
  File.os().flush();
  if (File.os().has_error())
    return fail(Output + ": " + File.os().error().message());
  File.keep();
  return 0;
}
