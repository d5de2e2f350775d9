// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One configuration of the property simulation: the obligations held, who
// holds them, and the facts known on the paths it stands for.

#ifndef LEASH_CHECKERS_FLOW_CONFIGURATION_H
#define LEASH_CHECKERS_FLOW_CONFIGURATION_H

#include "AccessPath.h"
#include "../summary/Summary.h"
#include "Value.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace clang {
class FunctionDecl;
class Stmt;
} // namespace clang

namespace leash::flow {

/// One step of a path, for the notes of a finding. Steps form a list from
/// the newest to the oldest; the simulation owns them.
struct Step {
  enum Kind : uint8_t { Acquired, Branch, Case, Caught, Begun, Ended, Kept };
  Kind What;
  bool Taken = false;
  const clang::Stmt *At = nullptr;
  unsigned Site = 0; ///< of an acquire; of an end or a taking, its index
  const Step *Before = nullptr;
};

enum class Status : uint8_t {
  Open,        ///< held, not null
  MaybeNull,   ///< held, unless it is null
  Transferred, ///< somebody else's by now; kept to tell a caller where it is
};

/// Something taken that must be given back.
struct Obligation {
  unsigned Site = 0; ///< index of the acquire site in the simulation
  Status State = Status::Open;
  bool Assumed = false;     ///< an unknown callee was taken to borrow it
  bool Untouched = false;   ///< since it was stored, nobody could have seen it
  bool ValueHandle = false; ///< the holder is the object itself (`MYSQL m`)
  const BeginOutcome *Begun = nullptr; ///< it tells whether a begin succeeded
  bool Used = false;        ///< of an input: looked into on every path
  /// What it was opened on, where that ends it: by its site or by its name.
  std::optional<unsigned> NeedsSite;
  AccessPath Needs;
  llvm::SmallVector<AccessPath, 2> Holders; ///< sorted

  bool isLive() const { return State != Status::Transferred; }
  bool heldBy(const AccessPath &P) const;
  void addHolder(const AccessPath &P);
  void removeHolder(const AccessPath &P);
};

/// A callable that releases \p Target when \p Owner's scope ends.
struct ScopeRelease {
  AccessPath Owner;
  AccessPath Target;
  bool Surely = false; ///< whatever it finds there
  friend bool operator==(const ScopeRelease &A, const ScopeRelease &B) {
    return A.Owner == B.Owner && A.Target == B.Target;
  }
};

struct Connection;

/// A transaction begun and not known to have ended.
struct OpenTransaction {
  unsigned Site = 0; ///< index of the begin in the simulation
  const Connection *On = nullptr;
  /// A second name for the connection: the member of a guard that keeps it.
  const Connection *Also = nullptr;
  bool Assumed = false; ///< an unknown callee was taken to leave it alone
  bool Noted = false;   ///< others can see that it is open

  friend bool operator==(const OpenTransaction &A, const OpenTransaction &B) {
    return A.Site == B.Site && A.On == B.On && A.Also == B.Also;
  }
};

/// A callable that acts on transactions when \p Owner's scope ends.
struct ScopeCall {
  AccessPath Owner;
  const clang::FunctionDecl *Runs = nullptr;
  friend bool operator==(const ScopeCall &A, const ScopeCall &B) {
    return A.Owner == B.Owner && A.Runs == B.Runs;
  }
};

/// What has come to its end and is still named somewhere: a handle after its
/// release, or a pointer into what a released handle stood for.
struct Stale {
  enum Kind : uint8_t {
    Released,
    Emptied,  ///< an owner that gave up what it held: null from then on
    Orphaned, ///< not released, but what it was opened on is
    Lent,     ///< part of what was released, or has moved on
  };
  Kind Why = Released;
  unsigned Site = 0; ///< of the acquire, or the call that released or lent
  unsigned End = 0;  ///< index of the end in the simulation
  bool MayBeNull = false;
  bool ValueHandle = false;
  llvm::SmallVector<AccessPath, 2> Holders; ///< sorted

  bool heldBy(const AccessPath &P) const {
    return llvm::is_contained(Holders, P);
  }
  void addHolder(const AccessPath &P);
  friend bool operator==(const Stale &A, const Stale &B) {
    return A.Why == B.Why && A.Site == B.Site && A.Holders == B.Holders;
  }
};

/// A pointer that lives as long as what it was lent from.
struct Loan {
  AccessPath At;       ///< the pointer
  unsigned Site = 0;   ///< the call that lent it
  bool FromSite = false;
  unsigned LenderSite = 0; ///< the acquire of the lender, if it is known
  AccessPath Lender;       ///< its name, if not
  friend bool operator==(const Loan &A, const Loan &B) {
    return A.At == B.At && A.Site == B.Site && A.FromSite == B.FromSite &&
           A.LenderSite == B.LenderSite && A.Lender == B.Lender;
  }
};

/// An object that keeps a connection of a pool, or a transaction, until it
/// ends.
struct Hold {
  unsigned Site = 0; ///< index of the taking in the simulation
  AccessPath Owner;
  friend bool operator==(const Hold &A, const Hold &B) {
    return A.Site == B.Site && A.Owner == B.Owner;
  }
};

class Configuration {
public:
  // Not SmallVectors: configurations are moved far more often than made.
  std::vector<Obligation> Held;
  std::vector<ScopeRelease> Guards;
  std::vector<OpenTransaction> Begun;
  std::vector<ScopeCall> ScopeCalls;
  std::vector<Stale> Stales;
  std::vector<Loan> Loans;
  std::vector<Hold> Holds;
  const Step *Trail = nullptr;
  /// The `return` on the way to the exit, for the location of a loss.
  const clang::Stmt *Leaving = nullptr;
  /// What has become of the input, once it is no longer among `Held`.
  Fate InputFate = Fate::Kept;
  /// A begin failed on the way.
  bool BeginFailed = false;

  /// What is known of \p P, obligations aside.
  Value fact(const AccessPath &P) const;
  void setFact(const AccessPath &P, const Value &V);
  void dropFact(const AccessPath &P);
  /// Drops each fact for which \p Pred(path) holds.
  template <typename Predicate> void dropFactsIf(Predicate Pred) {
    llvm::erase_if(Facts, [&](const Fact &F) { return Pred(F.Path); });
  }

  /// The obligation that \p P holds, or null.
  Obligation *heldBy(const AccessPath &P);
  const Obligation *heldBy(const AccessPath &P) const;
  unsigned indexOf(const Obligation &O) const { return &O - Held.data(); }
  void remove(Obligation &O) { Held.erase(Held.begin() + indexOf(O)); }

  /// The objects in \p P, or \p P itself, keep nothing any more.
  void dropHolds(const AccessPath &P) {
    llvm::erase_if(Holds, [&](const Hold &H) { return H.Owner.within(P); });
  }

  /// What has ended that \p P still names, or null.
  Stale *staleAt(const AccessPath &P);
  /// \p P takes another value: it names nothing that has ended any more.
  void dropStale(const AccessPath &P, bool Fields = true);
  template <typename Predicate> void dropStaleIf(Predicate Pred) {
    for (Stale &S : Stales)
      llvm::erase_if(S.Holders, Pred);
    llvm::erase_if(Stales, [](const Stale &S) { return S.Holders.empty(); });
    llvm::erase_if(Loans, [&](const Loan &L) { return Pred(L.At); });
  }

  /// True if the two stand for the same property state: the same
  /// obligations, held the same way, behind the same guards.
  bool sameState(const Configuration &Other) const;
  size_t stateHash() const;
  /// Keeps what is known in both; true if anything was lost. \p Widen says
  /// which places' bounds are given up as soon as they move.
  bool intersectFacts(
      const Configuration &Other,
      llvm::function_ref<bool(const AccessPath &)> Widen = nullptr);
  /// Puts obligations in a canonical order.
  void normalize();
  /// Gives up the obligations that \p Other does not share and takes over its
  /// guards: used past the bound, where fewer findings beat wrong ones.
  bool forgetDifferences(const Configuration &Other);

private:
  bool joinLoans(const Configuration &Other);

  struct Fact {
    AccessPath Path;
    Value Known;
    unsigned Age;
  };
  /// Sorted by path. The cap keeps a function of thousands of conditions
  /// linear; the oldest fact goes first.
  static constexpr unsigned MaxFacts = 48;
  std::vector<Fact> Facts;
  unsigned NextAge = 0;
};

} // namespace leash::flow

#endif
