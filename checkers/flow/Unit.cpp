// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Answers about the functions of one translation unit.

#include "Unit.h"
#include "../module/Compat.h"
#include "../spec/Builtin.h"
#include "../spec/Sources.h"
#include "Simulation.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include <utility>

using namespace clang;

namespace leash::flow {

const FunctionResult Unit::NoResult;
const TransactionSummary Unit::NoTransactions;
const Pauses Unit::NoWaits;
const Summary Unit::NoSummary;
const Summary Unit::MayRelease = [] {
  Summary S;
  S.Known = true;
  S.Endings.emplace_back().Input = Fate::Moved;
  return S;
}();

/// Deep chains of wrappers end somewhere.
static constexpr unsigned MaxDepth = 24;

Unit::Unit(ASTContext &Context, spec::Model &Known, Settings Bounds)
    : Context(Context), Known(Known), Bounds(Bounds) {}
Unit::~Unit() = default;

/// A header declares what a file may never use. For C only: there, all
/// functions are declared at the top.
static bool
referencesAny(ASTContext &Context,
              const llvm::SmallPtrSetImpl<const IdentifierInfo *> &Names) {
  for (const Decl *Scope : Context.getTraversalScope()) {
    const auto *TU = dyn_cast<TranslationUnitDecl>(Scope);
    if (!TU)
      return true; // an editor shows a part
    for (const Decl *D : TU->decls())
      if (const auto *F = dyn_cast<FunctionDecl>(D);
          F && F->isReferenced() && Names.contains(F->getIdentifier()))
        return true;
  }
  return false;
}

bool Unit::concernsBuiltin() {
  if (Context.getLangOpts().CPlusPlus || Context.getExternalSource() ||
      hasMarks() || quotesBegin())
    return true;
  const IdentifierTable &Table = Context.Idents;
  llvm::SmallPtrSet<const IdentifierInfo *, 32> Declared;
  for (const spec::builtin::FunctionRow &F : spec::builtin::tables().Functions)
    if (const auto At = Table.find(F.Name); At != Table.end())
      Declared.insert(At->second);
  return !Declared.empty() && referencesAny(Context, Declared);
}

bool Unit::hasMarks() const {
  return mentionsName("annotate") || mentionsName("ownership_returns") ||
         mentionsName("gsl");
}

bool Unit::mentionsName(StringRef Qualified) const {
  if (const size_t Colon = Qualified.rfind(':'); Colon != StringRef::npos)
    Qualified = Qualified.drop_front(Colon + 1);
  IdentifierTable &Table = Context.Idents;
  if (Table.find(Qualified) != Table.end())
    return true;
  // A preamble's identifiers are loaded on demand.
  IdentifierInfoLookup *Preamble = Table.getExternalIdentifierLookup();
  return Preamble && Preamble->get(Qualified);
}

bool Unit::mentionsAcquires() const {
  if (!MentionsAcquires)
    MentionsAcquires = mentions(Known.acquireNames());
  return *MentionsAcquires;
}

bool Unit::mentionsReleases() const {
  if (!MentionsReleases)
    MentionsReleases = mentions(Known.releaseNames());
  return *MentionsReleases;
}

bool Unit::mentions(llvm::ArrayRef<std::string> Names) const {
  if (hasMarks())
    return true;
  // `lease` may be anybody's; with `connection_pool` and `soci` it is SOCI's.
  auto MentionsAll = [&](StringRef Qualified) {
    for (StringRef Name; !Qualified.empty();) {
      std::tie(Name, Qualified) = Qualified.split("::");
      if (!mentionsName(Name))
        return false;
    }
    return true;
  };
  llvm::SmallPtrSet<const IdentifierInfo *, 32> Declared;
  for (const std::string &Name : Names)
    if (MentionsAll(Name))
      Declared.insert(&Context.Idents.get(Name.substr(Name.rfind(':') + 1)));
  return !Declared.empty() && (Context.getLangOpts().CPlusPlus ||
                               referencesAny(Context, Declared));
}

//===----------------------------------------------------------------------===//
// Which functions to look at
//===----------------------------------------------------------------------===//

struct Unit::Scan : RecursiveASTVisitor<Unit::Scan> {
  Unit &U;
  explicit Scan(Unit &U) : U(U) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  /// gather() walks the statements.
  bool TraverseStmt(Stmt *) { return true; }

  bool VisitFunctionDecl(FunctionDecl *F) {
    if (F->doesThisDeclarationHaveABody())
      add(F);
    return true;
  }
  bool VisitVarDecl(VarDecl *V) {
    const auto *P = dyn_cast<ParmVarDecl>(V);
    if (P ? P->hasDefaultArg() && !P->hasUninstantiatedDefaultArg() &&
                !P->hasUnparsedDefaultArg()
          : V->hasInit())
      gather(P ? P->getDefaultArg() : V->getInit(), Outside);
    return true;
  }
  bool VisitFieldDecl(FieldDecl *F) {
    if (F->hasInClassInitializer())
      gather(F->getInClassInitializer(), Outside);
    return true;
  }

  void add(const FunctionDecl *F) {
    const FunctionDecl *Key = F->getCanonicalDecl();
    if (F->isDependentContext() || F->isInvalidDecl() || !F->getBody() ||
        !U.CallGraph.try_emplace(Key).second)
      return;
    ++U.FunctionsSeen;
    U.InOrder.push_back(F);
    Calls C;
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        gather(Init->getInit(), C);
    gather(F->getBody(), C);
    U.CallGraph[Key] = std::move(C); // a lambda in it moved the map
  }

  void add(const LambdaExpr *L) {
    if (const FunctionTemplateDecl *Generic =
            L->getCallOperator()->getDescribedFunctionTemplate())
      for (const FunctionDecl *Each : Generic->specializations())
        add(Each);
    else
      add(L->getCallOperator());
  }

  void gather(const Stmt *S, Calls &C) {
    if (!S)
      return;
    const FunctionDecl *Callee = nullptr;
    switch (S->getStmtClass()) {
    case Stmt::DeclRefExprClass:
    case Stmt::IntegerLiteralClass:
    case Stmt::StringLiteralClass:
      return;
    case Stmt::LambdaExprClass:
      add(cast<LambdaExpr>(S));
      for (const Expr *Init : cast<LambdaExpr>(S)->capture_inits())
        gather(Init, C);
      return;
    case Stmt::DeclStmtClass:
      for (Decl *D : cast<DeclStmt>(S)->decls())
        if (isa<RecordDecl>(D))
          TraverseDecl(D);
      break;
    default:
      if (const auto *Call = dyn_cast<CallExpr>(S))
        Callee = Call->getDirectCallee();
      else if (const auto *Make = dyn_cast<CXXConstructExpr>(S))
        Callee = Make->getConstructor();
    }
    if (U.settings().Transactions && isa<CallExpr, CXXConstructExpr>(S))
      U.gatherTransactions(S, Callee, C);
    if (U.looksForWaits())
      U.gatherPauses(S, Callee, C);
    if (Callee) {
      const spec::Function *Spec = U.specOf(*Callee);
      if (Spec && !Spec->Acquires.empty())
        C.Acquires = true;
      if (Spec && (!Spec->Releases.empty() ||
                   (Spec->Lends && !Spec->Lends->Until.empty())))
        C.Releases = true;
      if (Spec && llvm::any_of(Spec->Releases,
                               [](const spec::Release &R) { return R.Within; }))
        C.EndsParts = true;
      if (!Spec)
        C.To.push_back(Callee->getCanonicalDecl());
    }
    for (const Stmt *Child : S->children())
      gather(Child, C);
  }

  Calls Outside; ///< made by initialisers outside any function
};

void Unit::scanAll() {
  if (Scanned)
    return;
  Scanned = true;
  Scan S(*this);
  auto Walk = [&](Decl *D) {
    if (!inSystemHeader(*D))
      S.TraverseDecl(D);
  };
  for (Decl *Scope : Context.getTraversalScope()) {
    if (auto *TU = dyn_cast<TranslationUnitDecl>(Scope)) {
      for (Decl *D : TU->decls())
        Walk(D);
    } else {
      Walk(Scope);
    }
  }
  if (llvm::any_of(CallGraph,
                   [](const auto &Each) { return Each.second.Releases; }))
    inferAcquires();
  // Callers of what acquires may be handed what it acquired.
  llvm::DenseMap<const FunctionDecl *,
                 llvm::SmallVector<const FunctionDecl *, 4>>
      Callers;
  llvm::SmallVector<const FunctionDecl *, 16> Work, Acting, Beginners, Waiting,
      Takers;
  for (const FunctionDecl *F : InOrder) {
    const FunctionDecl *Key = F->getCanonicalDecl();
    const Calls &C = CallGraph[Key];
    bool Acquires = C.Acquires;
    for (const FunctionDecl *To : C.To) {
      Callers[To].push_back(Key);
      Called.insert(To);
      Acquires |= Inferred.contains(To);
    }
    if (Acquires && Eventful.insert(Key).second)
      Work.push_back(Key);
    if (C.Transacts && Transacting.insert(Key).second)
      Acting.push_back(Key);
    if (C.Begins && Beginning.insert(Key).second)
      Beginners.push_back(Key);
    if (C.Pauses && Pausing.insert(Key).second)
      Waiting.push_back(Key);
    if (C.Takes && Taking.insert(Key).second)
      Takers.push_back(Key);
  }
  auto Spread = [&](llvm::SmallVectorImpl<const FunctionDecl *> &From,
                    llvm::DenseSet<const FunctionDecl *> &Into) {
    while (!From.empty())
      for (const FunctionDecl *Caller : Callers.lookup(From.pop_back_val()))
        if (Into.insert(Caller).second)
          From.push_back(Caller);
  };
  Spread(Work, Eventful);
  Spread(Acting, Transacting);
  Spread(Beginners, Beginning);
  Spread(Waiting, Pausing);
  Spread(Takers, Taking);
  if (!Bounds.StaleUses)
    return;
  for (const FunctionDecl *F : InOrder)
    if (const FunctionDecl *Key = F->getCanonicalDecl();
        CallGraph[Key].Releases && Releasing.insert(Key).second)
      Work.push_back(Key);
  Spread(Work, Releasing);
}

bool Unit::mayReleaseHandles(const FunctionDecl &F) {
  scanAll();
  return Releasing.contains(F.getCanonicalDecl());
}

bool Unit::endsParts(const FunctionDecl &F) {
  scanAll();
  llvm::SmallPtrSet<const FunctionDecl *, 16> Seen;
  llvm::SmallVector<const FunctionDecl *, 16> Work{F.getCanonicalDecl()};
  while (!Work.empty()) {
    const FunctionDecl *Each = Work.pop_back_val();
    const auto At = CallGraph.find(Each);
    if (At == CallGraph.end() || !Seen.insert(Each).second)
      continue;
    if (At->second.EndsParts)
      return true;
    Work.append(At->second.To.begin(), At->second.To.end());
  }
  return false;
}

/// Globals that \p S does more with than read.
static void gatherWrittenGlobals(const Stmt *S,
                                 llvm::DenseSet<const VarDecl *> &Into) {
  if (!S)
    return;
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
      Cast && Cast->getCastKind() == CK_LValueToRValue &&
      isa<DeclRefExpr>(Cast->getSubExpr()->IgnoreParens()))
    return;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
        V && V->hasGlobalStorage())
      Into.insert(V->getCanonicalDecl());
  for (const Stmt *Child : S->children())
    gatherWrittenGlobals(Child, Into);
}

bool Unit::isWrittenHere(const VarDecl &V) {
  if (!WrittenGlobals) {
    scanAll();
    WrittenGlobals.emplace();
    for (const FunctionDecl *F : InOrder)
      gatherWrittenGlobals(F->getBody(), *WrittenGlobals);
  }
  return WrittenGlobals->contains(V.getCanonicalDecl());
}

std::vector<const FunctionDecl *> Unit::eventfulFunctions() {
  scanAll();
  std::vector<const FunctionDecl *> Found;
  for (const FunctionDecl *F : InOrder)
    if (Eventful.contains(F->getCanonicalDecl()) ||
        Releasing.contains(F->getCanonicalDecl()))
      Found.push_back(F);
  return Found;
}

Body *Unit::body(const FunctionDecl &F) {
  auto [At, New] = Bodies.try_emplace(F.getCanonicalDecl());
  if (New) {
    std::unique_ptr<Body> Made = Body::build(F, *this);
    return (Bodies[F.getCanonicalDecl()] = std::move(Made)).get();
  }
  return At->second.get();
}

const FunctionResult &Unit::result(const FunctionDecl &F) {
  const FunctionDecl *Key = F.getCanonicalDecl();
  auto &Slot = Results[Key];
  if (!Slot)
    Slot = std::make_unique<Remembered<FunctionResult>>();
  Remembered<FunctionResult> &Known = *Slot;
  if (Known.asked()) {
    Asked.use(Known);
    return Known.running() ? NoResult : Known.Answer;
  }
  Asked.begin(Known);
  if (Body *B = body(F)) {
    ++Depth;
    Simulation Sim(*this, *B);
    Known.Answer = Sim.run();
    --Depth;
    ++Simulated;
    DegradedResults += Known.Answer.Degraded;
  }
  Asked.end(Known);
  // Nobody will ask for a summary of what is not called here.
  if (Depth == 0 && !Called.contains(Key))
    Bodies.erase(Key);
  return Known.Answer;
}

const std::vector<Production> &Unit::productions(const FunctionDecl &F) {
  scanAll();
  if (!Eventful.contains(F.getCanonicalDecl()))
    return NoResult.Productions;
  const FunctionDecl *Def = definition(F);
  if (Def && Depth < MaxDepth)
    return result(*Def).Productions;
  if (Def)
    Asked.useBound();
  return NoResult.Productions;
}

bool Unit::branchesOn(const FunctionDecl &F, const ParmVarDecl &P) {
  const Body *B = body(F);
  return B && B->inCondition(cast<ValueDecl>(P.getCanonicalDecl()));
}

static bool sameEndings(const Summary &A, const Summary &B) {
  return A.Known == B.Known && A.Endings.size() == B.Endings.size() &&
         llvm::all_of(A.Endings, [&](const Ending &E) {
           return llvm::is_contained(B.Endings, E);
         });
}

static void forgetReturned(Summary &S) {
  llvm::SmallVector<Ending, 4> Fewer;
  for (Ending &E : S.Endings) {
    E.Returned = Value::unknown();
    if (!llvm::is_contained(Fewer, E))
      Fewer.push_back(std::move(E));
  }
  S.Endings.assign(Fewer.begin(), Fewer.end());
}

const Summary &Unit::summary(const FunctionDecl &F,
                             std::optional<AccessPath> Input,
                             const std::vector<Given> &Known) {
  // A recursion that counts is a family without end; one answer for all.
  if (!Known.empty() && llvm::is_contained(Summarised, F.getCanonicalDecl()))
    return summary(F, Input);
  const auto Key = std::make_tuple(F.getCanonicalDecl(),
                                   Input.value_or(AccessPath()), Known);
  Remembered<Summary> &Made = Summaries[Key];
  const Summary &Unknown = Input ? MayRelease : NoSummary;
  if (Made.asked()) {
    Asked.use(Made);
    if (!Made.running())
      return Made.Answer;
    if (!Approximated)
      Approximated = &Made;
    return Input && Approximated == &Made ? Made.Answer : Unknown;
  }
  const FunctionDecl *Def = definition(F);
  if (Def && Depth >= MaxDepth) {
    Asked.useBound();
    return Unknown;
  }
  Asked.begin(Made);
  Summarised.push_back(F.getCanonicalDecl());
  if (Body *B = Def ? body(*Def) : nullptr) {
    // If it calls itself: first as if that never ended, then as found out, till
    // nothing new comes of it.
    Made.Answer = Summary();
    Made.Answer.Known = true;
    constexpr unsigned MaxRounds = 5;
    for (unsigned Round = 0; Round != MaxRounds; ++Round) {
      if (Round)
        Asked.again();
      ++Depth;
      Simulation Sim(*this, *B, Input, Known);
      Sim.run();
      --Depth;
      const Summary Before = std::exchange(Made.Answer, Sim.takeSummary());
      if (Round > 1)
        forgetReturned(Made.Answer); // it may count
      if (Approximated != &Made || sameEndings(Before, Made.Answer))
        break;
      if (Round + 1 == MaxRounds)
        Made.Answer = Unknown;
    }
    if (Approximated == &Made)
      Approximated = nullptr;
  }
  Summarised.pop_back();
  Asked.end(Made);
  return Made.Answer;
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

bool Unit::inSystemHeader(const Decl &D) {
  return Context.getSourceManager().isInSystemHeader(D.getLocation());
}

std::string Unit::plainName(const FunctionDecl &F) {
  const std::string Own = F.getNameAsString();
  std::string Name = F.getQualifiedNameAsString();
  const size_t Scope = Name.size() - std::min(Own.size(), Name.size());
  if (Name.find('<') >= Scope)
    return Name;
  std::string Plain;
  unsigned Depth = 0;
  for (size_t I = 0; I != Scope; ++I) {
    if (Name[I] == '<')
      ++Depth;
    if (Depth == 0)
      Plain.push_back(Name[I]);
    if (Name[I] == '>' && Depth != 0)
      --Depth;
  }
  return Plain + Own;
}

const spec::Function *Unit::specOf(const FunctionDecl &F) {
  const FunctionDecl *Key = F.getCanonicalDecl();
  auto [At, New] = Specs.try_emplace(Key);
  if (!New)
    return At->second;
  const spec::Function *Found = nullptr;
  if (F.getDeclName().isIdentifier() || isa<CXXMethodDecl>(F)) {
    const bool Plain = !isa<CXXMethodDecl>(F) && F.isExternC();
    Found = Plain ? Known.findFunction(F.getName())
                  : Known.findFunction(plainName(F));
    // A program's own static function of that name is another function.
    if (Found && F.getStorageClass() == SC_Static && F.hasBody() &&
        !inSystemHeader(F))
      Found = nullptr;
    // A driver's class does what the interface says, unless it can be seen to
    // do something else.
    if (const auto *Method = dyn_cast<CXXMethodDecl>(&F);
        !Found && Method && !definition(F))
      for (const CXXMethodDecl *Of : Method->overridden_methods())
        if ((Found = specOf(*Of)))
          break;
  }
  if (!Found && !inSystemHeader(F))
    if (std::optional<spec::Function> Marks =
            spec::functionFromMarks(F, Known, &Problems)) {
      Marked.push_back(std::move(*Marks));
      Found = &Marked.back();
    }
  return Specs[Key] = Found;
}

bool Unit::isLibraryFunction(const FunctionDecl &F) {
  if (specOf(F))
    return true;
  // Every function of the libraries' headers is listed; one that is not and
  // is called `mysql_disconnect` is the program's own, or newer than this.
  return F.getDeclName().isIdentifier() && !isa<CXXMethodDecl>(F) &&
         F.isExternC() && !F.hasBody() && Known.isLibraryName(F.getName()) &&
         nameHint(F.getName()) != NameHint::Releases;
}

bool Unit::isPure(const FunctionDecl &F) {
  if (const spec::Function *Spec = specOf(F))
    return Spec->Pure;
  if (unsigned Id = F.getBuiltinID())
    return Id == Builtin::BIstrcmp || Id == Builtin::BIstrlen ||
           Id == Builtin::BIstrncmp || Id == Builtin::BIstrcasecmp;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  return Method && Method->isConst() && Method->getNumParams() == 0 &&
         !Method->getReturnType()->isRecordType();
}

bool Unit::allocatesMemory(const FunctionDecl &F) {
  return F.getReturnType()->isVoidPointerType() && F.getIdentifier() &&
         F.getName().contains_insensitive("alloc") &&
         !F.getName().contains_insensitive("realloc");
}

bool Unit::freesMemory(const FunctionDecl &F) {
  return F.getReturnType()->isVoidType() && F.getNumParams() == 1 &&
         F.getParamDecl(0)->getType()->isVoidPointerType() &&
         F.getIdentifier() && F.getName().ends_with_insensitive("free");
}

bool Unit::isStandard(const FunctionDecl &F) {
  auto [At, New] = Standard.try_emplace(F.getCanonicalDecl(), true);
  if (New && !F.isInStdNamespace() && !F.getBuiltinID() && !inSystemHeader(F) &&
      !F.isReplaceableGlobalAllocationFunction())
    At->second = !isa<CXXMethodDecl>(F) && F.isExternC() &&
                 (freesMemory(F) || allocatesMemory(F));
  return At->second;
}

const spec::OwnerClass *Unit::ownerClass(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Record ? ownerClass(*Record) : nullptr;
}

const spec::OwnerClass *Unit::ownerClass(const CXXRecordDecl &Record) {
  const RecordDecl *Key = Record.getCanonicalDecl();
  auto [At, New] = Owners.try_emplace(Key);
  if (!New)
    return At->second;
  const spec::OwnerClass *Found =
      Known.findOwnerClass(Record.getQualifiedNameAsString());
  // A class of one's own over a smart pointer owns as that does.
  if (!Found && Record.hasDefinition())
    for (const CXXBaseSpecifier &Base : Record.bases())
      if ((Found = ownerClass(Base.getType())))
        break;
  return Owners[Key] = Found;
}

const spec::ScopeGuard *Unit::scopeGuard(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Record ? Known.findScopeGuard(Record->getQualifiedNameAsString())
                : nullptr;
}

bool Unit::isCallableWrapper(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  if (!Record || !Record->getIdentifier())
    return false;
  constexpr llvm::StringLiteral Names[] = {
      "copyable_function", "function", "function_ref", "move_only_function",
      "packaged_task"};
  return llvm::is_contained(Names, Record->getName());
}

const FunctionDecl *Unit::definition(const FunctionDecl &F) {
  const FunctionDecl *Def = nullptr;
  if (!F.getBody(Def) || !Def || Def->isDependentContext() ||
      Def->isInvalidDecl())
    return nullptr;
  return inSystemHeader(*Def) ? nullptr : Def;
}

static bool mayBeOverridden(const FunctionDecl &F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  return Method && Method->isVirtual() && !Method->hasAttr<FinalAttr>() &&
         !Method->getParent()->isEffectivelyFinal();
}

const FunctionDecl *Unit::definition(const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee)
    return nullptr;
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->isVirtual())
    return definition(*Callee);
  const Expr *Object = nullptr;
  if (const auto *Member =
          dyn_cast<MemberExpr>(Call.getCallee()->IgnoreParens())) {
    if (!Member->performsVirtualDispatch(Context.getLangOpts()))
      return definition(*Callee); // Base::f()
    Object = Member->getBase();
  } else if (isa<CXXOperatorCallExpr>(Call) && Call.getNumArgs()) {
    Object = Call.getArg(0);
  }
  const CXXMethodDecl *Sure =
      Object ? Method->getDevirtualizedMethod(Object, /*IsAppleKext=*/false)
             : nullptr;
  return Sure && Sure->getCanonicalDecl() == Method->getCanonicalDecl()
             ? definition(*Callee)
             : nullptr;
}

static bool hasCall(const Stmt *S) {
  return S && (isa<CallExpr>(S) || isa<CXXDeleteExpr>(S) ||
               llvm::any_of(S->children(), hasCall));
}

bool Unit::destructorActs(const CXXRecordDecl &Record) {
  if (!Record.hasDefinition() || Record.hasTrivialDestructor())
    return false;
  if (ownerClass(Record) ||
      Known.findScopeGuard(Record.getQualifiedNameAsString()))
    return true;
  // What the standard library's other classes destroy is theirs.
  if (inSystemHeader(Record))
    return false;
  if (const CXXDestructorDecl *Dtor = Record.getDestructor();
      Dtor && Dtor->isUserProvided()) {
    const FunctionDecl *Def = definition(*Dtor);
    if (!Def || hasCall(Def->getBody()))
      return true;
  }
  auto Acts = [&](QualType Part) {
    const CXXRecordDecl *Inner = Part->getAsCXXRecordDecl();
    return Inner && destructorActs(*Inner);
  };
  return llvm::any_of(Record.fields(),
                      [&](const FieldDecl *F) { return Acts(F->getType()); }) ||
         llvm::any_of(Record.bases(), [&](const CXXBaseSpecifier &Base) {
           return Acts(Base.getType());
         });
}

static void askedMembers(const Stmt *S, bool InCondition,
                         llvm::SmallVectorImpl<const ValueDecl *> &Into) {
  if (!S)
    return;
  if (const auto *Member = dyn_cast<MemberExpr>(S); Member && InCondition)
    Into.push_back(Member->getMemberDecl());
  if (const auto *If = dyn_cast<IfStmt>(S))
    askedMembers(If->getCond(), true, Into);
  for (const Stmt *Child : S->children())
    askedMembers(Child, InCondition, Into);
}

bool Unit::switchesOffDestructor(const CXXMethodDecl &Method) {
  const CXXRecordDecl *Record = Method.getParent();
  const CXXDestructorDecl *Dtor =
      Record->hasDefinition() ? Record->getDestructor() : nullptr;
  const FunctionDecl *Def = Dtor ? definition(*Dtor) : nullptr;
  if (!Def)
    return false;
  llvm::SmallVector<const ValueDecl *, 4> Asked;
  askedMembers(Def->getBody(), false, Asked);
  return llvm::any_of(Asked, [&](const ValueDecl *D) {
    // A handle set to null was given to somebody: the summary's affair.
    return D->getType()->isBooleanType() && mayWrite(Method, D);
  });
}

//===----------------------------------------------------------------------===//
// Functions that do not return
//===----------------------------------------------------------------------===//

namespace {
/// How control leaves a statement.
constexpr unsigned Falls = 1, Breaks = 2, Continues = 4, Returns = 8;

bool isAlwaysTrue(const Expr *Cond, ASTContext &Context) {
  bool Truth = false;
  return !Cond || (!Cond->isValueDependent() &&
                   Cond->EvaluateAsBooleanCondition(Truth, Context) && Truth);
}

/// Of a loop by those of its body; \p Endless: its condition never fails.
unsigned waysOutOfLoop(unsigned Body, bool Endless) {
  return (Body & Returns) | (!Endless || (Body & Breaks) ? Falls : 0);
}

/// `die`, `fatal_error`, `exit_nicely`, which look as if they ended the
/// process; not `abort_query(conn)`, which has something to work on.
bool soundsFatal(const FunctionDecl &F) {
  if (isa<CXXMethodDecl>(F) || !F.getIdentifier() ||
      !F.getReturnType()->isVoidType() || !F.isExternallyVisible())
    return false;
  for (const ParmVarDecl *P : F.parameters()) {
    const QualType T = P->getType();
    if ((T->isPointerType() || T->isReferenceType()) &&
        !T->getPointeeType()->isAnyCharacterType())
      return false;
  }
  const std::string Lower = F.getName().lower();
  llvm::SmallVector<StringRef, 6> Words;
  StringRef(Lower).split(Words, '_', -1, /*KeepEmpty=*/false);
  constexpr llvm::StringLiteral Fatal[] = {"abort", "bail",  "bailout", "croak",
                                           "die",   "fatal", "panic"};
  // `log_fatal` says how bad it is, `die_if` that it may return.
  constexpr llvm::StringLiteral Returning[] = {
      "at",      "callback", "has",    "if",    "is",  "log",
      "message", "msg",      "on",     "print", "put", "report",
      "set",     "trace",    "unless", "warn",  "was", "write"};
  if (llvm::any_of(
          Words, [&](StringRef W) { return llvm::is_contained(Returning, W); }))
    return false;
  for (size_t I = 0; I != Words.size(); ++I)
    if (llvm::is_contained(Fatal, Words[I]) ||
        (Words[I] == "exit" && (I == 0 || Words[I - 1].starts_with("err"))))
      return true;
  return false;
}
} // namespace

unsigned Unit::waysOutOfSwitch(const SwitchStmt &Switch) {
  const auto *Block = dyn_cast<CompoundStmt>(Switch.getBody());
  if (!Block)
    return Falls | Returns;
  unsigned Ways = Falls, Labels = 0;
  bool HasDefault = Switch.isAllEnumCasesCovered();
  bool Reached = false;
  for (const Stmt *Child : Block->body()) {
    while (const auto *Case = dyn_cast<SwitchCase>(Child)) {
      ++Labels;
      HasDefault |= isa<DefaultStmt>(Case);
      Reached = true;
      Child = Case->getSubStmt();
    }
    if (!Reached)
      continue;
    const unsigned Next = waysOut(Child);
    Ways |= Next & ~Falls;
    Reached = Next & Falls;
  }
  for (const SwitchCase *Case = Switch.getSwitchCaseList(); Case;
       Case = Case->getNextSwitchCase())
    --Labels;
  if (Labels) // some are deeper inside
    return Falls | Returns;
  if (HasDefault && !Reached && !(Ways & Breaks))
    Ways &= ~Falls;
  return Ways & ~Breaks;
}

/// The ways in which control may leave \p S, but for exceptions.
unsigned Unit::waysOut(const Stmt *S) {
  if (!S)
    return Falls;
  if (const auto *E = dyn_cast<Expr>(S)) {
    E = strip(E);
    if (const auto *Binary = dyn_cast<BinaryOperator>(E);
        Binary && Binary->getOpcode() == BO_Comma)
      return waysOut(Binary->getLHS()) & waysOut(Binary->getRHS());
    if (const auto *Either = dyn_cast<ConditionalOperator>(E))
      return waysOut(Either->getTrueExpr()) | waysOut(Either->getFalseExpr());
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    const bool Ends = isa<CXXThrowExpr>(E) || (Callee && neverReturns(*Callee));
    return Ends ? 0 : Falls;
  }
  switch (S->getStmtClass()) {
  case Stmt::CompoundStmtClass: {
    unsigned Ways = Falls;
    for (const Stmt *Child : cast<CompoundStmt>(S)->body()) {
      Ways = (Ways & ~Falls) | waysOut(Child);
      if (!(Ways & Falls))
        break;
    }
    return Ways;
  }
  case Stmt::IfStmtClass: {
    const auto *If = cast<IfStmt>(S);
    return waysOut(If->getThen()) | waysOut(If->getElse());
  }
  case Stmt::WhileStmtClass: {
    const auto *While = cast<WhileStmt>(S);
    return waysOutOfLoop(waysOut(While->getBody()),
                         isAlwaysTrue(While->getCond(), Context));
  }
  case Stmt::ForStmtClass: {
    const auto *For = cast<ForStmt>(S);
    return waysOutOfLoop(waysOut(For->getBody()),
                         isAlwaysTrue(For->getCond(), Context));
  }
  case Stmt::DoStmtClass: {
    const auto *Do = cast<DoStmt>(S);
    const unsigned Body = waysOut(Do->getBody());
    return waysOutOfLoop(Body, !(Body & (Falls | Continues)) ||
                                   isAlwaysTrue(Do->getCond(), Context));
  }
  case Stmt::CXXForRangeStmtClass:
    return waysOutOfLoop(waysOut(cast<CXXForRangeStmt>(S)->getBody()), false);
  case Stmt::SwitchStmtClass:
    return waysOutOfSwitch(*cast<SwitchStmt>(S));
  case Stmt::LabelStmtClass:
    return waysOut(cast<LabelStmt>(S)->getSubStmt());
  case Stmt::AttributedStmtClass:
    return waysOut(cast<AttributedStmt>(S)->getSubStmt());
  case Stmt::ReturnStmtClass:
    return waysOut(cast<ReturnStmt>(S)->getRetValue()) ? Returns : 0;
  case Stmt::BreakStmtClass:
    return Breaks;
  case Stmt::ContinueStmtClass:
    return Continues;
  case Stmt::DeclStmtClass:
  case Stmt::NullStmtClass:
    return Falls;
  default:
    return Falls | Returns; // `goto`, `case` inside a block, `try`, `asm goto`
  }
}

bool Unit::neverReturns(const FunctionDecl &F) {
  auto [At, New] = NoReturns.try_emplace(F.getCanonicalDecl(), false);
  if (!New)
    return At->second;
  bool Answer = F.isNoReturn();
  if (const spec::Function *Spec = specOf(F))
    Answer = Answer || Spec->Then == spec::Continuation::Exits;
  else if (const FunctionDecl *Def = Answer ? nullptr : definition(F))
    Answer = !mayBeOverridden(*Def) &&
             !(waysOut(Def->getBody()) & (Falls | Returns));
  else if (!Answer)
    Answer = !F.hasBody() && !inSystemHeader(F) && !isLibraryFunction(F) &&
             soundsFatal(F);
  return NoReturns[F.getCanonicalDecl()] = Answer;
}

static bool isJump(Unit &U, const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee)
    return false;
  const spec::Function *Spec = U.specOf(*Callee);
  return Spec ? Spec->Then == spec::Continuation::Jumps : U.jumpsOut(*Callee);
}

static bool callsJump(Unit &U, const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && isJump(U, *Call))
    return true;
  return llvm::any_of(S->children(),
                      [&](const Stmt *Child) { return callsJump(U, Child); });
}

static bool callsExit(Unit &U, const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      if (U.neverReturns(*Callee))
        return true;
  return llvm::any_of(S->children(),
                      [&](const Stmt *Child) { return callsExit(U, Child); });
}

bool Unit::mayExit(const FunctionDecl &F) {
  const FunctionDecl *Def = definition(F);
  return Def && callsExit(*this, Def->getBody());
}

static bool hasPointerVAArg(const Stmt *S) {
  if (!S)
    return false;
  if (isa<VAArgExpr>(S)) {
    const QualType T = cast<VAArgExpr>(S)->getType();
    if (T->isPointerType() && !T->getPointeeType()->isAnyCharacterType())
      return true;
  }
  return llvm::any_of(S->children(), hasPointerVAArg);
}

bool Unit::readsVariadicPointers(const FunctionDecl &F) {
  const FunctionDecl *Def = definition(F);
  return Def && Def->isVariadic() && hasPointerVAArg(Def->getBody());
}

bool Unit::jumpsOut(const FunctionDecl &F) {
  auto [At, New] = Jumps.try_emplace(F.getCanonicalDecl(), false);
  if (!New)
    return At->second;
  const FunctionDecl *Def = definition(F);
  bool Answer = Def && neverReturns(F) && callsJump(*this, Def->getBody());
  if (Answer) {
    const Body *B = body(*Def);
    Answer = B && !B->callsSetjmp(); // it may jump to itself
  }
  return Jumps[F.getCanonicalDecl()] = Answer;
}

/// True if \p S jumps as soon as a condition that it states is met.
bool Unit::endsByJump(const Stmt *S, bool Branched) {
  if (!S)
    return false;
  if (const auto *E = dyn_cast<Expr>(S)) {
    const auto *Call = dyn_cast<CallExpr>(strip(E));
    return Branched && Call && isJump(*this, *Call);
  }
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    // `if (0)` asks nothing.
    const bool Asks = !If->getCond()->isValueDependent() &&
                      !If->getCond()->isEvaluatable(Context);
    return Asks &&
           (endsByJump(If->getThen(), true) || endsByJump(If->getElse(), true));
  }
  if (const auto *Block = dyn_cast<CompoundStmt>(S)) {
    for (const Stmt *Child : Block->body()) {
      if (endsByJump(Child, Branched))
        return true;
      if (!(waysOut(Child) & Falls))
        return false;
    }
  }
  return false;
}

bool Unit::mayJumpOut(const FunctionDecl &F) {
  auto [At, New] = MayJump.try_emplace(F.getCanonicalDecl(), false);
  if (!New)
    return At->second;
  const FunctionDecl *Def = definition(F);
  bool Answer = Def && !isa<CXXMethodDecl>(Def) &&
                endsByJump(Def->getBody(), false) && !neverReturns(F);
  if (Answer) {
    const Body *B = body(*Def);
    Answer = B && !B->callsSetjmp(); // it may jump to itself
  }
  return MayJump[F.getCanonicalDecl()] = Answer;
}

//===----------------------------------------------------------------------===//
// Exceptions
//===----------------------------------------------------------------------===//

static void mergeThrows(ThrowSummary &Into, const ThrowSummary &From) {
  if (From.May == ThrowSummary::Yes) {
    const bool First = Into.May != ThrowSummary::Yes;
    if (First)
      Into.Types = From.Types;
    else if (From.Types.empty())
      Into.Types.clear();
    else if (!Into.Types.empty())
      for (QualType T : From.Types)
        if (!llvm::is_contained(Into.Types, T))
          Into.Types.push_back(T);
    Into.AndUnknown |= From.AndUnknown || Into.May == ThrowSummary::Unknown;
    Into.May = ThrowSummary::Yes;
  } else if (From.May == ThrowSummary::Unknown) {
    Into.Expected |= From.Expected;
    if (Into.May == ThrowSummary::No)
      Into.May = ThrowSummary::Unknown;
    else
      Into.AndUnknown |= Into.May == ThrowSummary::Yes;
  }
}

bool catches(const CXXCatchStmt *Handler, QualType Thrown) {
  const QualType Caught = Handler->getCaughtType();
  if (Caught.isNull())
    return true;
  if (Thrown.isNull())
    return false;
  const QualType A = Caught.getNonReferenceType().getCanonicalType()
                         .getUnqualifiedType();
  const QualType B = Thrown.getNonReferenceType().getCanonicalType()
                         .getUnqualifiedType();
  if (A == B)
    return true;
  const CXXRecordDecl *Base = A->getAsCXXRecordDecl();
  const CXXRecordDecl *Derived = B->getAsCXXRecordDecl();
  return Base && Derived && Derived->hasDefinition() &&
         Derived->isDerivedFrom(Base);
}

void Unit::gatherThrows(const Stmt *S, ThrowSummary &Into,
                        const ThrowSummary *Handled) {
  if (!S || isa<LambdaExpr>(S))
    return;
  if (const auto *Try = dyn_cast<CXXTryStmt>(S)) {
    ThrowSummary Inner;
    gatherThrows(Try->getTryBlock(), Inner, Handled);
    ThrowSummary Left = Inner;
    for (unsigned I = 0; I != Try->getNumHandlers(); ++I) {
      const CXXCatchStmt *Handler = Try->getHandler(I);
      gatherThrows(Handler->getHandlerBlock(), Into, &Inner);
      Left.Expected = false;
      if (Handler->getCaughtType().isNull()) {
        Left = ThrowSummary();
      } else if (!Left.Types.empty()) {
        llvm::erase_if(Left.Types,
                       [&](QualType T) { return catches(Handler, T); });
        if (Left.Types.empty()) {
          const bool Unknown = Left.AndUnknown;
          Left = ThrowSummary();
          if (Unknown)
            Left.May = ThrowSummary::Unknown;
        }
      }
    }
    mergeThrows(Into, Left);
    return;
  }
  if (const auto *Throw = dyn_cast<CXXThrowExpr>(S)) {
    if (const Expr *What = Throw->getSubExpr()) {
      ThrowSummary One;
      One.May = ThrowSummary::Yes;
      One.Types.push_back(What->getType());
      mergeThrows(Into, One);
    } else if (Handled) {
      mergeThrows(Into, *Handled);
    } else {
      Into.May = ThrowSummary::Yes;
      Into.Types.clear();
    }
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    mergeThrows(Into, throws(*Call));
  } else if (const auto *Make = dyn_cast<CXXConstructExpr>(S)) {
    mergeThrows(Into, throws(*Make->getConstructor()));
  } else if (const auto *Make = dyn_cast<CXXInheritedCtorInitExpr>(S)) {
    mergeThrows(Into, throws(*Make->getConstructor()));
  } else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(S)) {
    gatherThrows(Default->getExpr(), Into, Handled);
  } else if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(S)) {
    gatherThrows(Default->getExpr(), Into, Handled);
  } else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(S)) {
    gatherDestruction(Bind->getType(), Into);
  } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    gatherDestruction(Delete->getDestroyedType(), Into);
  } else if (const auto *Declare = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declare->decls())
      if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasLocalStorage())
        gatherDestruction(V->getType(), Into);
  }
  for (const Stmt *Child : S->children())
    gatherThrows(Child, Into, Handled);
}

/// Destructors throw only if they say so.
void Unit::gatherDestruction(QualType T, ThrowSummary &Into) {
  if (T.isNull() || T->isReferenceType())
    return;
  const CXXRecordDecl *Record =
      T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition() || Record->hasTrivialDestructor())
    return;
  const CXXDestructorDecl *Dtor = Record->getDestructor();
  const auto *Proto =
      Dtor ? Dtor->getType()->getAs<FunctionProtoType>() : nullptr;
  if (Proto && !isUnresolvedExceptionSpec(Proto->getExceptionSpecType()) &&
      !Proto->isNothrow())
    mergeThrows(Into, throws(*Dtor));
}

static bool isNothrow(const FunctionDecl &F) {
  const auto *Proto = F.getType()->getAs<FunctionProtoType>();
  return F.hasAttr<NoThrowAttr>() ||
         (Proto && !isUnresolvedExceptionSpec(Proto->getExceptionSpecType()) &&
          Proto->isNothrow());
}

ThrowSummary Unit::throws(const CallExpr &Call) {
  ThrowSummary Answer;
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (Callee)
    Answer = throws(*Callee);
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  if (!Callee || (Method && Method->isVirtual() && !isNothrow(*Method) &&
                  !definition(Call))) {
    ThrowSummary Unknown;
    Unknown.May = ThrowSummary::Unknown;
    Unknown.Expected = !Callee || mayBeExpectedToThrow(*Callee);
    mergeThrows(Answer, Unknown);
  }
  return Answer;
}

/// Of a function that nobody knows: false if a handler around a call of it is
/// hardly there for that. A log is written to tell of a failure, and a question
/// to an object changes nothing.
bool Unit::mayBeExpectedToThrow(const FunctionDecl &F) {
  const StringRef Name =
      F.getDeclName().isIdentifier() ? F.getName() : StringRef();
  if (isStandard(F))
    return llvm::is_contained({"stoi", "stol", "stoll", "stoul", "stoull",
                               "stof", "stod", "stold", "at", "value",
                               "any_cast"},
                              Name) ||
           F.getOverloadedOperator() == OO_Call;
  if (!isOwn(F) || (F.isOverloadedOperator() &&
                    F.getOverloadedOperator() != OO_Call))
    return false;
  auto Logs = [](StringRef Word) {
    return soundsLikeLog(Word) || hasWord(Word, {"info", "notice", "report"});
  };
  if (Logs(Name))
    return false;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  return !Method || !((Method->isConst() && F.param_empty()) ||
                      (Method->getParent()->getIdentifier() &&
                       Logs(Method->getParent()->getName())));
}

/// The class called \p Name, or null if it is not declared here.
QualType Unit::classNamed(StringRef Name) const {
  const DeclContext *Scope = Context.getTranslationUnitDecl();
  for (StringRef Part; Scope && !Name.empty();) {
    std::tie(Part, Name) = Name.split("::");
    const DeclContext *Inner = nullptr;
    for (const NamedDecl *D : Scope->lookup(&Context.Idents.get(Part)))
      if (isa<NamespaceDecl, CXXRecordDecl>(D))
        Inner = cast<DeclContext>(D);
    Scope = Inner;
  }
  const auto *Class = dyn_cast_or_null<CXXRecordDecl>(Scope);
  return Class ? typeOf(*Class, Context) : QualType();
}

const ThrowSummary &Unit::throws(const FunctionDecl &F) {
  auto &Slot = Throws[F.getCanonicalDecl()];
  if (!Slot)
    Slot = std::make_unique<Remembered<ThrowSummary>>();
  Remembered<ThrowSummary> &Known = *Slot;
  if (Known.asked()) {
    Asked.use(Known);
    return Known.Answer;
  }
  Known.Answer = ThrowSummary();
  Asked.begin(Known);
  ThrowSummary Answer;
  const LangOptions &Lang = Context.getLangOpts();
  const bool Throwing = Lang.CPlusPlus && Lang.CXXExceptions;
  const spec::Function *Spec = Throwing ? specOf(F) : nullptr;
  if (Spec && !Spec->Throws.empty()) {
    if (const QualType T = classNamed(Spec->Throws); !T.isNull()) {
      Answer.May = ThrowSummary::Yes;
      Answer.Types.push_back(T);
    }
  } else if (!Throwing || F.getBuiltinID() || isNothrow(F) ||
             isLibraryFunction(F)) {
    Answer.May = ThrowSummary::No;
  } else if (const FunctionDecl *Def = definition(F)) {
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Def))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        gatherThrows(Init->getInit(), Answer, nullptr);
    gatherThrows(Def->getBody(), Answer, nullptr);
  } else if (F.isImplicit() || F.isDefaulted() || F.isTrivial()) {
    Answer.May = ThrowSummary::No;
  } else {
    Answer.May = F.isExternC() ? ThrowSummary::No : ThrowSummary::Unknown;
    Answer.Expected = !F.isExternC() && mayBeExpectedToThrow(F);
  }
  Known.Answer = std::move(Answer);
  Asked.end(Known);
  return Known.Answer;
}

//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

static void noteWritten(const Expr *Written,
                        llvm::DenseSet<const ValueDecl *> &Into) {
  Written = Written->IgnoreParenCasts();
  if (const auto *Member = dyn_cast<MemberExpr>(Written))
    Into.insert(cast<ValueDecl>(Member->getMemberDecl()->getCanonicalDecl()));
  else if (const auto *Ref = dyn_cast<DeclRefExpr>(Written))
    Into.insert(cast<ValueDecl>(Ref->getDecl()->getCanonicalDecl()));
}

/// Null: nobody knows which function. What a library's or the system's does
/// to its own is no concern of this file.
void Unit::gatherEffects(const FunctionDecl *F, Effects &Into) {
  if (const FunctionDecl *Def = F ? definition(*F) : nullptr)
    Into.Calls.push_back(Def);
  else if (!F || (!F->getBuiltinID() && !F->isImplicit() && !F->isDefaulted() &&
                  !inSystemHeader(*F) && !isLibraryFunction(*F)))
    Into.CallsUnknown = true;
}

void Unit::gatherArguments(const FunctionDecl &F,
                           llvm::ArrayRef<const Expr *> Args, Effects &Into) {
  for (unsigned I = 0; I < Args.size() && I < F.getNumParams(); ++I)
    if (const QualType T = F.getParamDecl(I)->getType();
        T->isLValueReferenceType() && !T->getPointeeType().isConstQualified())
      noteWritten(Args[I], Into.Writes);
}

void Unit::gatherEffects(const Stmt *S, Effects &Into) {
  if (!S)
    return;
  auto Destroys = [&](QualType T) {
    const CXXRecordDecl *Record =
        T.isNull() || T->isReferenceType()
            ? nullptr
            : T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    if (Record && Record->hasDefinition() && !Record->hasTrivialDestructor())
      if (const CXXDestructorDecl *Dtor = Record->getDestructor())
        gatherEffects(Dtor, Into);
  };
  if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
    if (Binary->isAssignmentOp())
      noteWritten(Binary->getLHS(), Into.Writes);
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
      noteWritten(Unary->getSubExpr(), Into.Writes);
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee) {
      const bool Operator = isa<CXXOperatorCallExpr>(Call) &&
                            isa<CXXMethodDecl>(Callee) && Call->getNumArgs();
      const llvm::ArrayRef<const Expr *> Args(Call->getArgs(),
                                              Call->getNumArgs());
      gatherArguments(*Callee, Args.drop_front(Operator), Into);
    }
    const FunctionDecl *Def = definition(*Call);
    gatherEffects(Def ? Def : Callee, Into);
    if (!Def && Callee && definition(*Callee))
      Into.CallsUnknown = true; // an override
  } else if (const auto *Make = dyn_cast<CXXConstructExpr>(S)) {
    gatherArguments(*Make->getConstructor(),
                    {Make->getArgs(), Make->getNumArgs()}, Into);
    gatherEffects(Make->getConstructor(), Into);
  } else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(S)) {
    Destroys(Bind->getType());
  } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    Destroys(Delete->getDestroyedType());
  } else if (const auto *Declare = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declare->decls())
      if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasLocalStorage())
        Destroys(V->getType());
  }
  for (const Stmt *Child : S->children())
    gatherEffects(Child, Into);
}

const Unit::Effects &Unit::ownEffects(const FunctionDecl &Def) {
  auto &Slot = OwnEffects[Def.getCanonicalDecl()];
  if (!Slot) {
    Slot = std::make_unique<Effects>();
    Effects &Found = *Slot;
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(&Def))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        gatherEffects(Init->getInit(), Found);
    gatherEffects(Def.getBody(), Found);
  }
  return *Slot;
}

bool Unit::mayWrite(const FunctionDecl &F, const ValueDecl *D) {
  const FunctionDecl *Def = definition(F);
  if (!Def)
    return false;
  auto &Slot = AllEffects[Def->getCanonicalDecl()];
  if (!Slot) {
    Slot = std::make_unique<Effects>();
    Effects &All = *Slot;
    constexpr size_t MaxFunctions = 256;
    llvm::SmallPtrSet<const FunctionDecl *, 16> Seen{Def->getCanonicalDecl()};
    llvm::SmallVector<const FunctionDecl *, 16> Work{Def};
    while (!Work.empty()) {
      const Effects &Own = ownEffects(*Work.pop_back_val());
      All.Writes.insert(Own.Writes.begin(), Own.Writes.end());
      All.CallsUnknown |= Own.CallsUnknown;
      for (const FunctionDecl *Next : Own.Calls)
        if (Seen.size() == MaxFunctions)
          All.Bounded = true;
        else if (Seen.insert(Next->getCanonicalDecl()).second)
          Work.push_back(Next);
    }
  }
  if (Slot->Bounded ||
      Slot->Writes.contains(cast<ValueDecl>(D->getCanonicalDecl())))
    return true;
  const auto *V = dyn_cast<VarDecl>(D);
  return Slot->CallsUnknown && V && V->isExternallyVisible() &&
         isWrittenHere(*V);
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// Sorted, for binary search.
static constexpr llvm::StringLiteral ReleasingWords[] = {
    "abort", "adopt", "bail", "checkin", "clean", "cleanup", "clear", "close",
    "consume", "dealloc", "deallocate", "deinit", "del", "delete", "deref",
    "destroy", "destruct", "detach", "die", "discard", "disconnect",
    "dispose", "done", "drop", "dtor", "end", "exit", "fatal", "finalise",
    "finalize", "fini", "finish", "flush", "free", "give", "kill", "leave",
    "logout", "purge", "put", "quit", "recycle", "release", "relinquish",
    "remove", "reset", "return", "rm", "shutdown", "stop", "take", "teardown",
    "term", "terminate", "trash", "uninit", "unlock", "unref", "unset",
    "unuse", "wipe", "zap",
};
static constexpr llvm::StringLiteral StoringWords[] = {
    "append", "cache", "collect", "emplace", "enqueue", "keep", "own", "post",
    "prepend", "push", "queue", "register", "remember", "save", "schedule",
    "stash", "store", "submit", "track", "transfer",
};
static constexpr llvm::StringLiteral PerhapsStoringWords[] = {
    "add", "alloc", "assign", "async", "attach", "bind", "build", "connect",
    "create", "ctor", "from", "hold", "init", "insert", "install", "link",
    "make", "mk", "move", "new", "open", "pass", "replace", "set", "setup",
    "share", "spawn", "start", "swap", "wrap",
};

NameHint Unit::nameHint(StringRef Name) {
  // Words of snake_case and camelCase, and run-together ones such as `xfree`.
  NameHint Found = NameHint::None;
  std::string Word;
  auto Judge = [&] {
    const StringRef W = Word;
    const bool Releases =
        llvm::binary_search(ReleasingWords, W) ||
        (W.size() > 4 &&
         (W.ends_with("free") || W.ends_with("close") ||
          W.ends_with("clear") || W.ends_with("finish") ||
          W.ends_with("release") || W.ends_with("destroy") ||
          W.ends_with("disconnect") ||
          (W.starts_with("free") && !W.starts_with("freez")) ||
          (W.starts_with("close") && W != "closest")));
    if (Releases)
      Found = NameHint::Releases;
    else if (Found != NameHint::Releases &&
             llvm::binary_search(StoringWords, W))
      Found = NameHint::Stores;
    else if (Found == NameHint::None &&
             llvm::binary_search(PerhapsStoringWords, W))
      Found = NameHint::MayStore;
    Word.clear();
  };
  char Before = 0;
  for (size_t I = 0; I != Name.size(); ++I) {
    const char C = Name[I];
    const bool Upper = llvm::isUpper(C);
    // The last capital of a run begins a word: `PQFinish`, `DBReleaseConn`.
    const bool Next = I + 1 < Name.size() && llvm::isLower(Name[I + 1]);
    if (C == '_' || llvm::isDigit(C) ||
        (Upper && (!llvm::isUpper(Before) || Next)))
      Judge();
    if (C != '_' && !llvm::isDigit(C))
      Word.push_back(llvm::toLower(C));
    Before = C;
  }
  Judge();
  return Found;
}

} // namespace leash::flow
