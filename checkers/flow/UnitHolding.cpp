// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which functions may wait, which take what others wait for, and what may end
// it.

#include "CallSite.h"
#include "../module/Compat.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::flow {

bool Unit::mentionsLeases() const { return mentions(Known.leaseNames()); }

bool Unit::mentionsBlocking() const {
  if (Context.getLangOpts().Coroutines)
    return true;
  std::vector<std::string> Names;
  for (const spec::Blocking &B : Known.blocking())
    Names.push_back(B.Name);
  return mentions(Names);
}

bool Unit::looksForWaits() {
  if (!LooksForWaits)
    LooksForWaits = Bounds.HeldCalls &&
                    (mentionsLeases() ||
                     (Bounds.Transactions && mentionsTransactions() &&
                      mentionsBlocking()));
  return *LooksForWaits;
}

const spec::Blocking *Unit::blocking(const FunctionDecl &F) {
  const FunctionDecl *Key = F.getCanonicalDecl();
  const auto [At, New] = BlockingCalls.try_emplace(Key);
  if (!New)
    return At->second;
  const spec::Blocking *Found = nullptr;
  if (F.getDeclName().isIdentifier() || isa<CXXMethodDecl>(F) ||
      F.isOverloadedOperator()) {
    const bool Plain = !isa<CXXMethodDecl>(F) && F.isExternC();
    Found = Known.findBlocking(Plain ? F.getNameAsString() : plainName(F));
    if (Found && Found->ByParameter)
      Found = nullptr;
    // A program's own function of that name is another function.
    if (Found && definition(F))
      Found = nullptr;
    if (const auto *Method = dyn_cast<CXXMethodDecl>(&F); !Found && Method)
      for (const CXXMethodDecl *Of : Method->overridden_methods())
        if ((Found = blocking(*Of)))
          break;
    if (!Found && !definition(F) && !isa<CXXConstructorDecl>(F))
      for (const ParmVarDecl *P : F.parameters()) {
        QualType T = P->getType().getNonReferenceType();
        if (T == P->getType() && !T->isPointerType())
          continue;
        if (T->isPointerType())
          T = T->getPointeeType();
        const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
        const spec::Blocking *By =
            Record ? Known.findBlocking(Record->getQualifiedNameAsString())
                   : nullptr;
        if (By && By->ByParameter) {
          Found = By;
          break;
        }
      }
  }
  return BlockingCalls[Key] = Found;
}

bool Unit::isOptional(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->getIdentifier() && Record->getName() == "optional";
}

const spec::ScopeType *Unit::heldType(QualType T) {
  T = T.getNonReferenceType();
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (!Record)
    return nullptr;
  const spec::ScopeType *Type = scopeType(T);
  const auto *Special = dyn_cast<ClassTemplateSpecializationDecl>(Record);
  if (!Type && Special && Special->getTemplateArgs().size() &&
      Special->getTemplateArgs()[0].getKind() == TemplateArgument::Type &&
      Record->getIdentifier()) {
    constexpr llvm::StringLiteral Wrappers[] = {"awaitable", "coro", "optional",
                                                "Task", "task"};
    if (llvm::is_contained(Wrappers, Record->getName()) || ownerClass(*Record))
      Type = scopeType(Special->getTemplateArgs()[0].getAsType());
  }
  return Type && Type->AtEnd != spec::ScopeEnd::Nothing &&
                 (Type->Is == spec::Role::Lease ||
                  Type->Is == spec::Role::Transaction)
             ? Type
             : nullptr;
}

const CXXConstructorDecl *Unit::constructorMadeBy(const FunctionDecl &F) {
  const StringRef Name =
      F.getDeclName().isIdentifier() ? F.getName() : StringRef();
  if (!F.isInStdNamespace() ||
      (Name != "make_unique" && Name != "make_shared" &&
       Name != "make_optional" && Name != "emplace"))
    return nullptr;
  const CXXRecordDecl *Made = nullptr;
  auto From = [&](QualType T) {
    T = T.getNonReferenceType();
    const auto *Special = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        T->getAsCXXRecordDecl());
    if (Name == "emplace")
      Made = T->getAsCXXRecordDecl();
    else if (Special && Special->getTemplateArgs().size() &&
             Special->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
      Made = Special->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  };
  From(F.getReturnType());
  if (!Made || !Made->hasDefinition())
    return nullptr;
  const CXXConstructorDecl *Only = nullptr;
  for (const CXXConstructorDecl *Ctor : Made->ctors())
    if (!Ctor->isCopyOrMoveConstructor() && !Ctor->isDeleted() &&
        Ctor->getNumParams() == F.getNumParams()) {
      if (Only)
        return nullptr;
      Only = Ctor;
    }
  return Only;
}

void Unit::gatherPauses(const Stmt *S, const FunctionDecl *Callee, Calls &C) {
  if (isa<CoawaitExpr>(S))
    C.Pauses = true;
  if (!Callee)
    return;
  if (blocking(*Callee))
    C.Pauses = true;
  if (const CXXConstructorDecl *Ctor = constructorMadeBy(*Callee)) {
    C.To.push_back(Ctor->getCanonicalDecl());
    if (const spec::ScopeType *Type =
            heldType(typeOf(*Ctor->getParent(), Context))) {
      C.Takes = true;
      C.Pauses |= Type->Is == spec::Role::Lease;
    }
    return;
  }
  if (const spec::Function *Spec = specOf(*Callee)) {
    const bool Lends =
        Spec->Leases || llvm::any_of(Spec->Acquires, [&](const spec::Acquire &A) {
          return A.Kind != spec::AnyKind && Known.kind(A.Kind).Lease;
        });
    C.Pauses |= Lends;
    C.Takes |= Lends;
  }
  if (Callee->getReturnType()->isReferenceType())
    return;
  if (const spec::ScopeType *Type = heldType(cast<Expr>(S)->getType())) {
    C.Takes = true;
    C.Pauses |= Type->Is == spec::Role::Lease;
  }
}

bool Unit::pauses(const FunctionDecl &F) {
  scanAll();
  return Pausing.contains(F.getCanonicalDecl());
}

bool Unit::takes(const FunctionDecl &F) {
  scanAll();
  return Taking.contains(F.getCanonicalDecl());
}

std::vector<const FunctionDecl *> Unit::holdingFunctions() {
  scanAll();
  std::vector<const FunctionDecl *> Found;
  for (const FunctionDecl *F : InOrder) {
    const FunctionDecl *Key = F->getCanonicalDecl();
    if (Pausing.contains(Key) &&
        (Taking.contains(Key) || Beginning.contains(Key)))
      Found.push_back(F);
  }
  return Found;
}

bool Unit::endsByName(StringRef Name) {
  return nameHint(Name) == NameHint::Releases ||
         hasWord(Name, {"abort", "cancel", "commit", "complete", "detach",
                        "emplace", "exchange", "hijack", "reset", "roll", "swap",
                        "take", "undo"});
}

namespace {
/// Looks for what may end the thing that a parameter or member keeps.
struct EndFinder {
  Unit &U;
  const ValueDecl *Name;
  unsigned Depth;

  /// True if \p E is the thing, or leads to it.
  bool isName(const Expr *E) const {
    for (;;) {
      E = strip(E);
      if (!E)
        return false;
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
        return Ref->getDecl()->getCanonicalDecl() == Name;
      if (const auto *Member = dyn_cast<MemberExpr>(E)) {
        if (Member->getMemberDecl()->getCanonicalDecl() == Name)
          return true;
        E = Member->getBase();
      } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
        E = Unary->getSubExpr();
      } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
                 Operator && (Operator->getOperator() == OO_Arrow ||
                              Operator->getOperator() == OO_Star)) {
        E = Operator->getArg(0);
      } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
                 Call && Call->getNumArgs() == 0) {
        E = Call->getImplicitObjectArgument();
      } else {
        return false;
      }
    }
  }

  bool find(const Stmt *S) const {
    if (!S)
      return false;
    llvm::SmallVector<const Expr *, 4> Given;
    const FunctionDecl *Callee = nullptr;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      Callee = Call->getDirectCallee();
      llvm::append_range(Given, Call->arguments());
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(S)) {
        const spec::ScopeType *Type = U.heldType(Member->getObjectType());
        if (Callee && Callee->getDeclName().isIdentifier() &&
            (Unit::endsByName(Callee->getName()) ||
             (Type && endsIt(*Type, Callee->getName()))) &&
            isName(Member->getImplicitObjectArgument()))
          return true;
        // `close()` of the same object.
        const Expr *Object = strip(Member->getImplicitObjectArgument());
        if (isa<FieldDecl>(Name) && isa_and_nonnull<CXXThisExpr>(Object)) {
          if (Callee && U.mayEnd(*Callee, *Name, Depth + 1))
            return true;
          if (Callee && !U.definition(*Callee) &&
              Callee->getDeclName().isIdentifier() &&
              Unit::endsByName(Callee->getName()))
            return true;
        }
      } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S)) {
        if (Operator->getOperator() == OO_Equal &&
            isName(Operator->getArg(0)))
          return true;
        if (isa_and_nonnull<CXXMethodDecl>(Callee) && !Given.empty())
          Given.erase(Given.begin());
      }
      if (Call->isCallToStdMove() && isName(Call->getArg(0)))
        return true;
    } else if (const auto *Make = dyn_cast<CXXConstructExpr>(S)) {
      Callee = Make->getConstructor();
      llvm::append_range(Given, Make->arguments());
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (Binary->isAssignmentOp() && isName(Binary->getLHS()))
        return true;
    } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
      if (isName(Delete->getArgument()))
        return true;
    }
    for (unsigned I = 0; I != Given.size(); ++I) {
      if (!isName(Given[I]))
        continue;
      if (!Callee)
        return true;
      if (const FunctionDecl *Def = U.definition(*Callee)) {
        if (I < Def->getNumParams() &&
            U.mayEnd(*Def, *Def->getParamDecl(I), Depth + 1))
          return true;
        continue;
      }
      const spec::Function *Spec = U.specOf(*Callee);
      if (Spec ? !Spec->Releases.empty()
               : Callee->getDeclName().isIdentifier() &&
                     Unit::endsByName(Callee->getName()))
        return true;
    }
    return llvm::any_of(S->children(),
                        [&](const Stmt *Child) { return find(Child); });
  }
};
} // namespace

bool Unit::mayEnd(const FunctionDecl &F, const ValueDecl &Name,
                  unsigned Depth) {
  constexpr unsigned MaxDepth = 5;
  const FunctionDecl *Def = definition(F);
  if (!Def)
    return false;
  if (Depth > MaxDepth)
    return true;
  return EndFinder{*this, cast<ValueDecl>(Name.getCanonicalDecl()), Depth}.find(
      Def->getBody());
}

const Pauses &Unit::waits(const FunctionDecl &F,
                          std::optional<AccessPath> Input,
                          const Connection *Open,
                          const std::vector<Given> &Known) {
  const FunctionDecl *Def = definition(F);
  constexpr unsigned MaxDepth = 12;
  if (!Def || Depth >= MaxDepth) {
    Asked.useBound();
    return NoWaits;
  }
  Remembered<Pauses> &Made =
      WaitsInside[{F.getCanonicalDecl(), Input.value_or(AccessPath()), Open,
                   Known}];
  if (Made.asked()) {
    Asked.use(Made);
    return Made.running() ? NoWaits : Made.Answer;
  }
  Asked.begin(Made);
  Made.Answer.clear();
  if (Body *B = body(*Def)) {
    ++Depth;
    Made.Answer = Open ? Simulation(*this, *B, Open, Known).findWaits()
                       : Simulation(*this, *B, Input, Known).findWaits();
    --Depth;
  }
  Asked.end(Made);
  return Made.Answer;
}

const std::vector<Leased> &Unit::leases(const FunctionDecl &F) {
  const FunctionDecl *Def = definition(F);
  if (Def && Depth < 24)
    return result(*Def).Leases;
  if (Def)
    Asked.useBound();
  return NoResult.Leases;
}

} // namespace leash::flow
