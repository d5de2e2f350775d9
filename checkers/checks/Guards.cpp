// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Knows guards by the catalogue and by their destructors.

#include "Guards.h"
#include "../sql/Effects.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace leash::checks {

bool isLent(const spec::Kind &Kind) {
  const llvm::StringRef Noun = Kind.Noun;
  return Kind.Lease || Noun.contains("connection") ||
         Noun.contains("session") || Noun == "client";
}

static const spec::Kind *kindOfHandle(const spec::Model &Known, QualType T) {
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const TagDecl *Tag = T->getAsTagDecl();
  std::string Name = Tag ? Tag->getQualifiedNameAsString() : std::string();
  if (Tag && Tag->getTypedefNameForAnonDecl())
    Name = Tag->getTypedefNameForAnonDecl()->getQualifiedNameAsString();
  std::optional<spec::KindId> Kind = Known.findKindByType(Name);
  if (!Kind)
    if (const auto *Alias = T->getAs<TypedefType>())
      Kind = Known.findKindByType(Alias->getDecl()->getQualifiedNameAsString());
  return Kind ? &Known.kind(*Kind) : nullptr;
}

/// Who hands such a one out may keep another.
static bool isShared(const CXXRecordDecl &Record) {
  return Record.getIdentifier() && Record.getName().contains("shared");
}

Guard Guards::of(QualType T) {
  const CXXRecordDecl *Record = T.isNull() ? nullptr : T->getAsCXXRecordDecl();
  Guard Found = Record ? of(*Record) : Guard();
  // A pool of one's own lends `unique_ptr<PGconn, GiveBack>`. The class knows
  // its argument only as `pg_conn`.
  if (Record && !Found && U.ownerClass(*Record) && !isShared(*Record))
    if (const auto *Written = T->getAs<TemplateSpecializationType>())
      if (const auto Arguments = Written->template_arguments();
          !Arguments.empty() &&
          Arguments[0].getKind() == TemplateArgument::Type)
        if (const spec::Kind *Kind =
                kindOfHandle(U.model(), Arguments[0].getAsType());
            Kind && isLent(*Kind))
          Found.Is = Guard::Lease;
  return Found;
}

Guard Guards::of(const Expr &Made) {
  Guard Found = of(Made.getType());
  if (Found.Listed && !Found.Listed->LentBy.empty() &&
      !U.isLent(*Found.Listed, Made)) {
    Found.Is = Guard::Connection;
    Found.AtEnd = spec::ScopeEnd::Releases;
  }
  // taopq's `direct()` returns one that begins nothing.
  const auto *Call = dyn_cast<CallExpr>(&Made);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const spec::Function *Spec = Callee ? U.specOf(*Callee) : nullptr;
  if (Spec && Found.Is == Guard::Transaction &&
      llvm::none_of(Spec->Transactions, [](const spec::TransactionEffect &T) {
        return T.What == spec::TransactionEffect::Begins;
      }))
    return {};
  return Found;
}

Guard Guards::of(const CXXRecordDecl &Record) {
  const CXXRecordDecl *Key = Record.getCanonicalDecl();
  // A class may hold a pointer to itself.
  auto [At, New] = Known.try_emplace(Key);
  if (!New)
    return At->second;
  const Guard Found = compute(Record);
  return Known[Key] = Found;
}

static Guard::Kind kindOf(const spec::ScopeType &T) {
  switch (T.Is) {
  case spec::Role::Connection:
    return Guard::Connection;
  case spec::Role::Lease:
    return Guard::Lease;
  case spec::Role::Transaction:
    return Guard::Transaction;
  case spec::Role::Result:
  case spec::Role::Statement:
    break; // not needed is not lost
  }
  return Guard::None;
}

Guard Guards::compute(const CXXRecordDecl &Record) {
  Guard Found;
  if (const spec::ScopeType *Type = U.scopeType(Record)) {
    // What does nothing at its end is not a guard (QSqlDatabase).
    if (Type->AtEnd != spec::ScopeEnd::Nothing) {
      Found.Is = kindOf(*Type);
      Found.AtEnd = Type->AtEnd;
      Found.Listed = Type;
    }
    return Found;
  }
  if (U.model().findScopeGuard(Record.getQualifiedNameAsString())) {
    Found.Is = Guard::ScopeGuard;
    return Found;
  }
  if (U.ownerClass(Record) || U.inSystemHeader(Record))
    return byArguments(Record);
  return byDestructor(Record);
}

/// `unique_ptr<PGconn, D>`, `shared_ptr<Transaction>`, `optional<Lease>`.
Guard Guards::byArguments(const CXXRecordDecl &Record) {
  const auto *Special = dyn_cast<ClassTemplateSpecializationDecl>(&Record);
  if (!Special || Special->getTemplateArgs().size() == 0 ||
      Special->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return {};
  const bool Owner = U.ownerClass(Record);
  constexpr llvm::StringLiteral Wrappers[] = {"expected", "optional"};
  if (!Owner && !(Special->getIdentifier() &&
                  llvm::is_contained(Wrappers, Special->getName())))
    return {};
  const QualType Inner = Special->getTemplateArgs()[0].getAsType();
  if (const CXXRecordDecl *Of = Inner->getAsCXXRecordDecl())
    if (const Guard Found = of(*Of))
      return isShared(Record) && Found.Is == Guard::Connection ? Guard()
                                                               : Found;
  return {};
}

/// A class of the code's own may do a whole job between its constructor and
/// its destructor; one that is meant to be held says so.
static bool namesAGuard(llvm::StringRef Name) {
  return flow::hasWord(
      Name, {"client", "cleanup", "conn", "database", "defer", "exit", "final",
             "guard", "handle", "lease", "lock", "savepoint", "scope", "session",
             "transact", "txn", "unwind"});
}

/// The same of one that ends a transaction: `Tx`, `auto_rollback`.
static bool namesATransaction(llvm::StringRef Name) {
  if (flow::hasWord(Name,
                    {"atomic", "begin", "raii", "rollback", "trans", "work"}))
    return true;
  const size_t At = Name.find_insensitive("tx");
  return At != llvm::StringRef::npos &&
         (At == 0 || Name[At] == 'T' || Name[At - 1] == '_');
}

Guard Guards::byDestructor(const CXXRecordDecl &Record) {
  Guard Found;
  const bool AnyGuard = namesAGuard(Record.getName());
  if (!Record.hasDefinition() || Record.hasTrivialDestructor() ||
      (!AnyGuard && !namesATransaction(Record.getName())))
    return Found;
  if (const CXXDestructorDecl *Dtor = Record.getDestructor();
      Dtor && Dtor->isUserProvided())
    if (const FunctionDecl *Def = U.definition(*Dtor))
      gather(Def->getBody(), 0, Found);
  if (!AnyGuard && Found.Is != Guard::Transaction)
    Found = {};
  if (!Found)
    for (const CXXBaseSpecifier &Base : Record.bases())
      if ((Found = of(Base.getType())))
        break;
  return Found;
}

/// What \p S, of a destructor or what it calls, does for good.
void Guards::gather(const Stmt *S, unsigned Depth, Guard &Into) {
  if (!S || isa<LambdaExpr>(S))
    return;
  for (const Stmt *Child : S->children())
    gather(Child, Depth, Into);
  const auto *Call = dyn_cast<CallExpr>(S);
  if (!Call)
    return;
  auto Is = [&](Guard::Kind Kind, spec::ScopeEnd AtEnd) {
    // A transaction's guard may give its connection back, too.
    if (Into.Is == Guard::Transaction)
      return;
    Into.Is = Kind;
    Into.AtEnd = AtEnd;
  };
  // `Callable();` of a member: whatever it was given.
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
      Operator && Operator->getOperator() == OO_Call && Depth == 0 &&
      isa<MemberExpr>(Operator->getArg(0)->IgnoreParenImpCasts()) && !Into)
    return Is(Guard::ScopeGuard, spec::ScopeEnd::Releases);
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return;
  const spec::Function *Spec = U.specOf(*Callee);
  if (Spec) {
    for (const spec::TransactionEffect &T : Spec->Transactions)
      if (T.What != spec::TransactionEffect::Begins)
        Is(Guard::Transaction, T.What == spec::TransactionEffect::Commits
                                   ? spec::ScopeEnd::Commits
                                   : spec::ScopeEnd::RollsBack);
    if (Spec->Runs && Spec->Runs->Text < Call->getNumArgs())
      if (const auto *Text = dyn_cast<StringLiteral>(
              Call->getArg(Spec->Runs->Text)->IgnoreParenImpCasts());
          Text && Text->getCharByteWidth() == 1)
        for (const sql::Effect Effect : sql::effects(Text->getString())) {
          if (Effect == sql::Effect::RollsBack)
            Is(Guard::Transaction, spec::ScopeEnd::RollsBack);
          else if (Effect == sql::Effect::Commits)
            Is(Guard::Transaction, spec::ScopeEnd::Commits);
        }
  }
  const bool Releases =
      Spec ? llvm::any_of(Spec->Releases,
                          [](const spec::Release &R) { return !R.Transfer; })
           : Callee->getDeclName().isIdentifier() &&
                 flow::Unit::nameHint(Callee->getName()) ==
                     flow::NameHint::Releases;
  if (Releases)
    for (const Expr *Arg : Call->arguments()) {
      const spec::Kind *Kind =
          kindOfHandle(U.model(), Arg->IgnoreParenImpCasts()->getType());
      const bool Named =
          Spec && llvm::any_of(U.model().kinds(), [&](const spec::Kind &K) {
            return K.Release == Spec->Name && K.Noun == "resource";
          });
      if ((Kind && isLent(*Kind)) || Named) {
        const bool ByName = !Spec || Named || (Kind && Kind->Lease);
        Is(ByName ? Guard::Lease : Guard::Connection, spec::ScopeEnd::Releases);
        break;
      }
    }
  constexpr unsigned MaxDepth = 3;
  if (const FunctionDecl *Def = Spec ? nullptr : U.definition(*Call);
      Def && Depth < MaxDepth)
    gather(Def->getBody(), Depth + 1, Into);
}

bool mentionsGuards(const flow::Unit &U) {
  return llvm::any_of(U.model().scopeTypes(), [&](const spec::ScopeType &T) {
    return U.mentionsName(T.Name);
  });
}

} // namespace leash::checks
