// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads texts out of expressions. Whatever is not understood is a hole.

#include "Texts.h"
#include "../sql/Effects.h"
#include "Unit.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace leash::flow {

using Alternatives = Texts::Alternatives;

struct Texts::Question {
  Parameters Known;
  unsigned Depth = 0;
  Question deeper() const { return {Known, Depth + 1}; }
};

static constexpr unsigned MaxDepth = 16;
static constexpr size_t MaxAlternatives = 6, MaxLength = 1 << 16;

static Alternatives hole() { return {std::string(1, sql::Hole)}; }

static void add(Alternatives &To, const Alternatives &More) {
  for (const std::string &Each : More)
    if (!llvm::is_contained(To, Each))
      To.push_back(Each);
  if (To.size() > MaxAlternatives)
    To = hole();
}

static Alternatives joined(const Alternatives &L, const Alternatives &R) {
  Alternatives All;
  for (const std::string &A : L)
    for (const std::string &B : R)
      add(All, {A.size() + B.size() > MaxLength ? A + sql::Hole : A + B});
  return All;
}

static bool isStringClass(const CXXRecordDecl &Record) {
  if (!Record.getIdentifier())
    return false;
  const StringRef Name = Record.getName();
  // basic_string, QLatin1String, StringRef, UnicodeString, wxString, zview
  return Name.contains_insensitive("string") || Name == "QByteArray" ||
         Name == "zview" || Name == "Twine";
}

bool Texts::isText(QualType T) {
  if (T.isNull())
    return false;
  T = T.getNonReferenceType();
  if (T->isPointerType() || T->isArrayType()) {
    const QualType Of = T->isPointerType()
                            ? T->getPointeeType()
                            : QualType(T->getArrayElementTypeNoTypeQual(), 0);
    return Of->isAnyCharacterType();
  }
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  return Record && isStringClass(*Record);
}

static Alternatives literal(const StringLiteral &S) {
  if (S.getCharByteWidth() == 1)
    return {S.getString().str()};
  std::string Text;
  for (unsigned I = 0; I != S.getLength(); ++I)
    Text.push_back(S.getCodeUnit(I) < 128 ? static_cast<char>(S.getCodeUnit(I))
                                          : '?');
  return {Text};
}

/// The one literal in the body of a lambda that a macro such as Qt 5's
/// QStringLiteral makes; null if there are several.
static const StringLiteral *onlyLiteral(const Stmt *S) {
  if (!S)
    return nullptr;
  if (const auto *Found = dyn_cast<StringLiteral>(S))
    return Found;
  const StringLiteral *Only = nullptr;
  auto Take = [&](const Stmt *Part) {
    if (const StringLiteral *Found = onlyLiteral(Part)) {
      if (Only && Only != Found)
        return false;
      Only = Found;
    }
    return true;
  };
  if (const auto *Decls = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Decls->decls())
      if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasInit())
        if (!Take(V->getInit()))
          return nullptr;
  for (const Stmt *Child : S->children())
    if (!isa<DeclStmt>(S) && !Take(Child))
      return nullptr;
  return Only;
}

Alternatives Texts::of(const Expr *E, Parameters Known) {
  return read(E, {Known, 0});
}

Alternatives Texts::read(const Expr *E, const Question &Q) {
  E = strip(E);
  if (!E || Q.Depth > MaxDepth || E->isValueDependent())
    return hole();
  if (const auto *S = dyn_cast<StringLiteral>(E))
    return literal(*S);
  if (const auto *C = dyn_cast<CharacterLiteral>(E))
    return C->getValue() < 128
               ? Alternatives{std::string(1, static_cast<char>(C->getValue()))}
               : hole();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    return V ? readVariable(V, E, Q.deeper()) : hole();
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(Member->getMemberDecl()))
      return readVariable(V, E, Q.deeper());
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    return Field && Field->getType().isConstQualified() &&
                   Field->hasInClassInitializer()
               ? read(Field->getInClassInitializer(), Q.deeper())
               : hole();
  }
  if (const auto *Either = dyn_cast<ConditionalOperator>(E)) {
    Alternatives All = read(Either->getTrueExpr(), Q.deeper());
    add(All, read(Either->getFalseExpr(), Q.deeper()));
    return All;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->getOpcode() == BO_Comma ? read(Binary->getRHS(), Q.deeper())
                                           : hole();
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    // `&buffer[0]`
    if (Unary->getOpcode() == UO_AddrOf)
      if (const auto *At =
              dyn_cast<ArraySubscriptExpr>(strip(Unary->getSubExpr())))
        return read(At->getBase(), Q.deeper());
    return hole();
  }
  if (const auto *At = dyn_cast<ArraySubscriptExpr>(E)) {
    const auto *Ref = dyn_cast<DeclRefExpr>(strip(At->getBase()));
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    const auto *List =
        V && V->hasInit() && V->getType()->isArrayType() &&
                U.context().getBaseElementType(V->getType()).isConstQualified()
            ? dyn_cast<InitListExpr>(strip(V->getInit()))
            : nullptr;
    Expr::EvalResult Index;
    if (!List || !At->getIdx()->EvaluateAsInt(Index, U.context()))
      return hole();
    const uint64_t I = Index.Val.getInt().getLimitedValue();
    return I < List->getNumInits() ? read(List->getInit(I), Q.deeper())
                                   : hole();
  }
  if (const auto *Make = dyn_cast<CXXConstructExpr>(E)) {
    if (Make->getNumArgs() == 0 ||
        isa<CXXDefaultArgExpr>(Make->getArg(0)))
      return isText(Make->getType()) ? Alternatives{std::string()} : hole();
    return isText(Make->getArg(0)->getType())
               ? read(Make->getArg(0), Q.deeper())
               : hole();
  }
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 1 ? read(List->getInit(0), Q.deeper())
                                    : hole();
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return readCall(Call, Q.deeper());
  return hole();
}

/// `%s` and its like are replaced; `{}` and `%1` of others become holes.
Alternatives Texts::format(const Expr *Format,
                           llvm::ArrayRef<const Expr *> Arguments,
                           const Question &Q) {
  Alternatives All;
  for (const std::string &Text : read(Format, Q)) {
    Alternatives Now{std::string()};
    size_t Next = 0;
    auto Put = [&](bool IsText) {
      const bool Known = IsText && Next < Arguments.size();
      Now = joined(Now, Known ? read(Arguments[Next], Q) : hole());
      ++Next;
    };
    for (size_t I = 0; I < Text.size(); ++I) {
      if (Text[I] == '%' && I + 1 < Text.size()) {
        if (Text[I + 1] == '%') {
          ++I;
        } else {
          while (I + 1 < Text.size() && !llvm::isAlpha(Text[I + 1])) {
            Next += Text[I + 1] == '*';
            ++I;
          }
          while (I + 1 < Text.size() &&
                 StringRef("hlLqjzt").contains(Text[I + 1]))
            ++I;
          ++I;
          Put(I < Text.size() && Text[I] == 's');
          continue;
        }
      } else if (Text[I] == '{') {
        if (I + 1 < Text.size() && Text[I + 1] == '{') {
          ++I;
        } else {
          const size_t Close = Text.find('}', I);
          Put(Close == I + 1);
          I = Close == std::string::npos ? Text.size() : Close;
          continue;
        }
      } else if (Text[I] == '}' && I + 1 < Text.size() && Text[I + 1] == '}') {
        ++I;
      }
      for (std::string &Each : Now)
        Each.push_back(Text[I]);
    }
    add(All, Now);
  }
  return All;
}

namespace {
/// Where a function of that name, that makes or fills a text, has its format.
enum class Maker { None, Format, Concatenation, Copy };
Maker makerOf(StringRef Name) {
  return llvm::StringSwitch<Maker>(Name)
      .Cases("format", "vformat", "StrFormat", "StringPrintf", "formatv",
             Maker::Format)
      .Cases("psprintf", "asprintf", "vasprintf", "xasprintf", "mprintf",
             Maker::Format)
      .Cases("sqlite3_mprintf", "g_strdup_printf", "apr_psprintf", "fmt",
             "string_format", "with_params", Maker::Format)
      .Cases("StrCat", "g_strconcat", "apr_pstrcat", "concat", "strconcat",
             Maker::Concatenation)
      .Cases("fromLatin1", "fromUtf8", "fromStdString", "fromLocal8Bit",
             "fromAscii", "fromUtf16", Maker::Copy)
      .Cases("strdup", "g_strdup", "xstrdup", "pstrdup", "estrdup",
             "apr_pstrdup", Maker::Copy)
      .Cases("qMakeStringPrivate", "str", "to_string", "tr", "translate",
             Maker::Copy)
      .Cases("_", "gettext", "qPrintable", "toStdString", Maker::Copy)
      .Default(Maker::None);
}

bool viewsText(StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases("c_str", "data", "str", "view", "toStdString", "toUtf8", true)
      .Cases("toLatin1", "toLocal8Bit", "toAscii", "constData", "utf8_str",
             true)
      .Cases("get", "toString", "simplified", "trimmed", "toUpper", "toLower",
             true)
      .Cases("utf16", "unicode", "mb_str", "ToStdString", "latin1", true)
      .Default(false);
}
} // namespace

Alternatives Texts::readCall(const CallExpr *E, const Question &Q) {
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    switch (Operator->getOperator()) {
    case OO_Plus:
    case OO_PlusEqual:
      return Operator->getNumArgs() == 2
                 ? joined(read(Operator->getArg(0), Q),
                          read(Operator->getArg(1), Q))
                 : hole();
    case OO_Percent: // Qt's string builder, Boost's format
      if (isText(Operator->getArg(0)->getType()))
        return joined(read(Operator->getArg(0), Q),
                      read(Operator->getArg(1), Q));
      return format(Operator->getArg(0), {}, Q);
    case OO_Equal:
      return read(Operator->getArg(1), Q);
    case OO_Call:
      if (const auto *Lambda =
              dyn_cast<LambdaExpr>(strip(Operator->getArg(0))))
        if (const StringLiteral *S = onlyLiteral(Lambda->getBody()))
          return literal(*S);
      return hole();
    default:
      return hole();
    }
  }
  if (const auto *Suffixed = dyn_cast<UserDefinedLiteral>(E))
    return Suffixed->getNumArgs() ? read(Suffixed->getArg(0), Q) : hole();
  const FunctionDecl *Callee = E->getDirectCallee();
  if (!Callee)
    return hole();
  const StringRef Name =
      Callee->getDeclName().isIdentifier() ? Callee->getName() : StringRef();
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    const Expr *Object = Member->getImplicitObjectArgument();
    if (isa<CXXConversionDecl>(Callee) || viewsText(Name))
      return read(Object, Q);
    if (Name == "append" && E->getNumArgs() >= 1)
      return joined(read(Object, Q), read(E->getArg(0), Q));
    if (Name == "arg") { // QString("... %1").arg(x)
      Alternatives All = read(Object, Q);
      for (std::string &Text : All)
        for (size_t I = 0; I + 1 < Text.size(); ++I)
          if (Text[I] == '%' && llvm::isDigit(Text[I + 1]))
            Text.replace(I, 2, std::string(1, sql::Hole));
      return All;
    }
  }
  llvm::SmallVector<const Expr *, 6> Args(E->arguments());
  // Past a pool, a buffer's size or the like to the first text.
  size_t First = 0;
  while (First < Args.size() && !isText(Args[First]->getType()))
    ++First;
  if (First < Args.size()) {
    switch (makerOf(Name)) {
    case Maker::Format:
      return format(Args[First], llvm::ArrayRef(Args).drop_front(First + 1), Q);
    case Maker::Concatenation: {
      Alternatives All{std::string()};
      for (size_t I = First; I != Args.size(); ++I)
        if (isText(Args[I]->getType()))
          All = joined(All, read(Args[I], Q));
        else if (!Args[I]->isNullPointerConstant(
                     U.context(), Expr::NPC_ValueDependentIsNull))
          All = joined(All, hole());
      return All;
    }
    case Maker::Copy:
      return read(Args[First], Q);
    case Maker::None:
      break;
    }
  }
  // `static const char *begin_sql(void) { return "BEGIN"; }`
  const FunctionDecl *Def = Args.empty() ? U.definition(*E) : nullptr;
  const auto *Code =
      Def ? dyn_cast_or_null<CompoundStmt>(Def->getBody()) : nullptr;
  if (Code && Code->size() == 1)
    if (const auto *Return = dyn_cast<ReturnStmt>(Code->body_front()))
      if (const Expr *What = Return->getRetValue();
          What && isa<StringLiteral, CXXConstructExpr>(strip(What)))
        return read(What, Q);
  return hole();
}

Alternatives Texts::readVariable(const VarDecl *V, const Expr *Use,
                                 const Question &Q) {
  if (const auto *P = dyn_cast<ParmVarDecl>(V)) {
    const std::string *Known =
        Q.Known ? Q.Known(cast<ParmVarDecl>(P->getCanonicalDecl())) : nullptr;
    return Known ? Alternatives{*Known} : hole();
  }
  if (!isText(V->getType()) && !V->getType()->isRecordType())
    return hole();
  if (V->hasLocalStorage() || V->isStaticLocal())
    if (V->getDeclContext() == &B.function() &&
        !V->getType().isConstQualified())
      return readLocal(V, Use, Q);
  const VarDecl *Def = nullptr;
  const Expr *Init = V->getAnyInitializer(Def);
  if (!Init)
    return hole();
  const bool Constant =
      Def->isConstexpr() || Def->getType().isConstQualified() ||
      (Def->getType()->isArrayType() &&
       U.context().getBaseElementType(Def->getType()).isConstQualified()) ||
      !U.isWrittenHere(*Def) ||
      (Def->hasLocalStorage() && Def->getDeclContext() != &B.function() &&
       Def->getType().isConstQualified());
  return Constant ? read(Init, Q) : hole();
}

//===----------------------------------------------------------------------===//
// Local variables
//===----------------------------------------------------------------------===//

/// The local variable that \p E, `buffer`, `&buffer[0]`, `sql`, is or is in.
static const VarDecl *localOf(const Expr *E) {
  E = strip(E);
  while (E) {
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && (Unary->getOpcode() == UO_AddrOf ||
                  Unary->getOpcode() == UO_Deref))
      E = strip(Unary->getSubExpr());
    else if (const auto *At = dyn_cast<ArraySubscriptExpr>(E))
      E = strip(At->getBase());
    else
      break;
  }
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && !isa<ParmVarDecl>(V) && !V->isFileVarDecl() ? V : nullptr;
}

void Texts::noteCall(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  const StringRef Name = Callee && Callee->getDeclName().isIdentifier()
                             ? Callee->getName()
                             : StringRef();
  const llvm::ArrayRef<const Expr *> Args(Call->getArgs(), Call->getNumArgs());
  auto At = [&](unsigned I) { return I < Args.size() ? Args[I] : nullptr; };
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    const VarDecl *V = Args.empty() ? nullptr : localOf(Args[0]);
    const OverloadedOperatorKind Op = Operator->getOperator();
    if (Op == OO_LessLess && !V) { // the first of a chain
      const Expr *Left = strip(Args[0]);
      while (const auto *Inner = dyn_cast<CXXOperatorCallExpr>(Left)) {
        if (Inner->getOperator() != OO_LessLess)
          break;
        Left = strip(Inner->getArg(0));
      }
      V = localOf(Left);
    }
    if (V && Op == OO_Equal)
      Writes[V].push_back({Write::Assign, Call, At(1), {}});
    else if (V && (Op == OO_PlusEqual || Op == OO_LessLess))
      Writes[V].push_back({Write::Append, Call, At(1), {}});
    else if (V && Op == OO_GreaterGreater)
      Writes[V].push_back({Write::Clobber, Call, nullptr, {}});
    return;
  }
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    const VarDecl *V = localOf(Member->getImplicitObjectArgument());
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
    if (V && Method && !Method->isConst()) {
      if (Name == "append" || Name == "push_back" || Name == "Append")
        Writes[V].push_back({Write::Append, Call, At(0), {}});
      else if (Name == "assign" || (Name == "str" && At(0)))
        Writes[V].push_back({Write::Assign, Call, At(0), {}});
      else if (Name == "clear")
        Writes[V].push_back({Write::Assign, Call, nullptr, {}});
      else if (!viewsText(Name) && Name != "begin" && Name != "end" &&
               Name != "reserve" && isText(V->getType()))
        Writes[V].push_back({Write::Clobber, Call, nullptr, {}});
    }
  } else if (const VarDecl *V = At(0) ? localOf(At(0)) : nullptr) {
    const bool Prints = Name.contains("printf");
    if (Prints && !Name.ends_with("fprintf")) {
      // The format is the last named parameter of any of them.
      unsigned Format = 1;
      if (Callee->isVariadic() && Callee->getNumParams() > 1)
        Format = Callee->getNumParams() - 1;
      else
        while (Format < Args.size() && !isText(Args[Format]->getType()))
          ++Format;
      if (Format < Args.size()) {
        Writes[V].push_back({Write::Format, Call, Args[Format],
                             Args.drop_front(Format + 1)});
        return;
      }
    }
    auto Does = [&](llvm::StringLiteral What) {
      return Name.ends_with(What) || Name.ends_with(What.str() + "_chk");
    };
    if (Does("strcpy") || Does("strncpy") || Does("strlcpy")) {
      Writes[V].push_back({Write::Assign, Call, At(1), {}});
      return;
    }
    if (Does("strcat") || Does("strncat") || Does("strlcat")) {
      Writes[V].push_back({Write::Append, Call, At(1), {}});
      return;
    }
  }
  // Whoever else can write it may have.
  for (unsigned I = 0; Callee && I < Args.size(); ++I) {
    if (I >= Callee->getNumParams())
      break;
    const QualType T = Callee->getParamDecl(I)->getType();
    const bool Writable = (T->isPointerType() || T->isLValueReferenceType()) &&
                          !T->getPointeeType().isConstQualified();
    if (!Writable)
      continue;
    if (const VarDecl *V = localOf(Args[I]))
      if (isText(V->getType()) &&
          (T->isReferenceType() || V->getType()->isArrayType() ||
           isa<UnaryOperator>(strip(Args[I]))))
        Writes[V].push_back({Write::Clobber, Call, nullptr, {}});
  }
}

void Texts::note(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return;
  for (const Stmt *Child : S->children())
    note(Child);
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    noteCall(Call);
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(S);
             Binary && Binary->isAssignmentOp()) {
    if (const VarDecl *V = localOf(Binary->getLHS())) {
      const bool Whole = isa<DeclRefExpr>(strip(Binary->getLHS()));
      Writes[V].push_back({Whole ? Write::Assign : Write::Clobber, S,
                           Whole ? Binary->getRHS() : nullptr,
                           {}});
    }
  } else if (const auto *Decls = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Decls->decls())
      if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasInit())
        Writes[V].push_back({Write::Assign, S, V->getInit(), {}});
  }
}

const Stmt *Texts::branchOf(const Stmt *S) const {
  const Stmt *Child = S;
  for (const Stmt *Up = B.parent(S); Up; Child = Up, Up = B.parent(Up)) {
    if (const auto *If = dyn_cast<IfStmt>(Up)) {
      if (Child != If->getCond())
        return Child;
    } else if (isa<WhileStmt, ForStmt, CXXForRangeStmt, SwitchStmt,
                   CXXCatchStmt, CXXTryStmt, ConditionalOperator>(Up)) {
      return Child;
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(Up)) {
      if (Binary->isLogicalOp() && Child == Binary->getRHS())
        return Child;
    }
  }
  return nullptr;
}

/// What \p V holds at \p Use: of the writes before it, the last that runs
/// whenever \p Use does, and those after that one.
Alternatives Texts::readLocal(const VarDecl *V, const Expr *Use,
                              const Question &Q) {
  if (!Indexed) {
    Indexed = true;
    note(B.function().getBody());
  }
  const auto All = Writes.find(V);
  if (All == Writes.end())
    return hole();
  const SourceManager &SM = U.context().getSourceManager();
  llvm::SmallVector<const Stmt *, 8> Around{nullptr};
  for (const Stmt *S = branchOf(Use); S; S = branchOf(B.parent(S)))
    Around.push_back(S);
  Alternatives Found;
  Alternatives Added{std::string()}; // by what always follows
  // A macro's writes and uses are all in one place: by order of the walk then.
  for (const Write &W : llvm::reverse(All->second)) {
    if (SM.isBeforeInTranslationUnit(SM.getExpansionLoc(Use->getBeginLoc()),
                                     SM.getExpansionLoc(W.At->getBeginLoc())))
      continue;
    const bool Always = llvm::is_contained(Around, branchOf(W.At));
    switch (W.What) {
    case Write::Clobber:
      add(Found, hole());
      if (Always)
        return Found;
      break;
    case Write::Append:
      Added = joined(Always && W.Text ? read(W.Text, Q) : hole(), Added);
      break;
    case Write::Assign:
    case Write::Format: {
      const Alternatives Base =
          W.What == Write::Format ? format(W.Text, W.Operands, Q)
          : W.Text                ? read(W.Text, Q)
                                  : Alternatives{std::string()};
      add(Found, joined(Base, Added));
      if (Always)
        return Found;
      break;
    }
    }
  }
  add(Found, hole());
  return Found;
}

} // namespace leash::flow
