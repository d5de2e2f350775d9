// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Looks at all uses of members once; asks the engine about destructors.

#include "MemberUse.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace leash::checks {

const FieldDecl *memberOf(const Expr *E) {
  E = flow::strip(E);
  if (const auto *Address = dyn_cast<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = flow::strip(Address->getSubExpr());
  const auto *Member = dyn_cast<MemberExpr>(E);
  const auto *Field =
      Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  return Field ? Field->getCanonicalDecl() : nullptr;
}

static const CXXRecordDecl *pointedClass(QualType T) {
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  return Record ? Record->getCanonicalDecl() : nullptr;
}

struct MemberUse::Walk : RecursiveASTVisitor<Walk> {
  MemberUse &M;
  const FunctionDecl *In = nullptr;
  explicit Walk(MemberUse &M) : M(M) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return true; }
  /// Each is walked for itself.
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }

  void letGo(const Expr *What) {
    if (const FieldDecl *Field = memberOf(What))
      noteLetGo(Field);
  }
  void noteLetGo(const FieldDecl *Field) {
    // What its own destructor does is asked of the engine.
    if (const auto *Dtor = dyn_cast_or_null<CXXDestructorDecl>(In))
      if (const auto *Class = dyn_cast<CXXRecordDecl>(Field->getParent());
          Class &&
          (Dtor->getParent()->getCanonicalDecl() == Class->getCanonicalDecl() ||
           Dtor->getParent()->isDerivedFrom(Class)))
        return;
    auto &All = M.LetGo[Field];
    if (!llvm::is_contained(All, In))
      All.push_back(In);
  }
  void call(const FunctionDecl *Callee, llvm::ArrayRef<const Expr *> Args,
            bool Construct) {
    if (!Callee)
      return;
    auto &All = M.Callers[Callee->getCanonicalDecl()];
    if (!llvm::is_contained(All, In))
      All.push_back(In);
    const spec::Function *Spec = M.U.specOf(*Callee);
    const FunctionDecl *Def = Spec ? nullptr : M.U.definition(*Callee);
    for (unsigned I = 0; I != Args.size(); ++I) {
      const FieldDecl *Field = memberOf(Args[I]);
      if (!Field)
        continue;
      if (Spec) {
        if (llvm::any_of(Spec->Releases, [&](const spec::Release &R) {
              return R.Of.Index == I && (R.Of.Where == spec::Slot::Argument ||
                                         R.Of.Where == spec::Slot::Pointee);
            }))
          noteLetGo(Field);
      } else if (Def && I < Def->getNumParams()) {
        const ParmVarDecl *P = Def->getParamDecl(I);
        using flow::AccessPath;
        const bool Through = P->getType()->isReferenceType() ||
                             (P->getType()->isPointerType() &&
                              P->getType()->getPointeeType()->isPointerType());
        const AccessPath Input =
            Through && !P->getType()->isReferenceType()
                ? AccessPath::pointee(
                      P->getCanonicalDecl() == P
                          ? P
                          : cast<VarDecl>(P->getCanonicalDecl()))
                : AccessPath::variable(cast<VarDecl>(P->getCanonicalDecl()));
        if (M.U.summary(*Def, Input).mayRelease())
          noteLetGo(Field);
      } else if (Construct || Callee->isInStdNamespace() ||
                 !Callee->getDeclName().isIdentifier()) {
        // An owner, a callable, `std::exchange`: it has it now.
        if (!M.U.isLibraryFunction(*Callee))
          noteLetGo(Field);
      } else if (!M.U.isLibraryFunction(*Callee) &&
                 flow::Unit::nameHint(Callee->getName()) !=
                     flow::NameHint::None) {
        noteLetGo(Field);
      }
    }
  }
  bool VisitCallExpr(CallExpr *E) {
    llvm::ArrayRef<const Expr *> Args(E->getArgs(), E->getNumArgs());
    const FunctionDecl *Callee = E->getDirectCallee();
    if (isa<CXXOperatorCallExpr>(E)) {
      if (isa_and_nonnull<CXXMethodDecl>(Callee) && !Args.empty())
        Args = Args.drop_front();
      if (const auto *Assign = dyn_cast_or_null<CXXMethodDecl>(Callee);
          Assign && Assign->isCopyAssignmentOperator() &&
          Assign->isDefaulted() && !Assign->isDeleted())
        M.Copies.push_back({E, Assign->getParent()});
    }
    if (!Callee) // through a pointer: who knows
      for (const Expr *Arg : Args)
        letGo(Arg);
    call(Callee, Args, false);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) {
    const CXXConstructorDecl *Ctor = E->getConstructor();
    if (Ctor->isCopyConstructor() && Ctor->isDefaulted() && !E->isElidable())
      M.Copies.push_back({E, Ctor->getParent()});
    call(Ctor, {E->getArgs(), E->getNumArgs()}, true);
    return true;
  }
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E) {
    letGo(E->getArgument());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    // `other->conn = conn;`: two have it.
    if (E->getOpcode() == BO_Assign && E->getLHS()->getType()->isPointerType())
      if (const FieldDecl *Field = memberOf(E->getRHS()))
        if (const Expr *To = flow::strip(E->getLHS());
            !isa<DeclRefExpr>(To) ||
            !isa<VarDecl>(cast<DeclRefExpr>(To)->getDecl()) ||
            !cast<VarDecl>(cast<DeclRefExpr>(To)->getDecl())->hasLocalStorage())
          noteLetGo(Field);
    return true;
  }
  bool VisitVarDecl(VarDecl *V) {
    // `PGconn *old = conn;`: what becomes of that is not followed.
    if (V->hasInit() && V->getType().getNonReferenceType()->isPointerType())
      if (const FieldDecl *Field = memberOf(V->getInit()))
        Aliases[V->getCanonicalDecl()] = Field;
    // What `main` holds is left to the end of the process.
    if (V->hasGlobalStorage() || (In && In->isMain()))
      if (const CXXRecordDecl *Class = pointedClass(V->getType()))
        M.Forever.insert(Class);
    return true;
  }
  bool VisitInitListExpr(InitListExpr *E) {
    for (const Expr *Init : E->inits())
      letGo(Init);
    return true;
  }
  /// Who gets it may release it.
  bool VisitReturnStmt(ReturnStmt *S) {
    if (S->getRetValue())
      letGo(S->getRetValue());
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr *E) {
    if (In && In->isMain())
      if (const CXXRecordDecl *Class = pointedClass(E->getAllocatedType()))
        M.Forever.insert(Class);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    // `&Client::close`: called by whoever has it.
    if (const auto *Method = dyn_cast<CXXMethodDecl>(E->getDecl()))
      M.Callers[Method->getCanonicalDecl()].push_back(In);
    if (const auto *V = dyn_cast<VarDecl>(E->getDecl()))
      if (const FieldDecl *Field = Aliases.lookup(V->getCanonicalDecl()))
        Aliased.insert(Field);
    return true;
  }

  llvm::DenseMap<const VarDecl *, const FieldDecl *> Aliases;
  llvm::DenseSet<const FieldDecl *> Aliased;
};

/// Static members, and a `static T &instance()`.
static bool isSingleton(const CXXRecordDecl &Class) {
  for (const Decl *D : Class.decls()) {
    const auto *Method = dyn_cast<CXXMethodDecl>(D);
    const auto *V = dyn_cast<VarDecl>(D);
    if (!(Method && Method->isStatic()) && !V)
      continue;
    QualType T = Method ? Method->getReturnType() : V->getType();
    if (Method && !T->isPointerType() && !T->isReferenceType() &&
        !isa_and_nonnull<ClassTemplateSpecializationDecl>(
            T->getAsCXXRecordDecl()))
      continue; // a factory, by value
    if (const auto *Owner = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
            T.getNonReferenceType()->getAsCXXRecordDecl());
        Owner && Owner->getTemplateArgs().size() &&
        Owner->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
      T = Owner->getTemplateArgs()[0].getAsType();
    if (pointedClass(T) == Class.getCanonicalDecl()) {
      // `static T *open(..)` makes one for each call.
      const bool Factory =
          Method && (Method->getNumParams() || T->isRecordType() ||
                     (Method->getDeclName().isIdentifier() &&
                      flow::Unit::nameHint(Method->getName()) ==
                          flow::NameHint::MayStore));
      if (!Factory)
        return true;
    }
  }
  return false;
}

MemberUse::MemberUse(flow::Unit &U) : U(U) {
  Walk W(*this);
  llvm::DenseSet<const CXXRecordDecl *> Seen;
  for (const FunctionDecl *F : U.functions()) {
    W.In = F;
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
      for (const CXXCtorInitializer *Init : Ctor->inits()) {
        W.TraverseStmt(Init->getInit());
        // `Conn(other.Conn)` moves it to where the same is asked again.
        if (const FieldDecl *From = memberOf(Init->getInit());
            From && Init->isMemberInitializer() &&
            From != Init->getMember()->getCanonicalDecl())
          W.noteLetGo(From);
      }
    W.TraverseStmt(F->getBody());
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F))
      if (Seen.insert(Method->getParent()->getCanonicalDecl()).second)
        Classes.push_back(Method->getParent());
  }
  for (const FieldDecl *Field : W.Aliased)
    LetGo[Field].push_back(nullptr);
  for (const Decl *D : U.context().getTranslationUnitDecl()->decls())
    if (const auto *V = dyn_cast<VarDecl>(D);
        V && V->hasGlobalStorage() && !U.inSystemHeader(*V))
      if (const CXXRecordDecl *Class = pointedClass(V->getType()))
        Forever.insert(Class);
  // With the whole, its parts.
  llvm::SmallVector<const CXXRecordDecl *, 8> Work(Forever.begin(),
                                                   Forever.end());
  while (!Work.empty())
    if (const CXXRecordDecl *Whole = Work.pop_back_val()->getDefinition())
      for (const FieldDecl *Part : Whole->fields())
        if (const CXXRecordDecl *Class = pointedClass(Part->getType());
            Class && Forever.insert(Class).second)
          Work.push_back(Class);
}

llvm::ArrayRef<const FunctionDecl *>
MemberUse::othersThatLetGo(const FieldDecl &Field) const {
  const auto At = LetGo.find(&Field);
  return At == LetGo.end() ? llvm::ArrayRef<const FunctionDecl *>()
                           : llvm::ArrayRef(At->second);
}

llvm::ArrayRef<const FunctionDecl *>
MemberUse::callersOf(const FunctionDecl &F) const {
  const auto At = Callers.find(F.getCanonicalDecl());
  return At == Callers.end() ? llvm::ArrayRef<const FunctionDecl *>()
                             : llvm::ArrayRef(At->second);
}

bool MemberUse::livesForever(const CXXRecordDecl &Class) const {
  return Forever.contains(Class.getCanonicalDecl()) || isSingleton(Class);
}

bool MemberUse::isSeenWhole(const CXXRecordDecl &Class) const {
  const SourceManager &SM = U.context().getSourceManager();
  return SM.isWrittenInMainFile(SM.getExpansionLoc(Class.getLocation()));
}

bool MemberUse::mayBeLetGoElsewhere(const FieldDecl &Field) const {
  const auto *Class = cast<CXXRecordDecl>(Field.getParent());
  // A method without a body in this file, whatever it is called: the other
  // half of the class is elsewhere.
  for (const CXXMethodDecl *Method : Class->methods())
    if (Method->isUserProvided() && !Method->isPureVirtual() &&
        !Method->isConst() && !Method->hasBody() &&
        !isa<CXXConstructorDecl>(Method))
      return true;
  return !isSeenWhole(*Class) &&
         (Field.getAccess() != AS_private || Class->hasFriends());
}

/// True if \p F hands its own object, or calls a method of it, out of sight.
bool MemberUse::leavesSight(const FunctionDecl &F, unsigned Depth) {
  struct Finder : RecursiveASTVisitor<Finder> {
    MemberUse &M;
    unsigned Depth;
    bool Found = false;
    Finder(MemberUse &M, unsigned Depth) : M(M), Depth(Depth) {}
    static bool isThis(const Expr *E) {
      E = flow::strip(E);
      if (const auto *Deref = dyn_cast<UnaryOperator>(E))
        E = flow::strip(Deref->getSubExpr());
      return isa<CXXThisExpr>(E);
    }
    bool VisitCallExpr(CallExpr *E) {
      const FunctionDecl *Callee = E->getDirectCallee();
      bool Own = false;
      if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E))
        Own = isThis(Member->getImplicitObjectArgument());
      for (const Expr *Arg : E->arguments())
        Own |= isThis(Arg);
      if (!Own)
        return true;
      // A call of a virtual method in a destructor runs this class's.
      const FunctionDecl *Def = Callee ? M.U.definition(*Callee) : nullptr;
      if (Callee && M.U.inSystemHeader(*Callee))
        return true;
      constexpr unsigned MaxDepth = 3;
      if (!Def || Depth == MaxDepth || M.leavesSight(*Def, Depth + 1))
        Found = true;
      return !Found;
    }
  };
  Finder Find(*this, Depth);
  Find.TraverseStmt(F.getBody());
  return Find.Found;
}

/// By its own destructor.
MemberUse::Answer MemberUse::classReleases(const CXXRecordDecl &Class,
                                           const FieldDecl &Field) {
  const CXXDestructorDecl *Dtor =
      Class.hasDefinition() ? Class.getDestructor() : nullptr;
  if (!Dtor || !Dtor->isUserProvided())
    return Answer::No;
  const FunctionDecl *Def = U.definition(*Dtor);
  if (!Def)
    return Answer::Unknown;
  if (U.summary(*Def, flow::AccessPath::thisField(&Field)).mayRelease())
    return Answer::Yes;
  return leavesSight(*Def, 0) ? Answer::Unknown : Answer::No;
}

static bool derives(const CXXRecordDecl &From, const CXXRecordDecl &Base) {
  return From.hasDefinition() && From.isDerivedFrom(&Base);
}

MemberUse::Answer MemberUse::destructorReleases(const FieldDecl &Field) {
  const auto *Class = cast<CXXRecordDecl>(Field.getParent());
  Answer Best = classReleases(*Class, Field);
  auto Ask = [&](const CXXRecordDecl &Other) {
    Best = std::max(Best, classReleases(Other, Field));
  };
  for (const CXXRecordDecl *Other : Classes)
    if (derives(*Other, *Class))
      Ask(*Other);
  // A base may know how to take this apart.
  if (Class->hasDefinition())
    Class->forallBases([&](const CXXRecordDecl *Base) {
      const CXXDestructorDecl *Dtor =
          Base->hasDefinition() ? Base->getDestructor() : nullptr;
      if (Dtor && Dtor->isUserProvided() && !U.definition(*Dtor) &&
          Best == Answer::No && Base->isPolymorphic() == false)
        Best = Answer::Unknown;
      return true;
    });
  return Best;
}

bool MemberUse::alwaysReleasedBy(const CXXRecordDecl &Class,
                                 const FieldDecl &Field) {
  const CXXDestructorDecl *Dtor = Class.getDestructor();
  const FunctionDecl *Def =
      Dtor && Dtor->isUserProvided() ? U.definition(*Dtor) : nullptr;
  if (!Def)
    return false;
  const flow::Summary &S = U.summary(*Def, flow::AccessPath::thisField(&Field));
  bool Released = false;
  for (const flow::Ending &E : S.Endings) {
    if (E.Input == flow::Fate::Kept || E.Input == flow::Fate::Moved)
      return false;
    Released |= E.Input == flow::Fate::Released;
  }
  return S.Known && Released;
}

bool MemberUse::asksBefore(const FunctionDecl &F, const Expr *At) {
  struct Finder : RecursiveASTVisitor<Finder> {
    MemberUse &M;
    const Expr *At;
    bool Found = false, Reached = false;
    Finder(MemberUse &M, const Expr *At) : M(M), At(At) {}
    bool mentionsThis(const Stmt *S) {
      return S && (isa<CXXThisExpr>(S) ||
                   llvm::any_of(S->children(), [&](const Stmt *Child) {
                     return mentionsThis(Child);
                   }));
    }
    bool VisitStmt(Stmt *S) {
      if (S == At) {
        Reached = true;
        return false;
      }
      if (const auto *If = dyn_cast<IfStmt>(S))
        Found |= mentionsThis(If->getCond());
      else if (const auto *While = dyn_cast<WhileStmt>(S))
        Found |= mentionsThis(While->getCond());
      else if (const auto *Select = dyn_cast<ConditionalOperator>(S))
        Found |= mentionsThis(Select->getCond());
      else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S))
        // A method of its own may do what it likes.
        Found |=
            isa<CXXThisExpr>(flow::strip(Call->getImplicitObjectArgument())) &&
            !(Call->getMethodDecl() && Call->getMethodDecl()->isConst());
      return !Found;
    }
  };
  Finder Find(*this, At);
  Find.TraverseStmt(F.getBody());
  return Find.Found;
}

} // namespace leash::checks
