// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns the events of LLVM's YAML parser into a tree.

#include "Yaml.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

using namespace llvm;

namespace leash::spec::yaml {

namespace {

// A catalogue is five levels deep; the bound keeps hostile input off the stack.
constexpr unsigned MaxDepth = 32;

class Reader {
public:
  Reader(StringRef FileName, SourceMgr &Sources, std::vector<Problem> &Problems)
      : FileName(FileName), Sources(Sources), Problems(Problems) {}

  bool read(llvm::yaml::Node *N, Node &Out, unsigned Depth = 0);

  bool problem(unsigned Line, StringRef Key, const Twine &Message) {
    Problems.push_back({FileName.str(), Line, Key.str(), Message.str()});
    return false;
  }

private:
  bool readMapping(llvm::yaml::MappingNode &N, Node &Out, unsigned Depth);
  unsigned lineOf(llvm::yaml::Node &N) {
    SMLoc Start = N.getSourceRange().Start;
    return Start.isValid() ? Sources.getLineAndColumn(Start).first : 0;
  }

  StringRef FileName;
  SourceMgr &Sources;
  std::vector<Problem> &Problems;
};

bool Reader::read(llvm::yaml::Node *N, Node &Out, unsigned Depth) {
  if (!N)
    return false;
  Out.Line = lineOf(*N);
  if (Depth > MaxDepth)
    return problem(Out.Line, "", "nested too deeply");
  if (!N->getAnchor().empty())
    return problem(Out.Line, "", "anchors are not supported");
  if (!N->getRawTag().empty())
    return problem(Out.Line, "", "tags are not supported");

  switch (N->getType()) {
  case llvm::yaml::Node::NK_Null:
    Out.Kind = NodeKind::Null;
    return true;
  case llvm::yaml::Node::NK_Scalar: {
    SmallString<64> Storage;
    Out.Kind = NodeKind::Scalar;
    Out.Text = cast<llvm::yaml::ScalarNode>(N)->getValue(Storage).str();
    return true;
  }
  case llvm::yaml::Node::NK_BlockScalar:
    Out.Kind = NodeKind::Scalar;
    Out.Text = cast<llvm::yaml::BlockScalarNode>(N)->getValue().str();
    return true;
  case llvm::yaml::Node::NK_Sequence: {
    Out.Kind = NodeKind::Sequence;
    auto &List = *cast<llvm::yaml::SequenceNode>(N);
    for (llvm::yaml::Node &Item : List) {
      Out.Items.emplace_back();
      if (!read(&Item, Out.Items.back(), Depth + 1))
        return false;
    }
    return !List.failed();
  }
  case llvm::yaml::Node::NK_Mapping:
    return readMapping(*cast<llvm::yaml::MappingNode>(N), Out, Depth);
  case llvm::yaml::Node::NK_Alias:
    return problem(Out.Line, "", "aliases are not supported");
  case llvm::yaml::Node::NK_KeyValue:
    break;
  }
  return problem(Out.Line, "", "unexpected YAML here");
}

bool Reader::readMapping(llvm::yaml::MappingNode &N, Node &Out,
                         unsigned Depth) {
  Out.Kind = NodeKind::Mapping;
  bool Good = true;
  for (llvm::yaml::KeyValueNode &Pair : N) {
    Node Key;
    if (!read(Pair.getKey(), Key, Depth + 1))
      return false;
    if (Key.Kind != NodeKind::Scalar)
      return problem(Key.Line, "", "a key must be a plain word");
    // The parser hands out each node once, in order: the value has to be read
    // even if the key is refused.
    if (Out.find(Key.Text))
      Good = problem(Key.Line, Key.Text, "this key is given twice here");
    Out.Members.push_back({Key.Text, Key.Line, {}});
    Member &M = Out.Members.back();
    if (!read(Pair.getValue(), M.Value, Depth + 1))
      return false;
    // A value that is missing ends where the next key begins.
    if (M.Value.Kind == NodeKind::Null || M.Value.Line == 0)
      M.Value.Line = M.Line;
  }
  return Good && !N.failed();
}

} // namespace

const Node *Node::find(StringRef Key) const {
  for (const Member &M : Members)
    if (M.Key == Key)
      return &M.Value;
  return nullptr;
}

StringRef describe(NodeKind Kind) {
  switch (Kind) {
  case NodeKind::Null:
    return "nothing";
  case NodeKind::Scalar:
    return "a plain value";
  case NodeKind::Sequence:
    return "a list";
  case NodeKind::Mapping:
    return "a mapping";
  }
  return "";
}

std::optional<Node> parse(StringRef Text, StringRef FileName,
                          std::vector<Problem> &Problems) {
  struct Sink {
    StringRef FileName;
    std::vector<Problem> &Problems;
  } ParserSink{FileName, Problems};
  size_t Before = Problems.size();

  SourceMgr Sources;
  Sources.setDiagHandler(
      [](const SMDiagnostic &D, void *Context) {
        auto &S = *static_cast<Sink *>(Context);
        unsigned Line = D.getLineNo() > 0 ? D.getLineNo() : 0;
        S.Problems.push_back(
            {S.FileName.str(), Line, "",
             (Twine("not valid YAML: ") + D.getMessage()).str()});
      },
      &ParserSink);

  Node Root;
  Reader R(FileName, Sources, Problems);
  llvm::yaml::Stream Stream(Text, Sources, /*ShowColors=*/false);
  llvm::yaml::document_iterator Document = Stream.begin();
  bool Good = Document != Stream.end() && R.read(Document->getRoot(), Root);
  if (Good && !Stream.failed()) {
    ++Document;
    if (Document != Stream.end() && !Stream.failed()) {
      Node Second;
      Good = R.read(Document->getRoot(), Second) &&
             R.problem(Second.Line, "", "only one YAML document is expected");
    }
  }
  if (Good && !Stream.failed() && Problems.size() == Before)
    return Root;
  if (Problems.size() == Before)
    R.problem(0, "", "not valid YAML");
  return std::nullopt;
}

} // namespace leash::spec::yaml
