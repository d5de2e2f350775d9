// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The model's tables and how a later source adds to an earlier one.

#include "Model.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cassert>

using namespace llvm;

namespace leash::spec {

static bool samePlace(const Place &A, const Place &B) {
  return A.Where == B.Where && A.Index == B.Index;
}

static bool isUnqualified(StringRef Name) {
  return Name.find(':') == StringRef::npos;
}

bool speaksOfPool(StringRef Name) {
  return Name.contains_insensitive("pool") || Name.contains_insensitive("lease");
}

std::string describe(const Problem &P) {
  std::string S = P.File;
  if (P.Line)
    S += ":" + std::to_string(P.Line);
  if (!S.empty())
    S += ": ";
  if (!P.Key.empty())
    S += "'" + P.Key + "': ";
  return S + P.Message;
}

// Room for the built-in catalogue without growing.
Model::Model() : FunctionIndex(512) {}

KindId Model::addKind(Kind K) {
  auto [It, IsNew] =
      KindIndex.try_emplace(K.Name, static_cast<KindId>(Kinds.size()));
  KindId Id = It->second;
  StringRef Type = K.Type;
  if (IsNew) {
    Kinds.push_back(std::move(K));
    Type = Kinds.back().Type;
  } else {
    Kind &Old = Kinds[Id];
    if (!K.Noun.empty())
      Old.Noun = std::move(K.Noun);
    if (!K.Release.empty())
      Old.Release = std::move(K.Release);
    Old.Lease |= K.Lease;
    Old.Part |= K.Part;
    if (Type.empty() || Type == Old.Type)
      return Id;
    if (auto It = TypeIndex.find(Old.Type);
        It != TypeIndex.end() && It->second == Id)
      TypeIndex.erase(It);
    Old.Type = std::move(K.Type);
    Type = Old.Type;
  }
  if (!Type.empty()) {
    auto [TypeIt, IsFirst] = TypeIndex.try_emplace(Type, Id);
    if (!IsFirst && TypeIt->second != Id)
      TypeIt->second = AnyKind;
  }
  return Id;
}

Function &Model::functionNamed(StringRef Name, bool &IsNew) {
  auto [It, Inserted] =
      FunctionIndex.try_emplace(Name, static_cast<unsigned>(Functions.size()));
  IsNew = Inserted;
  return Inserted ? Functions.emplace_back() : Functions[It->second];
}

void Model::noteNames(const Function &F) {
  const bool Lends = F.Leases || any_of(F.Acquires, [&](const Acquire &A) {
    return A.Kind < Kinds.size() && Kinds[A.Kind].Lease;
  });
  if (Lends && LeaseNameSet.try_emplace(F.Name).second)
    LeaseNames.push_back(F.Name);
  if (!F.Acquires.empty() && AcquireNameSet.try_emplace(F.Name).second)
    AcquireNames.push_back(F.Name);
  if (!F.Releases.empty() && ReleaseNameSet.try_emplace(F.Name).second)
    ReleaseNames.push_back(F.Name);
  if ((F.Runs || !F.Transactions.empty()) &&
      TransactionNameSet.try_emplace(F.Name).second)
    TransactionNames.push_back(F.Name);
}

void Model::addFunction(Function F) {
  bool IsNew;
  Function &Old = functionNamed(F.Name, IsNew);
  if (IsNew) {
    Old = std::move(F);
    return noteNames(Old);
  }
  for (const Acquire &A : F.Acquires) {
    llvm::erase_if(Old.Acquires,
                   [&](const Acquire &B) { return samePlace(A.From, B.From); });
  }
  Old.Acquires.append(F.Acquires.begin(), F.Acquires.end());
  for (const Release &R : F.Releases) {
    llvm::erase_if(Old.Releases,
                   [&](const Release &B) { return samePlace(R.Of, B.Of); });
  }
  Old.Releases.append(F.Releases.begin(), F.Releases.end());
  for (const TransactionEffect &T : F.Transactions)
    llvm::erase_if(Old.Transactions, [&](const TransactionEffect &B) {
      return samePlace(T.Of, B.Of) && T.What == B.What;
    });
  Old.Transactions.append(F.Transactions.begin(), F.Transactions.end());
  if (F.Runs)
    Old.Runs = F.Runs;
  if (F.Lends)
    Old.Lends = F.Lends;
  if (F.Leases)
    Old.Leases = F.Leases;
  if (!F.Library.empty())
    Old.Library = std::move(F.Library);
  if (F.ReturnsArgument)
    Old.ReturnsArgument = F.ReturnsArgument;
  if (F.FormatReleases)
    Old.FormatReleases = F.FormatReleases;
  if (F.AnswerForNull)
    Old.AnswerForNull = F.AnswerForNull;
  if (!F.Throws.empty())
    Old.Throws = std::move(F.Throws);
  if (F.Then != Continuation::Returns)
    Old.Then = F.Then;
  // A call that takes or gives back something changes a state after all.
  Old.Pure = (Old.Pure || F.Pure) && Old.Acquires.empty() &&
             Old.Releases.empty() && Old.Transactions.empty() && !Old.Runs;
  noteNames(Old);
}

void Model::replaceFunction(Function F) {
  bool IsNew;
  Function &Old = functionNamed(F.Name, IsNew);
  Old = std::move(F);
  noteNames(Old);
}

void Model::addBorrowers(StringRef Library,
                         ArrayRef<std::string_view> SortedNames) {
  assert(llvm::is_sorted(SortedNames) && "the look-up is a binary search");
  if (SortedNames.empty())
    return;
  BorrowerList &List = Borrowers.emplace_back();
  List.SortedNames = SortedNames;
  List.Shared.Library = Library.str();
}

void Model::addPrefix(StringRef /*Library*/, StringRef Prefix) {
  if (!Prefix.empty() && !llvm::is_contained(Prefixes, Prefix))
    Prefixes.push_back(Prefix.str());
}

void Model::addOwnerClass(OwnerClass C) {
  auto [It, IsNew] =
      OwnerIndex.try_emplace(C.Name, static_cast<unsigned>(Owners.size()));
  if (IsNew)
    Owners.push_back(std::move(C));
  else
    Owners[It->second] = std::move(C);
}

void Model::addScopeGuard(ScopeGuard G) {
  auto [It, IsNew] =
      GuardIndex.try_emplace(G.Name, static_cast<unsigned>(Guards.size()));
  if (IsNew)
    Guards.push_back(std::move(G));
  else
    Guards[It->second] = std::move(G);
}

void Model::addScopeType(ScopeType T) {
  if (T.Is == Role::Lease && LeaseNameSet.try_emplace(T.Name).second)
    LeaseNames.push_back(T.Name);
  auto [It, IsNew] = ScopeTypeIndex.try_emplace(
      T.Name, static_cast<unsigned>(ScopeTypes.size()));
  if (IsNew)
    ScopeTypes.push_back(std::move(T));
  else
    ScopeTypes[It->second] = std::move(T);
}

void Model::addUnbounded(Unbounded W) {
  auto [It, IsNew] =
      WaitIndex.try_emplace(W.Name, static_cast<unsigned>(Waits.size()));
  if (IsNew)
    Waits.push_back(std::move(W));
  else
    Waits[It->second] = std::move(W);
}

void Model::addBlocking(Blocking B) {
  auto [It, IsNew] =
      BlockIndex.try_emplace(B.Name, static_cast<unsigned>(Blocks.size()));
  if (IsNew)
    Blocks.push_back(std::move(B));
  else
    Blocks[It->second] = std::move(B);
}

std::optional<KindId> Model::findKind(StringRef Name) const {
  auto It = KindIndex.find(Name);
  if (It == KindIndex.end())
    return std::nullopt;
  return It->second;
}

std::optional<KindId> Model::findKindByType(StringRef Type) const {
  auto It = TypeIndex.find(Type);
  if (It == TypeIndex.end() || It->second == AnyKind)
    return std::nullopt;
  return It->second;
}

const Function *Model::findFunction(StringRef QualifiedName) const {
  if (auto It = FunctionIndex.find(QualifiedName); It != FunctionIndex.end())
    return &Functions[It->second];
  const std::string_view Name(QualifiedName.data(), QualifiedName.size());
  for (const BorrowerList &List : Borrowers)
    if (List.SortedNames.front() <= Name && Name <= List.SortedNames.back() &&
        std::binary_search(List.SortedNames.begin(), List.SortedNames.end(),
                           Name))
      return &List.Shared;
  return nullptr;
}

bool Model::isLibraryName(StringRef Name) const {
  if (!isUnqualified(Name))
    return false;
  for (const std::string &Prefix : Prefixes)
    if (Name.starts_with(Prefix))
      return true;
  return false;
}

const OwnerClass *Model::findOwnerClass(StringRef QualifiedName) const {
  auto It = OwnerIndex.find(QualifiedName);
  return It == OwnerIndex.end() ? nullptr : &Owners[It->second];
}

const ScopeGuard *Model::findScopeGuard(StringRef QualifiedName) const {
  auto It = GuardIndex.find(QualifiedName);
  return It == GuardIndex.end() ? nullptr : &Guards[It->second];
}

const ScopeType *Model::findScopeType(StringRef QualifiedName) const {
  auto It = ScopeTypeIndex.find(QualifiedName);
  return It == ScopeTypeIndex.end() ? nullptr : &ScopeTypes[It->second];
}

const Unbounded *Model::findUnbounded(StringRef QualifiedName) const {
  auto It = WaitIndex.find(QualifiedName);
  return It == WaitIndex.end() ? nullptr : &Waits[It->second];
}

const Blocking *Model::findBlocking(StringRef QualifiedName) const {
  auto It = BlockIndex.find(QualifiedName);
  return It == BlockIndex.end() ? nullptr : &Blocks[It->second];
}

} // namespace leash::spec
