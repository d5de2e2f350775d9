// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape of the tables that the generator makes of catalogue.yaml: constant
// data without constructors, so that a plugin pays for it only when asked.

#ifndef LEASH_CHECKERS_SPEC_BUILTIN_H
#define LEASH_CHECKERS_SPEC_BUILTIN_H

#include "Model.h"
#include <string_view>

namespace leash::spec::builtin {

/// A part of another table.
struct Range {
  uint16_t First;
  uint16_t Count;
};

struct KindRow {
  std::string_view Name, Noun, Type, Release;
  bool Lease, Part;
};

struct PrefixRow {
  std::string_view Library, Prefix;
};

struct FunctionRow {
  std::string_view Name, Library;
  Range Acquires, Releases, Transactions;
  std::optional<Executes> Runs;
  std::optional<Place> LendsFrom;
  Range LendsUntil;
  std::optional<leash::spec::Leases> Leases;
  std::optional<uint8_t> ReturnsArgument;
  char FormatReleases;
  bool Pure;
  std::optional<int64_t> AnswerForNull;
  Continuation Then;
  std::string_view Throws;
};

/// Functions that only borrow, sorted.
struct BorrowerRow {
  std::string_view Library;
  llvm::ArrayRef<std::string_view> Names;
};

struct OwnerRow {
  std::string_view Name;
  Range Take, Give, Peek, Exchange;
};

struct GuardRow {
  std::string_view Name;
  Range Dismiss;
};

struct ScopeTypeRow {
  std::string_view Name;
  Role Is;
  ScopeEnd AtEnd;
  bool Begins;
  std::optional<uint8_t> On;
  Range Commits, RollsBack, Releases, ReturnsDirty;
  std::string_view LentBy;
  bool Waits;
};

struct UnboundedRow {
  std::string_view Name, Advice;
  std::optional<uint8_t> Text;
  Range Words; ///< of `Methods`
  std::optional<uint8_t> Given;
  std::string_view Setter;
  ArgumentIs SetterArgument;
};

struct BlockingRow {
  std::string_view Name, What;
  bool ByParameter;
  std::optional<Blocking::BriefBelow> Brief;
  std::optional<Place> OnlyIf;
  Range OnlyIfIs; ///< of `Methods`
  std::optional<ArgumentIs> UnlessBits;
  Range UnlessBeside;
};

struct Tables {
  llvm::ArrayRef<KindRow> Kinds;
  llvm::ArrayRef<PrefixRow> Prefixes;
  llvm::ArrayRef<Acquire> Acquires; ///< kinds are rows of `Kinds`
  llvm::ArrayRef<Release> Releases;
  llvm::ArrayRef<TransactionEffect> Transactions;
  llvm::ArrayRef<FunctionRow> Functions;
  llvm::ArrayRef<BorrowerRow> Borrowers;
  llvm::ArrayRef<std::string_view> Methods; ///< and other names
  llvm::ArrayRef<OwnerRow> Owners;
  llvm::ArrayRef<GuardRow> Guards;
  llvm::ArrayRef<ScopeTypeRow> ScopeTypes;
  llvm::ArrayRef<UnboundedRow> Waits;
  llvm::ArrayRef<BlockingRow> Blocks;
};

/// Defined by the generated file.
Tables tables();

} // namespace leash::spec::builtin

#endif
