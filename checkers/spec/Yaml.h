// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A YAML document as a tree with line numbers, read strictly: what a catalogue
// never needs (aliases, tags, several documents, repeated keys) is a problem.

#ifndef LEASH_CHECKERS_SPEC_YAML_H
#define LEASH_CHECKERS_SPEC_YAML_H

#include "Model.h"

namespace leash::spec::yaml {

enum class NodeKind : uint8_t { Null, Scalar, Sequence, Mapping };

struct Member;

/// One node, with all below it.
struct Node {
  NodeKind Kind = NodeKind::Null;
  unsigned Line = 0; ///< 1-based
  std::string Text;  ///< of a scalar
  std::vector<Node> Items;
  std::vector<Member> Members; ///< of a mapping, in the file's order

  const Node *find(llvm::StringRef Key) const;
};

/// One `key: value` of a mapping.
struct Member {
  std::string Key;
  unsigned Line = 0;
  Node Value;
};

/// What a person calls a node of this kind, e.g. "a list".
llvm::StringRef describe(NodeKind Kind);

/// Parses \p Text. Nothing if it is not YAML or holds what is not allowed
/// here; the reasons are then in \p Problems, under \p FileName.
std::optional<Node> parse(llvm::StringRef Text, llvm::StringRef FileName,
                          std::vector<Problem> &Problems);

} // namespace leash::spec::yaml

#endif
