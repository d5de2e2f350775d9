// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the checks know about client libraries: resource kinds, and what each
// function does to them. Filled from the catalogue, from user YAML, from
// CheckOptions rows and from marks in source; read by the flow engine.

#ifndef LEASH_CHECKERS_SPEC_MODEL_H
#define LEASH_CHECKERS_SPEC_MODEL_H

#include "../sql/Effects.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leash::spec {

/// Index of a resource kind in its model.
using KindId = uint16_t;
inline constexpr KindId AnyKind = 0xffff;

/// A kind of resource: what a person calls it and what gives it back.
struct Kind {
  std::string Name;    ///< unique, e.g. "pg-result"
  std::string Noun;    ///< for messages, e.g. "result"
  std::string Type;    ///< pointee or value type as spelled, e.g. "PGresult"
  std::string Release; ///< the function to name in messages, e.g. "PQclear",
                       ///< or "delete"
  bool Lease = false;  ///< lent by a pool, so that holding it starves others
  bool Part = false;   ///< ends, at the latest, with what it was taken within
};

/// Where a call takes or leaves a resource.
enum class Slot : uint8_t {
  Result,   ///< the value the call returns
  Argument, ///< the value of argument `Index`
  Pointee,  ///< what argument `Index` points or refers to (an out-parameter)
  Receiver, ///< the object a method is called on, or a constructor makes
  Any,      ///< whichever it is: only of what acts on a transaction
};

struct Place {
  Slot Where = Slot::Result;
  uint8_t Index = 0; ///< zero-based argument; unused for Result and Receiver
};

/// A condition on the value a call returns.
enum class Outcome : uint8_t {
  Always,
  Zero,    ///< == 0, or a null pointer, or false
  NonZero, ///< != 0
  Positive,
  Negative,
  ZeroOrOne, ///< 0 or 1, where anything else is negative (ODBC)
};

/// A condition on a constant handed to a call.
struct ArgumentIs {
  uint8_t Index = 0;
  int64_t Value = 0;
};

/// The call creates an obligation to release.
struct Acquire {
  KindId Kind = AnyKind;
  Place From;
  /// The place holds a resource exactly when the result satisfies this.
  /// `Always` with `MayBeNull` is the plain "returns a pointer or null".
  Outcome When = Outcome::Always;
  bool MayBeNull = true;
  /// The resource exists only if this argument is a null pointer (or a zero
  /// flag word), as the one of `mysql_init`; otherwise the call initialises
  /// what it is given.
  std::optional<uint8_t> OnlyIfNullArgument;
  /// Of a lease: the pool that lends it.
  std::optional<Place> Pool;
  /// Which of several kinds it is, as `SQLAllocHandle` has it. With a value
  /// that is not a constant it is none that is known.
  std::optional<ArgumentIs> OnlyIf;
  /// What it was opened on, and cannot be used without.
  std::optional<Place> Needs;
  /// Of a lease: whoever finds the pool empty waits for others to give back. A
  /// pool that grows, or that gives up at once, does not make anybody wait.
  bool Waits = true;
};

/// The call ends an obligation: the resource is released, or (`Transfer`)
/// something else becomes responsible for it.
struct Release {
  Place Of;
  bool Transfer = false;
  Outcome When = Outcome::Always;
  /// A transfer that happens only if this argument's value is neither null
  /// (or 0) nor -1, as the destructor argument of `sqlite3_bind_text`:
  /// SQLITE_STATIC is null, SQLITE_TRANSIENT is -1, and both leave the caller
  /// responsible. A value that is not a constant counts as a destructor.
  std::optional<uint8_t> OnlyIfNonNullArgument;
  /// Only for this argument (`SQLFreeStmt(s, SQL_DROP)`). A value that is not
  /// a constant counts as it.
  std::optional<ArgumentIs> OnlyIf;
  /// What is released is not `Of`, but every part that was taken within it,
  /// as `SQLDisconnect` frees a connection's statements.
  bool Within = false;
  /// What needs the resource cannot be used, nor released, any more.
  bool EndsDependents = false;
  /// A result other than zero says that the resource is still there, as that
  /// of `sqlite3_close`. (It counts as released where a leak is looked for.)
  bool MayRefuse = false;
};

/// The result points into a resource, and is valid as long as that is.
struct Lends {
  Place From{Slot::Argument, 0};
  /// Functions that, called on the same resource, end it before.
  llvm::SmallVector<std::string, 2> Until;
};

/// The result, an object or a smart pointer to one, keeps a connection of a
/// pool until its end.
struct Leases {
  Place Pool{Slot::Receiver, 0};
  bool Waits = true; ///< as of an Acquire
};

/// What a call does to the transaction of a connection.
struct TransactionEffect {
  enum Effect : uint8_t {
    Begins,
    Commits,
    RollsBack,
    Ends, ///< commits or rolls back, as an argument says
  };
  Effect What = Begins;
  Place Of{Slot::Receiver, 0}; ///< the connection
  Outcome When = Outcome::Always; ///< it succeeded exactly if the result is so
  /// A switch such as `setAutoCommit(false)` has the effect only for this
  /// argument, or these two. A value that is not a constant counts as any.
  std::optional<ArgumentIs> OnlyIf, AndIf;
};

/// The call sends SQL text to a connection.
struct Executes {
  uint8_t Text = 0; ///< the argument that is the text
  Place On{Slot::Receiver, 0};
  Outcome When = Outcome::Always; ///< it succeeded exactly if the result is so
  sql::Dialect Speaks = sql::Dialect::Any;
};

/// What control flow does after the call.
enum class Continuation : uint8_t {
  Returns,
  Exits, ///< the process ends; nothing leaks
  Jumps, ///< control leaves the function as `longjmp` does; all held leaks
};

/// Everything known about one function. A function with neither acquires nor
/// releases is known to borrow every handle it is given and not to throw.
struct Function {
  std::string Name; ///< qualified, without leading "::"
  std::string Library;
  llvm::SmallVector<Acquire, 1> Acquires;
  llvm::SmallVector<Release, 1> Releases;
  llvm::SmallVector<TransactionEffect, 1> Transactions;
  std::optional<Executes> Runs;
  std::optional<leash::spec::Lends> Lends;
  std::optional<leash::spec::Leases> Leases;
  /// The result is this argument's value, or null (`mysql_real_connect`). If
  /// an acquire has the same OnlyIfNullArgument, that holds when the argument
  /// is null and this when it is not.
  std::optional<uint8_t> ReturnsArgument;
  /// In the format, the last named parameter, this conversion releases its
  /// argument (`%z` of `sqlite3_mprintf`); 0: none does.
  char FormatReleases = 0;
  /// The result depends only on the arguments' states and nothing changes
  /// (`PQstatus`, `PQresultStatus`): two calls without a change between
  /// them agree.
  bool Pure = false;
  /// With a null handle the call answers "failed", so an answer of success
  /// means that the handle is not null: unused when unset. The value is the
  /// failure answer, e.g. CONNECTION_BAD for PQstatus(NULL).
  std::optional<int64_t> AnswerForNull;
  Continuation Then = Continuation::Returns;
  /// The class of what it throws when it fails; empty: it does not throw.
  std::string Throws;

  /// Nothing is to be said of it but that it leaves ownership as it is.
  bool onlyBorrows() const {
    return Acquires.empty() && Releases.empty() && Transactions.empty() &&
           !Runs && !Lends && !Leases && !ReturnsArgument && !FormatReleases &&
           !Pure && !AnswerForNull && Then == Continuation::Returns &&
           Throws.empty();
  }
};

/// A class template or class that owns what it is given and releases it when
/// its scope ends (`std::unique_ptr`). Methods are unqualified names.
struct OwnerClass {
  std::string Name;                       ///< qualified
  llvm::SmallVector<std::string, 2> Take; ///< reset: closes, then owns arg 0
  llvm::SmallVector<std::string, 2> Give; ///< release: gives up, returns it
  llvm::SmallVector<std::string, 2> Peek; ///< get, operator->: lends it
  llvm::SmallVector<std::string, 2> Exchange; ///< swap with argument 0
};

/// A function that, handed a callable, returns an object that calls it when
/// its scope ends; and the methods that call it off.
struct ScopeGuard {
  std::string Name; ///< qualified function or class name
  llvm::SmallVector<std::string, 2> Dismiss;
};

/// What an object stands for.
enum class Role : uint8_t { Connection, Lease, Result, Statement, Transaction };

/// What the end of an object's scope does to what it stands for.
enum class ScopeEnd : uint8_t {
  Releases,
  RollsBack,
  Commits,      ///< also when the scope is left early
  Nothing,
  ReturnsDirty, ///< gives a connection back as it is, in a transaction or not
};

/// A library's class whose objects stand for a resource or a transaction.
/// Methods are unqualified names; a derived class has them, too.
struct ScopeType {
  std::string Name; ///< qualified
  Role Is = Role::Transaction;
  ScopeEnd AtEnd = ScopeEnd::RollsBack;
  bool Begins = false; ///< its constructor begins a transaction
  /// The constructor's argument that is the connection or the pool.
  std::optional<uint8_t> On;
  llvm::SmallVector<std::string, 2> Commits, RollsBack, Releases;
  /// Methods that give a connection back as it is, in a transaction or not.
  llvm::SmallVector<std::string, 2> ReturnsDirty;
  /// A lease only if its constructor is given one of this class, a pool;
  /// otherwise a connection of its own. Empty: always.
  std::string LentBy;
  bool Waits = true; ///< of a lease, as of an Acquire
};

/// A call that waits for something other than the database: for
/// leash-blocking-while-held.
struct Blocking {
  std::string Name; ///< qualified; or, with `ByParameter`, a class
  std::string What; ///< for messages: "sleeps"
  /// Any function counts that takes a pointer or reference to the class.
  bool ByParameter = false;
  /// A constant argument from 0 to below this is too brief to matter; a
  /// duration counts in milliseconds.
  struct BriefBelow {
    uint8_t Index = 0;
    int64_t Limit = 0;
  };
  std::optional<BriefBelow> Brief;
  /// It counts only if this is one of these variables or numbers.
  std::optional<Place> OnlyIf;
  llvm::SmallVector<std::string, 2> OnlyIfIs;
  /// It does not count if this constant argument has one of the bits.
  std::optional<ArgumentIs> UnlessBits;
  /// It does not count in a function that also calls one of these: it is the
  /// connection itself that is waited for.
  llvm::SmallVector<std::string, 2> UnlessBeside;
};

/// A function that waits as long as it takes, though it could be told a limit:
/// for leash-unbounded-acquire. A constructor is named as `ns::Type::Type`.
struct Unbounded {
  std::string Name;   ///< qualified
  std::string Advice; ///< for messages: "call 'try_lease' with a timeout"
  /// It has a limit if this argument, a text or an array of texts, has one of
  /// the words in it. A text that is not known may have.
  std::optional<uint8_t> Text;
  llvm::SmallVector<std::string, 1> Words;
  /// It has a limit if the call states this argument.
  std::optional<uint8_t> Given;
  /// It has a limit if this function is called in the file with that argument,
  /// as `mysql_options(m, MYSQL_OPT_CONNECT_TIMEOUT, ..)`; empty: none.
  std::string Setter;
  ArgumentIs SetterArgument;
};

/// A problem found while a model was filled: never silent, never fatal here.
struct Problem {
  std::string File;  ///< file, or the option's name
  unsigned Line = 0; ///< 1-based; 0 when there is none
  std::string Key;   ///< the key at fault, may be empty
  std::string Message;
};

/// True if \p Name, of a function, a class or a kind, says that it is about
/// connections that are lent: `db_pool_get`, `app::ConnectionPool::take`.
bool speaksOfPool(llvm::StringRef Name);

/// One line for a person: `FILE:LINE: KEY: MESSAGE`, without the parts that
/// \p P lacks.
std::string describe(const Problem &P);

/// All that is known. Built once per check instance, then read-only; reading
/// is thread-safe. Owns every string it hands out.
class Model {
public:
  Model();

  /// Adds \p K, or, if a kind has that name, replaces its noun, type and
  /// release by those of \p K that are not empty.
  KindId addKind(Kind K);
  /// Adds \p F, or merges it into the entry of that name: an acquire or
  /// release of \p F replaces the one at the same place, and what \p F does
  /// not mention stays (a user's row wins).
  void addFunction(Function F);
  /// Adds \p F in place of any entry of that name.
  void replaceFunction(Function F);
  /// Adds functions that only borrow, and of which that is all there is to
  /// know. \p SortedNames has to be sorted and to outlive the model: nothing is
  /// copied, since a library has hundreds of them. An entry added under the
  /// same name, before or after, is found instead.
  void addBorrowers(llvm::StringRef Library,
                    llvm::ArrayRef<std::string_view> SortedNames);
  void addPrefix(llvm::StringRef Library, llvm::StringRef Prefix);
  void addOwnerClass(OwnerClass C);
  void addScopeGuard(ScopeGuard G);
  void addScopeType(ScopeType T);
  void addUnbounded(Unbounded W);
  void addBlocking(Blocking B);

  const Kind &kind(KindId Id) const { return Kinds[Id]; }
  std::optional<KindId> findKind(llvm::StringRef Name) const;
  /// The kind whose `Type` is \p Type, e.g. for a mark that names no kind;
  /// nothing if several kinds share it (`char`).
  std::optional<KindId> findKindByType(llvm::StringRef Type) const;

  /// By qualified name, or null. The functions of addBorrowers share one entry
  /// for each library, without a name.
  const Function *findFunction(llvm::StringRef QualifiedName) const;
  /// True if \p Name starts with a library's prefix: an unlisted function of
  /// a known library borrows its handles and does not throw. The catalogue
  /// lists all that the libraries' headers declare, so an unlisted name is a
  /// newer function, or a program's own that looks like one: where it speaks
  /// of release, that should count for more.
  bool isLibraryName(llvm::StringRef Name) const;
  const OwnerClass *findOwnerClass(llvm::StringRef QualifiedName) const;
  const ScopeGuard *findScopeGuard(llvm::StringRef QualifiedName) const;
  /// Of the class of that name itself; a derived class's is its base's.
  const ScopeType *findScopeType(llvm::StringRef QualifiedName) const;

  const Unbounded *findUnbounded(llvm::StringRef QualifiedName) const;
  const Blocking *findBlocking(llvm::StringRef QualifiedName) const;

  /// Qualified names of every function that acquires: if a translation unit
  /// declares none of them, there is nothing to check in it.
  llvm::ArrayRef<std::string> acquireNames() const { return AcquireNames; }
  /// Those of the functions that take a lease, and of the classes that are one.
  llvm::ArrayRef<std::string> leaseNames() const { return LeaseNames; }
  /// The same of every function that releases.
  llvm::ArrayRef<std::string> releaseNames() const { return ReleaseNames; }

  /// The same of every function that begins or ends transactions, or may.
  llvm::ArrayRef<std::string> transactionNames() const {
    return TransactionNames;
  }

  /// Every function but those of addBorrowers.
  const std::deque<Function> &functions() const { return Functions; }
  const std::vector<Kind> &kinds() const { return Kinds; }
  const std::deque<ScopeType> &scopeTypes() const { return ScopeTypes; }
  const std::deque<Unbounded> &unbounded() const { return Waits; }
  const std::deque<Blocking> &blocking() const { return Blocks; }

private:
  std::vector<Kind> Kinds;
  struct BorrowerList {
    llvm::ArrayRef<std::string_view> SortedNames;
    Function Shared;
  };

  std::deque<Function> Functions;
  std::deque<BorrowerList> Borrowers;
  std::deque<OwnerClass> Owners;
  std::deque<ScopeGuard> Guards;
  std::deque<ScopeType> ScopeTypes;
  std::deque<Unbounded> Waits;
  std::deque<Blocking> Blocks;
  Function &functionNamed(llvm::StringRef Name, bool &IsNew);
  void noteNames(const Function &F);

  llvm::StringMap<unsigned> FunctionIndex, OwnerIndex, GuardIndex,
      ScopeTypeIndex, WaitIndex, BlockIndex;
  llvm::StringMap<KindId> KindIndex, TypeIndex;
  llvm::StringMap<char> AcquireNameSet, ReleaseNameSet, LeaseNameSet,
      TransactionNameSet;
  std::vector<std::string> Prefixes;
  std::vector<std::string> AcquireNames, ReleaseNames, LeaseNames,
      TransactionNames;
};

} // namespace leash::spec

#endif
