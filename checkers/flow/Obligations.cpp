// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The life of an obligation: held, passed on, released, lost.

#include "Simulation.h"

using namespace clang;

namespace leash::flow {

Obligation &Simulation::hold(Configuration &C, const Expr *Acquire,
                             unsigned Index, spec::KindId Kind,
                             StringRef Callee, const AccessPath &At,
                             bool MayBeNull) {
  auto [Found, New] = SiteIndex.try_emplace({Acquire, Index}, Sites.size());
  if (New) {
    Site S;
    S.Acquire = Acquire;
    S.Kind = Kind;
    S.Callee = Callee.str();
    Sites.push_back(std::move(S));
  }
  const unsigned Id = Found->second;
  // One of an earlier turn of a loop, still held elsewhere (a list, say):
  // two per site tell the shapes apart that matter.
  unsigned Same = 0;
  for (const Obligation &O : C.Held)
    Same += O.Site == Id;
  if (Same >= 2) {
    auto Old = llvm::find_if(C.Held,
                             [&](const Obligation &O) { return O.Site == Id; });
    C.Held.erase(Old);
  }
  Obligation O;
  O.Site = Id;
  O.State = MayBeNull ? Status::MaybeNull : Status::Open;
  O.addHolder(At);
  nameHolder(O, At);
  C.dropFact(At);
  C.Trail = step(C, {Step::Acquired, true, Acquire, Id, nullptr});
  C.Held.push_back(std::move(O));
  return C.Held.back();
}

void Simulation::nameHolder(const Obligation &O, const AccessPath &P) {
  if (Sites[O.Site].Holder.empty())
    Sites[O.Site].Holder = P.spelling();
}

void Simulation::release(Configuration &C, Obligation &O, SourceLocation At,
                         std::optional<StringRef> By) {
  auto &Released = Sites[O.Site].ReleasedAt;
  if (At.isValid() && !llvm::is_contained(Released, At))
    Released.push_back(At);
  if (isInput(O))
    C.InputFate = Fate::Released;
  if (!C.Begun.empty())
    releaseUnder(C, O, At);
  if (By && findsStale()) {
    const Obligation Gone = O;
    C.remove(O);
    retire(C, Gone, At, *By);
    return;
  }
  C.remove(O);
}

void Simulation::nullify(Configuration &C, Obligation &O) {
  const auto Holders = O.Holders;
  if (isInput(O))
    C.InputFate = Fate::Null;
  C.remove(O);
  for (const AccessPath &P : Holders)
    C.setFact(P, Value::signs(Value::Zero));
}

void Simulation::transfer(Configuration &C, Obligation &O,
                          std::optional<AccessPath> Where) {
  if (Where) {
    O.State = Status::Transferred;
    O.Untouched = true;
    O.addHolder(*Where);
    nameHolder(O, *Where);
    return;
  }
  if (isInput(O))
    C.InputFate = Fate::Moved;
  // Whoever has the connection has its transaction.
  for (const AccessPath &P : O.Holders)
    if (!C.Begun.empty() && P.var() && !P.Field)
      perhapsFinishOn(C, U.connections().variable(P.var()), /*Related=*/true);
  C.remove(O);
}

void Simulation::transferWithin(Configuration &C, const AccessPath &Root) {
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    if (llvm::any_of(O.Holders,
                     [&](const AccessPath &P) { return P.within(Root); }))
      transfer(C, O);
    else
      ++I;
  }
}

/// The branches taken since \p What happened to \p Site, oldest first.
std::vector<Milestone> Simulation::pathSince(const Configuration &C,
                                             Step::Kind What,
                                             unsigned Site) const {
  std::vector<Milestone> Path;
  for (const Step *Now = C.Trail; Now; Now = Now->Before) {
    if (Now->What == What && Now->Site == Site)
      break;
    Milestone M;
    switch (Now->What) {
    case Step::Acquired:
    case Step::Begun:
    case Step::Ended:
    case Step::Kept:
      continue;
    case Step::Branch:
      M.What = Now->Taken ? Milestone::True : Milestone::False;
      break;
    case Step::Case:
      M.What = Milestone::Case;
      break;
    case Step::Caught:
      M.What = Milestone::Caught;
      break;
    }
    M.At = Now->At->getBeginLoc();
    Path.push_back(M);
  }
  std::reverse(Path.begin(), Path.end());
  return Path;
}

void Simulation::lose(Configuration &C, Obligation &O, Loss How,
                      SourceLocation At) {
  if (isInput(O)) {
    // The callee let go of its copy; the caller still has its own.
    O.Holders.clear();
    return;
  }
  Site &S = Sites[O.Site];
  if ((O.isLive() || O.Untouched) && !S.Found) {
    Leak L;
    L.Acquire = S.Acquire;
    L.Kind = S.Kind;
    L.Callee = S.Callee;
    L.How = How;
    L.Where = At;
    L.Sureness = O.Assumed ? Confidence::Medium : Confidence::High;
    L.Path = pathSince(C, Step::Acquired, O.Site);
    S.Found = std::move(L);
  }
  C.remove(O);
}

void Simulation::letGo(Configuration &C, const AccessPath &P, Loss How,
                       SourceLocation At, bool Fields,
                       std::optional<StringRef> By) {
  if (Stale *S = C.staleAt(P); S && S->Why == Stale::Released && isOwning(P))
    report(C, *S, P, At, StaleUse::ReleasedByScope, Confidence::High);
  C.dropStale(P, Fields);
  C.dropHolds(P);
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    bool Owned = false, Touched = false;
    for (const AccessPath &H : O.Holders)
      if (H == P || (Fields && !P.Field && H.within(P))) {
        Touched = true;
        Owned |= isOwning(H);
      }
    if (!Touched) {
      ++I;
      continue;
    }
    if (Owned) {
      // Of several owners, as of std::shared_ptr, one may yet hold it.
      llvm::erase_if(O.Holders, [&](const AccessPath &H) {
        return H == P || (Fields && !P.Field && H.within(P));
      });
      const bool Last = llvm::none_of(
          O.Holders, [&](const AccessPath &H) { return isOwning(H); });
      release(C, O, By ? At : SourceLocation(), Last ? By : std::nullopt);
      continue;
    }
    llvm::erase_if(O.Holders, [&](const AccessPath &H) {
      return H == P || (Fields && !P.Field && H.within(P));
    });
    if (O.Holders.empty() && !isInput(O)) {
      lose(C, O, How, At);
      continue;
    }
    ++I;
  }
  if (Fields && !P.Field)
    C.dropFactsIf([&](const AccessPath &F) { return F.within(P); });
  else
    C.dropFact(P);
}

void Simulation::rebase(Configuration &C, const AccessPath &From,
                        const AccessPath &To, bool Copy) {
  for (Obligation &O : C.Held) {
    llvm::SmallVector<AccessPath, 2> Moved;
    for (const AccessPath &H : O.Holders)
      if (H.within(From))
        Moved.push_back(H);
    for (const AccessPath &H : Moved) {
      AccessPath New = H.rebased(To);
      if (From.Field && !To.Field)
        New.Field = nullptr;
      if (!Copy)
        O.removeHolder(H);
      O.addHolder(New);
      nameHolder(O, New);
    }
  }
  auto Rename = [&](const AccessPath &H) {
    AccessPath New = H.rebased(To);
    if (From.Field && !To.Field)
      New.Field = nullptr;
    return New;
  };
  for (Stale &S : C.Stales)
    for (const AccessPath &H : llvm::SmallVector<AccessPath, 2>(S.Holders))
      if (H.within(From)) {
        if (!Copy)
          llvm::erase(S.Holders, H);
        S.addHolder(Rename(H));
      }
  for (Loan &L : C.Loans)
    if (!Copy && L.At.within(From))
      L.At = Rename(L.At);
  for (ScopeRelease &G : C.Guards)
    if (!Copy && G.Owner.within(From))
      G.Owner = G.Owner.rebased(To);
  for (ScopeCall &G : C.ScopeCalls)
    if (!Copy && G.Owner.within(From))
      G.Owner = G.Owner.rebased(To);
  for (Hold &H : C.Holds)
    if (!Copy && H.Owner.within(From))
      H.Owner = H.Owner.rebased(To);
}

/// The field that \p P names when it is a member that owns by its own type:
/// a smart pointer, or an object whose destructor is its own.
const FieldDecl *Simulation::ownedField(const AccessPath &P) const {
  if (!P.Field)
    return nullptr;
  const CXXRecordDecl *Record = P.Field->getType()->getAsCXXRecordDecl();
  return Record && Record->hasDefinition() && !Record->hasTrivialDestructor()
             ? P.Field
             : nullptr;
}

bool Simulation::isOwning(const AccessPath &P) const {
  // A temporary object is its own destructor's affair.
  if (const Expr *E = P.temp())
    return E->getType()->isRecordType();
  if (P.Field)
    return ownedField(P) != nullptr;
  if (const VarDecl *V = P.var())
    return P.Root == AccessPath::Variable &&
           U.ownerClass(V->getType());
  return false;
}

void Simulation::fireGuards(Configuration &C, const AccessPath &Owner,
                            SourceLocation At) {
  for (size_t I = C.Guards.size(); I-- != 0;) {
    if (!(C.Guards[I].Owner == Owner))
      continue;
    const AccessPath Target = C.Guards[I].Target;
    const bool Surely = C.Guards[I].Surely;
    C.Guards.erase(C.Guards.begin() + I);
    if (Surely)
      for (Stale &S : C.Stales)
        if (S.Why == Stale::Released && S.heldBy(Target)) {
          report(C, S, Target, At, StaleUse::ReleasedByScope,
                 Confidence::High);
          break;
        }
    for (size_t J = 0; J != C.Held.size();) {
      Obligation &O = C.Held[J];
      if (llvm::any_of(O.Holders, [&](const AccessPath &P) {
            return P.within(Target);
          }))
        release(C, O, At);
      else
        ++J;
    }
  }
}

/// True if destroying a \p T releases what its field \p F holds: by its own
/// destructor or a base's, or perhaps, where that is out of sight.
bool Simulation::destructorReleases(QualType T, const FieldDecl *F) {
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition() || Record->hasTrivialDestructor())
    return false;
  const CXXDestructorDecl *Dtor = Record->getDestructor();
  if (Dtor && Dtor->isUserProvided()) {
    if (!U.definition(*Dtor))
      return true;
    if (U.summary(*Dtor, AccessPath::thisField(F)).mayRelease())
      return true;
  }
  return llvm::any_of(Record->bases(), [&](const CXXBaseSpecifier &Base) {
    return destructorReleases(Base.getType(), F);
  });
}

/// Runs the function that \p V's `cleanup` attribute names, if it has one.
void Simulation::runCleanup(Configuration &C, const VarDecl *V) {
  const auto *Cleanup = V->getAttr<CleanupAttr>();
  if (!Cleanup)
    return;
  const FunctionDecl *F = Cleanup->getFunctionDecl();
  const FunctionDecl *Def = U.definition(*F);
  const ParmVarDecl *Param =
      Def && Def->getNumParams() == 1 ? Def->getParamDecl(0) : nullptr;
  const AccessPath Whole = AccessPath::variable(V->getCanonicalDecl());
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    const auto Held = llvm::find_if(
        O.Holders, [&](const AccessPath &P) { return P.within(Whole); });
    if (Held == O.Holders.end()) {
      ++I;
      continue;
    }
    if (Param) {
      const AccessPath Input = Held->Field
                                   ? AccessPath::variable(Param, Held->Field)
                                   : AccessPath::pointee(Param);
      if (!U.summary(*Def, Input).mayRelease()) {
        ++I;
        continue;
      }
    }
    release(C, O, V->getLocation());
  }
}

void Simulation::destroy(Configuration &C, const AccessPath &Root, QualType T,
                         SourceLocation At) {
  fireGuards(C, Root, At);
  C.dropHolds(Root);
  if (!C.Stales.empty() || !C.Loans.empty())
    lookDestroyed(C, Root, T, At);
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    bool Released = false, Surely = false;
    for (const AccessPath &H : O.Holders) {
      if (!H.within(Root))
        continue;
      if (isOwning(H)) {
        Released = Surely = true;
        break;
      }
      if (H.Field && destructorReleases(T, H.Field)) {
        Released = true;
        break;
      }
    }
    if (!Released) {
      ++I;
      continue;
    }
    if (Surely) {
      llvm::erase_if(O.Holders,
                     [&](const AccessPath &H) { return H.within(Root); });
      Surely = llvm::none_of(
          O.Holders, [&](const AccessPath &H) { return isOwning(H); });
    }
    release(C, O, At, Surely ? std::optional(StringRef()) : std::nullopt);
  }
}

} // namespace leash::flow
