// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes the catalogue as constant tables.

#include "Emit.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace leash::spec {

namespace {

std::string quoted(StringRef Text) {
  std::string S;
  raw_string_ostream OS(S);
  OS << '"';
  OS.write_escaped(Text, /*UseHexEscapes=*/false) << '"';
  return S;
}

StringRef spelled(Slot S) {
  switch (S) {
  case Slot::Result:
    return "Slot::Result";
  case Slot::Argument:
    return "Slot::Argument";
  case Slot::Pointee:
    return "Slot::Pointee";
  case Slot::Receiver:
    return "Slot::Receiver";
  }
  return "";
}

StringRef spelled(Outcome O) {
  switch (O) {
  case Outcome::Always:
    return "Outcome::Always";
  case Outcome::Zero:
    return "Outcome::Zero";
  case Outcome::NonZero:
    return "Outcome::NonZero";
  case Outcome::Positive:
    return "Outcome::Positive";
  case Outcome::Negative:
    return "Outcome::Negative";
  }
  return "";
}

StringRef spelled(Continuation C) {
  switch (C) {
  case Continuation::Returns:
    return "Continuation::Returns";
  case Continuation::Exits:
    return "Continuation::Exits";
  case Continuation::Jumps:
    return "Continuation::Jumps";
  }
  return "";
}

StringRef spelled(bool B) { return B ? "true" : "false"; }

std::string spelled(const Place &P) {
  return (Twine("{") + spelled(P.Where) + ", " + Twine(unsigned(P.Index)) + "}")
      .str();
}

std::string spelled(std::optional<uint8_t> Index) {
  return Index ? std::to_string(*Index) : "std::nullopt";
}

/// Collects rows and says where each group of them lies.
class Pool {
public:
  std::string range(unsigned Count) {
    std::string S =
        ("{" + Twine(Count ? Size : 0) + ", " + Twine(Count) + "}").str();
    Size += Count;
    return S;
  }

private:
  unsigned Size = 0;
};

/// Nothing is to be said of it but that it leaves ownership as it is.
bool onlyBorrows(const Function &F) {
  return F.Acquires.empty() && F.Releases.empty() && !F.ReturnsArgument &&
         !F.FormatReleases && !F.Pure && !F.AnswerForNull && F.Then == Continuation::Returns;
}

void table(raw_ostream &OS, StringRef Type, StringRef Name, StringRef Rows) {
  // An array of no elements would not compile.
  if (Rows.empty())
    OS << "constexpr llvm::ArrayRef<" << Type << "> " << Name << ";\n\n";
  else
    OS << "constexpr " << Type << ' ' << Name << "[] = {\n" << Rows << "};\n\n";
}

} // namespace

void emitTables(const Catalogue &C, raw_ostream &OS) {
  std::string Kinds, Prefixes, Acquires, Releases, Functions, Borrowed,
      Borrowers, Methods, Owners, Guards;
  raw_string_ostream KindOS(Kinds), PrefixOS(Prefixes), AcquireOS(Acquires),
      ReleaseOS(Releases), FunctionOS(Functions), BorrowedOS(Borrowed),
      BorrowerOS(Borrowers), MethodOS(Methods), OwnerOS(Owners),
      GuardOS(Guards);
  Pool AcquirePool, ReleasePool, MethodPool;

  for (const Catalogue::LibraryKind &LK : C.Kinds)
    KindOS << "    {" << quoted(LK.K.Name) << ", " << quoted(LK.K.Noun) << ", "
           << quoted(LK.K.Type) << ", " << quoted(LK.K.Release) << "},\n";

  for (const Catalogue::Library &L : C.Libraries)
    for (const std::string &Prefix : L.Prefixes)
      PrefixOS << "    {" << quoted(L.Name) << ", " << quoted(Prefix) << "},\n";

  for (const Catalogue::Entry &E : C.Functions) {
    const Function &F = E.F;
    if (onlyBorrows(F))
      continue;
    for (const Acquire &A : F.Acquires)
      AcquireOS << "    {" << A.Kind << ", " << spelled(A.From) << ", "
                << spelled(A.When) << ", " << spelled(A.MayBeNull) << ", "
                << spelled(A.OnlyIfNullArgument) << "},\n";
    for (const Release &R : F.Releases)
      ReleaseOS << "    {" << spelled(R.Of) << ", " << spelled(R.Transfer)
                << ", " << spelled(R.When) << ", "
                << spelled(R.OnlyIfNonNullArgument) << "},\n";
    FunctionOS << "    {" << quoted(F.Name) << ", " << quoted(F.Library) << ", "
               << AcquirePool.range(F.Acquires.size()) << ", "
               << ReleasePool.range(F.Releases.size()) << ", "
               << spelled(F.ReturnsArgument) << ", "
               << unsigned(F.FormatReleases) << ", " << spelled(F.Pure) << ", "
               << (F.AnswerForNull ? std::to_string(*F.AnswerForNull)
                                   : "std::nullopt")
               << ", " << spelled(F.Then) << "},\n";
  }

  for (unsigned L = 0; L != C.Libraries.size(); ++L) {
    std::vector<StringRef> Names;
    for (const Catalogue::Entry &E : C.Functions)
      if (E.Library == L && onlyBorrows(E.F))
        Names.push_back(E.F.Name);
    if (Names.empty())
      continue;
    llvm::sort(Names);
    BorrowedOS << "constexpr std::string_view Borrowers" << L << "[] = {\n";
    for (StringRef Name : Names)
      BorrowedOS << "    " << quoted(Name) << ",\n";
    BorrowedOS << "};\n\n";
    BorrowerOS << "    {" << quoted(C.Libraries[L].Name) << ", Borrowers" << L
               << "},\n";
  }

  auto MethodRange = [&](ArrayRef<std::string> Names) {
    for (const std::string &Name : Names)
      MethodOS << "    " << quoted(Name) << ",\n";
    return MethodPool.range(Names.size());
  };
  for (const OwnerClass &O : C.Owners) {
    OwnerOS << "    {" << quoted(O.Name);
    for (ArrayRef<std::string> Names :
         {ArrayRef<std::string>(O.Take), ArrayRef<std::string>(O.Give),
          ArrayRef<std::string>(O.Peek), ArrayRef<std::string>(O.Exchange)})
      OwnerOS << ", " << MethodRange(Names);
    OwnerOS << "},\n";
  }
  for (const ScopeGuard &G : C.Guards)
    GuardOS << "    {" << quoted(G.Name) << ", " << MethodRange(G.Dismiss)
            << "},\n";

  OS << "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"
        "// The built-in catalogue, generated from catalogue.yaml.\n\n"
        "#include \"spec/Builtin.h\"\n\n"
        "namespace leash::spec::builtin {\n\n"
        "namespace {\n\n";
  table(OS, "KindRow", "Kinds", KindOS.str());
  table(OS, "PrefixRow", "Prefixes", PrefixOS.str());
  table(OS, "Acquire", "Acquires", AcquireOS.str());
  table(OS, "Release", "Releases", ReleaseOS.str());
  table(OS, "FunctionRow", "Functions", FunctionOS.str());
  OS << BorrowedOS.str();
  table(OS, "BorrowerRow", "Borrowers", BorrowerOS.str());
  table(OS, "std::string_view", "Methods", MethodOS.str());
  table(OS, "OwnerRow", "Owners", OwnerOS.str());
  table(OS, "GuardRow", "Guards", GuardOS.str());
  OS << "} // namespace\n\n"
        "Tables tables() {\n"
        "  return {Kinds,     Prefixes, Acquires, Releases, Functions,\n"
        "          Borrowers, Methods,  Owners,   Guards};\n"
        "}\n\n"
        "} // namespace leash::spec::builtin\n";
}

} // namespace leash::spec
