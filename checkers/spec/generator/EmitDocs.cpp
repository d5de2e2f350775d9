// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes the reference page of what is known.

#include "Emit.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace leash::spec {

namespace {

std::string code(StringRef Text) { return (Twine("`") + Text + "`").str(); }

StringRef words(Outcome When) {
  switch (When) {
  case Outcome::Always:
    return "";
  case Outcome::Zero:
    return "if it returns 0";
  case Outcome::NonZero:
    return "if it does not return 0";
  case Outcome::Positive:
    return "if it returns more than 0";
  case Outcome::Negative:
    return "if it returns less than 0";
  case Outcome::ZeroOrOne:
    return "if it returns 0 or 1";
  }
  return "";
}

std::string words(const Place &P) {
  switch (P.Where) {
  case Slot::Result:
    return "result";
  case Slot::Argument:
    return "argument " + std::to_string(P.Index);
  case Slot::Pointee:
    return "through argument " + std::to_string(P.Index);
  case Slot::Receiver:
    return "the object";
  case Slot::Any:
    return "any connection";
  }
  return "";
}

std::string words(const ArgumentIs &A) {
  return "if argument " + std::to_string(A.Index) + " is " +
         std::to_string(A.Value);
}

/// One thing that a function does to one kind, with a suffix for what is out
/// of the ordinary.
std::string acquireWords(const Catalogue::Entry &E, const Acquire &A) {
  SmallVector<std::string, 4> Parts;
  if (A.From.Where != Slot::Result)
    Parts.push_back(words(A.From));
  if (!words(A.When).empty())
    Parts.push_back(words(A.When).str());
  else if (A.From.Where == Slot::Pointee)
    Parts.push_back("on failure too");
  if (A.OnlyIfNullArgument)
    Parts.push_back("if argument " + std::to_string(*A.OnlyIfNullArgument) +
                    " is null or 0");
  if (A.OnlyIf)
    Parts.push_back(words(*A.OnlyIf));
  if (!E.Since.empty())
    Parts.push_back("since " + E.Since);
  std::string S = code(E.F.Name);
  if (!Parts.empty())
    S += " (" + join(Parts, ", ") + ")";
  return S;
}

std::string releaseWords(const Catalogue::Entry &E, const Release &R) {
  SmallVector<std::string, 4> Parts;
  if (R.Within)
    Parts.push_back("what was taken within " + words(R.Of));
  else if (R.Of.Where != Slot::Argument || R.Of.Index != 0 || R.Transfer)
    Parts.push_back(words(R.Of));
  if (!words(R.When).empty())
    Parts.push_back(words(R.When).str());
  if (R.OnlyIfNonNullArgument)
    Parts.push_back("if argument " + std::to_string(*R.OnlyIfNonNullArgument) +
                    " is neither null nor -1");
  if (R.OnlyIf)
    Parts.push_back(words(*R.OnlyIf));
  if (!E.Since.empty())
    Parts.push_back("since " + E.Since);
  std::string S = code(E.F.Name);
  if (!Parts.empty())
    S += " (" + join(Parts, ", ") + ")";
  return S;
}

std::string transactionWords(const Function &F, const TransactionEffect &T) {
  SmallVector<std::string, 4> Parts;
  if (T.Of.Where != Slot::Receiver)
    Parts.push_back(words(T.Of));
  if (!words(T.When).empty())
    Parts.push_back(words(T.When).str());
  if (T.OnlyIf)
    Parts.push_back(words(*T.OnlyIf));
  if (T.AndIf)
    Parts.push_back(words(*T.AndIf));
  std::string S = code(F.Name);
  if (!Parts.empty())
    S += " (" + join(Parts, ", ") + ")";
  return S;
}

StringRef words(ScopeEnd E) {
  switch (E) {
  case ScopeEnd::Releases:
    return "gives it back";
  case ScopeEnd::RollsBack:
    return "rolls back";
  case ScopeEnd::Commits:
    return "**commits**";
  case ScopeEnd::Nothing:
    return "nothing";
  case ScopeEnd::ReturnsDirty:
    return "gives it back as it is, in a transaction or not";
  }
  return "";
}

StringRef words(Role R) {
  switch (R) {
  case Role::Connection:
    return "connection";
  case Role::Lease:
    return "connection of a pool";
  case Role::Result:
    return "result";
  case Role::Statement:
    return "statement";
  case Role::Transaction:
    return "transaction";
  }
  return "";
}

void paragraph(raw_ostream &OS, StringRef Lead, ArrayRef<std::string> Items) {
  if (!Items.empty())
    OS << "**" << Lead << "**: " << join(Items, ", ") << ".\n\n";
}

void emitLibrary(const Catalogue &C, unsigned Index, raw_ostream &OS) {
  const Catalogue::Library &L = C.Libraries[Index];
  OS << "## " << (L.Title.empty() ? L.Name : L.Title) << "\n\n";
  if (!L.Header.empty()) {
    OS << "Header " << code(L.Header);
    if (!L.Package.empty())
      OS << ", Debian package " << code(L.Package);
    OS << ".\n\n";
  }

  bool HasKinds = any_of(C.Kinds, [&](const Catalogue::LibraryKind &K) {
    return K.Library == Index;
  });
  if (HasKinds)
    OS << "| kind | what it is | acquired by | given back by |\n"
          "|---|---|---|---|\n";
  for (unsigned K = 0; K != C.Kinds.size(); ++K) {
    if (C.Kinds[K].Library != Index)
      continue;
    const Kind &Row = C.Kinds[K].K;
    std::vector<std::string> Acquirers;
    for (const Catalogue::Entry &E : C.Functions)
      for (const Acquire &A : E.F.Acquires)
        if (A.Kind == K)
          Acquirers.push_back(acquireWords(E, A));
    OS << "| " << code(Row.Name) << " | " << Row.Noun;
    if (!Row.Type.empty())
      OS << ", " << code(Row.Type);
    OS << " | " << join(Acquirers, ", ") << " | " << code(Row.Release)
       << " |\n";
  }
  if (HasKinds)
    OS << '\n';

  std::vector<std::string> Releases, Transfers, Begins, Commits, RollsBack,
      Runs, Lent, Leased, Returns, Pure, Jumps, Exits, Notes;
  unsigned Borrows = 0;
  for (const Catalogue::Entry &E : C.Functions) {
    if (E.Library != Index)
      continue;
    const Function &F = E.F;
    for (const Release &R : F.Releases)
      (R.Transfer ? Transfers : Releases).push_back(releaseWords(E, R));
    if (F.ReturnsArgument)
      Returns.push_back(code(F.Name) + " (argument " +
                        std::to_string(*F.ReturnsArgument) + ")");
    if (F.Pure)
      Pure.push_back(F.AnswerForNull
                         ? code(F.Name) + " (" +
                               std::to_string(*F.AnswerForNull) + ")"
                         : code(F.Name));
    if (F.Then == Continuation::Jumps)
      Jumps.push_back(code(F.Name));
    if (F.Then == Continuation::Exits)
      Exits.push_back(code(F.Name));
    if (!E.Note.empty())
      Notes.push_back("- " + code(F.Name) + ": " + E.Note + "\n");
    for (const TransactionEffect &T : F.Transactions)
      (T.What == TransactionEffect::Begins    ? Begins
       : T.What == TransactionEffect::Commits ? Commits
                                              : RollsBack)
          .push_back(transactionWords(F, T));
    if (F.Runs)
      Runs.push_back(code(F.Name) + " (text: argument " +
                     std::to_string(F.Runs->Text) + ")");
    if (F.Lends) {
      std::vector<std::string> Until;
      for (const std::string &Name : F.Lends->Until)
        Until.push_back(code(Name));
      Lent.push_back(Until.empty()
                         ? code(F.Name)
                         : code(F.Name) + " (until " + join(Until, ", ") + ")");
    }
    if (F.Leases)
      Leased.push_back(F.Leases->Waits ? code(F.Name)
                                       : code(F.Name) + " (never waits)");
    Borrows += F.onlyBorrows();
  }
  paragraph(OS, "Gives back", Releases);
  paragraph(OS, "Takes over", Transfers);
  paragraph(OS, "Begins a transaction", Begins);
  paragraph(OS, "Commits", Commits);
  paragraph(OS, "Rolls back, or ends as it is told", RollsBack);
  paragraph(OS, "Sends SQL text", Runs);
  paragraph(OS,
            "Lends what ends with the handle (in brackets: what may end it "
            "before)",
            Lent);
  paragraph(OS, "Returns an object that keeps a connection of a pool", Leased);
  paragraph(OS, "Returns its own argument, or null", Returns);
  paragraph(OS,
            "Only asks; two calls without a change between them agree (in "
            "brackets: the answer for a null handle)",
            Pure);
  paragraph(OS, "Leaves the function without returning; what is held leaks",
            Jumps);
  paragraph(OS, "Ends the process; nothing leaks", Exits);
  if (Borrows)
    OS << "**Borrows**: " << Borrows
       << " more functions are named that leave ownership as it is";
  if (Borrows && !L.Prefixes.empty()) {
    std::vector<std::string> Prefixes;
    for (const std::string &Prefix : L.Prefixes)
      Prefixes.push_back(code(Prefix));
    OS << "; so does any other function whose name begins with "
       << join(Prefixes, ", ");
  }
  if (Borrows)
    OS << ".\n\n";
  if (!Notes.empty())
    OS << "Notes:\n\n" << join(Notes, "") << '\n';
}

void emitMethods(raw_ostream &OS, ArrayRef<std::string> Names) {
  std::vector<std::string> Spelled;
  for (const std::string &Name : Names)
    Spelled.push_back(code(Name));
  OS << " | " << join(Spelled, ", ");
}

} // namespace

static void emitBlocking(const Catalogue &C, raw_ostream &OS) {
  if (C.Blocks.empty())
    return;
  OS << "\n## Blocking calls\n\n"
        "What waits for something other than the database.\n\n"
        "| function | what it does | does not count |\n"
        "|---|---|---|\n";
  auto All = [](ArrayRef<std::string> Names, StringRef Between) {
    std::vector<std::string> Spelled;
    for (const std::string &Name : Names)
      Spelled.push_back(code(Name));
    return join(Spelled, Between);
  };
  auto At = [](unsigned Index) { return "argument " + std::to_string(Index); };
  for (const Blocking &B : C.Blocks) {
    std::vector<std::string> Except;
    if (B.Brief)
      Except.push_back(B.Brief->Limit == 1
                           ? "if " + At(B.Brief->Index) + " is 0"
                           : "if " + At(B.Brief->Index) + " is below " +
                                 std::to_string(B.Brief->Limit));
    if (B.OnlyIf)
      Except.push_back("if " +
                       (B.OnlyIf->Where == Slot::Receiver
                            ? std::string("the object")
                            : At(B.OnlyIf->Index)) +
                       " is not " + All(B.OnlyIfIs, " or "));
    if (B.UnlessBits)
      Except.push_back("if " + At(B.UnlessBits->Index) + " has bit " +
                       std::to_string(B.UnlessBits->Value));
    if (!B.UnlessBeside.empty())
      Except.push_back("beside " + All(B.UnlessBeside, ", "));
    OS << "| "
       << (B.ByParameter ? "any that takes a " + code(B.Name) : code(B.Name))
       << " | " << B.What << " | " << join(Except, "; ") << " |\n";
  }
}

void emitDocs(const Catalogue &C, raw_ostream &OS) {
  OS << "# The catalogue\n\n"
        "<!-- Generated from checkers/spec/catalogue.yaml; change it there. "
        "-->\n\n"
        "What the checks know out of the box. Arguments are counted from 0. "
        "To add to it, see [the catalogue's schema](catalogue-schema.md).\n\n";
  for (unsigned I = 0; I != C.Libraries.size(); ++I)
    emitLibrary(C, I, OS);

  OS << "## Owner classes\n\n"
        "Classes that release what they hold when their scope ends. Others "
        "are recognised by what their destructor does.\n\n"
        "| class | takes over | gives up | lends | exchanges |\n"
        "|---|---|---|---|---|\n";
  for (const OwnerClass &O : C.Owners) {
    OS << "| " << code(O.Name);
    emitMethods(OS, O.Take);
    emitMethods(OS, O.Give);
    emitMethods(OS, O.Peek);
    emitMethods(OS, O.Exchange);
    OS << " |\n";
  }
  OS << "\n## Scope guards\n\n"
        "Factories and classes that call what they are handed when their "
        "scope ends.\n\n"
        "| name | called off by |\n"
        "|---|---|\n";
  for (const ScopeGuard &G : C.Guards) {
    OS << "| " << code(G.Name);
    emitMethods(OS, G.Dismiss);
    OS << " |\n";
  }
  emitBlocking(C, OS);
  if (C.ScopeTypes.empty())
    return;
  OS << "\n## Scope types\n\n"
        "Classes whose objects stand for something, and what the end of their "
        "scope does to it.\n\n"
        "| class | stands for a | at scope end | commits | rolls back | "
        "gives back |\n"
        "|---|---|---|---|---|---|\n";
  for (const ScopeType &T : C.ScopeTypes) {
    OS << "| " << code(T.Name) << " | " << words(T.Is) << " | "
       << words(T.AtEnd);
    if (!T.LentBy.empty())
      OS << "; made without " << code(T.LentBy) << ", ends it";
    emitMethods(OS, T.Commits);
    emitMethods(OS, T.RollsBack);
    SmallVector<std::string, 2> GivesBack(T.Releases);
    GivesBack.append(T.ReturnsDirty.begin(), T.ReturnsDirty.end());
    emitMethods(OS, GivesBack);
    OS << " |\n";
  }
}

} // namespace leash::spec
