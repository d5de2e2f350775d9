// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Resolves expressions to the connections they denote.

#include "Connections.h"
#include "Unit.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::flow {

static constexpr unsigned MaxDepth = 12;

static std::string idOf(char Kind, const void *P) {
  return Kind + llvm::utohexstr(reinterpret_cast<uintptr_t>(P));
}

bool Connection::within(const Connection &Of) const {
  return Id == Of.Id || (Id.size() > Of.Id.size() &&
                         llvm::StringRef(Id).starts_with(Of.Id) &&
                         llvm::StringRef(".([").contains(Id[Of.Id.size()]));
}

const Connection *ConnectionTable::intern(Connection C) {
  auto &Slot = Known[C.Id];
  if (!Slot)
    Slot = std::make_unique<Connection>(std::move(C));
  return Slot.get();
}

const Connection *ConnectionTable::variable(const VarDecl *V) {
  V = V->getCanonicalDecl();
  Connection C;
  C.Root = Connection::Variable;
  C.Var = V;
  C.Id = idOf('v', V);
  C.Spelling = V->getNameAsString();
  return intern(std::move(C));
}

const Connection *ConnectionTable::thisObject() {
  Connection C;
  C.Root = Connection::This;
  C.Id = "this";
  return intern(std::move(C));
}

const Connection *ConnectionTable::implied() {
  Connection C;
  C.Id = "implied";
  return intern(std::move(C));
}

const Connection *ConnectionTable::call(const std::string &Id,
                                        const std::string &Spelling) {
  Connection C;
  C.Root = Connection::Call;
  C.Id = Id;
  C.Spelling = Spelling;
  return intern(std::move(C));
}

const Connection *ConnectionTable::extended(const Connection *Of, StringRef Id,
                                            StringRef Spelling) {
  if (Of->Id.size() > 512)
    return nullptr;
  Connection C = *Of;
  C.Id += Id;
  C.Suffix += Id;
  C.Tail += Spelling;
  C.Spelling += Spelling;
  if (StringRef(C.Spelling).starts_with("."))
    C.Spelling.erase(0, 1); // a member of this object
  else if (StringRef(C.Spelling).starts_with("->"))
    C.Spelling.erase(0, 2);
  return intern(std::move(C));
}

const Connection *ConnectionTable::member(const Connection *Of,
                                          const FieldDecl *F) {
  const bool Arrow = Of->Root == Connection::Variable && Of->Suffix.empty() &&
                     Of->Var->getType()->isPointerType();
  return extended(Of, idOf('.', F->getCanonicalDecl()),
                  (Arrow ? "->" : ".") + F->getNameAsString());
}

const Connection *ConnectionTable::rebased(const Connection *C,
                                           const Connection *Root,
                                           const Connection *NewRoot) {
  if (!NewRoot || C == Root)
    return NewRoot;
  return extended(NewRoot, StringRef(C->Id).drop_front(Root->Id.size()),
                  StringRef(C->Tail).drop_front(Root->Tail.size()));
}

//===----------------------------------------------------------------------===//
// One body
//===----------------------------------------------------------------------===//

void Connections::index(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return;
  if (const auto *Binary = dyn_cast<BinaryOperator>(S);
      Binary && Binary->isAssignmentOp()) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Binary->getLHS())))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
        Locals[V->getCanonicalDecl()].Values.push_back(Binary->getRHS());
  } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S);
             Operator && Operator->getOperator() == OO_Equal &&
             Operator->getNumArgs() == 2) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Operator->getArg(0))))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
        Locals[V->getCanonicalDecl()].Values.push_back(Operator->getArg(1));
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Unary->getOpcode() == UO_AddrOf ? Unary->getType()->getPointeeType()
                                              ->isPointerType()
                                        : Unary->isIncrementDecrementOp())
      if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Unary->getSubExpr())))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          Locals[V->getCanonicalDecl()].Written = true;
  } else if (const auto *Decls = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Decls->decls())
      if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasInit())
        Locals[V->getCanonicalDecl()].Values.push_back(V->getInit());
  }
  for (const Stmt *Child : S->children())
    index(Child);
}

void Connections::build() {
  if (!Indexed) {
    Indexed = true;
    index(B.function().getBody());
  }
}

static bool isNullConstant(const Expr *E) {
  E = strip(E);
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return I->getValue().isZero();
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr, ImplicitValueInitExpr>(E);
}

/// A statement, a query or a transaction is made on a connection.
static bool standsForAnother(const spec::ScopeType *Type) {
  return Type && (Type->Is == spec::Role::Statement ||
                  Type->Is == spec::Role::Transaction);
}

const Connection *Connections::ofMade(const CXXConstructExpr &Make,
                                      const spec::ScopeType &Type,
                                      unsigned Depth) {
  for (unsigned I = 0; I != Make.getNumArgs(); ++I) {
    const Expr *Arg = Make.getArg(I);
    if (isa<CXXDefaultArgExpr>(Arg) || (Type.On && *Type.On != I))
      continue;
    QualType T = Arg->getType().getNonReferenceType();
    if (T->isPointerType())
      T = T->getPointeeType();
    const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
    if (!Record || (Record->getIdentifier() &&
                    Record->getName().contains_insensitive("string")))
      continue;
    if (const Connection *Of = of(Arg, Depth + 1))
      return Of;
  }
  return nullptr;
}

/// Of what \p Call opens, what that cannot be used without.
const Connection *Connections::ofNeeded(const CallExpr &Call, unsigned Depth) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const spec::Function *Spec = Callee ? U.specOf(*Callee) : nullptr;
  const auto *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  if (Spec && Member)
    for (const spec::Acquire &A : Spec->Acquires)
      if (A.Needs && A.Needs->Where == spec::Slot::Receiver)
        return of(Member->getImplicitObjectArgument(), Depth + 1);
  return nullptr;
}

const Connection *Connections::ofVariable(const VarDecl *V, unsigned Depth) {
  V = V->getCanonicalDecl();
  ConnectionTable &Table = U.connections();
  if (isa<ParmVarDecl>(V) || !V->hasLocalStorage())
    return Table.variable(V);
  build();
  const auto At = Locals.find(V);
  if (At == Locals.end() || At->second.Written)
    return Table.variable(V);
  const Expr *Only = nullptr;
  for (const Expr *Each : At->second.Values) {
    if (isNullConstant(Each))
      continue;
    if (Only)
      return Table.variable(V);
    Only = Each;
  }
  Only = Only ? strip(Only) : nullptr;
  if (!Only)
    return Table.variable(V);
  // A statement or query object stands for the connection it is made on.
  if (const auto *Make = dyn_cast<CXXConstructExpr>(Only)) {
    const spec::ScopeType *Type = U.scopeType(V->getType());
    const bool Copies = Make->getConstructor()->isCopyOrMoveConstructor();
    if (standsForAnother(Type)) {
      if (const Connection *Of = ofMade(*Make, *Type, Depth))
        return Of;
      return Type->Is == spec::Role::Statement ? Table.implied()
                                               : Table.variable(V);
    }
    // `std::unique_ptr<sql::Statement> stmt(conn->createStatement());`
    if (!Copies && Make->getNumArgs() == 1 && U.ownerClass(V->getType()))
      if (const auto *Call = dyn_cast<CallExpr>(strip(Make->getArg(0))))
        if (const Connection *Of = ofNeeded(*Call, Depth))
          return Of;
    if (!Copies)
      return Table.variable(V);
    Only = strip(Make->getArg(0));
  }
  // Another name for what outlives the variable.
  if (const auto *Call = dyn_cast<CallExpr>(Only)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const spec::Function *Spec = Callee ? U.specOf(*Callee) : nullptr;
    if (!Callee)
      return Table.variable(V);
    if (const Connection *Of = ofNeeded(*Call, Depth))
      return Of;
    if (Spec && !Spec->Acquires.empty())
      return Table.variable(V);
    const bool Borrows = isa<CXXOperatorCallExpr>(Call) ||
                         (isa<CXXMemberCallExpr>(Call) &&
                          Call->getNumArgs() == 0) ||
                         Callee->getReturnType()->isReferenceType();
    if (!Borrows && !(isa<CXXMethodDecl>(Callee) &&
                      cast<CXXMethodDecl>(Callee)->isStatic()))
      return Table.variable(V);
    // `auto c = pool.acquire()` hands out another each time.
    if (!Borrows || V->getType()->isRecordType())
      if (!U.scopeType(V->getType()) ||
          U.scopeType(V->getType())->AtEnd != spec::ScopeEnd::Nothing)
        return Table.variable(V);
  } else if (!isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr, UnaryOperator,
                  CXXThisExpr>(Only)) {
    return Table.variable(V);
  }
  if (const Connection *Of = of(Only, Depth + 1))
    return Of;
  return Table.variable(V);
}

std::string Connections::arguments(llvm::ArrayRef<const Expr *> Args,
                                   unsigned Depth, bool &Known) {
  std::string Id;
  for (const Expr *Arg : Args) {
    const Expr *E = strip(Arg);
    if (isa<CXXDefaultArgExpr>(Arg))
      continue;
    if (const auto *I = dyn_cast<IntegerLiteral>(E)) {
      Id += "#" + llvm::toString(I->getValue(), 10, false);
    } else if (const auto *S = dyn_cast<StringLiteral>(E)) {
      Id += "'" + S->getBytes().str() + "'";
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(E);
               Ref && !isa<VarDecl>(Ref->getDecl())) {
      Id += idOf('e', Ref->getDecl());
    } else if (const Connection *C = of(E, Depth + 1)) {
      Id += "," + C->Id;
    } else {
      Known = false;
    }
  }
  return Id;
}

const Connection *Connections::ofCall(const CallExpr *E, unsigned Depth) {
  ConnectionTable &Table = U.connections();
  const FunctionDecl *Callee = E->getDirectCallee();
  if (!Callee)
    return nullptr;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    const Connection *Of = of(Operator->getArg(0), Depth + 1);
    switch (Operator->getOperator()) {
    case OO_Arrow:
    case OO_Star:
      return Of;
    case OO_Subscript: {
      bool Known = true;
      const std::string Index = arguments({Operator->getArg(1)}, Depth, Known);
      return Of && Known ? Table.extended(Of, "[" + Index + "]", "[...]")
                         : nullptr;
    }
    default:
      return nullptr;
    }
  }
  const std::string Name = Callee->getNameAsString();
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    const Connection *Of =
        of(Member->getImplicitObjectArgument(), Depth + 1);
    if (!Of)
      return nullptr;
    // `lease.get()`, `query.connection()` of a smart pointer or a statement.
    if (U.ownerClass(Member->getObjectType()) || Name == "get" ||
        isa<CXXConversionDecl>(Callee))
      return Of;
    bool Known = true;
    const std::string Args =
        arguments({E->getArgs(), E->getNumArgs()}, Depth, Known);
    if (!Known)
      return nullptr;
    return Table.extended(Of, idOf('(', Callee->getCanonicalDecl()) + Args + ")",
                          "." + Name + "()");
  }
  // `sqlite3_db_handle(stmt)` and its like name the connection anew.
  bool Known = true;
  const std::string Args =
      arguments({E->getArgs(), E->getNumArgs()}, Depth, Known);
  if (!Known)
    return nullptr;
  return Table.call(idOf('c', Callee->getCanonicalDecl()) + Args,
                    Name + (Args.empty() ? "()" : "(...)"));
}

const Connection *Connections::of(const Expr *E, unsigned Depth) {
  E = strip(E);
  if (!E || Depth > MaxDepth)
    return nullptr;
  ConnectionTable &Table = U.connections();
  if (isa<CXXThisExpr>(E))
    return Table.thisObject();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    return V ? ofVariable(V, Depth) : nullptr;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(Member->getMemberDecl()))
      return Table.variable(V);
    const auto *F = dyn_cast<FieldDecl>(Member->getMemberDecl());
    const Connection *Of = F ? of(Member->getBase(), Depth + 1) : nullptr;
    return Of ? Table.member(Of, F) : nullptr;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    return Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Deref
               ? of(Unary->getSubExpr(), Depth + 1)
               : nullptr;
  if (const auto *At = dyn_cast<ArraySubscriptExpr>(E)) {
    const Connection *Of = of(At->getBase(), Depth + 1);
    bool Known = true;
    const std::string Index = arguments({At->getIdx()}, Depth, Known);
    return Of && Known ? Table.extended(Of, "[" + Index + "]", "[...]")
                       : nullptr;
  }
  if (const auto *Assign = dyn_cast<BinaryOperator>(E))
    return Assign->getOpcode() == BO_Assign ? of(Assign->getLHS(), Depth + 1)
                                            : nullptr;
  if (const auto *Make = dyn_cast<CXXConstructExpr>(E);
      Make && !Make->getConstructor()->isCopyOrMoveConstructor())
    if (const spec::ScopeType *Type = U.scopeType(Make->getType());
        standsForAnother(Type))
      return ofMade(*Make, *Type, Depth);
  if (const auto *Make = dyn_cast<CXXConstructExpr>(E))
    return Make->getNumArgs() == 1 &&
                   Make->getConstructor()->isCopyOrMoveConstructor()
               ? of(Make->getArg(0), Depth + 1)
               : nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return ofCall(Call, Depth);
  return nullptr;
}

bool Connections::mayBeSame(const Connection &L, const Connection &R) {
  if (&L == &R || L.within(R) || R.within(L))
    return true;
  if (L.Root == Connection::Implied || R.Root == Connection::Implied ||
      L.Root == Connection::Call || R.Root == Connection::Call)
    return true;
  if (L.Root == R.Root && L.Var == R.Var)
    return false; // `job->from` and `job->to`
  build();
  // Two variables differ, unless one is set to another somewhere.
  auto Plain = [&](const Connection &C) {
    if (C.Root != Connection::Variable || !C.Suffix.empty())
      return false;
    if (!C.Var->hasLocalStorage() || isa<ParmVarDecl>(C.Var))
      return true;
    const auto At = Locals.find(C.Var);
    return At == Locals.end() ||
           llvm::all_of(At->second.Values, [](const Expr *E) {
             return isNullConstant(E) ||
                    isa<CallExpr, CXXConstructExpr>(strip(E));
           });
  };
  return !(Plain(L) && Plain(R));
}

const FieldDecl *Connections::keptIn(const CXXConstructorDecl &Ctor,
                                     const ParmVarDecl &P) {
  auto Is = [&](const Expr *E) {
    E = strip(E);
    while (const auto *Unary = dyn_cast_or_null<UnaryOperator>(E))
      E = strip(Unary->getSubExpr());
    const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E);
    return Ref && Ref->getDecl()->getCanonicalDecl() == P.getCanonicalDecl();
  };
  for (const CXXCtorInitializer *Init : Ctor.inits())
    if (Init->getMember() && Init->getInit()) {
      const Expr *E = strip(Init->getInit());
      if (const auto *Make = dyn_cast<CXXConstructExpr>(E);
          Make && Make->getNumArgs() >= 1)
        E = strip(Make->getArg(0));
      if (const auto *List = dyn_cast<InitListExpr>(E);
          List && List->getNumInits() == 1)
        E = strip(List->getInit(0));
      if (Is(E))
        return Init->getMember();
    }
  const auto *Code = dyn_cast_or_null<CompoundStmt>(Ctor.getBody());
  if (Code)
    for (const Stmt *S : Code->body())
      if (const auto *Assign = dyn_cast<BinaryOperator>(S);
          Assign && Assign->getOpcode() == BO_Assign && Is(Assign->getRHS()))
        if (const auto *Member = dyn_cast<MemberExpr>(strip(Assign->getLHS())))
          if (const auto *F = dyn_cast<FieldDecl>(Member->getMemberDecl()))
            return F;
  return nullptr;
}

} // namespace leash::flow
