// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Merging and comparing configurations.

#include "Configuration.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

namespace leash::flow {

std::string AccessPath::spelling() const {
  switch (Root) {
  case Variable: {
    std::string Name = var()->getNameAsString();
    if (Field)
      Name += (var()->getType()->isPointerType() ? "->" : ".") +
              Field->getNameAsString();
    return Name;
  }
  case Pointee:
    return "*" + var()->getNameAsString();
  case This:
    return Field ? Field->getNameAsString() : std::string();
  default:
    return {};
  }
}

bool Obligation::heldBy(const AccessPath &P) const {
  return llvm::is_contained(Holders, P);
}

void Obligation::addHolder(const AccessPath &P) {
  auto At = llvm::lower_bound(Holders, P);
  if (At == Holders.end() || !(*At == P))
    Holders.insert(At, P);
}

void Obligation::removeHolder(const AccessPath &P) {
  llvm::erase_if(Holders, [&](const AccessPath &H) { return H == P; });
}

void Stale::addHolder(const AccessPath &P) {
  auto At = llvm::lower_bound(Holders, P);
  if (At == Holders.end() || !(*At == P))
    Holders.insert(At, P);
}

Stale *Configuration::staleAt(const AccessPath &P) {
  for (Stale &S : Stales)
    if (S.heldBy(P))
      return &S;
  return nullptr;
}

void Configuration::dropStale(const AccessPath &P, bool Fields) {
  if (Stales.empty() && Loans.empty())
    return;
  dropStaleIf([&](const AccessPath &H) {
    return H == P || (!P.Field && H.Base == P.Base &&
                      (H.Root == P.Root ? Fields
                      : P.Root == AccessPath::Variable
                          ? H.Root == AccessPath::Pointee
                          // `*p = q` writes `p->f`, too.
                          : Fields && P.Root == AccessPath::Pointee && H.Field));
  });
  llvm::erase_if(Loans, [&](const Loan &L) {
    return !L.FromSite && L.Lender.within(P);
  });
}

Value Configuration::fact(const AccessPath &P) const {
  auto At = llvm::lower_bound(
      Facts, P, [](const Fact &F, const AccessPath &P) { return F.Path < P; });
  return At != Facts.end() && At->Path == P ? At->Known : Value::unknown();
}

void Configuration::setFact(const AccessPath &P, const Value &V) {
  if (V.isUnknown())
    return dropFact(P);
  auto At = llvm::lower_bound(
      Facts, P, [](const Fact &F, const AccessPath &P) { return F.Path < P; });
  if (At != Facts.end() && At->Path == P) {
    At->Known = V;
    At->Age = NextAge++;
    return;
  }
  Facts.insert(At, {P, V, NextAge++});
  if (Facts.size() > MaxFacts)
    Facts.erase(std::min_element(
        Facts.begin(), Facts.end(),
        [](const Fact &A, const Fact &B) { return A.Age < B.Age; }));
}

void Configuration::dropFact(const AccessPath &P) {
  llvm::erase_if(Facts, [&](const Fact &F) { return F.Path == P; });
}

Obligation *Configuration::heldBy(const AccessPath &P) {
  for (Obligation &O : Held)
    if (O.heldBy(P))
      return &O;
  return nullptr;
}

const Obligation *Configuration::heldBy(const AccessPath &P) const {
  return const_cast<Configuration *>(this)->heldBy(P);
}

void Configuration::normalize() {
  // Two or three at most: by insertion, which keeps the order of equals.
  for (size_t I = 1; I < Held.size(); ++I)
    for (size_t J = I; J != 0 && Held[J].Site < Held[J - 1].Site; --J)
      std::swap(Held[J], Held[J - 1]);
  if (Begun.size() > 1)
    llvm::sort(Begun, [](const OpenTransaction &A, const OpenTransaction &B) {
      return A.Site < B.Site;
    });
  if (Holds.size() > 1)
    llvm::sort(Holds, [](const Hold &A, const Hold &B) {
      return std::tie(A.Site, A.Owner) < std::tie(B.Site, B.Owner);
    });
  if (Stales.size() > 1)
    llvm::sort(Stales, [](const Stale &A, const Stale &B) {
      return std::tie(A.Site, A.Why, A.Holders) <
             std::tie(B.Site, B.Why, B.Holders);
    });
}

bool Configuration::sameState(const Configuration &Other) const {
  if (InputFate != Other.InputFate || Held.size() != Other.Held.size() ||
      !(Guards == Other.Guards) || BeginFailed != Other.BeginFailed ||
      Begun != Other.Begun || ScopeCalls != Other.ScopeCalls ||
      Stales != Other.Stales || Holds != Other.Holds)
    return false;
  for (auto [A, B] : llvm::zip(Held, Other.Held))
    if (A.Site != B.Site || A.State != B.State || A.Holders != B.Holders)
      return false;
  return true;
}

size_t Configuration::stateHash() const {
  llvm::hash_code H = llvm::hash_value(Held.size());
  for (const Obligation &O : Held) {
    H = llvm::hash_combine(H, O.Site, static_cast<unsigned>(O.State));
    for (const AccessPath &P : O.Holders)
      H = llvm::hash_combine(H, static_cast<unsigned>(P.Root), P.Base, P.Field);
  }
  for (const ScopeRelease &G : Guards)
    H = llvm::hash_combine(H, G.Owner.Base, G.Target.Base, G.Target.Field);
  for (const Stale &S : Stales)
    H = llvm::hash_combine(H, S.Site, static_cast<unsigned>(S.Why));
  return H;
}

bool Configuration::intersectFacts(
    const Configuration &Other,
    llvm::function_ref<bool(const AccessPath &)> Widen) {
  bool Lost = joinLoans(Other);
  auto Theirs = Other.Facts.begin();
  auto Kept = Facts.begin();
  for (Fact &F : Facts) {
    while (Theirs != Other.Facts.end() && Theirs->Path < F.Path)
      ++Theirs;
    Value Joined = Value::unknown();
    if (Theirs != Other.Facts.end() && Theirs->Path == F.Path)
      Joined = Theirs->Known == F.Known
                   ? F.Known
                   : Value::join(F.Known, Theirs->Known,
                                 Widen && Widen(F.Path));
    Lost |= !(Joined == F.Known);
    if (!Joined.isUnknown())
      *Kept++ = {F.Path, Joined, F.Age};
  }
  Facts.erase(Kept, Facts.end());
  for (auto [A, B] : llvm::zip(Held, Other.Held)) {
    if (B.Assumed && !A.Assumed)
      A.Assumed = Lost = true;
    if (A.Untouched && !B.Untouched) {
      A.Untouched = false;
      Lost = true;
    }
    if (A.Begun != B.Begun && A.Begun) {
      A.Begun = nullptr;
      Lost = true;
    }
    if (A.Used && !B.Used) {
      A.Used = false;
      Lost = true;
    }
  }
  for (auto [A, B] : llvm::zip(Begun, Other.Begun)) {
    Lost |= (B.Assumed && !A.Assumed) || (B.Noted && !A.Noted);
    A.Assumed |= B.Assumed;
    A.Noted |= B.Noted;
  }
  for (auto [A, B] : llvm::zip(Stales, Other.Stales))
    if (B.MayBeNull && !A.MayBeNull)
      A.MayBeNull = Lost = true;
  return Lost;
}

/// A pointer that is null on the other path, or that one expression just made,
/// may be lent on both; any other only if it is.
bool Configuration::joinLoans(const Configuration &Other) {
  if (Loans.empty() && Other.Loans.empty())
    return false;
  auto Keeps = [](const Configuration &C, const Loan &L) {
    return llvm::is_contained(C.Loans, L) || L.At.temp() ||
           C.fact(L.At).isZero();
  };
  const size_t Before = Loans.size();
  llvm::erase_if(Loans, [&](const Loan &L) { return !Keeps(Other, L); });
  bool Changed = Loans.size() != Before;
  for (const Loan &L : Other.Loans)
    if (!llvm::is_contained(Loans, L) && Keeps(*this, L)) {
      Loans.push_back(L);
      Changed = true;
    }
  return Changed;
}

bool Configuration::forgetDifferences(const Configuration &Other) {
  const size_t Before = Held.size();
  llvm::erase_if(Held, [&](const Obligation &O) {
    return llvm::none_of(Other.Held, [&](const Obligation &P) {
      return O.Site == P.Site && O.State == P.State && O.Holders == P.Holders;
    });
  });
  const size_t BegunBefore = Begun.size();
  llvm::erase_if(Begun, [&](const OpenTransaction &T) {
    return !llvm::is_contained(Other.Begun, T);
  });
  const size_t HoldsBefore = Holds.size();
  llvm::erase_if(Holds, [&](const Hold &H) {
    return !llvm::is_contained(Other.Holds, H);
  });
  bool Changed = Held.size() != Before || Begun.size() != BegunBefore ||
                 Holds.size() != HoldsBefore || !Stales.empty();
  Stales.clear();
  for (const ScopeCall &G : Other.ScopeCalls)
    if (!llvm::is_contained(ScopeCalls, G)) {
      ScopeCalls.push_back(G);
      Changed = true;
    }
  for (const ScopeRelease &G : Other.Guards)
    if (!llvm::is_contained(Guards, G)) {
      Guards.push_back(G);
      Changed = true;
    }
  return Changed;
}

} // namespace leash::flow
