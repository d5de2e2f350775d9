// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads the catalogue's schema, and refuses what it does not define.

#include "Catalogue.h"
#include "Sources.h"
#include "Yaml.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace leash::spec {

namespace {

using yaml::Member;
using yaml::Node;
using yaml::NodeKind;

// More than any function of a client library takes; a larger one is a slip.
constexpr unsigned MaxArgument = 63;

class Reader {
public:
  Reader(StringRef FileName, const Model &Known, std::vector<Problem> &Problems)
      : FileName(FileName), Known(Known), Problems(Problems) {}

  void readRoot(const Node &Root);
  void checkReleases();

  Catalogue Result;

private:
  using Field = function_ref<void(const Member &)>;

  void problem(unsigned Line, StringRef Key, const Twine &Message) {
    Problems.push_back({FileName.str(), Line, Key.str(), Message.str()});
  }
  bool is(const Node &N, NodeKind Wanted, StringRef Key);
  /// Calls \p Item for each item of a list.
  void eachItem(const Member &M, function_ref<void(const Node &)> Item);
  /// The same, where one item may stand without its list.
  void eachOrOne(const Member &M, function_ref<void(const Node &)> Item);

  std::string text(const Member &M);
  std::string word(const Node &N, StringRef Key);
  template <typename List> void words(const Member &M, List &Out);
  std::string qualifiedName(const Node &N, StringRef Key);
  bool boolean(const Member &M);
  std::optional<uint8_t> argument(const Member &M);
  std::optional<int64_t> integer(const Member &M);
  std::optional<Place> place(const Member &M);
  std::optional<Place> placeOrAny(const Member &M);
  Outcome outcome(const Member &M);
  std::optional<KindId> kind(const Member &M);
  std::optional<ArgumentIs> argumentIs(const Member &M);

  void unknownKey(const Member &M, StringRef Of, StringRef Expected) {
    problem(M.Line, M.Key,
            Twine("unknown key in ") + Of + "; expected " + Expected);
  }
  bool missing(const Node &N, StringRef Key, bool Present) {
    if (!Present)
      problem(N.Line, Key, "this key is required here");
    return !Present;
  }

  /// False, and a problem, if \p Name was described before; \p What as in
  /// messages.
  bool isFirst(StringMap<unsigned> &Lines, StringRef What, StringRef Name,
               unsigned Line) {
    auto [It, IsNew] = Lines.try_emplace(Name, Line);
    if (!IsNew)
      problem(Line, "name",
              Twine(What) + " '" + Name + "' is already described on line " +
                  Twine(It->second));
    return IsNew;
  }
  /// Adds \p Each under every one of \p Names that is its first.
  template <typename Row>
  void addNamed(const Row &Each, ArrayRef<const Node *> Names, StringRef What,
                StringMap<unsigned> &Lines, std::vector<Row> &To) {
    for (const Node *Name : Names) {
      Row Named = Each;
      Named.Name = qualifiedName(*Name, "name");
      if (isFirst(Lines, What, Named.Name, Name->Line))
        To.push_back(std::move(Named));
    }
  }

  void readLibrary(const Node &N);
  void readKind(const Node &N, unsigned Library);
  void readFunction(const Node &N, unsigned Library);
  void readAcquire(const Node &N, Function &F);
  void readRelease(const Node &N, Function &F, bool Transfer);
  void readTransaction(const Node &N, Function &F, StringRef Key,
                       TransactionEffect::Effect What);
  void readExecutes(const Member &M, Function &F);
  void readLends(const Member &M, Function &F);
  void readLeases(const Member &M, Function &F);
  void readScopeType(const Node &N);
  void readUnbounded(const Node &N);
  void readBlocking(const Node &N);
  void readOwner(const Node &N);
  void readGuard(const Node &N);
  void addEntry(Catalogue::Entry E);

  StringRef FileName;
  const Model &Known;
  std::vector<Problem> &Problems;

  StringMap<KindId> KindIds;
  StringMap<unsigned> KindLines, FunctionLines, LibraryLines, OwnerLines,
      GuardLines, ScopeTypeLines, UnboundedLines, BlockingLines;
};

bool Reader::is(const Node &N, NodeKind Wanted, StringRef Key) {
  if (N.Kind == Wanted)
    return true;
  problem(N.Line, Key,
          Twine("expected ") + yaml::describe(Wanted) + ", not " +
              yaml::describe(N.Kind));
  return false;
}

void Reader::eachItem(const Member &M, function_ref<void(const Node &)> Item) {
  if (is(M.Value, NodeKind::Sequence, M.Key))
    for (const Node &N : M.Value.Items)
      Item(N);
}

void Reader::eachOrOne(const Member &M, function_ref<void(const Node &)> Item) {
  if (M.Value.Kind == NodeKind::Sequence)
    eachItem(M, Item);
  else
    Item(M.Value);
}

std::string Reader::word(const Node &N, StringRef Key) {
  if (!is(N, NodeKind::Scalar, Key))
    return {};
  if (N.Text.empty())
    problem(N.Line, Key, "must not be empty");
  return N.Text;
}

std::string Reader::text(const Member &M) { return word(M.Value, M.Key); }

template <typename List> void Reader::words(const Member &M, List &Out) {
  eachItem(M, [&](const Node &N) { Out.push_back(word(N, M.Key)); });
}

std::string Reader::qualifiedName(const Node &N, StringRef Key) {
  std::string Name = word(N, Key);
  if (Name.empty())
    return Name;
  StringRef Last = Name;
  if (size_t Colon = Last.rfind("::"); Colon != StringRef::npos)
    Last = Last.drop_front(Colon + 2);
  bool IsOperator = Last.starts_with("operator");
  StringRef Checked = StringRef(Name).drop_back(IsOperator ? Last.size() : 0);
  bool Good = all_of(Checked, [](char C) {
    return isAlnum(C) || C == '_' || C == ':' || C == '~' || C == '$';
  });
  if (!Good || StringRef(Name).starts_with("::") || Last.empty() ||
      isDigit(Name.front()))
    problem(N.Line, Key,
            "'" + Name +
                "' is not a name; write it qualified, without a leading '::', "
                "parameters or template arguments");
  return Name;
}

bool Reader::boolean(const Member &M) {
  if (!is(M.Value, NodeKind::Scalar, M.Key))
    return false;
  if (M.Value.Text != "true" && M.Value.Text != "false")
    problem(M.Value.Line, M.Key,
            "expected true or false, not '" + M.Value.Text + "'");
  return M.Value.Text == "true";
}

std::optional<uint8_t> Reader::argument(const Member &M) {
  if (!is(M.Value, NodeKind::Scalar, M.Key))
    return std::nullopt;
  unsigned Index;
  if (StringRef(M.Value.Text).getAsInteger(10, Index) || Index > MaxArgument) {
    problem(M.Value.Line, M.Key,
            "expected an argument's index from 0 to " + Twine(MaxArgument) +
                ", not '" + M.Value.Text + "'");
    return std::nullopt;
  }
  return static_cast<uint8_t>(Index);
}

std::optional<int64_t> Reader::integer(const Member &M) {
  if (!is(M.Value, NodeKind::Scalar, M.Key))
    return std::nullopt;
  int64_t Value;
  if (StringRef(M.Value.Text).getAsInteger(10, Value)) {
    problem(M.Value.Line, M.Key,
            "expected an integer, not '" + M.Value.Text + "'");
    return std::nullopt;
  }
  return Value;
}

/// A connection, which may be `any`.
std::optional<Place> Reader::placeOrAny(const Member &M) {
  if (M.Value.Kind == NodeKind::Scalar && M.Value.Text == "any")
    return Place{Slot::Any, 0};
  return place(M);
}

std::optional<Place> Reader::place(const Member &M) {
  if (!is(M.Value, NodeKind::Scalar, M.Key))
    return std::nullopt;
  StringRef Text = M.Value.Text;
  if (Text == "result")
    return Place{Slot::Result, 0};
  if (Text == "receiver")
    return Place{Slot::Receiver, 0};
  Slot Where = Slot::Argument;
  bool HasIndex = Text.consume_front("argument ");
  if (!HasIndex && Text.consume_front("pointee ")) {
    HasIndex = true;
    Where = Slot::Pointee;
  }
  unsigned Index;
  if (!HasIndex) {
    problem(M.Value.Line, M.Key,
            "expected 'result', 'receiver', 'argument N' or 'pointee N', "
            "not '" +
                M.Value.Text + "'");
    return std::nullopt;
  }
  if (Text.trim().getAsInteger(10, Index) || Index > MaxArgument) {
    problem(M.Value.Line, M.Key,
            "expected an argument's index from 0 to " + Twine(MaxArgument) +
                ", not '" + Text + "'");
    return std::nullopt;
  }
  return Place{Where, static_cast<uint8_t>(Index)};
}

Outcome Reader::outcome(const Member &M) {
  if (!is(M.Value, NodeKind::Scalar, M.Key))
    return Outcome::Always;
  auto O = StringSwitch<std::optional<Outcome>>(M.Value.Text)
               .Case("always", Outcome::Always)
               .Case("zero", Outcome::Zero)
               .Case("nonzero", Outcome::NonZero)
               .Case("positive", Outcome::Positive)
               .Case("negative", Outcome::Negative)
               .Case("zero-or-one", Outcome::ZeroOrOne)
               .Default(std::nullopt);
  if (!O)
    problem(M.Value.Line, M.Key,
            "expected always, zero, nonzero, positive, negative or "
            "zero-or-one, not '" +
                M.Value.Text + "'");
  return O.value_or(Outcome::Always);
}

std::optional<KindId> Reader::kind(const Member &M) {
  std::string Name = text(M);
  if (Name.empty())
    return std::nullopt;
  if (auto It = KindIds.find(Name); It != KindIds.end())
    return It->second;
  if (std::optional<KindId> Id = Known.findKind(Name))
    return Id;
  problem(M.Value.Line, M.Key,
          "unknown kind '" + Name +
              "'; a library's kinds come before its functions");
  return std::nullopt;
}

void Reader::readRoot(const Node &Root) {
  if (Root.Kind == NodeKind::Null)
    return problem(0, "", "the file holds no entries");
  if (!is(Root, NodeKind::Mapping, ""))
    return;
  for (const Member &M : Root.Members) {
    if (M.Key == "libraries")
      eachItem(M, [&](const Node &N) { readLibrary(N); });
    else if (M.Key == "owner-classes")
      eachItem(M, [&](const Node &N) { readOwner(N); });
    else if (M.Key == "scope-guards")
      eachItem(M, [&](const Node &N) { readGuard(N); });
    else if (M.Key == "scope-types")
      eachItem(M, [&](const Node &N) { readScopeType(N); });
    else if (M.Key == "unbounded")
      eachItem(M, [&](const Node &N) { readUnbounded(N); });
    else if (M.Key == "blocking")
      eachItem(M, [&](const Node &N) { readBlocking(N); });
    else
      unknownKey(M, "a catalogue",
                 "libraries, owner-classes, scope-guards, scope-types, "
                 "unbounded or blocking");
  }
}

void Reader::readLibrary(const Node &N) {
  if (!is(N, NodeKind::Mapping, "libraries"))
    return;
  Catalogue::Library L;
  const unsigned Index = Result.Libraries.size();
  // Kinds first, so that functions may come in any order.
  for (const Member &M : N.Members)
    if (M.Key == "kinds")
      eachItem(M, [&](const Node &K) { readKind(K, Index); });
  for (const Member &M : N.Members) {
    if (M.Key == "name")
      L.Name = text(M);
    else if (M.Key == "title")
      L.Title = text(M);
    else if (M.Key == "header")
      L.Header = text(M);
    else if (M.Key == "package")
      L.Package = text(M);
    else if (M.Key == "prefixes")
      words(M, L.Prefixes);
    else if (M.Key == "functions")
      eachItem(M, [&](const Node &F) { readFunction(F, Index); });
    else if (M.Key == "borrows")
      eachItem(M, [&](const Node &Name) {
        Catalogue::Entry E;
        E.F.Name = qualifiedName(Name, M.Key);
        E.Library = Index;
        E.Line = Name.Line;
        addEntry(std::move(E));
      });
    else if (M.Key != "kinds")
      unknownKey(M, "a library",
                 "name, title, header, package, prefixes, kinds, functions or "
                 "borrows");
  }
  missing(N, "name", N.find("name"));
  if (!L.Name.empty())
    isFirst(LibraryLines, "library", L.Name, N.Line);
  // Addressed by index from here on; the name may come after the functions.
  for (Catalogue::Entry &E : Result.Functions)
    if (E.Library == Index)
      E.F.Library = L.Name;
  Result.Libraries.push_back(std::move(L));
}

void Reader::readKind(const Node &N, unsigned Library) {
  if (!is(N, NodeKind::Mapping, "kinds"))
    return;
  Kind K;
  for (const Member &M : N.Members) {
    if (M.Key == "name")
      K.Name = text(M);
    else if (M.Key == "noun")
      K.Noun = text(M);
    else if (M.Key == "type")
      K.Type = text(M);
    else if (M.Key == "release")
      K.Release = qualifiedName(M.Value, M.Key);
    else if (M.Key == "lease")
      K.Lease = boolean(M);
    else if (M.Key == "part")
      K.Part = boolean(M);
    else
      unknownKey(M, "a kind", "name, noun, type, release, lease or part");
  }
  if (missing(N, "name", N.find("name")) || K.Name.empty())
    return;
  std::optional<KindId> Old = Known.findKind(K.Name);
  // A user's file may say one thing only about a kind that is known already.
  if (!Old) {
    missing(N, "noun", N.find("noun"));
    missing(N, "release", N.find("release"));
  }
  if (!isFirst(KindLines, "kind", K.Name, N.Line))
    return;
  if (!Old) {
    size_t Fresh = count_if(Result.Kinds, [&](const auto &Other) {
      return !Known.findKind(Other.K.Name);
    });
    Old = static_cast<KindId>(Known.kinds().size() + Fresh);
  }
  KindIds[K.Name] = *Old;
  Result.Kinds.push_back({std::move(K), Library});
}

static std::optional<TransactionEffect::Effect> effect(StringRef Key) {
  return StringSwitch<std::optional<TransactionEffect::Effect>>(Key)
      .Case("begins", TransactionEffect::Begins)
      .Case("commits", TransactionEffect::Commits)
      .Case("rolls-back", TransactionEffect::RollsBack)
      .Case("ends", TransactionEffect::Ends)
      .Default(std::nullopt);
}

void Reader::readFunction(const Node &N, unsigned Library) {
  if (!is(N, NodeKind::Mapping, "functions"))
    return;
  Catalogue::Entry E;
  E.Library = Library;
  E.Line = N.Line;
  std::vector<const Node *> Names;
  for (const Member &M : N.Members) {
    if (M.Key == "name")
      Names.push_back(&M.Value);
    else if (M.Key == "names")
      eachItem(M, [&](const Node &Name) { Names.push_back(&Name); });
    else if (M.Key == "acquires")
      eachOrOne(M, [&](const Node &A) { readAcquire(A, E.F); });
    else if (M.Key == "releases")
      eachOrOne(M, [&](const Node &R) { readRelease(R, E.F, false); });
    else if (M.Key == "transfers")
      eachOrOne(M, [&](const Node &R) { readRelease(R, E.F, true); });
    else if (auto Effect = effect(M.Key))
      eachOrOne(M, [&](const Node &T) {
        readTransaction(T, E.F, M.Key, *Effect);
      });
    else if (M.Key == "executes")
      readExecutes(M, E.F);
    else if (M.Key == "lends")
      readLends(M, E.F);
    else if (M.Key == "leases")
      readLeases(M, E.F);
    else if (M.Key == "returns-argument")
      E.F.ReturnsArgument = argument(M);
    else if (M.Key == "format-releases") {
      const std::string Letter = text(M);
      if (Letter.size() == 1 && isAlpha(Letter[0]))
        E.F.FormatReleases = Letter[0];
      else
        problem(M.Value.Line, M.Key,
                "expected one letter, as z for %z, not '" + M.Value.Text + "'");
    } else if (M.Key == "pure")
      E.F.Pure = boolean(M);
    else if (M.Key == "answer-for-null")
      E.F.AnswerForNull = integer(M);
    else if (M.Key == "then") {
      auto Then = StringSwitch<std::optional<Continuation>>(text(M))
                      .Case("returns", Continuation::Returns)
                      .Case("exits", Continuation::Exits)
                      .Case("jumps", Continuation::Jumps)
                      .Default(std::nullopt);
      if (!Then)
        problem(M.Value.Line, M.Key,
                "expected returns, exits or jumps, not '" + M.Value.Text + "'");
      E.F.Then = Then.value_or(Continuation::Returns);
    } else if (M.Key == "throws")
      E.F.Throws = qualifiedName(M.Value, M.Key);
    else if (M.Key == "instead")
      E.Instead = boolean(M);
    else if (M.Key == "header")
      E.Header = text(M);
    else if (M.Key == "since")
      E.Since = text(M);
    else if (M.Key == "note")
      E.Note = text(M);
    else
      unknownKey(M, "a function",
                 "name, names, acquires, releases, transfers, begins, commits, "
                 "rolls-back, ends, executes, lends, leases, returns-argument, "
                 "format-releases, pure, answer-for-null, then, throws, instead, "
                 "header, since or note");
  }
  if (N.find("name") && N.find("names"))
    problem(N.Line, "names", "give either name or names");
  else
    missing(N, "name", N.find("name") || N.find("names"));
  if (E.F.Pure && (!E.F.Acquires.empty() || !E.F.Releases.empty()))
    problem(N.Line, "pure", "a function that acquires or releases is not pure");
  if (E.F.Pure && (!E.F.Transactions.empty() || E.F.Runs))
    problem(N.Line, "pure", "a function that acts on a transaction or runs SQL "
                            "is not pure");
  for (const Node *Name : Names) {
    Catalogue::Entry Named = E;
    Named.F.Name = qualifiedName(*Name, "name");
    Named.Line = Name->Line;
    addEntry(std::move(Named));
  }
}

void Reader::addEntry(Catalogue::Entry E) {
  if (isFirst(FunctionLines, "function", E.F.Name, E.Line))
    Result.Functions.push_back(std::move(E));
}

void Reader::readAcquire(const Node &N, Function &F) {
  if (!is(N, NodeKind::Mapping, "acquires"))
    return;
  Acquire A;
  for (const Member &M : N.Members) {
    if (M.Key == "kind")
      A.Kind = kind(M).value_or(AnyKind);
    else if (M.Key == "from")
      A.From = place(M).value_or(Place());
    else if (M.Key == "when")
      A.When = outcome(M);
    else if (M.Key == "may-be-null")
      A.MayBeNull = boolean(M);
    else if (M.Key == "only-if-null")
      A.OnlyIfNullArgument = argument(M);
    else if (M.Key == "pool")
      A.Pool = place(M);
    else if (M.Key == "only-if")
      A.OnlyIf = argumentIs(M);
    else if (M.Key == "needs")
      A.Needs = place(M);
    else if (M.Key == "waits")
      A.Waits = boolean(M);
    else
      unknownKey(M, "acquires",
                 "kind, from, when, may-be-null, only-if-null, only-if, pool, "
                 "needs or waits");
  }
  if (missing(N, "kind", N.find("kind")))
    return;
  for (const Acquire &Other : F.Acquires)
    if (Other.From.Where == A.From.Where &&
        Other.From.Index == A.From.Index && !(Other.OnlyIf && A.OnlyIf))
      return problem(N.Line, "from", "two acquires from the same place");
  F.Acquires.push_back(A);
}

void Reader::readRelease(const Node &N, Function &F, bool Transfer) {
  StringRef What = Transfer ? "transfers" : "releases";
  if (!is(N, NodeKind::Mapping, What))
    return;
  Release R;
  R.Of = {Slot::Argument, 0};
  R.Transfer = Transfer;
  for (const Member &M : N.Members) {
    if (M.Key == "of" || (M.Key == "within" && !Transfer)) {
      R.Of = place(M).value_or(R.Of);
      R.Within |= M.Key == "within";
      if (R.Of.Where == Slot::Result)
        problem(M.Value.Line, M.Key, "a call cannot give back its result");
    } else if (M.Key == "when")
      R.When = outcome(M);
    else if (M.Key == "only-if-non-null" && Transfer)
      R.OnlyIfNonNullArgument = argument(M);
    else if (M.Key == "only-if")
      R.OnlyIf = argumentIs(M);
    else if (M.Key == "ends-dependents" && !Transfer)
      R.EndsDependents = boolean(M);
    else if (M.Key == "may-refuse" && !Transfer)
      R.MayRefuse = boolean(M);
    else
      unknownKey(M, What,
                 Transfer ? "of, when, only-if or only-if-non-null"
                          : "of, within, when, only-if, ends-dependents or "
                            "may-refuse");
  }
  if (N.find("of") && N.find("within"))
    problem(N.Line, "within", "give either of or within");
  for (const Release &Other : F.Releases)
    if (Other.Of.Where == R.Of.Where && Other.Of.Index == R.Of.Index &&
        Other.Within == R.Within)
      return problem(N.Line, "of", "two releases of the same place");
  F.Releases.push_back(R);
}

std::optional<ArgumentIs> Reader::argumentIs(const Member &M) {
  if (!is(M.Value, NodeKind::Mapping, M.Key))
    return std::nullopt;
  std::optional<uint8_t> Index;
  std::optional<int64_t> Value;
  for (const Member &Part : M.Value.Members) {
    if (Part.Key == "argument")
      Index = argument(Part);
    else if (Part.Key == "equals")
      Value = integer(Part);
    else
      unknownKey(Part, M.Key, "argument or equals");
  }
  missing(M.Value, "argument", M.Value.find("argument"));
  missing(M.Value, "equals", M.Value.find("equals"));
  if (!Index || !Value)
    return std::nullopt;
  return ArgumentIs{*Index, *Value};
}

void Reader::readTransaction(const Node &N, Function &F, StringRef Key,
                             TransactionEffect::Effect What) {
  if (!is(N, NodeKind::Mapping, Key))
    return;
  TransactionEffect T;
  T.What = What;
  for (const Member &M : N.Members) {
    if (M.Key == "of")
      T.Of = placeOrAny(M).value_or(T.Of);
    else if (M.Key == "when")
      T.When = outcome(M);
    else if (M.Key == "only-if")
      eachOrOne(M, [&](const Node &Each) {
        if (T.AndIf)
          return problem(Each.Line, M.Key, "expected no more than two");
        (T.OnlyIf ? T.AndIf : T.OnlyIf) = argumentIs({M.Key, M.Line, Each});
      });
    else
      unknownKey(M, Key, "of, when or only-if");
  }
  if (!missing(N, "of", N.find("of")))
    F.Transactions.push_back(T);
}

void Reader::readExecutes(const Member &M, Function &F) {
  if (!is(M.Value, NodeKind::Mapping, M.Key))
    return;
  Executes X;
  for (const Member &Part : M.Value.Members) {
    if (Part.Key == "text")
      X.Text = argument(Part).value_or(0);
    else if (Part.Key == "on")
      X.On = placeOrAny(Part).value_or(X.On);
    else if (Part.Key == "when")
      X.When = outcome(Part);
    else if (Part.Key == "dialect") {
      auto Speaks = StringSwitch<std::optional<sql::Dialect>>(text(Part))
                        .Case("any", sql::Dialect::Any)
                        .Case("postgresql", sql::Dialect::PostgreSQL)
                        .Case("sqlite", sql::Dialect::SQLite)
                        .Case("mysql", sql::Dialect::MySQL)
                        .Default(std::nullopt);
      if (!Speaks)
        problem(Part.Value.Line, Part.Key,
                "expected any, postgresql, sqlite or mysql, not '" +
                    Part.Value.Text + "'");
      X.Speaks = Speaks.value_or(X.Speaks);
    } else
      unknownKey(Part, M.Key, "text, on, when or dialect");
  }
  if (!missing(M.Value, "text", M.Value.find("text")) &&
      !missing(M.Value, "on", M.Value.find("on")))
    F.Runs = X;
}

void Reader::readLends(const Member &M, Function &F) {
  if (!is(M.Value, NodeKind::Mapping, M.Key))
    return;
  Lends L;
  for (const Member &Part : M.Value.Members) {
    if (Part.Key == "from")
      L.From = place(Part).value_or(L.From);
    else if (Part.Key == "until")
      words(Part, L.Until);
    else
      unknownKey(Part, M.Key, "from or until");
  }
  if (L.From.Where == Slot::Result || L.From.Where == Slot::Pointee)
    problem(M.Line, "from", "expected 'receiver' or 'argument N'");
  else if (!missing(M.Value, "from", M.Value.find("from")))
    F.Lends = L;
}

void Reader::readLeases(const Member &M, Function &F) {
  if (!is(M.Value, NodeKind::Mapping, M.Key))
    return;
  Leases L;
  for (const Member &Part : M.Value.Members) {
    if (Part.Key == "pool")
      L.Pool = place(Part).value_or(L.Pool);
    else if (Part.Key == "waits")
      L.Waits = boolean(Part);
    else
      unknownKey(Part, M.Key, "pool or waits");
  }
  if (L.Pool.Where == Slot::Result || L.Pool.Where == Slot::Pointee)
    problem(M.Line, "pool", "expected 'receiver' or 'argument N'");
  else if (!missing(M.Value, "pool", M.Value.find("pool")))
    F.Leases = L;
}

void Reader::readScopeType(const Node &N) {
  if (!is(N, NodeKind::Mapping, "scope-types"))
    return;
  ScopeType T;
  for (const Member &M : N.Members) {
    if (M.Key == "name")
      T.Name = qualifiedName(M.Value, M.Key);
    else if (M.Key == "role") {
      auto Is = StringSwitch<std::optional<Role>>(text(M))
                    .Case("connection", Role::Connection)
                    .Case("lease", Role::Lease)
                    .Case("result", Role::Result)
                    .Case("statement", Role::Statement)
                    .Case("transaction", Role::Transaction)
                    .Default(std::nullopt);
      if (!Is)
        problem(M.Value.Line, M.Key,
                "expected connection, lease, result, statement or transaction, "
                "not '" +
                    M.Value.Text + "'");
      T.Is = Is.value_or(T.Is);
    } else if (M.Key == "at-scope-end") {
      auto AtEnd = StringSwitch<std::optional<ScopeEnd>>(text(M))
                       .Case("releases", ScopeEnd::Releases)
                       .Case("rolls-back", ScopeEnd::RollsBack)
                       .Case("commits", ScopeEnd::Commits)
                       .Case("nothing", ScopeEnd::Nothing)
                       .Case("returns-dirty", ScopeEnd::ReturnsDirty)
                       .Default(std::nullopt);
      if (!AtEnd)
        problem(M.Value.Line, M.Key,
                "expected releases, rolls-back, commits, nothing or "
                "returns-dirty, not '" +
                    M.Value.Text + "'");
      T.AtEnd = AtEnd.value_or(T.AtEnd);
    } else if (M.Key == "begins")
      T.Begins = boolean(M);
    else if (M.Key == "on") {
      const std::optional<Place> On = place(M);
      if (On && On->Where != Slot::Argument)
        problem(M.Value.Line, M.Key, "expected 'argument N'");
      else if (On)
        T.On = On->Index;
    } else if (M.Key == "commits")
      words(M, T.Commits);
    else if (M.Key == "rolls-back")
      words(M, T.RollsBack);
    else if (M.Key == "releases")
      words(M, T.Releases);
    else if (M.Key == "returns-dirty")
      words(M, T.ReturnsDirty);
    else if (M.Key == "lent-by")
      T.LentBy = qualifiedName(M.Value, M.Key);
    else if (M.Key == "waits")
      T.Waits = boolean(M);
    else
      unknownKey(M, "a scope type",
                 "name, role, at-scope-end, begins, on, commits, rolls-back, "
                 "releases, returns-dirty, lent-by or waits");
  }
  for (StringRef Key : {"name", "role", "at-scope-end"})
    if (missing(N, Key, N.find(Key)))
      return;
  if (isFirst(ScopeTypeLines, "scope type", T.Name, N.Line))
    Result.ScopeTypes.push_back(std::move(T));
}

void Reader::readUnbounded(const Node &N) {
  if (!is(N, NodeKind::Mapping, "unbounded"))
    return;
  Unbounded W;
  std::vector<const Node *> Names;
  for (const Member &M : N.Members) {
    if (M.Key == "name")
      Names.push_back(&M.Value);
    else if (M.Key == "names")
      eachItem(M, [&](const Node &Name) { Names.push_back(&Name); });
    else if (M.Key == "advice")
      W.Advice = text(M);
    else if (M.Key == "text")
      W.Text = argument(M);
    else if (M.Key == "words")
      words(M, W.Words);
    else if (M.Key == "given")
      W.Given = argument(M);
    else if (M.Key == "setter") {
      if (!is(M.Value, NodeKind::Mapping, M.Key))
        return;
      for (const Member &Part : M.Value.Members) {
        if (Part.Key == "name")
          W.Setter = qualifiedName(Part.Value, Part.Key);
        else if (Part.Key == "argument")
          W.SetterArgument.Index = argument(Part).value_or(0);
        else if (Part.Key == "equals")
          W.SetterArgument.Value = integer(Part).value_or(0);
        else
          unknownKey(Part, M.Key, "name, argument or equals");
      }
      for (StringRef Key : {"name", "argument", "equals"})
        missing(M.Value, Key, M.Value.find(Key));
    } else
      unknownKey(M, "an unbounded call",
                 "name, names, advice, text, words, given or setter");
  }
  if (missing(N, "name", !Names.empty()) ||
      missing(N, "advice", N.find("advice")))
    return;
  if (W.Text.has_value() != !W.Words.empty())
    return problem(N.Line, W.Text ? "text" : "words",
                   "'text' and 'words' go together");
  addNamed(W, Names, "unbounded call", UnboundedLines, Result.Waits);
}

void Reader::readBlocking(const Node &N) {
  if (!is(N, NodeKind::Mapping, "blocking"))
    return;
  Blocking B;
  std::vector<const Node *> Names;
  // The parts of a mapping, all of which are required.
  auto Parts = [&](const Member &M, StringRef First, StringRef Second,
                   function_ref<void(const Member &)> Read) {
    if (!is(M.Value, NodeKind::Mapping, M.Key))
      return;
    for (const Member &Part : M.Value.Members)
      if (Part.Key == First || Part.Key == Second)
        Read(Part);
      else
        unknownKey(Part, M.Key, (First + " or " + Second).str());
    missing(M.Value, First, M.Value.find(First));
    missing(M.Value, Second, M.Value.find(Second));
  };
  for (const Member &M : N.Members) {
    if (M.Key == "name" || M.Key == "parameter")
      Names.push_back(&M.Value);
    else if (M.Key == "names")
      eachItem(M, [&](const Node &Name) { Names.push_back(&Name); });
    else if (M.Key == "what")
      B.What = text(M);
    else if (M.Key == "brief") {
      B.Brief.emplace();
      Parts(M, "argument", "below", [&](const Member &Part) {
        if (Part.Key == "argument")
          B.Brief->Index = argument(Part).value_or(0);
        else
          B.Brief->Limit = integer(Part).value_or(0);
      });
    } else if (M.Key == "only-if")
      Parts(M, "of", "is", [&](const Member &Part) {
        if (Part.Key == "is")
          words(Part, B.OnlyIfIs);
        else
          B.OnlyIf = place(Part);
      });
    else if (M.Key == "unless") {
      B.UnlessBits.emplace();
      Parts(M, "argument", "bits", [&](const Member &Part) {
        if (Part.Key == "argument")
          B.UnlessBits->Index = argument(Part).value_or(0);
        else
          B.UnlessBits->Value = integer(Part).value_or(0);
      });
    } else if (M.Key == "unless-beside")
      words(M, B.UnlessBeside);
    else
      unknownKey(M, "a blocking call",
                 "name, names, parameter, what, brief, only-if, unless or "
                 "unless-beside");
  }
  if (missing(N, "name", !Names.empty()) || missing(N, "what", N.find("what")))
    return;
  B.ByParameter = N.find("parameter");
  if (B.ByParameter && Names.size() > 1)
    return problem(N.Line, "parameter", "give either parameter or names");
  addNamed(B, Names, "blocking call", BlockingLines, Result.Blocks);
}

void Reader::readOwner(const Node &N) {
  if (!is(N, NodeKind::Mapping, "owner-classes"))
    return;
  OwnerClass C;
  for (const Member &M : N.Members) {
    if (M.Key == "name")
      C.Name = qualifiedName(M.Value, M.Key);
    else if (M.Key == "take")
      words(M, C.Take);
    else if (M.Key == "give")
      words(M, C.Give);
    else if (M.Key == "peek")
      words(M, C.Peek);
    else if (M.Key == "exchange")
      words(M, C.Exchange);
    else
      unknownKey(M, "an owner class", "name, take, give, peek or exchange");
  }
  if (missing(N, "name", N.find("name")))
    return;
  if (isFirst(OwnerLines, "owner class", C.Name, N.Line))
    Result.Owners.push_back(std::move(C));
}

void Reader::readGuard(const Node &N) {
  if (!is(N, NodeKind::Mapping, "scope-guards"))
    return;
  ScopeGuard G;
  for (const Member &M : N.Members) {
    if (M.Key == "name")
      G.Name = qualifiedName(M.Value, M.Key);
    else if (M.Key == "dismiss")
      words(M, G.Dismiss);
    else
      unknownKey(M, "a scope guard", "name or dismiss");
  }
  if (missing(N, "name", N.find("name")))
    return;
  if (isFirst(GuardLines, "scope guard", G.Name, N.Line))
    Result.Guards.push_back(std::move(G));
}

// A kind whose release releases nothing would be reported on every path.
void Reader::checkReleases() {
  for (const Catalogue::LibraryKind &LK : Result.Kinds) {
    const Kind &K = LK.K;
    if (K.Release.empty() || K.Release == "delete")
      continue;
    bool Here = any_of(Result.Functions, [&](const Catalogue::Entry &E) {
      return E.F.Name == K.Release && !E.F.Releases.empty();
    });
    const Function *Old = Known.findFunction(K.Release);
    if (!Here && (!Old || Old->Releases.empty()))
      problem(KindLines.lookup(K.Name), "release",
              "kind '" + K.Name + "' is given back by '" + K.Release +
                  "', but no function entry of that name releases anything");
  }
}

} // namespace

std::optional<Catalogue> Catalogue::read(StringRef Text, StringRef FileName,
                                         const Model &Known,
                                         std::vector<Problem> &Problems) {
  size_t Before = Problems.size();
  std::optional<Node> Root = yaml::parse(Text, FileName, Problems);
  if (!Root)
    return std::nullopt;
  Reader R(FileName, Known, Problems);
  R.readRoot(*Root);
  if (Problems.size() == Before)
    R.checkReleases();
  if (Problems.size() != Before)
    return std::nullopt;
  return std::move(R.Result);
}

void Catalogue::addTo(Model &M) const {
  for (const Library &L : Libraries)
    for (const std::string &Prefix : L.Prefixes)
      M.addPrefix(L.Name, Prefix);
  for (const LibraryKind &K : Kinds)
    M.addKind(K.K);
  for (const Entry &E : Functions) {
    if (E.Instead)
      M.replaceFunction(E.F);
    else
      M.addFunction(E.F);
  }
  for (const OwnerClass &C : Owners)
    M.addOwnerClass(C);
  for (const ScopeGuard &G : Guards)
    M.addScopeGuard(G);
  for (const ScopeType &T : ScopeTypes)
    M.addScopeType(T);
  for (const Unbounded &W : Waits)
    M.addUnbounded(W);
  for (const Blocking &B : Blocks)
    M.addBlocking(B);
}

bool addYaml(Model &M, StringRef Text, StringRef FileName,
             std::vector<Problem> &Problems) {
  std::optional<Catalogue> C = Catalogue::read(Text, FileName, M, Problems);
  if (!C)
    return false;
  C->addTo(M);
  return true;
}

bool addYamlFile(Model &M, StringRef Path, std::vector<Problem> &Problems) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer) {
    Problems.push_back(
        {Path.str(), 0, "",
         "cannot read the catalogue: " + Buffer.getError().message()});
    return false;
  }
  return addYaml(M, (*Buffer)->getBuffer(), Path, Problems);
}

} // namespace leash::spec
