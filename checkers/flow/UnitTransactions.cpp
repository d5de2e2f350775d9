// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which functions have to do with transactions, and which of the transactions
// that they leave open are somebody else's to finish.

#include "Simulation.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::flow {

/// The words of a snake_case or camelCase name, in lower case.
static llvm::SmallVector<std::string, 6> wordsOf(StringRef Name) {
  llvm::SmallVector<std::string, 6> Words(1);
  for (size_t I = 0; I != Name.size(); ++I) {
    const char C = Name[I];
    const bool Upper = llvm::isUpper(C);
    const bool Begins =
        Upper && I && (!llvm::isUpper(Name[I - 1]) ||
                       (I + 1 < Name.size() && llvm::isLower(Name[I + 1])));
    if ((C == '_' || Begins) && !Words.back().empty())
      Words.emplace_back();
    if (C != '_')
      Words.back().push_back(llvm::toLower(C));
  }
  return Words;
}

static bool saysThatItBegins(StringRef Name) {
  constexpr llvm::StringLiteral Says[] = {
      "acquire", "begin",  "begins",      "beginning", "enter", "init",
      "lock",    "open",   "prepare",     "reopen",    "setup", "start",
      "connect", "login",  "logon",       "reconnect", "configure",
      "starts",  "begun",  "transaction", "trans",     "tx",    "txn",
      "tran",    "ensure", "initialize",  "initialise"};
  const auto Words = wordsOf(Name);
  for (size_t I = 0; I != Words.size(); ++I)
    if (llvm::is_contained(Says, StringRef(Words[I])) ||
        StringRef(Words[I]).starts_with("begin") ||
        StringRef(Words[I]).ends_with("begin") ||
        (Words[I] == "set" && I + 1 != Words.size() && Words[I + 1] == "up"))
      return true;
  return false;
}

static bool saysThatItEnds(StringRef Name) {
  constexpr llvm::StringLiteral Says[] = {
      "abort", "cancel",   "close", "commit",   "complete", "discard",
      "done",  "end",      "finish", "revert",  "rollback", "teardown",
      "undo",  "tear",     "finalize", "stop"};
  for (const std::string &Word : wordsOf(Name))
    if (llvm::is_contained(Says, StringRef(Word)) ||
        StringRef(Word).contains("commit") ||
        StringRef(Word).contains("rollback"))
      return true;
  return Name.contains_insensitive("rollback");
}

//===----------------------------------------------------------------------===//
// Which functions to look at
//===----------------------------------------------------------------------===//

bool Unit::quotesBegin() {
  if (QuotesBegin)
    return *QuotesBegin;
  const SourceManager &SM = Context.getSourceManager();
  const StringRef Buffer = SM.getBufferData(SM.getMainFileID());
  QuotesBegin = false;
  for (size_t At = Buffer.find('"'); At != StringRef::npos && !*QuotesBegin;
       At = Buffer.find('"', At + 1)) {
    const StringRef Rest = Buffer.drop_front(At + 1).ltrim();
    QuotesBegin = Rest.starts_with_insensitive("begin") ||
                  Rest.starts_with_insensitive("start") ||
                  Rest.starts_with_insensitive("set ") ||
                  Rest.starts_with("(BEGIN");
  }
  return *QuotesBegin;
}

bool Unit::mentionsTransactions() {
  if (MentionsTransactions)
    return *MentionsTransactions;
  auto IsMentioned = [&](const spec::ScopeType &T) {
    return T.Is == spec::Role::Transaction && mentionsName(T.Name);
  };
  MentionsTransactions =
      quotesBegin() || mentions(Known.transactionNames()) ||
      llvm::any_of(Known.scopeTypes(), IsMentioned);
  return *MentionsTransactions;
}

void Unit::gatherTransactions(const Stmt *S, const FunctionDecl *Callee,
                              Calls &C) {
  if (!Callee) {
    C.Transacts |= isa<CallExpr>(S) && !isa<CXXPseudoDestructorExpr>(S);
    return;
  }
  llvm::SmallVector<const Expr *, 6> Args;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    llvm::append_range(Args, Call->arguments());
  } else {
    const auto *Make = cast<CXXConstructExpr>(S);
    llvm::append_range(Args, Make->arguments());
    if (const spec::ScopeType *Type = scopeType(Make->getType());
        Type && Type->Is == spec::Role::Transaction && Type->Begins &&
        (Type->AtEnd != spec::ScopeEnd::RollsBack || Bounds.StrictLostWork))
      C.Transacts = C.Begins = true;
  }
  auto BeginsBy = [&](const Expr *Text) {
    const auto *Literal = dyn_cast<StringLiteral>(strip(Text));
    return !Literal || !Literal->isOrdinary() ||
           opensTransaction(Literal->getString());
  };
  if (const spec::Function *Spec = specOf(*Callee)) {
    for (const spec::TransactionEffect &T : Spec->Transactions) {
      C.Transacts = true;
      C.Begins |= T.What == spec::TransactionEffect::Begins;
    }
    if (Spec->Runs) {
      C.Transacts = true;
      const unsigned Text =
          Spec->Runs->Text + (isa<CXXOperatorCallExpr>(S) ? 1 : 0);
      C.Begins |= Text < Args.size() && BeginsBy(Args[Text]);
    }
    C.Transacts |= !Spec->Releases.empty();
    return;
  }
  if (isLibraryFunction(*Callee) || Callee->getBuiltinID())
    return;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const spec::ScopeType *Type = transactionType(Call->getType());
        Type && (Type->AtEnd == spec::ScopeEnd::Commits ||
                 (Type->AtEnd == spec::ScopeEnd::RollsBack &&
                  Bounds.StrictLostWork)))
      C.Transacts = C.Begins = true;
  // A text that opens a transaction may be on its way to a helper.
  for (const Expr *Arg : Args)
    if (const auto *Literal = dyn_cast<StringLiteral>(strip(Arg));
        Literal && Literal->isOrdinary() &&
        opensTransaction(Literal->getString()))
      C.Transacts = C.Begins = true;
  const StringRef Name =
      Callee->getDeclName().isIdentifier() ? Callee->getName() : StringRef();
  if (speaksSql(Name)) {
    C.Transacts = true;
    C.Begins |= llvm::any_of(Args, [&](const Expr *Arg) {
      return Texts::isText(Arg->getType()) && BeginsBy(Arg);
    });
  } else if (!definition(*Callee) && !inSystemHeader(*Callee) &&
             !Name.empty() &&
             (nameHint(Name) == NameHint::Releases || saysThatItEnds(Name))) {
    C.Transacts = true;
  }
}

bool Unit::isConnection(QualType T) const {
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  const RecordDecl *R = T->getAsRecordDecl();
  if (!R)
    return false;
  std::string Name = R->getQualifiedNameAsString();
  if (const auto *Named = T->getAs<TypedefType>())
    Name = Named->getDecl()->getQualifiedNameAsString();
  const auto Id = Known.findKindByType(Name);
  return Id && Known.kind(*Id).Noun == "connection";
}

bool Unit::transacts(const FunctionDecl &F) {
  scanAll();
  return Transacting.contains(F.getCanonicalDecl());
}

bool Unit::beginsTransactions(const FunctionDecl &F) {
  scanAll();
  return Beginning.contains(F.getCanonicalDecl());
}

std::vector<const FunctionDecl *> Unit::beginningFunctions() {
  scanAll();
  std::vector<const FunctionDecl *> Found;
  for (const FunctionDecl *F : InOrder)
    if (Beginning.contains(F->getCanonicalDecl()))
      Found.push_back(F);
  return Found;
}

const spec::ScopeType *Unit::scopeType(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Record ? scopeType(*Record) : nullptr;
}

const spec::ScopeType *Unit::scopeType(const CXXRecordDecl &Record) {
  auto [At, New] = ScopeTypes.try_emplace(Record.getCanonicalDecl(), nullptr);
  if (!New)
    return At->second;
  const spec::ScopeType *Found =
      Known.findScopeType(Record.getQualifiedNameAsString());
  if (!Found && Record.hasDefinition())
    for (const CXXBaseSpecifier &Base : Record.bases())
      if ((Found = scopeType(Base.getType())))
        break;
  return ScopeTypes[Record.getCanonicalDecl()] = Found;
}

const spec::ScopeType *Unit::transactionType(QualType T) {
  const spec::ScopeType *Type = scopeType(T);
  const auto *Special = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Type && Special && ownerClass(T) && Special->getTemplateArgs().size() &&
      Special->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
    Type = scopeType(Special->getTemplateArgs()[0].getAsType());
  return Type && Type->Is == spec::Role::Transaction ? Type : nullptr;
}

/// True if \p T's constructor or `open`, as seen here, gives it a pool.
bool Unit::isLent(const spec::ScopeType &T, const Expr &Made) const {
  auto IsPool = [&](const Expr *E) {
    QualType Of = E->getType().getNonReferenceType();
    if (Of->isPointerType())
      Of = Of->getPointeeType();
    const CXXRecordDecl *Record = Of->getAsCXXRecordDecl();
    if (!Record)
      return false;
    if (Record->getQualifiedNameAsString() == T.LentBy)
      return true;
    return Record->hasDefinition() &&
           !Record->forallBases([&](const CXXRecordDecl *Base) {
             return Base->getQualifiedNameAsString() != T.LentBy;
           });
  };
  if (const auto *Call = dyn_cast<CallExpr>(&Made))
    return llvm::any_of(Call->arguments(), IsPool);
  const auto *Make = dyn_cast<CXXConstructExpr>(&Made);
  return Make && llvm::any_of(Make->arguments(), IsPool);
}

bool Unit::isLent(const spec::ScopeType &T, const VarDecl &V,
                  const FunctionDecl &In) const {
  const Expr *Init = V.getInit() ? strip(V.getInit()) : nullptr;
  const auto *Make = dyn_cast_or_null<CXXConstructExpr>(Init);
  if (!Make)
    return false;
  if (Make->getNumArgs() != 0)
    return isLent(T, *Make);
  // `session s; s.open(pool);`
  std::vector<const Stmt *> Work{In.getBody()};
  while (!Work.empty()) {
    const Stmt *S = Work.back();
    Work.pop_back();
    if (!S)
      continue;
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S))
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(strip(Call->getImplicitObjectArgument()));
          Ref && Ref->getDecl() == &V && isLent(T, *Call))
        return true;
    llvm::append_range(Work, S->children());
  }
  return false;
}

const TransactionSummary &
Unit::transactions(const FunctionDecl &F, const Connection *Open,
                   const std::vector<Given> &Known) {
  const FunctionDecl *Def = definition(F);
  constexpr unsigned MaxDepth = 24;
  if (!Def || Depth >= MaxDepth) {
    Asked.useBound();
    return NoTransactions;
  }
  Remembered<TransactionSummary> &Made =
      TransactionSummaries[{F.getCanonicalDecl(), Open, Known}];
  if (Made.asked()) {
    Asked.use(Made);
    return Made.running() ? NoTransactions : Made.Answer;
  }
  Asked.begin(Made);
  Made.Answer = TransactionSummary();
  if (Body *B = body(*Def)) {
    ++Depth;
    Simulation Sim(*this, *B, Open, Known);
    Sim.run();
    --Depth;
    Made.Answer = Sim.takeTransactions();
  }
  Asked.end(Made);
  return Made.Answer;
}

//===----------------------------------------------------------------------===//
// Whose it is to finish
//===----------------------------------------------------------------------===//

/// True if \p What, open when \p F is left, is meant for a caller to finish.
bool Unit::begunForCallers(const FunctionDecl &F, const Unfinished &What,
                           bool EndedElsewhere) {
  if ((!What.Shared && !What.Borrowed) || What.How == Way::BegunAgain ||
      What.How == Way::GivenBack || What.How == Way::ScopeEnd)
    return false;
  if (const spec::Function *Spec = specOf(F))
    if (llvm::any_of(Spec->Transactions, [](const spec::TransactionEffect &T) {
          return T.What == spec::TransactionEffect::Begins;
        }))
      return true;
  if (What.Committed)
    return false;
  if (isa<CXXConstructorDecl>(F))
    return What.Kept ? false : EndedElsewhere;
  if (F.getDeclName().isIdentifier() && saysThatItBegins(F.getName()))
    return true;
  if (!What.Shared)
    return false;
  if (EndedElsewhere || Called.contains(F.getCanonicalDecl()))
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (!Method)
    return false;
  if (Method->getParent()->isLambda())
    return true;
  // Another method of the class, or of one it is derived from, may finish it.
  auto Finishes = [](const CXXRecordDecl *Record) {
    return llvm::any_of(Record->methods(), [](const CXXMethodDecl *M) {
      return M->getDeclName().isIdentifier() && saysThatItEnds(M->getName());
    });
  };
  const CXXRecordDecl *Class = Method->getParent();
  bool Any = Finishes(Class);
  Class->forallBases([&](const CXXRecordDecl *Base) {
    Any |= Finishes(Base);
    return true;
  });
  return Any && What.EndedAt.empty();
}

std::vector<Unfinished> Unit::unfinished() {
  std::vector<Unfinished> All;
  std::optional<bool> Elsewhere;
  // A function that ends what it did not begin, and that others may call.
  auto EndedElsewhere = [&] {
    if (!Elsewhere)
      Elsewhere = llvm::any_of(InOrder, [&](const FunctionDecl *F) {
        const FunctionDecl *Key = F->getCanonicalDecl();
        const auto *Method = dyn_cast<CXXMethodDecl>(F);
        if (!Transacting.contains(Key) || isa<CXXDestructorDecl>(F) ||
            (Method ? Method->getParent()->isLambda()
                    : !F->isExternallyVisible()))
          return false;
        return transactions(*F, nullptr, {}).EndsForOthers;
      });
    return *Elsewhere;
  };
  for (const FunctionDecl *F : beginningFunctions())
    for (const Unfinished &Each : result(*F).Transactions) {
      const bool Asks = Each.Shared && !Each.Committed;
      if (!begunForCallers(*F, Each, Asks && EndedElsewhere()))
        All.push_back(Each);
    }
  return All;
}

} // namespace leash::flow
