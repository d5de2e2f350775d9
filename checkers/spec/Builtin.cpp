// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fills a model from the generated tables.

#include "Builtin.h"
#include "Sources.h"

using namespace llvm;

namespace leash::spec {

void addBuiltinCatalogue(Model &M) {
  const builtin::Tables T = builtin::tables();
  auto Methods = [&](builtin::Range R) {
    SmallVector<std::string, 2> Names;
    for (std::string_view Name : T.Methods.slice(R.First, R.Count))
      Names.emplace_back(Name);
    return Names;
  };

  SmallVector<KindId, 32> Ids;
  for (const builtin::KindRow &Row : T.Kinds)
    Ids.push_back(M.addKind({std::string(Row.Name), std::string(Row.Noun),
                             std::string(Row.Type), std::string(Row.Release),
                             Row.Lease, Row.Part}));
  for (const builtin::PrefixRow &Row : T.Prefixes)
    M.addPrefix(Row.Library, Row.Prefix);
  for (const builtin::FunctionRow &Row : T.Functions) {
    Function F;
    F.Name = Row.Name;
    F.Library = Row.Library;
    for (Acquire A : T.Acquires.slice(Row.Acquires.First, Row.Acquires.Count)) {
      A.Kind = Ids[A.Kind];
      F.Acquires.push_back(A);
    }
    ArrayRef<Release> Releases =
        T.Releases.slice(Row.Releases.First, Row.Releases.Count);
    F.Releases.append(Releases.begin(), Releases.end());
    ArrayRef<TransactionEffect> Transactions =
        T.Transactions.slice(Row.Transactions.First, Row.Transactions.Count);
    F.Transactions.append(Transactions.begin(), Transactions.end());
    F.Runs = Row.Runs;
    if (Row.LendsFrom)
      F.Lends = Lends{*Row.LendsFrom, Methods(Row.LendsUntil)};
    F.Leases = Row.Leases;
    F.ReturnsArgument = Row.ReturnsArgument;
    F.FormatReleases = Row.FormatReleases;
    F.Pure = Row.Pure;
    F.AnswerForNull = Row.AnswerForNull;
    F.Then = Row.Then;
    F.Throws = Row.Throws;
    M.addFunction(std::move(F));
  }
  for (const builtin::BorrowerRow &Row : T.Borrowers)
    M.addBorrowers(Row.Library, Row.Names);
  for (const builtin::OwnerRow &Row : T.Owners)
    M.addOwnerClass({std::string(Row.Name), Methods(Row.Take),
                     Methods(Row.Give), Methods(Row.Peek),
                     Methods(Row.Exchange)});
  for (const builtin::GuardRow &Row : T.Guards)
    M.addScopeGuard({std::string(Row.Name), Methods(Row.Dismiss)});
  for (const builtin::ScopeTypeRow &Row : T.ScopeTypes)
    M.addScopeType({std::string(Row.Name), Row.Is, Row.AtEnd, Row.Begins,
                    Row.On, Methods(Row.Commits), Methods(Row.RollsBack),
                    Methods(Row.Releases), Methods(Row.ReturnsDirty),
                    std::string(Row.LentBy), Row.Waits});
  for (const builtin::UnboundedRow &Row : T.Waits) {
    Unbounded W;
    W.Name = Row.Name;
    W.Advice = Row.Advice;
    W.Text = Row.Text;
    for (std::string &Word : Methods(Row.Words))
      W.Words.push_back(std::move(Word));
    W.Given = Row.Given;
    W.Setter = Row.Setter;
    W.SetterArgument = Row.SetterArgument;
    M.addUnbounded(std::move(W));
  }
  for (const builtin::BlockingRow &Row : T.Blocks)
    M.addBlocking({std::string(Row.Name), std::string(Row.What),
                   Row.ByParameter, Row.Brief, Row.OnlyIf,
                   Methods(Row.OnlyIfIs), Row.UnlessBits,
                   Methods(Row.UnlessBeside)});
}

} // namespace leash::spec
