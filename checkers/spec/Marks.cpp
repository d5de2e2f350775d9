// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads the marks on a declaration: those of leash/annotations.h, and those
// that other tools brought.

#include "Sources.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>

using namespace clang;
using llvm::StringRef;
using llvm::Twine;

namespace leash::spec {

namespace {

constexpr llvm::StringLiteral Prefix = "leash::";

QualType pointee(QualType T) {
  T = T.getNonReferenceType();
  return T->isPointerType() ? T->getPointeeType() : T;
}

std::string nameOf(const FunctionDecl &FD) {
  return FD.isExternC() && FD.getDeclName().isIdentifier()
             ? FD.getName().str()
             : FD.getQualifiedNameAsString();
}

std::string spelled(QualType T, const ASTContext &Context) {
  PrintingPolicy Policy(Context.getLangOpts());
  Policy.SuppressTagKeyword = true;
  return T.getUnqualifiedType().getAsString(Policy);
}

/// X if \p T is spelled `gsl::owner<X>`, otherwise the null type.
QualType gslOwned(QualType T, const ASTContext &Context) {
  // Sugar is taken off one layer at a time: the releases of Clang differ in
  // what they wrap around a name.
  for (QualType Last; T != Last;
       Last = T, T = T.getSingleStepDesugaredType(Context)) {
    const auto *Alias = dyn_cast<TemplateSpecializationType>(T.getTypePtr());
    if (!Alias)
      continue;
    const TemplateDecl *Template = Alias->getTemplateName().getAsTemplateDecl();
    if (Template && Template->getDeclName().isIdentifier() &&
        Template->getName() == "owner" &&
        Template->getQualifiedNameAsString() == "gsl::owner" &&
        Alias->template_arguments().size() == 1 &&
        Alias->template_arguments()[0].getKind() == TemplateArgument::Type)
      return Alias->template_arguments()[0].getAsType();
  }
  return QualType();
}

class MarkReader {
public:
  MarkReader(const FunctionDecl &FD, Model &M, std::vector<Problem> *Problems)
      : FD(FD), M(M), Problems(Problems), Context(FD.getASTContext()) {}

  std::optional<Function> read();

private:
  void readAnnotation(const AnnotateAttr &A);
  void readOwnership(const OwnershipAttr &A);
  template <typename RestrictAttribute>
  void readDeallocator(const RestrictAttribute &A);
  void readGslOwner();

  void problem(const Attr &A, StringRef Key, const Twine &Message);
  /// `N` or `this`.
  std::optional<Place> place(const Attr &A, StringRef Text, StringRef Whole);
  Outcome successOf(QualType Result) const;

  /// The kind named \p Name, or, without a name, the one that fits \p Type.
  std::optional<KindId> kind(StringRef Name, QualType Type);
  std::string releaseFor(QualType Type);

  void acquire(KindId Kind, Place From, Outcome When);
  void release(Place Of, bool Transfer);

  const FunctionDecl &FD;
  Model &M;
  std::vector<Problem> *Problems;
  ASTContext &Context;
  Function F;
  bool IsMarked = false;
};

void MarkReader::problem(const Attr &A, StringRef Key, const Twine &Message) {
  if (!Problems)
    return;
  const SourceManager &Sources = Context.getSourceManager();
  PresumedLoc Loc =
      Sources.getPresumedLoc(Sources.getExpansionLoc(A.getLocation()));
  Problem P;
  if (Loc.isValid()) {
    P.File = Loc.getFilename();
    P.Line = Loc.getLine();
  }
  P.Key = Key.str();
  P.Message = Message.str();
  Problems->push_back(std::move(P));
}

Outcome MarkReader::successOf(QualType Result) const {
  if (Result->isVoidType())
    return Outcome::Always;
  if (Result->isBooleanType() || Result->isPointerType())
    return Outcome::NonZero;
  return Result->isIntegralOrEnumerationType() ? Outcome::Zero
                                               : Outcome::Always;
}

std::optional<Place> MarkReader::place(const Attr &A, StringRef Text,
                                       StringRef Whole) {
  Text = Text.trim();
  if (Text == "this") {
    const auto *Method = dyn_cast<CXXMethodDecl>(&FD);
    if (Method && Method->isInstance())
      return Place{Slot::Receiver, 0};
    problem(A, Whole, "'" + nameOf(FD) + "' is not called on an object");
    return std::nullopt;
  }
  unsigned Index;
  if (Text.getAsInteger(10, Index)) {
    problem(A, Whole,
            "expected an argument's index or 'this', not '" + Text + "'");
    return std::nullopt;
  }
  if (Index >= FD.getNumParams()) {
    problem(A, Whole,
            "'" + nameOf(FD) + "' has no argument " + Twine(Index) +
                "; arguments are counted from 0");
    return std::nullopt;
  }
  return Place{Slot::Argument, static_cast<uint8_t>(Index)};
}

// A kind that only marks know is given back by a marked function that takes
// its type; which one is looked for so that a message can name it.
std::string MarkReader::releaseFor(QualType Type) {
  Type = Context.getCanonicalType(pointee(Type)).getUnqualifiedType();
  auto Gives = [&](const FunctionDecl &Other) {
    for (const auto *A : Other.specific_attrs<AnnotateAttr>()) {
      StringRef Text = A->getAnnotation();
      unsigned Index;
      if (Text.consume_front(Prefix) && Text.consume_front("release=") &&
          !Text.getAsInteger(10, Index) && Index < Other.getNumParams()) {
        QualType Given = pointee(Other.getParamDecl(Index)->getType());
        if (Context.getCanonicalType(Given).getUnqualifiedType() == Type)
          return true;
      }
    }
    for (const auto *A : Other.specific_attrs<OwnershipAttr>())
      for (const ParamIdx &Param : A->args())
        if (A->isTakes() && Param.getASTIndex() < Other.getNumParams() &&
            Context
                    .getCanonicalType(pointee(
                        Other.getParamDecl(Param.getASTIndex())->getType()))
                    .getUnqualifiedType() == Type)
          return true;
    return false;
  };
  for (const DeclContext *In = FD.getDeclContext(); In; In = In->getParent())
    for (const Decl *D : In->noload_decls())
      if (const auto *Other = dyn_cast<FunctionDecl>(D))
        if (Other->hasAttrs() && Gives(*Other))
          return nameOf(*Other);
  return "";
}

std::optional<KindId> MarkReader::kind(StringRef Name, QualType Type) {
  if (!Name.empty())
    if (std::optional<KindId> Id = M.findKind(Name))
      return Id;
  const std::string TypeName = spelled(pointee(Type), Context);
  if (Name.empty()) {
    if (std::optional<KindId> Id = M.findKindByType(TypeName))
      return Id;
    Name = TypeName;
    if (std::optional<KindId> Id = M.findKind(Name))
      return Id;
  }
  std::string Release = releaseFor(Type);
  if (Release.empty())
    Release = "its release function"; // no declaration in sight says which
  Kind Made{Name.str(), "resource", TypeName, std::move(Release)};
  Made.Lease = speaksOfPool(Name) || speaksOfPool(nameOf(FD));
  return M.addKind(std::move(Made));
}

void MarkReader::acquire(KindId Kind, Place From, Outcome When) {
  for (const Acquire &A : F.Acquires)
    if (A.From.Where == From.Where && A.From.Index == From.Index)
      return;
  Acquire A;
  A.Kind = Kind;
  A.From = From;
  A.When = When;
  F.Acquires.push_back(A);
  IsMarked = true;
}

void MarkReader::release(Place Of, bool Transfer) {
  for (const Release &R : F.Releases)
    if (R.Of.Where == Of.Where && R.Of.Index == Of.Index)
      return;
  Release R;
  R.Of = Of;
  R.Transfer = Transfer;
  F.Releases.push_back(R);
  IsMarked = true;
}

void MarkReader::readAnnotation(const AnnotateAttr &A) {
  const StringRef Whole = A.getAnnotation();
  StringRef Text = Whole;
  if (!Text.consume_front(Prefix))
    return;
  auto [Word, Value] = Text.split('=');

  if (Word == "acquire") {
    QualType Result = FD.getReturnType();
    if (Result->isVoidType())
      return problem(A, Whole,
                     "'" + nameOf(FD) + "' returns nothing to acquire");
    if (std::optional<KindId> Kind = kind(Value, Result))
      acquire(*Kind, {Slot::Result, 0}, Outcome::Always);
  } else if (Word == "acquire_out") {
    auto [Where, KindName] = Value.split('=');
    auto [Index, WhenName] = Where.split(':');
    std::optional<Place> At = place(A, Index, Whole);
    if (!At)
      return;
    if (At->Where != Slot::Argument)
      return problem(A, Whole, "an out-parameter is an argument");
    QualType Param = FD.getParamDecl(At->Index)->getType();
    if (!Param->isPointerType() && !Param->isReferenceType())
      return problem(A, Whole,
                     "argument " + Twine(unsigned(At->Index)) + " of '" +
                         nameOf(FD) + "' is neither a pointer nor a reference");
    auto When = WhenName.empty()
                    ? std::optional(successOf(FD.getReturnType()))
                    : llvm::StringSwitch<std::optional<Outcome>>(WhenName)
                          .Case("always", Outcome::Always)
                          .Case("zero", Outcome::Zero)
                          .Case("nonzero", Outcome::NonZero)
                          .Case("positive", Outcome::Positive)
                          .Case("negative", Outcome::Negative)
                          .Default(std::nullopt);
    if (!When)
      return problem(A, Whole,
                     "expected always, zero, nonzero, positive or negative, "
                     "not '" +
                         WhenName + "'");
    if (std::optional<KindId> Kind = kind(KindName, Param->getPointeeType()))
      acquire(*Kind, {Slot::Pointee, At->Index}, *When);
  } else if (Word == "release" || Word == "transfer") {
    if (std::optional<Place> Of = place(A, Value, Whole))
      release(*Of, Word == "transfer");
  } else if (Word == "borrow") {
    IsMarked = true;
  } else if (Word == "jumps") {
    F.Then = Continuation::Jumps;
    IsMarked = true;
  } else if (Word == "begins_transaction" || Word == "ends_transaction") {
    if (std::optional<Place> Of = place(A, Value, Whole)) {
      TransactionEffect T;
      T.Of = *Of;
      T.What = Word == "begins_transaction" ? TransactionEffect::Begins
                                            : TransactionEffect::Ends;
      if (T.What == TransactionEffect::Begins)
        T.When = successOf(FD.getReturnType());
      if (llvm::none_of(F.Transactions, [&](const TransactionEffect &Old) {
            return Old.What == T.What && Old.Of.Where == T.Of.Where &&
                   Old.Of.Index == T.Of.Index;
          }))
        F.Transactions.push_back(T);
      IsMarked = true;
    }
  } else {
    problem(A, Whole,
            "unknown mark; expected acquire, acquire_out, release, transfer, "
            "borrow, jumps, begins_transaction or ends_transaction");
  }
}

void MarkReader::readOwnership(const OwnershipAttr &A) {
  if (!A.isReturns()) {
    for (const ParamIdx &Param : A.args())
      if (Param.getASTIndex() < FD.getNumParams())
        release({Slot::Argument, static_cast<uint8_t>(Param.getASTIndex())},
                /*Transfer=*/A.isHolds());
    return;
  }
  const QualType Result = FD.getReturnType();
  std::string Name = A.getModule()->getName().str();
  // What comes from malloc is memory, unless the type says that it is more.
  if (Name == "malloc") {
    if (std::optional<KindId> Kind =
            M.findKindByType(spelled(pointee(Result), Context)))
      acquire(*Kind, {Slot::Result, 0}, Outcome::Always);
    return;
  }
  // An identifier cannot be spelled with the hyphens of our kinds.
  if (!M.findKind(Name))
    std::replace(Name.begin(), Name.end(), '_', '-');
  if (std::optional<KindId> Kind = kind(Name, Result))
    acquire(*Kind, {Slot::Result, 0}, Outcome::Always);
}

// Only some releases of Clang keep the arguments of `malloc(f, n)`; the others
// refuse them while parsing.
template <typename RestrictAttribute>
void MarkReader::readDeallocator(const RestrictAttribute &A) {
  if constexpr (requires { A.getDeallocator(); }) {
    const auto *Name = llvm::dyn_cast_or_null<DeclRefExpr>(A.getDeallocator());
    const auto *Gives =
        Name ? dyn_cast<FunctionDecl>(Name->getDecl()) : nullptr;
    if (!Gives)
      return;
    // A deallocator that nothing else is known of would be taken for a
    // borrower where it is called.
    const std::string Release = Gives->getQualifiedNameAsString();
    for (size_t I = 0; I != M.kinds().size(); ++I)
      if (M.kinds()[I].Release == Release)
        return acquire(static_cast<KindId>(I), {Slot::Result, 0},
                       Outcome::Always);
  }
}

void MarkReader::readGslOwner() {
  QualType Result = gslOwned(FD.getReturnType(), Context);
  if (!Result.isNull())
    if (std::optional<KindId> Kind =
            M.findKindByType(spelled(pointee(Result), Context)))
      acquire(*Kind, {Slot::Result, 0}, Outcome::Always);
  for (unsigned I = 0; I != FD.getNumParams(); ++I)
    if (!gslOwned(FD.getParamDecl(I)->getType(), Context).isNull())
      release({Slot::Argument, static_cast<uint8_t>(I)}, /*Transfer=*/true);
}

std::optional<Function> MarkReader::read() {
  // A later declaration inherits the marks of an earlier one as copies.
  for (const FunctionDecl *D : FD.redecls()) {
    if (!D->hasAttrs())
      continue;
    for (const Attr *A : D->attrs()) {
      if (A->isInherited())
        continue;
      if (const auto *Annotate = dyn_cast<AnnotateAttr>(A))
        readAnnotation(*Annotate);
      else if (const auto *Ownership = dyn_cast<OwnershipAttr>(A))
        readOwnership(*Ownership);
      else if (const auto *Restrict = dyn_cast<RestrictAttr>(A))
        readDeallocator(*Restrict);
    }
  }
  readGslOwner();
  if (!IsMarked)
    return std::nullopt;
  F.Name = nameOf(FD);
  return std::move(F);
}

} // namespace

std::optional<Function> functionFromMarks(const FunctionDecl &FD, Model &M,
                                          std::vector<Problem> *Problems) {
  if (!FD.getDeclName().isIdentifier() && !isa<CXXMethodDecl>(FD))
    return std::nullopt;
  return MarkReader(FD, M, Problems).read();
}

} // namespace leash::spec
