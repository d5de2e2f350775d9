// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What one element of a block does to a configuration, calls aside.

#include "Simulation.h"

using namespace clang;

namespace leash::flow {

void Simulation::purgeTemporaries(Configuration &C, const Stmt *S) {
  auto Dead = [&, Full = static_cast<const Stmt *>(nullptr)](
                  const AccessPath &P) mutable {
    const Expr *E = P.temp();
    if (!E)
      return false;
    if (!Full)
      Full = B.fullStatement(S);
    return B.fullStatement(E) != Full;
  };
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    const bool Had = !O.Holders.empty();
    llvm::erase_if(O.Holders, Dead);
    if (Had && O.Holders.empty() && !isInput(O))
      C.remove(O); // whoever looked at it said what became of it
    else
      ++I;
  }
  C.dropFactsIf(Dead);
  if (!C.Holds.empty())
    llvm::erase_if(C.Holds, [&](const Hold &H) { return Dead(H.Owner); });
  if (!C.Stales.empty() || !C.Loans.empty())
    C.dropStaleIf(Dead);
}

void Simulation::element(Configuration C, const CFGElement &E,
                         Configurations &Out) {
  switch (E.getKind()) {
  case CFGElement::Statement:
  case CFGElement::Constructor:
  case CFGElement::CXXRecordTypedCall: {
    const Stmt *S = E.castAs<CFGStmt>().getStmt();
    purgeTemporaries(C, S);
    statement(std::move(C), S, Out);
    return;
  }
  case CFGElement::Initializer:
    initializeMember(std::move(C), E.castAs<CFGInitializer>().getInitializer(),
                     Out);
    return;
  case CFGElement::AutomaticObjectDtor: {
    const VarDecl *V =
        E.castAs<CFGAutomaticObjDtor>().getVarDecl()->getCanonicalDecl();
    QualType T = V->getType().getNonReferenceType();
    while (const auto *Array = T->getAsArrayTypeUnsafe())
      T = Array->getElementType();
    destroy(C, AccessPath::variable(V), T, V->getLocation());
    endOfScope(C, V, V->getLocation());
    break;
  }
  case CFGElement::CleanupFunction: {
    runCleanup(C, E.castAs<CFGCleanupFunction>().getVarDecl());
    endOfScope(C, E.castAs<CFGCleanupFunction>().getVarDecl(),
               SourceLocation());
    break;
  }
  case CFGElement::MemberDtor: {
    const FieldDecl *Field = E.castAs<CFGMemberDtor>().getFieldDecl();
    if (U.ownerClass(Field->getType()))
      if (Obligation *O =
              C.heldBy(AccessPath::thisField(Field->getCanonicalDecl())))
        release(C, *O, SourceLocation());
    break;
  }
  default:
    break;
  }
  Out.push_back(std::move(C));
}

void Simulation::statement(Configuration C, const Stmt *S,
                           Configurations &Out) {
  if (const auto *Decls = dyn_cast<DeclStmt>(S)) {
    Configurations Work;
    Work.push_back(std::move(C));
    for (const Decl *D : Decls->decls())
      if (const auto *V = dyn_cast<VarDecl>(D)) {
        Configurations Next;
        for (Configuration &Each : Work)
          declare(std::move(Each), V, S, Next);
        Work = std::move(Next);
      }
    Out.append(std::make_move_iterator(Work.begin()),
               std::make_move_iterator(Work.end()));
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(S))
    return call(std::move(C), Call, Out);
  if (const auto *Make = dyn_cast<CXXConstructExpr>(S))
    return construct(std::move(C), Make, Out);
  if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
    if (Binary->isAssignmentOp() && !C.Begun.empty())
      noteAssignment(C, *Binary);
    if (Binary->getOpcode() == BO_Assign)
      return assignment(std::move(C), Binary, Out);
    if (Binary->isCompoundAssignmentOp())
      if (auto P = pathOf(Binary->getLHS(), C)) {
        C.dropStale(*P);
        noteWrite(C, *P,
                  compute(Binary->getOpcode(), C.fact(*P),
                          eval(Binary->getRHS(), C)));
      }
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Unary->isIncrementOp())
      noteHandover(C, Unary->getSubExpr());
    if (Unary->isIncrementDecrementOp())
      if (auto P = pathOf(Unary->getSubExpr(), C)) {
        const Value Old = C.fact(*P);
        C.dropStale(*P);
        noteWrite(C, *P, Old.plus(Unary->isIncrementOp() ? 1 : -1));
      }
  } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    return returns(std::move(C), Return, Out);
  } else if (const auto *Throw = dyn_cast<CXXThrowExpr>(S)) {
    ThrowSummary What;
    What.May = ThrowSummary::Yes;
    if (Throw->getSubExpr()) {
      // The exception object takes what it is made of; its constructor's
      // arguments were that call's affair.
      if (Obligation *O = handleOf(Throw->getSubExpr(), C))
        transfer(C, *O);
      else if (auto P = pathOf(Throw->getSubExpr(), C))
        transferWithin(C, *P);
      What.Types.push_back(Throw->getSubExpr()->getType());
    } else {
      // `throw;` throws what its handler caught.
      const Stmt *Up = B.parent(Throw);
      while (Up && !isa<CXXCatchStmt>(Up))
        Up = B.parent(Up);
      if (Up && !cast<CXXCatchStmt>(Up)->getCaughtType().isNull())
        What.Types.push_back(cast<CXXCatchStmt>(Up)->getCaughtType());
    }
    unwindAll(C, Throw, What);
    return;
  } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    const Expr *Of = Delete->getArgument();
    if (Obligation *O = handleOf(Of, C)) {
      release(C, *O, Delete->getBeginLoc(), StringRef("delete"));
    } else if (auto P = pathOf(Of, C); P && P->var() && !P->Field) {
      // What the object held is its destructor's affair.
      const QualType Pointee = Delete->getDestroyedType();
      if (!Pointee.isNull() && Pointee->isRecordType()) {
        const CXXRecordDecl *Record = Pointee->getAsCXXRecordDecl();
        if (Record && Record->hasDefinition() &&
            Record->hasTrivialDestructor())
          letGo(C, *P, Loss::HolderFreed, Delete->getBeginLoc());
        else
          transferWithin(C, *P);
      }
    }
  } else if (const auto *Init = dyn_cast<InitListExpr>(S)) {
    // `S s = {res}` is declare()'s; anywhere else it goes out of sight.
    const Stmt *Up = B.parent(Init);
    while (Up && (isa<FullExpr>(Up) || isa<CastExpr>(Up)))
      Up = B.parent(Up);
    if (!Up || !isa<DeclStmt>(Up))
      for (const Expr *Each : Init->inits())
        escapeMentioned(C, Each);
  } else if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    if (!C.Holds.empty())
      dropCaptured(C, *Lambda);
  } else if (const auto *Select = dyn_cast<ConditionalOperator>(S)) {
    const Value Marker = C.fact(AccessPath::temporary(Select));
    const AccessPath Here = AccessPath::temporary(Select);
    const Expr *Arm = nullptr;
    if (Marker.exact())
      Arm = *Marker.exact() ? Select->getTrueExpr() : Select->getFalseExpr();
    C.dropFact(Here);
    passOnStale(C, Select->getTrueExpr(), Here);
    passOnStale(C, Select->getFalseExpr(), Here);
    const Value True = eval(Select->getTrueExpr(), C);
    const Value False = eval(Select->getFalseExpr(), C);
    if (Arm) {
      const Value V = eval(Arm, C);
      if (V.isHandle())
        C.Held[V.handleIndex()].addHolder(Here);
      else
        C.setFact(Here, V);
    } else if (True.isHandle() || False.isHandle()) {
      // Which of the two was forgotten: whichever it is, it may be held here.
      const auto TrueTemp = pathOf(Select->getTrueExpr(), C);
      if (True.isHandle() && TrueTemp && TrueTemp->temp()) {
        C.Held[True.handleIndex()].addHolder(Here);
      } else if (False.isHandle() && !True.isHandle() &&
                 pathOf(Select->getFalseExpr(), C)->temp()) {
        C.Held[False.handleIndex()].addHolder(Here);
      } else {
        if (True.isHandle())
          transfer(C, C.Held[True.handleIndex()]);
        const Value Again = eval(Select->getFalseExpr(), C);
        if (Again.isHandle())
          transfer(C, C.Held[Again.handleIndex()]);
      }
    } else if (True.exact() && False.exact() && !(True == False)) {
      // Which of two constants often tells what is held.
      Configuration Other = C;
      Other.setFact(Here, False);
      Out.push_back(std::move(Other));
      C.setFact(Here, True);
    } else {
      C.setFact(Here, Value::join(True, False, /*Widen=*/false));
    }
  }
  Out.push_back(std::move(C));
}

/// Whatever \p S mentions that is held goes where this analysis does not
/// follow.
void Simulation::escapeMentioned(Configuration &C, const Stmt *S) {
  if (!S)
    return;
  if (const auto *E = dyn_cast<Expr>(S)) {
    if (Obligation *O = handleOf(E, C)) {
      transfer(C, *O);
      return;
    }
    if (isa<DeclRefExpr>(E))
      if (auto P = pathOf(E, C);
          P && P->var() && P->var()->getType()->isRecordType())
        transferWithin(C, *P);
    if (const auto *Call = dyn_cast<CallExpr>(E); Call && strip(E) == E)
      return; // a call's own effects are known
  }
  for (const Stmt *Child : S->children())
    escapeMentioned(C, Child);
}

void Simulation::declare(Configuration C, const VarDecl *V, const Stmt *S,
                         Configurations &Out) {
  V = V->getCanonicalDecl();
  const AccessPath P = AccessPath::variable(V);
  const Expr *Init = V->getInit();
  if (V->isStaticLocal() || !V->hasLocalStorage()) {
    if (Init)
      if (Obligation *O = handleOf(Init, C)) {
        nameHolder(*O, P);
        transfer(C, *O);
      }
    Out.push_back(std::move(C));
    return;
  }
  if (V->getType()->isReferenceType()) {
    if (Init)
      rebase(C, AccessPath::temporary(strip(Init)), P, /*Copy=*/false);
    Out.push_back(std::move(C));
    return;
  }
  // The same declaration again: the last turn's object is gone.
  letGo(C, P, Loss::ScopeEnd, V->getLocation());
  forgetConditions(C, V);
  if (!Init) {
    Out.push_back(std::move(C));
    return;
  }
  const Expr *Inner = strip(Init);
  if (const auto *List = dyn_cast<InitListExpr>(Inner)) {
    const InitListExpr *Form =
        List->isSemanticForm() ? List : List->getSemanticForm();
    if (!Form)
      Form = List;
    const RecordDecl *Record =
        V->getType()->isRecordType() ? V->getType()->getAsRecordDecl() : nullptr;
    auto Field = Record ? Record->field_begin() : RecordDecl::field_iterator();
    const bool Simple =
        Record && !Record->isUnion() &&
        (!isa<CXXRecordDecl>(Record) ||
         cast<CXXRecordDecl>(Record)->getNumBases() == 0);
    for (const Expr *Each : Form->inits()) {
      const FieldDecl *F = nullptr;
      if (Simple && Field != Record->field_end())
        F = *Field++;
      // `Guard g{&res}`, `Guard g{res}` by reference.
      if (const CXXRecordDecl *Class = V->getType()->getAsCXXRecordDecl();
          Class && F && U.destructorActs(*Class)) {
        std::optional<AccessPath> Target;
        if (F->getType()->isReferenceType())
          Target = pathOf(Each, C);
        else if (const Value Given = eval(Each, C); Given.target())
          Target = Given.target();
        if (Target && Target->var() && isLocal(*Target, C))
          C.Guards.push_back({P, *Target});
      }
      Obligation *O = handleOf(Each, C);
      if (!O)
        continue;
      if (F) {
        const AccessPath At =
            AccessPath::variable(V, F->getCanonicalDecl());
        O->addHolder(At);
        nameHolder(*O, At);
        if (const Expr *Temp = strip(Each))
          O->removeHolder(AccessPath::temporary(Temp));
      } else if (Form->getNumInits() == 1 && !V->getType()->isArrayType()) {
        O->addHolder(P);
        nameHolder(*O, P);
      } else {
        transfer(C, *O);
      }
    }
    if (Record || V->getType()->isArrayType()) {
      Out.push_back(std::move(C));
      return;
    }
  }
  const QualType T = V->getType();
  if (T->isRecordType()) {
    if (auto From = pathOf(Init, C)) {
      const bool Temp = From->Root == AccessPath::Temporary;
      if (const Value Known = C.fact(*From); Known.outcome())
        C.setFact(P, Known);
      if (Temp || !U.ownerClass(T))
        rebase(C, *From, P, /*Copy=*/!Temp);
    }
    Out.push_back(std::move(C));
    return;
  }
  Configurations Yes, No;
  if (T->isIntegralOrEnumerationType() && splitOnTruth(C, Init, Yes, No)) {
    for (Configuration &Each : Yes) {
      noteWrite(Each, P, Value::integer(1));
      Out.push_back(std::move(Each));
    }
    for (Configuration &Each : No) {
      noteWrite(Each, P, Value::integer(0));
      Out.push_back(std::move(Each));
    }
    return;
  }
  store(C, P, nullptr, Init, S);
  Out.push_back(std::move(C));
}

void Simulation::assignment(Configuration C, const BinaryOperator *S,
                            Configurations &Out) {
  const Expr *To = S->getLHS(), *From = S->getRHS();
  std::optional<AccessPath> P = pathOf(To, C);
  if (P && P->temp())
    P.reset(); // `slot(2) = res`: wherever the reference leads
  noteSentinel(C, *S);
  if (P && To->getType()->isRecordType()) {
    if (auto Other = pathOf(From, C)) {
      letGo(C, *P, Loss::Overwritten, S->getBeginLoc());
      if (isLocal(*P, C))
        rebase(C, *Other, *P, /*Copy=*/Other->Root != AccessPath::Temporary);
      else
        transferWithin(C, *Other);
    }
    Out.push_back(std::move(C));
    return;
  }
  Configurations Yes, No;
  if (P && isLocal(*P, C) && To->getType()->isIntegralOrEnumerationType() &&
      splitOnTruth(C, From, Yes, No)) {
    for (Configuration &Each : Yes) {
      noteWrite(Each, *P, Value::integer(1));
      Out.push_back(std::move(Each));
    }
    for (Configuration &Each : No) {
      noteWrite(Each, *P, Value::integer(0));
      Out.push_back(std::move(Each));
    }
    return;
  }
  store(C, P, To, From, S);
  Out.push_back(std::move(C));
}

/// \p From's value goes to \p Path (or, when null, somewhere out of sight).
void Simulation::store(Configuration &C, std::optional<AccessPath> Path,
                       const Expr *To, const Expr *From, const Stmt *S) {
  const Value V = eval(From, C);
  const bool Known = Path && (isLocal(*Path, C) || C.heldBy(*Path));
  if (V.isHandle()) {
    Obligation &O = C.Held[V.handleIndex()];
    if (Path && O.heldBy(*Path))
      return;
  }
  if (Path)
    letGo(C, *Path, Loss::Overwritten, S->getBeginLoc(),
          /*Fields=*/!Path->Field);
  if (Path && (isLocal(*Path, C) || keepsFacts(*Path)))
    passOnStale(C, From, *Path);
  const Value Now = eval(From, C);
  if (!Now.isHandle()) {
    // A pointer to memory that holds something takes what it holds along.
    if (auto Other = pathOf(From, C);
        Other && Other->var() && Now.isFresh() && !Other->Field) {
      if (Path && isLocal(*Path, C) && !Path->Field) {
        rebase(C, *Other, *Path, /*Copy=*/true);
      } else {
        transferWithin(C, *Other);
        C.dropFact(*Other); // others know it from now on
      }
    } else if (Now.target() && !(Path && isLocal(*Path, C))) {
      transferWithin(C, Now.target());
    } else if (const auto Outer = enclosingObject(From)) {
      transferWithin(C, *Outer);
    }
    // Another name for what a parameter points to.
    if (auto Other = pathOf(From, C);
        Path && Other && Other->Root == AccessPath::Variable &&
        !Other->Field && isa<ParmVarDecl>(Other->var()) && !Now.target() &&
        Other->var()->getType()->isPointerType() && !Now.exact())
      noteWrite(C, *Path, Value::pointerTo(AccessPath::pointee(Other->var())));
    else if (Path)
      noteWrite(C, *Path, Now);
    else if (To)
      if (const auto *Member = dyn_cast<MemberExpr>(strip(To)))
        forgetConditions(C, Member->getMemberDecl());
    return;
  }
  Obligation &O = C.Held[Now.handleIndex()];
  if (Path && Path->Field)
    forgetConditions(C, Path->Field);
  else if (Path && Path->var())
    forgetConditions(C, Path->var());
  if (Known && Path->Root != AccessPath::Pointee) {
    O.addHolder(*Path);
    nameHolder(O, *Path);
  } else if (Path && (Path->Root == AccessPath::This ||
                      Path->Root == AccessPath::Pointee ||
                      (Path->var() && isa<ParmVarDecl>(Path->var())))) {
    transfer(C, O, *Path);
  } else {
    if (Path)
      nameHolder(O, *Path);
    transfer(C, O);
    return;
  }
  llvm::erase_if(O.Holders, [](const AccessPath &P) {
    return P.Root == AccessPath::Temporary;
  });
}

void Simulation::returns(Configuration C, const ReturnStmt *S,
                         Configurations &Out) {
  C.Leaving = S;
  const Expr *E = S->getRetValue();
  if (E && !C.Begun.empty())
    handOut(C, E);
  if (E && B.function().getReturnType()->isPointerType())
    passOnStale(C, E, AccessPath::returned());
  if (!E) {
    Out.push_back(std::move(C));
    return;
  }
  Configurations Yes, No;
  if (B.function().getReturnType()->isIntegralOrEnumerationType() &&
      splitOnTruth(C, E, Yes, No)) {
    for (Configuration &Each : Yes) {
      Each.setFact(AccessPath::returned(), Value::integer(1));
      Out.push_back(std::move(Each));
    }
    for (Configuration &Each : No) {
      Each.setFact(AccessPath::returned(), Value::integer(0));
      Out.push_back(std::move(Each));
    }
    return;
  }
  if (Obligation *O = handleOf(E, C)) {
    O->addHolder(AccessPath::returned());
    llvm::erase_if(O->Holders, [](const AccessPath &P) {
      return P.Root == AccessPath::Temporary;
    });
  } else if (auto P = pathOf(E, C)) {
    if (E->getType()->isRecordType())
      rebase(C, *P, AccessPath::returned(), /*Copy=*/false);
    else if (P->var() && E->getType()->isPointerType() && !P->Field)
      transferWithin(C, *P); // memory that holds something
    C.setFact(AccessPath::returned(), eval(E, C));
  } else {
    const Value V = eval(E, C);
    if (V.target())
      transferWithin(C, V.target());
    else if (const auto Outer = enclosingObject(E))
      transferWithin(C, *Outer);
    C.setFact(AccessPath::returned(), V);
    if (E->getType()->isRecordType())
      escapeMentioned(C, E);
  }
  Out.push_back(std::move(C));
}

void Simulation::initializeMember(Configuration C, const CXXCtorInitializer *I,
                                  Configurations &Out) {
  const FieldDecl *Field = I->getAnyMember();
  const Expr *Init = I->getInit();
  if (!Field || !Init) {
    // What a base's constructor kept is in this object's inherited members.
    if (Init)
      for (Obligation &O : C.Held)
        for (const AccessPath &H : llvm::SmallVector<AccessPath, 2>(O.Holders))
          if (H.Field && H.within(AccessPath::temporary(strip(Init)))) {
            O.removeHolder(H);
            O.addHolder(AccessPath::thisField(H.Field));
          }
    Out.push_back(std::move(C));
    return;
  }
  const AccessPath P = AccessPath::thisField(Field->getCanonicalDecl());
  if (Obligation *O = handleOf(Init, C)) {
    O->addHolder(P);
    nameHolder(*O, P);
    llvm::erase_if(O->Holders, [](const AccessPath &H) {
      return H.Root == AccessPath::Temporary;
    });
  } else if (Field->getType()->isRecordType()) {
    if (auto From = pathOf(Init, C); From && !From->Field)
      rebase(C, *From, P, /*Copy=*/From->Root != AccessPath::Temporary);
  }
  Out.push_back(std::move(C));
}

} // namespace leash::flow
