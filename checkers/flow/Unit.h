// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One translation unit under analysis: answers about its functions, computed
// on demand and remembered.

#ifndef LEASH_CHECKERS_FLOW_UNIT_H
#define LEASH_CHECKERS_FLOW_UNIT_H

#include "Body.h"
#include "Connections.h"
#include "Findings.h"
#include "Progress.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include <map>
#include <memory>
#include <set>

namespace leash::flow {

/// What a name suggests that a function does with a handle it is given.
enum class NameHint : uint8_t {
  None,
  Releases,
  Stores,
  MayStore, ///< if it has anywhere to: `set_result(ctx, res)`, not `set(res)`
};

/// Not thread-safe; lives as long as the AST it reads.
class Unit {
public:
  Unit(clang::ASTContext &Context, spec::Model &Known, Settings Bounds);
  ~Unit();

  clang::ASTContext &context() const { return Context; }
  const spec::Model &model() const { return Known; }
  const Settings &settings() const { return Bounds; }

  /// False if nothing that could be acquired is even declared here: then no
  /// other question is worth its cost.
  bool mentionsAcquires() const;
  /// The same of what could be released.
  bool mentionsReleases() const;
  /// True if the last part of \p Qualified is an identifier of this file.
  bool mentionsName(llvm::StringRef Qualified) const;
  /// False if no declaration here carries a mark of its own.
  bool hasMarks() const;

  /// The functions with bodies that acquire, or call one that does, in
  /// source order, those of system headers left out.
  std::vector<const clang::FunctionDecl *> eventfulFunctions();
  /// All functions with bodies, in source order: instances and not templates,
  /// lambdas for themselves, those of system headers left out.
  const std::vector<const clang::FunctionDecl *> &functions() {
    scanAll();
    return InOrder;
  }
  unsigned functionCount() const { return FunctionsSeen; }
  /// Functions that were simulated for themselves, and those of them that
  /// reached a bound.
  unsigned simulatedCount() const { return Simulated; }
  unsigned degradedCount() const { return DegradedResults; }
  /// Malformed marks met so far.
  const std::vector<spec::Problem> &problems() const { return Problems; }

  /// True if \p F, or what it calls in this file, ends something together
  /// with all that was taken within it (`SQLDisconnect`).
  bool endsParts(const clang::FunctionDecl &F);

  /// Simulates \p F, once.
  const FunctionResult &result(const clang::FunctionDecl &F);
  /// What \p F does to the resource that \p Input, in its own terms, holds
  /// when it is called.
  /// Without an input: only whether it returns or throws. \p Known narrows it
  /// to calls with these values.
  using Given = std::pair<const clang::ParmVarDecl *, Value>;
  const Summary &summary(const clang::FunctionDecl &F,
                         std::optional<AccessPath> Input,
                         const std::vector<Given> &Known = {});
  /// True if some branch of \p F depends on its parameter \p P.
  bool branchesOn(const clang::FunctionDecl &F, const clang::ParmVarDecl &P);
  const std::vector<Production> &productions(const clang::FunctionDecl &F);
  /// True if \p F, or what it calls in this file, calls what releases.
  bool mayReleaseHandles(const clang::FunctionDecl &F);

  /// False if no check has anything to look for here, going by the built-in
  /// catalogue alone, which need not be loaded for that.
  bool concernsBuiltin();
  /// True if a literal of the main file looks like the begin of a transaction.
  bool quotesBegin();

  /// False if nothing here could begin a transaction. Costs little.
  bool mentionsTransactions();
  /// The functions in which a transaction may be begun, in source order.
  std::vector<const clang::FunctionDecl *> beginningFunctions();
  /// What is wrong with the transactions of this file, in source order.
  std::vector<Unfinished> unfinished();
  /// True if \p F, or something it calls, may begin or end one.
  bool transacts(const clang::FunctionDecl &F);
  bool beginsTransactions(const clang::FunctionDecl &F);
  /// What \p F does to the transaction open on \p Open, null for none, in its
  /// own terms.
  const TransactionSummary &transactions(const clang::FunctionDecl &F,
                                         const Connection *Open,
                                         const std::vector<Given> &Known);
  ConnectionTable &connections() { return KnownConnections; }
  const std::string *internedText(const std::string &Text) {
    return &*InternedTexts.insert(Text).first;
  }
  /// The entry of \p T or of a class it is derived from; null if there is none.
  /// The entry of the transaction that an object of type \p T is, or owns.
  const spec::ScopeType *transactionType(clang::QualType T);
  /// True if the object that \p Made, a constructor or a method, makes is lent:
  /// of a type with `LentBy` only by the pool it is given.
  bool isLent(const spec::ScopeType &T, const clang::Expr &Made) const;
  bool isLent(const spec::ScopeType &T, const clang::VarDecl &V,
              const clang::FunctionDecl &In) const;
  const spec::ScopeType *scopeType(clang::QualType T);
  const spec::ScopeType *scopeType(const clang::CXXRecordDecl &Record);
  /// False if nothing here could take a connection of a pool.
  bool mentionsLeases() const;
  /// False if nothing here could wait for something other than the database.
  bool mentionsBlocking() const;
  /// The functions that take a lease or begin a transaction and in which
  /// something waits, in source order.
  std::vector<const clang::FunctionDecl *> holdingFunctions();
  /// True if the settings ask for calls that wait, and this file may have some.
  bool looksForWaits();
  /// True if \p F, or something it calls here, may wait: as the catalogue
  /// says, or for a connection of a pool.
  bool pauses(const clang::FunctionDecl &F);
  /// True if \p F, or something it calls here, takes something that an object
  /// keeps.
  bool takes(const clang::FunctionDecl &F);
  const spec::Blocking *blocking(const clang::FunctionDecl &F);
  /// What the object that \p F makes, returns or is a method of keeps.
  const std::vector<Leased> &leases(const clang::FunctionDecl &F);
  /// What waits in \p F while the resource in \p Input is held, or the
  /// transaction on \p Open is open, or, without both, at all.
  const Pauses &waits(const clang::FunctionDecl &F,
                      std::optional<AccessPath> Input, const Connection *Open,
                      const std::vector<Given> &Known);
  static bool isOptional(clang::QualType T);
  /// The constructor that `std::make_unique<T>(..)` and its like run, with
  /// their arguments; null if \p F is none, or it cannot be told.
  static const clang::CXXConstructorDecl *
  constructorMadeBy(const clang::FunctionDecl &F);
  /// True if what bears that name may end what an object keeps.
  static bool endsByName(llvm::StringRef Name);
  /// As the catalogue spells it: `Pool<Conn>::take` is `Pool::take`.
  static std::string plainName(const clang::FunctionDecl &F);
  /// The entry of the lease or transaction that an object of type \p T is,
  /// owns or may hold: `std::optional<Lease>`, `std::shared_ptr<Transaction>`.
  const spec::ScopeType *heldType(clang::QualType T);
  /// True if \p F may end what its parameter or member \p Name keeps.
  bool mayEnd(const clang::FunctionDecl &F, const clang::ValueDecl &Name,
              unsigned Depth = 0);

  /// True if \p T is, or points or refers to, a library's connection.
  bool isConnection(clang::QualType T) const;
  /// The kind of resource that a handle of type \p T stands for, by its name.
  std::optional<spec::KindId> kindOf(clang::QualType T) const;
  static bool speaksSql(llvm::StringRef Name);
  static bool opensTransaction(llvm::StringRef Text);

  // Knowledge about declarations.
  const spec::Function *specOf(const clang::FunctionDecl &F);
  /// A function of a catalogued library, listed or not.
  bool isLibraryFunction(const clang::FunctionDecl &F);
  /// What \p F, whose body is elsewhere, acquires, to judge by how this file
  /// treats what it returns; null if nothing.
  const spec::Function *inferredAcquire(const clang::FunctionDecl &F);
  /// A function of the program's own: no catalogued library's, no system's.
  bool isOwn(const clang::FunctionDecl &F) {
    return !isLibraryFunction(F) && !isStandard(F) && !inSystemHeader(F);
  }
  bool mayBeExpectedToThrow(const clang::FunctionDecl &F);
  bool isPure(const clang::FunctionDecl &F);
  /// Declared in the system's headers, or memory management by its looks.
  bool isStandard(const clang::FunctionDecl &F);
  /// `malloc`, `xcalloc`, `g_malloc0`, `emalloc`, `palloc`: untyped memory that
  /// nothing else knows yet.
  static bool allocatesMemory(const clang::FunctionDecl &F);
  /// `free`, `g_free`, `efree`, `pfree`: gives memory back, and nothing in it.
  static bool freesMemory(const clang::FunctionDecl &F);
  const spec::OwnerClass *ownerClass(clang::QualType T);
  const spec::OwnerClass *ownerClass(const clang::CXXRecordDecl &Record);
  const spec::ScopeGuard *scopeGuard(clang::QualType T);
  /// `std::function` and its like: holds a callable, does not call it at the
  /// end of its scope.
  bool isCallableWrapper(clang::QualType T);
  /// The definition to look into when \p F is called, or null: not for
  /// system headers.
  const clang::FunctionDecl *definition(const clang::FunctionDecl &F);
  /// The same, or null if the call may run another function's body: that of
  /// a class that overrides it.
  const clang::FunctionDecl *definition(const clang::CallExpr &Call);
  bool inSystemHeader(const clang::Decl &D);
  bool neverReturns(const clang::FunctionDecl &F);
  /// True if \p F, which may return, may also end the process.
  bool mayExit(const clang::FunctionDecl &F);
  /// True if \p F walks variadic arguments that are pointers to objects.
  bool readsVariadicPointers(const clang::FunctionDecl &F);
  /// True if \p F leaves by a jump like longjmp and not by ending the process.
  bool jumpsOut(const clang::FunctionDecl &F);
  /// True if \p F, which may return, plainly jumps out under some condition.
  bool mayJumpOut(const clang::FunctionDecl &F);
  /// True if destroying a \p Record runs code that may release something.
  bool destructorActs(const clang::CXXRecordDecl &Record);
  /// True if \p Method writes a member that its class's destructor asks about.
  bool switchesOffDestructor(const clang::CXXMethodDecl &Method);
  const ThrowSummary &throws(const clang::FunctionDecl &F);
  /// The same of whatever function the call may run.
  ThrowSummary throws(const clang::CallExpr &Call);
  /// True if running \p F may write the global or field \p D.
  bool mayWrite(const clang::FunctionDecl &F, const clang::ValueDecl *D);
  /// True if some function of this file writes the global \p V or passes it
  /// by address: an option that is only read here is taken for settled.
  bool isWrittenHere(const clang::VarDecl &V);
  static NameHint nameHint(llvm::StringRef Name);

private:
  struct Scan;
  struct Calls {
    llvm::SmallVector<const clang::FunctionDecl *, 8> To;
    bool Acquires = false, Releases = false;
    bool EndsParts = false;
    bool Transacts = false; ///< it may begin or end a transaction itself
    bool Begins = false;
    bool Pauses = false; ///< it may wait, itself
    bool Takes = false;  ///< it takes a lease or begins a transaction, itself
  };
  bool mentions(llvm::ArrayRef<std::string> Names) const;
  void scanAll();
  bool mayAcquireElsewhere(const clang::FunctionDecl &F);
  void inferAcquires();
  void gatherThrows(const clang::Stmt *S, ThrowSummary &Into,
                    const ThrowSummary *Handled);
  void gatherDestruction(clang::QualType T, ThrowSummary &Into);
  clang::QualType classNamed(llvm::StringRef Name) const;
  unsigned waysOut(const clang::Stmt *S);
  unsigned waysOutOfSwitch(const clang::SwitchStmt &Switch);
  bool endsByJump(const clang::Stmt *S, bool Branched);
  /// What running a function, and what it calls, may write.
  struct Effects {
    llvm::DenseSet<const clang::ValueDecl *> Writes;
    llvm::SmallVector<const clang::FunctionDecl *, 4> Calls;
    bool CallsUnknown = false;
    bool Bounded = false; ///< it calls more than were looked at
  };
  void gatherEffects(const clang::Stmt *S, Effects &Into);
  void gatherEffects(const clang::FunctionDecl *F, Effects &Into);
  void gatherArguments(const clang::FunctionDecl &F,
                       llvm::ArrayRef<const clang::Expr *> Args, Effects &Into);
  const Effects &ownEffects(const clang::FunctionDecl &Def);

  clang::ASTContext &Context;
  spec::Model &Known;
  Settings Bounds;
  bool Scanned = false;
  unsigned FunctionsSeen = 0;
  unsigned Simulated = 0, DegradedResults = 0;
  unsigned Depth = 0; ///< of simulations in progress
  std::vector<const clang::FunctionDecl *> InOrder;
  llvm::DenseMap<const clang::FunctionDecl *, Calls> CallGraph;
  llvm::DenseSet<const clang::FunctionDecl *> Eventful, Releasing;
  llvm::DenseSet<const clang::FunctionDecl *> Called; ///< from within this file
  /// Those that may begin or end transactions; of them, those that may begin.
  llvm::DenseSet<const clang::FunctionDecl *> Transacting, Beginning;
  llvm::DenseSet<const clang::FunctionDecl *> Pausing, Taking;
  mutable std::optional<bool> MentionsAcquires, MentionsReleases;
  std::optional<bool> MentionsTransactions, QuotesBegin;
  std::optional<bool> LooksForWaits;
  llvm::DenseMap<const clang::FunctionDecl *, const spec::Blocking *>
      BlockingCalls;
  ConnectionTable KnownConnections;
  std::set<std::string> InternedTexts;
  llvm::DenseMap<const clang::RecordDecl *, const spec::ScopeType *> ScopeTypes;

  std::deque<spec::Function> Marked;
  std::vector<spec::Problem> Problems;
  llvm::DenseMap<const clang::FunctionDecl *, const spec::Function *> Specs;
  std::map<const clang::FunctionDecl *, spec::Function> Inferred;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Standard;
  std::optional<llvm::DenseSet<const clang::VarDecl *>> WrittenGlobals;
  llvm::DenseMap<const clang::RecordDecl *, const spec::OwnerClass *> Owners;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Body>> Bodies;
  Progress Asked;
  template <typename T>
  using PerFunction =
      llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<T>>;
  PerFunction<Remembered<FunctionResult>> Results;
  std::map<
      std::tuple<const clang::FunctionDecl *, AccessPath, std::vector<Given>>,
      Remembered<Summary>>
      Summaries;
  /// Those that are being worked out.
  llvm::SmallVector<const clang::FunctionDecl *, 8> Summarised;
  /// The recursive summary that is being worked out by approximation.
  const Remembered<Summary> *Approximated = nullptr;
  PerFunction<Remembered<ThrowSummary>> Throws;
  llvm::DenseMap<const clang::FunctionDecl *, bool> NoReturns;
  llvm::DenseMap<const clang::FunctionDecl *, bool> Jumps;
  llvm::DenseMap<const clang::FunctionDecl *, bool> MayJump;
  PerFunction<Effects> OwnEffects, AllEffects;
  std::map<std::tuple<const clang::FunctionDecl *, const Connection *,
                      std::vector<Given>>,
           Remembered<TransactionSummary>>
      TransactionSummaries;
  static const TransactionSummary NoTransactions;
  std::map<std::tuple<const clang::FunctionDecl *, AccessPath,
                      const Connection *, std::vector<Given>>,
           Remembered<Pauses>>
      WaitsInside;
  static const Pauses NoWaits;
  void gatherTransactions(const clang::Stmt *S,
                          const clang::FunctionDecl *Callee, Calls &C);
  void gatherPauses(const clang::Stmt *S, const clang::FunctionDecl *Callee,
                    Calls &C);
  bool begunForCallers(const clang::FunctionDecl &F, const Unfinished &What,
                       bool EndedElsewhere);
  static const FunctionResult NoResult;
  static const Summary NoSummary;
  static const Summary MayRelease; ///< in a way that is not known

  Body *body(const clang::FunctionDecl &F);
};

} // namespace leash::flow

#endif
