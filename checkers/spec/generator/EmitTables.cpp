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
  case Slot::Any:
    return "Slot::Any";
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
  case Outcome::ZeroOrOne:
    return "Outcome::ZeroOrOne";
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

StringRef spelled(TransactionEffect::Effect E) {
  switch (E) {
  case TransactionEffect::Begins:
    return "TransactionEffect::Begins";
  case TransactionEffect::Commits:
    return "TransactionEffect::Commits";
  case TransactionEffect::RollsBack:
    return "TransactionEffect::RollsBack";
  case TransactionEffect::Ends:
    return "TransactionEffect::Ends";
  }
  return "";
}

StringRef spelled(Role R) {
  switch (R) {
  case Role::Connection:
    return "Role::Connection";
  case Role::Lease:
    return "Role::Lease";
  case Role::Result:
    return "Role::Result";
  case Role::Statement:
    return "Role::Statement";
  case Role::Transaction:
    return "Role::Transaction";
  }
  return "";
}

StringRef spelled(ScopeEnd E) {
  switch (E) {
  case ScopeEnd::Releases:
    return "ScopeEnd::Releases";
  case ScopeEnd::RollsBack:
    return "ScopeEnd::RollsBack";
  case ScopeEnd::Commits:
    return "ScopeEnd::Commits";
  case ScopeEnd::Nothing:
    return "ScopeEnd::Nothing";
  case ScopeEnd::ReturnsDirty:
    return "ScopeEnd::ReturnsDirty";
  }
  return "";
}

StringRef spelled(bool B) { return B ? "true" : "false"; }

std::string spelled(const Place &P) {
  return (Twine("Place{") + spelled(P.Where) + ", " + Twine(unsigned(P.Index)) + "}")
      .str();
}

std::string spelled(std::optional<uint8_t> Index) {
  return Index ? std::to_string(*Index) : "std::nullopt";
}

std::string spelled(const ArgumentIs &A) {
  return "ArgumentIs{" + std::to_string(A.Index) + ", " +
         std::to_string(A.Value) + "}";
}

std::string spelled(const Executes &X) {
  return "Executes{" + std::to_string(X.Text) + ", " + spelled(X.On) + ", " +
         std::string(spelled(X.When)) + ", sql::Dialect(" +
         std::to_string(unsigned(X.Speaks)) + ")}";
}

std::string spelled(const Leases &L) {
  return "Leases{" + spelled(L.Pool) + ", " + std::string(spelled(L.Waits)) +
         "}";
}

std::string spelled(const Blocking::BriefBelow &B) {
  return "Blocking::BriefBelow{" + std::to_string(B.Index) + ", " +
         std::to_string(B.Limit) + "}";
}

template <typename T> std::string spelled(const std::optional<T> &Maybe) {
  return Maybe ? std::string(spelled(*Maybe)) : "std::nullopt";
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

void table(raw_ostream &OS, StringRef Type, StringRef Name, StringRef Rows) {
  // An array of no elements would not compile.
  if (Rows.empty())
    OS << "constexpr llvm::ArrayRef<" << Type << "> " << Name << ";\n\n";
  else
    OS << "constexpr " << Type << ' ' << Name << "[] = {\n" << Rows << "};\n\n";
}

} // namespace

void emitTables(const Catalogue &C, raw_ostream &OS) {
  std::string Kinds, Prefixes, Acquires, Releases, Transactions, Functions,
      Borrowed, Borrowers, Methods, Owners, Guards, ScopeTypes, Waits,
      Blocks;
  raw_string_ostream KindOS(Kinds), PrefixOS(Prefixes), AcquireOS(Acquires),
      ReleaseOS(Releases), TransactionOS(Transactions), FunctionOS(Functions),
      BorrowedOS(Borrowed), BorrowerOS(Borrowers), MethodOS(Methods),
      OwnerOS(Owners), GuardOS(Guards), ScopeTypeOS(ScopeTypes),
      WaitOS(Waits), BlockOS(Blocks);
  Pool AcquirePool, ReleasePool, TransactionPool, MethodPool;

  auto MethodRange = [&](ArrayRef<std::string> Names) {
    for (const std::string &Name : Names)
      MethodOS << "    " << quoted(Name) << ",\n";
    return MethodPool.range(Names.size());
  };

  for (const Catalogue::LibraryKind &LK : C.Kinds)
    KindOS << "    {" << quoted(LK.K.Name) << ", " << quoted(LK.K.Noun) << ", "
           << quoted(LK.K.Type) << ", " << quoted(LK.K.Release) << ", "
           << spelled(LK.K.Lease) << ", " << spelled(LK.K.Part) << "},\n";

  for (const Catalogue::Library &L : C.Libraries)
    for (const std::string &Prefix : L.Prefixes)
      PrefixOS << "    {" << quoted(L.Name) << ", " << quoted(Prefix) << "},\n";

  for (const Catalogue::Entry &E : C.Functions) {
    const Function &F = E.F;
    if (F.onlyBorrows())
      continue;
    for (const Acquire &A : F.Acquires)
      AcquireOS << "    {" << A.Kind << ", " << spelled(A.From) << ", "
                << spelled(A.When) << ", " << spelled(A.MayBeNull) << ", "
                << spelled(A.OnlyIfNullArgument) << ", " << spelled(A.Pool)
                << ", " << spelled(A.OnlyIf) << ", " << spelled(A.Needs)
                << ", " << spelled(A.Waits) << "},\n";
    for (const Release &R : F.Releases)
      ReleaseOS << "    {" << spelled(R.Of) << ", " << spelled(R.Transfer)
                << ", " << spelled(R.When) << ", "
                << spelled(R.OnlyIfNonNullArgument) << ", "
                << spelled(R.OnlyIf) << ", " << spelled(R.Within) << ", "
                << spelled(R.EndsDependents) << ", " << spelled(R.MayRefuse)
                << "},\n";
    for (const TransactionEffect &T : F.Transactions)
      TransactionOS << "    {" << spelled(T.What) << ", " << spelled(T.Of)
                    << ", " << spelled(T.When) << ", " << spelled(T.OnlyIf)
                    << ", " << spelled(T.AndIf) << "},\n";
    FunctionOS << "    {" << quoted(F.Name) << ", " << quoted(F.Library) << ", "
               << AcquirePool.range(F.Acquires.size()) << ", "
               << ReleasePool.range(F.Releases.size()) << ", "
               << TransactionPool.range(F.Transactions.size()) << ", "
               << spelled(F.Runs) << ", "
               << (F.Lends ? spelled(F.Lends->From) : "std::nullopt")
               << ", "
               << MethodRange(F.Lends ? ArrayRef<std::string>(F.Lends->Until)
                                      : ArrayRef<std::string>())
               << ", " << spelled(F.Leases) << ", "
               << spelled(F.ReturnsArgument) << ", "
               << unsigned(F.FormatReleases) << ", " << spelled(F.Pure) << ", "
               << (F.AnswerForNull ? std::to_string(*F.AnswerForNull)
                                   : "std::nullopt")
               << ", " << spelled(F.Then) << ", " << quoted(F.Throws)
               << "},\n";
  }

  for (unsigned L = 0; L != C.Libraries.size(); ++L) {
    std::vector<StringRef> Names;
    for (const Catalogue::Entry &E : C.Functions)
      if (E.Library == L && E.F.onlyBorrows())
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
  for (const ScopeType &T : C.ScopeTypes) {
    ScopeTypeOS << "    {" << quoted(T.Name) << ", " << spelled(T.Is) << ", "
                << spelled(T.AtEnd) << ", " << spelled(T.Begins) << ", "
                << spelled(T.On);
    for (ArrayRef<std::string> Names :
         {ArrayRef<std::string>(T.Commits), ArrayRef<std::string>(T.RollsBack),
          ArrayRef<std::string>(T.Releases),
          ArrayRef<std::string>(T.ReturnsDirty)})
      ScopeTypeOS << ", " << MethodRange(Names);
    ScopeTypeOS << ", " << quoted(T.LentBy) << ", " << spelled(T.Waits)
                << "},\n";
  }
  for (const Unbounded &W : C.Waits)
    WaitOS << "    {" << quoted(W.Name) << ", " << quoted(W.Advice) << ", "
           << spelled(W.Text) << ", " << MethodRange(W.Words) << ", "
           << spelled(W.Given) << ", " << quoted(W.Setter) << ", "
           << spelled(W.SetterArgument) << "},\n";
  for (const Blocking &B : C.Blocks)
    BlockOS << "    {" << quoted(B.Name) << ", " << quoted(B.What) << ", "
            << spelled(B.ByParameter) << ", " << spelled(B.Brief) << ", "
            << spelled(B.OnlyIf) << ", " << MethodRange(B.OnlyIfIs) << ", "
            << spelled(B.UnlessBits) << ", " << MethodRange(B.UnlessBeside)
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
  table(OS, "TransactionEffect", "Transactions", TransactionOS.str());
  table(OS, "FunctionRow", "Functions", FunctionOS.str());
  OS << BorrowedOS.str();
  table(OS, "BorrowerRow", "Borrowers", BorrowerOS.str());
  table(OS, "std::string_view", "Methods", MethodOS.str());
  table(OS, "OwnerRow", "Owners", OwnerOS.str());
  table(OS, "GuardRow", "Guards", GuardOS.str());
  table(OS, "ScopeTypeRow", "ScopeTypes", ScopeTypeOS.str());
  table(OS, "UnboundedRow", "Waits", WaitOS.str());
  table(OS, "BlockingRow", "Blocks", BlockOS.str());
  OS << "} // namespace\n\n"
        "Tables tables() {\n"
        "  return {Kinds,     Prefixes,  Acquires, Releases, Transactions,\n"
        "          Functions, Borrowers, Methods,  Owners,   Guards,\n"
        "          ScopeTypes, Waits, Blocks};\n"
        "}\n\n"
        "} // namespace leash::spec::builtin\n";
}

} // namespace leash::spec
