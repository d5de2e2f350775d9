// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Property simulation of one function: path-sensitive in what is held, merged
// in everything else (Das, Lerner, Seigle: ESP, PLDI 2002).

#ifndef LEASH_CHECKERS_FLOW_SIMULATION_H
#define LEASH_CHECKERS_FLOW_SIMULATION_H

#include "Body.h"
#include "../sql/Effects.h"
#include "Configuration.h"
#include "Connections.h"
#include "Findings.h"
#include "Liveness.h"
#include "Texts.h"
#include "Unit.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Allocator.h"
#include <deque>
#include <set>

namespace leash::flow {

/// True if \p Handler takes an exception of type \p Thrown for sure; a null
/// type (unknown) is taken for sure only by `catch (...)`.
bool catches(const clang::CXXCatchStmt *Handler, clang::QualType Thrown);

/// That some value tells whether the begin at \p Site succeeded.
struct BeginOutcome {
  unsigned Site = 0;
  OutcomeRule Rule = OutcomeRule::Nothing;
  const clang::EnumDecl *Codes = nullptr; ///< of a Status
};

/// Runs once over one body, either from nothing held (what does the function
/// acquire and lose?) or from one input held (what does it do to that?).
class Simulation {
public:
  /// To find what the function itself acquires and loses.
  Simulation(Unit &U, Body &B);
  /// To summarise what it does to \p Input, given values of parameters.
  Simulation(Unit &U, Body &B, std::optional<AccessPath> Input,
             const std::vector<Unit::Given> &Known);

  /// To summarise what it does to the transaction open on \p Open, or, if that
  /// is null, which transactions it begins.
  Simulation(Unit &U, Body &B, const Connection *Open,
             const std::vector<Unit::Given> &Known);

  FunctionResult run();
  /// Instead of run(), with an input: what waits while that is held.
  Pauses findWaits();
  /// After run() with an input.
  Summary takeSummary();
  TransactionSummary takeTransactions();

private:
  using Configurations = llvm::SmallVector<Configuration, 2>;

  struct Site {
    const clang::Expr *Acquire = nullptr; ///< null: the input
    spec::KindId Kind = spec::AnyKind;
    std::string Holder;
    std::string Callee;
    const spec::Function *Lends = nullptr; ///< if it lends, and is no acquire
    std::vector<clang::SourceLocation> ReleasedAt;
    std::optional<Leak> Found;
    Value Number; ///< of a handle that is a number: what it can be
    Value Met; ///< the call's result where that tells that it acquired
    const Connection *Pool = nullptr; ///< of a lease
  };
  /// `mode = NONE;` where nothing was acquired or begun.
  struct Sentinel {
    const clang::BinaryOperator *Assigns = nullptr;
    const clang::VarDecl *Of = nullptr;
    int64_t Number = 0;
  };
  struct BlockState {
    const clang::CFGBlock *Block = nullptr;
    std::vector<Configuration> Seen;
    std::vector<char> Pending;
    unsigned Joins = 0; ///< times a configuration met one seen before
  };

  // Simulation.cpp: the walk over blocks.
  void begin(Configuration Start);
  void enter(Configuration C, const clang::CFGBlock *From,
             const clang::CFGBlock *To);
  void runBlock(const clang::CFGBlock &Block, Configurations Work);
  void branch(const clang::CFGBlock &Block, Configuration C);
  void arrive(Configuration &C, const clang::Stmt *Loop,
              const clang::Expr *Cond);
  void branchSwitch(const clang::CFGBlock &Block,
                    const clang::SwitchStmt &Switch, const Configuration &C);
  template <typename Outcome>
  void addOutcome(std::vector<Outcome> &All, Outcome New, size_t Most);
  void atExit(Configuration C);
  void noteKept(const Obligation &O);
  void endInput(const Configuration &C, bool Thrown, clang::QualType Type);

  // Statements.cpp: what one CFG element does.
  void element(Configuration C, const clang::CFGElement &E,
               Configurations &Out);
  void statement(Configuration C, const clang::Stmt *S, Configurations &Out);
  void declare(Configuration C, const clang::VarDecl *V,
               const clang::Stmt *S, Configurations &Out);
  void assignment(Configuration C, const clang::BinaryOperator *S,
                  Configurations &Out);
  void store(Configuration &C, std::optional<AccessPath> Path,
             const clang::Expr *To, const clang::Expr *From,
             const clang::Stmt *S);
  void returns(Configuration C, const clang::ReturnStmt *S,
               Configurations &Out);
  void initializeMember(Configuration C, const clang::CXXCtorInitializer *I,
                        Configurations &Out);
  void escapeMentioned(Configuration &C, const clang::Stmt *S);
  void purgeTemporaries(Configuration &C, const clang::Stmt *S);

  // Expressions.cpp: values and conditions.
  std::optional<AccessPath> pathOf(const clang::Expr *E,
                                   const Configuration &C) const;
  Value eval(const clang::Expr *E, const Configuration &C) const;
  /// For `&p->node` of an embedded struct: `p`, whose memory goes with it.
  static std::optional<AccessPath> enclosingObject(const clang::Expr *E);
  static Value compute(clang::BinaryOperatorKind Op, const Value &L,
                       const Value &R);
  /// Narrows \p C to the paths where \p E is \p Truth; false: there are none.
  bool assume(Configuration &C, const clang::Expr *E, bool Truth);
  bool assumeComparison(Configuration &C, const clang::BinaryOperator *E,
                        bool Truth);
  bool refine(Configuration &C, const clang::Expr *E, uint8_t Signs);
  bool refine(Configuration &C, const clang::Expr *E,
              llvm::function_ref<bool(Value &)> Narrow);
  /// What \p E, an operand, settles of the `&&` and `||` around it.
  bool assumeWhole(Configuration &C, const clang::Expr *E, bool Truth);
  bool assumeCondition(Configuration &C, const clang::Expr *E, bool Truth);
  /// True if the fate of \p P is this function's affair: it may be held in.
  bool isLocal(const AccessPath &P, const Configuration &C) const;
  bool keepsFacts(const AccessPath &P) const;
  /// True if \p P is a local's own affair: no call can write it unseen.
  bool isPrivate(const AccessPath &P) const;
  void forgetConditions(Configuration &C, const clang::ValueDecl *D);
  void noteWrite(Configuration &C, const AccessPath &P, const Value &V);
  /// The obligation that \p E's value or object is, or null.
  Obligation *handleOf(const clang::Expr *E, Configuration &C) const;
  bool splitOnTruth(const Configuration &C, const clang::Expr *E,
                    Configurations &True, Configurations &False);

  // Sentinels.cpp: numbers that say that nothing was taken.
  void noteSentinel(const Configuration &C, const clang::BinaryOperator &S);
  bool isSentinel(const Configuration &C, const clang::Expr *E,
                  int64_t N) const;

  // Calls.cpp: what calls do.
  struct CallSite;
  void call(Configuration C, const clang::CallExpr *E, Configurations &Out);
  void construct(Configuration C, const clang::CXXConstructExpr *E,
                 Configurations &Out);
  /// The same, but for what they do to transactions themselves.
  void plainCall(Configuration C, CallSite Call, const clang::CallExpr *E,
                 Configurations &Out);
  void plainConstruct(Configuration C, CallSite Call,
                      const clang::CXXConstructExpr *E, Configurations &Out);
  void applySpec(Configuration C, const CallSite &Call,
                 const spec::Function &F, Configurations &Out);
  void releaseFormatted(Configuration &C, const CallSite &Call, char Letter);
  void releaseWithin(Configuration &C, const clang::Expr *Parent,
                     clang::SourceLocation At);
  void releasePartsOf(Configuration &C, const CallSite &Call);
  std::optional<int64_t> constantAt(const CallSite &Call,
                                    const spec::ArgumentIs &Only,
                                    const Configuration &C) const;
  void acquire(Configurations &Work, const CallSite &Call,
               const spec::Function &F, const spec::Acquire &A,
               unsigned Index);
  void acquireInferred(Configurations &Work, const CallSite &Call,
                       const spec::Function &F);
  bool applyOwner(Configuration &C, const CallSite &Call);
  bool applyStandard(Configuration &C, const CallSite &Call);
  /// What an argument is, or points to.
  struct Reached {
    std::optional<AccessPath> Base;
    bool Address = false; ///< it points to Base
  };
  Reached reachedBy(const clang::Expr *Arg, const Configuration &C) const;
  /// The arguments that are known and on which branches of \p Def depend; with
  /// \p Handles also that an open handle is not null.
  std::vector<Unit::Given> givenFor(const CallSite &Call,
                                    const clang::FunctionDecl &Def,
                                    const Configuration &C, bool Handles) const;
  using Contraries = std::vector<std::vector<Unit::Given>>;
  Contraries contraries(const CallSite &Call,
                        const std::vector<Unit::Given> &Given,
                        const Configuration &C) const;
  std::vector<Ending> tellingEndings(const Summary &S,
                                     const clang::FunctionDecl &Def,
                                     std::optional<AccessPath> Input,
                                     const Contraries &Otherwise);
  void applyBody(Configuration C, const CallSite &Call, Configurations &Out);
  void applyUnknown(Configuration &C, const CallSite &Call);
  void passToOverridden(Configuration &C, const CallSite &Call,
                        const clang::FunctionDecl &Def);
  void passClosures(Configuration &C, const CallSite &Call);
  void passByAddress(Configuration &C, const clang::Expr *Arg, bool Const);
  void passReferences(Configuration &C, const CallSite &Call);
  bool closureReleases(const clang::LambdaExpr *L, const AccessPath &P);
  bool closureReleases(const clang::LambdaExpr *L, const clang::VarDecl *V);
  bool deleterReleases(const CallSite &Call) const;
  void disarm(Configuration &C, const CallSite &Call);
  void produce(Configurations &Work, const CallSite &Call,
               const clang::FunctionDecl &Callee);
  std::optional<AccessPath> toCaller(const AccessPath &P, const CallSite &Call,
                                     const Configuration &C) const;
  void afterCall(Configuration &C, const CallSite &Call);

  // Obligations.cpp: the life of an obligation.
  Obligation &hold(Configuration &C, const clang::Expr *Acquire,
                   unsigned Index, spec::KindId Kind, llvm::StringRef Callee,
                   const AccessPath &At, bool MayBeNull);
  /// \p By names what releases it for sure; empty: the end of a scope.
  void release(Configuration &C, Obligation &O, clang::SourceLocation At,
               std::optional<llvm::StringRef> By = std::nullopt);
  void nullify(Configuration &C, Obligation &O);
  /// Someone else is responsible now; \p Where, if a caller can see it there.
  void transfer(Configuration &C, Obligation &O,
                std::optional<AccessPath> Where = std::nullopt);
  void transferWithin(Configuration &C, const AccessPath &Root);
  void lose(Configuration &C, Obligation &O, Loss How,
            clang::SourceLocation At);
  /// \p P takes another value or ends: what only it held is lost.
  void letGo(Configuration &C, const AccessPath &P, Loss How,
             clang::SourceLocation At, bool Fields = true,
             std::optional<llvm::StringRef> By = std::nullopt);
  void rebase(Configuration &C, const AccessPath &From, const AccessPath &To,
              bool Copy);
  bool isOwning(const AccessPath &P) const;
  void nameHolder(const Obligation &O, const AccessPath &P);
  /// While summarising, the only obligation there is.
  bool isInput(const Obligation &) const { return HasInput; }
  const clang::FieldDecl *ownedField(const AccessPath &P) const;
  /// Runs what the destructor of \p T does to `Root`'s fields.
  void destroy(Configuration &C, const AccessPath &Root, clang::QualType T,
               clang::SourceLocation At);
  bool destructorReleases(clang::QualType T, const clang::FieldDecl *F);
  void runCleanup(Configuration &C, const clang::VarDecl *V);
  void fireGuards(Configuration &C, const AccessPath &Owner,
                  clang::SourceLocation At);

  // Transactions.cpp: the life of a transaction.
  static constexpr unsigned InputBegin = 0; ///< in `Begins` of a summary
  struct Begin {
    const clang::Expr *At = nullptr; ///< null: the input
    std::string Text;
    std::vector<clang::SourceLocation> EndedAt;
    bool Committed = false;
    bool LocalConnection = false;
    bool Switch = false; ///< autocommit was turned off: perhaps for good
    Fault AtScopeEnd = Fault::LeftOpen;
    std::optional<Unfinished> Found;
    /// Found if another path turns out to commit by hand.
    std::optional<Unfinished> IfCommitted;
  };
  void open(Configuration &C, const clang::Expr *At, llvm::StringRef Text,
            const Connection *On, const Connection *Also, OutcomeRule Rule,
            bool Assumed);
  /// True if \p E names a connection with a transaction open.
  bool isOpenOn(const Configuration &C, const clang::Expr *E);
  void finish(Configuration &C, size_t Index, clang::SourceLocation At,
              bool Commits);
  void finishOn(Configuration &C, const Connection *On,
                clang::SourceLocation At, bool Commits);
  void giveBack(Configuration &C, const Connection *On,
                clang::SourceLocation At);
  /// Somebody may have ended it; for good, as far as can be told.
  void perhapsFinish(Configuration &C, size_t Index);
  void perhapsFinishOn(Configuration &C, const Connection *On, bool Related);
  void perhapsFinishAll(Configuration &C);
  void leave(Configuration &C, size_t Index, Way How, Fault What,
             clang::SourceLocation At);
  Unfinished unfinished(const Configuration &C, const OpenTransaction &T,
                        Way How, Fault What, clang::SourceLocation At) const;
  void leaveAll(Configuration &C, Way How, clang::SourceLocation At);
  void leaveAtExit(Configuration &C);
  bool isShared(const Connection &On) const;
  bool isBorrowed(const Configuration &C, const Connection &On) const;
  std::vector<Milestone> pathSince(const Configuration &C, Step::Kind What,
                                   unsigned Site) const;
  void endTransactions(const Configuration &C, bool Thrown,
                       clang::QualType Type);
  void noteAssignment(Configuration &C, const clang::BinaryOperator &S);
  void handOut(Configuration &C, const clang::Expr *E);
  void releaseUnder(Configuration &C, const Obligation &O,
                    clang::SourceLocation At);
  void noteHandover(Configuration &C, const clang::Expr *Written);
  void endOfScope(Configuration &C, const clang::VarDecl *V,
                  clang::SourceLocation At);
  void destroyOn(Configuration &C, const Connection *Object,
                 clang::QualType T, clang::SourceLocation At, unsigned Depth);
  const BeginOutcome *outcomeOf(const clang::Expr *E,
                                const Configuration &C) const;
  void judge(Configuration &C, const clang::Expr *E,
             clang::BinaryOperatorKind Op, int64_t N);
  bool storesInto(const clang::Expr *Call, const clang::VarDecl *V) const;
  bool tellsOf(const clang::Expr *E, const Obligation &O) const;
  void judgeElsewhere(Configuration &C, const clang::CFGBlock &Block,
                      const clang::Expr *Cond, bool Truth);
  void judgeByShape(Configuration &C, const clang::CFGBlock &Block,
                    const clang::Expr *Cond, bool Truth);
  void neverBegan(Configuration &C, unsigned Site);
  /// What the receiver or an argument of \p Call tells of a begin.
  const BeginOutcome *outcomeGiven(const Configuration &C,
                                   const CallSite &Call) const;
  /// \p From: what a constructor was given to tell of one.
  void carryOutcome(Configuration &C, const CallSite &Call,
                    const BeginOutcome *From);

  // TransactionCalls.cpp: what calls do to transactions.
  void withTransactions(
      Configuration C, const CallSite &Call, Configurations &Out,
      llvm::function_ref<void(Configuration, Configurations &)> Plain);
  struct Act;
  using Acts = llvm::SmallVector<Act, 2>;
  Acts actsOf(const CallSite &Call, const Configuration &C);
  void actBefore(Configuration &C, const CallSite &Call, const Act &A);
  void actAfter(Configuration &C, const CallSite &Call, const Act &A);
  void actOfText(Acts &All, const CallSite &Call, const Configuration &C,
                 unsigned Text, const Connection *On, sql::Dialect In,
                 OutcomeRule Rule, bool Assumed);
  void applyTransactions(Configurations &Work, Configurations &Thrown,
                         const CallSite &Call,
                         const clang::FunctionDecl &Def);
  void passTransactionClosures(Configuration &C, const CallSite &Call);
  const std::string *parameterText(const clang::ParmVarDecl *P,
                                   const Configuration &C) const;
  Texts::Alternatives textsOf(const clang::Expr *E, const Configuration &C);
  bool handedOver(const CallSite &Call, const Connection &On);
  OutcomeRule ruleOf(const CallSite &Call, const spec::Function *F) const;
  void noteErrorCode(Configuration &C, const CallSite &Call, unsigned Site);

  // Stale.cpp: what is used after its end.
  bool findsStale() const { return U.settings().StaleUses; }
  struct Ended {
    clang::SourceLocation At;
    std::string By;
  };
  /// Keeps the holders of \p O in mind: \p By releases it here.
  void retire(Configuration &C, const Obligation &O, clang::SourceLocation At,
              llvm::StringRef By);
  void retire(Configuration &C, Stale S);
  void retireReleased(Configuration &C, const CallSite &Call);
  void orphan(Configuration &C, const Obligation &O, unsigned End);
  void expireLoans(Configuration &C, unsigned End,
                   llvm::function_ref<bool(const Loan &)> Of);
  void lend(Configuration &C, const CallSite &Call, const spec::Function &F);
  void endLoans(Configuration &C, const CallSite &Call);
  void noteNeeds(Configuration &C, const CallSite &Call, unsigned Index,
                 const spec::Place &At);
  /// An owner gives up what it holds for what \p Call gives it, if anything.
  void emptyOwner(Configuration &C, const CallSite &Call, const AccessPath &P);
  void passOnStale(Configuration &C, const clang::Expr *From,
                   const AccessPath &To);
  /// Reports what \p S, about to run, uses after its end; while summarising,
  /// notes that it looks into the input.
  void look(Configuration &C, const clang::Stmt *S);
  void lookCall(Configuration &C, const CallSite &Call);
  void lookInside(Configuration &C, const clang::Stmt *S);
  void lookDestroyed(Configuration &C, const AccessPath &Root, clang::QualType T,
                     clang::SourceLocation At);
  void lookReturned(Configuration &C, const clang::ReturnStmt *S);
  /// What \p E's value is that has ended, or null.
  Stale *staleOf(const clang::Expr *E, Configuration &C) const;
  void touch(Configuration &C, const clang::Expr *E, const clang::Stmt *At,
             StaleUse::Way How, Confidence Sureness);
  void report(Configuration &C, Stale &S, const AccessPath &Named,
              clang::SourceLocation At, StaleUse::Way How,
              Confidence Sureness);
  llvm::SmallVector<AccessPath, 2> calleeNames(const CallSite &Call,
                                               const clang::FunctionDecl &Def,
                                               const AccessPath &Held,
                                               Configuration &C) const;
  unsigned noteEnd(clang::SourceLocation At, std::string By);
  unsigned siteOf(const clang::Expr *E, unsigned Index, spec::KindId Kind);
  void dropDead(Configuration &C, const clang::CFGBlock &B);
  bool surelyReleases(const Summary &S) const;

  // Holding.cpp: what is held while a call waits.
  struct Taking {
    const clang::Expr *At = nullptr;
    std::string By;
    std::string Holder;
    const Connection *Pool = nullptr;
    bool Transaction = false;
    const clang::FieldDecl *Field = nullptr; ///< of the owner, that holds it
  };
  class Renaming;
  const Connection *poolAt(const clang::Expr *E);
  /// The pool that the catalogued acquire \p Call takes a lease of.
  const Connection *poolOf(const CallSite &Call, const spec::Acquire &A);
  const Connection *poolToCaller(const Connection *Pool, const CallSite &Call,
                                 const Renaming &Names);
  bool isSettled(const Connection &Pool);
  /// What is taken by \p Call, an object that keeps it; or nothing.
  std::optional<Taking> takenBy(const CallSite &Call, bool &Waits);
  bool blocks(const spec::Blocking &By, const CallSite &Call,
              const Configuration &C);
  bool callsAny(llvm::ArrayRef<std::string> Names);
  /// One of the three, or nothing that this function knows.
  struct HeldThing {
    const Obligation *Handle = nullptr;
    const Hold *Object = nullptr;
    const OpenTransaction *Begun = nullptr;
  };
  bool isLease(const Obligation &O) const;
  bool looksForWaits() const {
    return HasInput ? AsksWaits : U.looksForWaits();
  }
  llvm::SmallVector<HeldThing, 4> heldThings(const Configuration &C) const;
  /// Before \p Call: reports what is held while it waits.
  void wait(Configuration &C, const CallSite &Call);
  void await(Configuration &C, const clang::CoawaitExpr &E);
  void waitInside(Configuration &C, const CallSite &Call,
                  const clang::FunctionDecl &Def);
  void pauseUnder(const Configuration &C, const HeldThing &Held,
                  const clang::Expr *At, llvm::StringRef Callee,
                  const Pause &P);
  void notePause(const Pause &P);
  void endHolds(Configuration &C, const CallSite &Call);
  void takeHolds(Configuration &C, const CallSite &Call);
  void addHold(Configuration &C, Taking T, const AccessPath &Owner);
  void judgeHolds(Configuration &C, const clang::Expr *Cond, bool Truth);
  void dropCaptured(Configuration &C, const clang::LambdaExpr &L);
  void noteLeased(const Configuration &C);
  std::optional<AccessPath> ownerOf(const clang::Expr *E,
                                    const Configuration &C) const;

  // Unwind.cpp: exceptions and jumps.
  void unwind(Configuration C, const clang::Stmt *From, clang::QualType Type);
  bool mayThrow(const clang::Stmt *From, const ThrowSummary &What) const;
  void enterHandlers(Configuration C, const clang::Stmt *From);
  void unwindAll(const Configuration &C, const clang::Stmt *From,
                 const ThrowSummary &What);
  void jump(Configuration C, const clang::Stmt *From);
  void perhapsJump(const Configuration &C, const CallSite &Call);
  bool inheritedAndReleased(const AccessPath &H);
  void unwindScopes(Configuration &C, const clang::CXXTryStmt *Try,
                    clang::SourceLocation At);

  const Step *step(const Configuration &C, Step S);
  clang::SourceLocation endLocation() const;

  Unit &U;
  Body &B;
  clang::ASTContext &Context;
  const bool HasInput; ///< summarising: nothing else is tracked
  bool OfTransactions = false; ///< summarising what it does to transactions
  bool Transacts = false;      ///< transactions are tracked
  bool Degraded = false;
  size_t StepsLeft;
  std::vector<Site> Sites;
  std::vector<Ended> Ends;
  std::vector<StaleUse> StaleUses;
  std::optional<Liveness> Alive;
  std::map<std::pair<const clang::Expr *, unsigned>, unsigned> SiteIndex;
  std::vector<BlockState> Blocks;
  std::set<unsigned, std::greater<unsigned>> Queue;
  llvm::BumpPtrAllocator StepMemory;
  std::vector<Begin> Begins;
  std::map<std::pair<const clang::Expr *, const Connection *>, unsigned>
      BeginIndex;
  std::deque<BeginOutcome> Outcomes;
  std::vector<Sentinel> Sentinels;
  std::vector<TransactionEnding> TransactionEndings;
  llvm::SmallVector<const Connection *, 2> EndsOn;
  bool EndsForOthers = false;
  std::vector<Ending> Endings;
  std::vector<Production> Productions;
  std::vector<Kept> Keeps;
  bool Tracks = false; ///< what objects hold is tracked
  std::vector<Taking> Takings;
  std::map<const clang::Expr *, unsigned> TakingIndex;
  std::vector<HeldCall> HeldCalls;
  bool AsksWaits = false;
  Pauses Waits; ///< if they are asked for
  std::optional<std::vector<Leased>> Leases;
  std::optional<llvm::StringSet<>> CalledNames;
};

} // namespace leash::flow

#endif
