// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds through the engine what members hold, decides who would release it,
// says.

#include "UnreleasedMemberCheck.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using leash::flow::Confidence;
using leash::flow::Kept;

namespace leash::checks {

static constexpr llvm::StringLiteral OptionOverwrites = "Overwrites";
static constexpr llvm::StringLiteral OptionCopies = "Copies";
static constexpr llvm::StringLiteral OptionCopyable = "CopyableClasses";

UnreleasedMemberCheck::UnreleasedMemberCheck(StringRef Name,
                                             tidy::ClangTidyContext *Context,
                                             AnalysisPool &Pool)
    : LeashCheck(Name, Context, Pool),
      Overwrites(Options.get(OptionOverwrites, false)),
      Copies(Options.get(OptionCopies, false)),
      CopyableClasses(Options.get(OptionCopyable, false)) {}

void UnreleasedMemberCheck::storeOptions(
    tidy::ClangTidyOptions::OptionMap &Opts) {
  LeashCheck::storeOptions(Opts);
  Options.store(Opts, OptionOverwrites, Overwrites);
  Options.store(Opts, OptionCopies, Copies);
  Options.store(Opts, OptionCopyable, CopyableClasses);
}

void UnreleasedMemberCheck::check(flow::Unit &U) {
  std::vector<Keeper> Keepers;
  llvm::DenseMap<const FieldDecl *, size_t> Index;
  for (const FunctionDecl *F : U.eventfulFunctions()) {
    const flow::FunctionResult &Found = U.result(*F);
    noteDegraded(*F, Found);
    for (const Kept &K : Found.Keeps) {
      const auto *Class = dyn_cast<CXXRecordDecl>(K.Field->getParent());
      if (!Class || Class->isUnion() || Class->isLambda() ||
          Class->isAnonymousStructOrUnion() || U.inSystemHeader(*Class))
        continue;
      // `MYSQL my;`: its address is what is released.
      if (K.Field->getType()->isRecordType())
        continue;
      auto [At, New] = Index.try_emplace(K.Field, Keepers.size());
      if (New)
        Keepers.push_back({K.Field, {}});
      Keepers[At->second].Keeps.emplace_back(F, K);
    }
  }
  MemberUse Uses(U);
  for (const Keeper &K : Keepers)
    judge(Uses, K);
  if (Copies || CopyableClasses)
    copies(U, Uses);
  Said.clear();
}

static bool isCalledByOthers(MemberUse &Uses, const FunctionDecl &Closer,
                             llvm::ArrayRef<const FunctionDecl *> Closers) {
  return llvm::any_of(Uses.callersOf(Closer), [&](const FunctionDecl *Caller) {
    return Caller && !llvm::is_contained(Closers, Caller);
  });
}

void UnreleasedMemberCheck::judge(MemberUse &Uses, const Keeper &K) {
  const FieldDecl &Field = *K.Field;
  const auto *Class = cast<CXXRecordDecl>(Field.getParent());
  if (Uses.livesForever(*Class))
    return;
  const MemberUse::Answer Destructor = Uses.destructorReleases(Field);
  if (Destructor == MemberUse::Answer::Yes) {
    if (Overwrites)
      judgeOverwrites(Uses, K);
    return;
  }
  if (Destructor == MemberUse::Answer::Unknown ||
      Uses.mayBeLetGoElsewhere(Field))
    return;
  // It ends, at the latest, with what it is a part of.
  if (known().kind(K.Keeps.front().second.Kind).Part)
    return;
  Confidence Sureness = Confidence::High;
  // If nobody here acquires, nobody here need release.
  const bool Used = llvm::any_of(K.Keeps, [&](const auto &Each) {
    return !Uses.callersOf(*Each.first).empty();
  });
  const auto Closers = Uses.othersThatLetGo(Field);
  for (const FunctionDecl *Closer : Closers) {
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Closer);
    // Somebody else's affair, or that of who calls `close`: what is called
    // nowhere releases nothing.
    const bool Own =
        Method && !isa<CXXConstructorDecl>(Method) &&
        (Method->getParent()->getCanonicalDecl() == Class->getCanonicalDecl() ||
         Method->getParent()->isDerivedFrom(Class));
    if (Method && isa<CXXConstructorDecl>(Method) &&
        Method->getParent()->getCanonicalDecl() == Class->getCanonicalDecl())
      continue; // on its way out
    Sureness =
        std::min(Sureness, Own && Used && Uses.isSeenWhole(*Class) &&
                                   !isCalledByOthers(Uses, *Closer, Closers) &&
                                   !Method->isVirtual() &&
                                   !Method->isOverloadedOperator()
                               ? Confidence::Medium
                               : Confidence::Low);
  }
  if (Sureness < minimumConfidence())
    return;
  const Kept &First = K.Keeps.front().second;
  const SourceLocation Here = place(First.Acquire->getBeginLoc());
  if (!firstAt(Here))
    return;
  const spec::Kind &Kind = known().kind(First.Kind);
  const CXXDestructorDecl *Dtor = Class->getDestructor();
  const bool Declared = Dtor && Dtor->isUserProvided();
  diag(Here, "%0 keeps the %1 from '%2', and %3 never releases it; call '%4' "
             "in a destructor or hold it in a guard")
      << &Field << Kind.Noun << First.Callee << Class << Kind.Release;
  diag(place(Field.getLocation()), "the member is declared here",
       DiagnosticIDs::Note);
  if (Declared)
    diag(place(Dtor->getLocation()), "the destructor does not release it",
         DiagnosticIDs::Note);
  for (const FunctionDecl *Closer : Closers)
    if (Closer && !isa<CXXConstructorDecl>(Closer))
      diag(place(Closer->getLocation()),
           "released here, where nothing in this file calls it",
           DiagnosticIDs::Note);
}

/// True for names of what is done once, before anything else.
static bool preparesOnce(const CXXMethodDecl &Method) {
  if (!Method.getDeclName().isIdentifier())
    return true;
  const std::string Lower = Method.getName().lower();
  constexpr llvm::StringLiteral Once[] = {"attach",  "begin", "build", "create",
                                          "init",    "open",  "setup", "start",
                                          "connect", "login", "load",  "make"};
  return Method.getNumParams() == 0 || llvm::any_of(Once, [&](StringRef Word) {
           return StringRef(Lower).contains(Word);
         });
}

static bool doesAgain(const CXXMethodDecl &Method) {
  if (!Method.getDeclName().isIdentifier())
    return false;
  const std::string Lower = Method.getName().lower();
  constexpr llvm::StringLiteral Again[] = {
      "reconnect", "refresh", "reload",  "renew", "reopen",
      "requery",   "rerun",   "restart", "retry", "switch"};
  return llvm::any_of(
      Again, [&](StringRef Word) { return StringRef(Lower).contains(Word); });
}

/// A second call of the method loses what the first left.
void UnreleasedMemberCheck::judgeOverwrites(MemberUse &Uses, const Keeper &K) {
  const FieldDecl &Field = *K.Field;
  const auto *Class = cast<CXXRecordDecl>(Field.getParent());
  // Whoever releases it elsewhere may do so before.
  if (!Uses.othersThatLetGo(Field).empty() || Uses.mayBeLetGoElsewhere(Field))
    return;
  const Kept *AtBirth = nullptr;
  for (const auto &[F, Each] : K.Keeps)
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F);
        Ctor &&
        Ctor->getParent()->getCanonicalDecl() == Class->getCanonicalDecl())
      AtBirth = &Each;
  for (const auto &[F, Each] : K.Keeps) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    if (!Method || isa<CXXConstructorDecl>(F) || isa<CXXDestructorDecl>(F) ||
        Method->isOverloadedOperator() || Method->getParent()->isLambda())
      continue;
    const bool ByConstructor =
        llvm::any_of(Uses.callersOf(*Method), [](const FunctionDecl *Caller) {
          return Caller && isa<CXXConstructorDecl>(Caller);
        });
    if (ByConstructor || Uses.asksBefore(*Method, Each.Acquire))
      continue;
    const spec::Kind &Kind = known().kind(Each.Kind);
    const bool Often = !isLent(Kind) && !preparesOnce(*Method) &&
                       Method->getAccess() == AS_public;
    if ((!AtBirth && !Often && !doesAgain(*Method)) ||
        Confidence::Medium < minimumConfidence())
      continue;
    const SourceLocation Here = place(Each.Acquire->getBeginLoc());
    if (!firstAt(Here))
      continue;
    diag(Here, "%0 may still hold %select{what an earlier call of %2 left in "
               "it|what the constructor left in it}1 and is overwritten; call "
               "'%3' on it first")
        << &Field << (AtBirth != nullptr) << Method << Kind.Release;
    if (AtBirth)
      diag(place(AtBirth->Acquire->getBeginLoc()), "acquired here",
           DiagnosticIDs::Note);
  }
}

void UnreleasedMemberCheck::copies(flow::Unit &U, MemberUse &Uses) {
  llvm::DenseSet<const CXXRecordDecl *> Seen;
  auto OwnedBy = [&](const CXXRecordDecl &Class) -> const FieldDecl * {
    if (Class.isDependentContext() || U.inSystemHeader(Class) ||
        !Class.getDestructor() || !Class.getDestructor()->isUserProvided())
      return nullptr;
    for (const FieldDecl *Field : Class.fields())
      if (Field->getType()->isPointerType() &&
          Uses.alwaysReleasedBy(Class, *Field->getCanonicalDecl()))
        return Field;
    return nullptr;
  };
  llvm::DenseMap<const CXXRecordDecl *, const FieldDecl *> Owned;
  auto Ask = [&](const CXXRecordDecl &Class) {
    auto [At, New] = Owned.try_emplace(Class.getCanonicalDecl(), nullptr);
    if (New) {
      const FieldDecl *Field = OwnedBy(Class);
      return Owned[Class.getCanonicalDecl()] = Field;
    }
    return At->second;
  };
  for (const MemberUse::Copy &Copy : Uses.memberwiseCopies()) {
    if (!Copies)
      break;
    const FieldDecl *Field = Ask(*Copy.Class);
    if (!Field || Copy.At->getBeginLoc().isInvalid() ||
        !firstAt(place(Copy.At->getBeginLoc())))
      continue;
    diag(place(Copy.At->getBeginLoc()),
         "this copies the handle in %0, and both destructors of %1 release "
         "it; delete the copy operations of %1 or write a move")
        << Field << Copy.Class;
    Seen.insert(Copy.Class->getCanonicalDecl());
  }
  if (!CopyableClasses)
    return;
  for (const FunctionDecl *F : U.functions()) {
    const auto *Dtor = dyn_cast<CXXDestructorDecl>(F);
    if (!Dtor)
      continue;
    const CXXRecordDecl &Class = *Dtor->getParent();
    if (!Class.hasDefinition() || Class.isAbstract() ||
        Class.hasUserDeclaredCopyConstructor() ||
        Class.hasUserDeclaredMoveOperation() ||
        Class.defaultedCopyConstructorIsDeleted() ||
        !Class.hasCopyConstructorWithConstParam() ||
        Seen.contains(Class.getCanonicalDecl()))
      continue;
    const FieldDecl *Field = Ask(Class);
    if (!Field || !firstAt(place(Class.getLocation())))
      continue;
    diag(place(Class.getLocation()),
         "%0 can be copied with the handle in %1, and both destructors would "
         "release it; delete its copy operations or write a move")
        << &Class << Field;
  }
}

} // namespace leash::checks
