// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes the program that holds a library's rows against its own header.

#include "Emit.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace llvm;

namespace leash::spec {

namespace {

constexpr StringLiteral Prelude = R"(
#include <cstddef>
#include <tuple>
#include <type_traits>

template <class R, class... A> struct Signature {
  using Result = R;
  static constexpr std::size_t Count = sizeof...(A);
  // Asking for an argument that is not there must fail with our message, not
  // deep inside std::tuple.
  template <std::size_t N>
  using Argument =
      std::tuple_element_t<(N < sizeof...(A) ? N : sizeof...(A)),
                           std::tuple<A..., void>>;
};
template <class R, class... A> Signature<R, A...> signature(R (*)(A...));
template <class R, class... A> Signature<R, A...> signature(R (*)(A..., ...));

template <class T> constexpr bool pointer = std::is_pointer_v<T>;
template <class T>
constexpr bool out =
    std::is_pointer_v<T> && std::is_pointer_v<std::remove_pointer_t<T>>;
template <class T, class Pointee>
constexpr bool points_to =
    std::is_same_v<std::remove_cv_t<std::remove_pointer_t<T>>, Pointee>;
template <class T>
constexpr bool testable =
    std::is_pointer_v<T> || std::is_integral_v<T> || std::is_enum_v<T>;

)";

class Checks {
public:
  Checks(const Catalogue &C, const Function &F, raw_ostream &OS)
      : C(C), F(F), OS(OS) {}

  void run() {
    // Of a method, often overloaded, only that the class has one.
    if (const auto [Class, Method] = StringRef(F.Name).rsplit("::");
        !Method.empty()) {
      std::string Name = F.Name; // `operator<<`, too
      std::replace_if(
          Name.begin(), Name.end(), [](char C) { return !isAlnum(C); }, '_');
      OS << "struct check_" << Name << " : " << Class
         << " { using " << Class << "::" << Method << "; };\n";
      return;
    }
    OS << "namespace check_" << F.Name << " {\nusing S = decltype(signature(&"
       << F.Name << "));\n";
    for (const Acquire &A : F.Acquires) {
      checkPlace(A.From, C.Kinds[A.Kind].K.Type);
      checkOutcome(A.When);
      checkArgument(A.OnlyIfNullArgument, "only-if-null");
      checkArgument(A.OnlyIf, "only-if");
    }
    for (const Release &R : F.Releases) {
      checkPlace(R.Of, "");
      checkOutcome(R.When);
      checkArgument(R.OnlyIfNonNullArgument, "only-if-non-null");
      checkArgument(R.OnlyIf, "only-if");
    }
    if (F.ReturnsArgument) {
      checkArgument(F.ReturnsArgument, "returns-argument");
      check("std::is_convertible_v<S::Argument<" +
                Twine(unsigned(*F.ReturnsArgument)) + ">, S::Result>",
            "does not return that argument's type");
    }
    if (F.Pure)
      check("!std::is_void_v<S::Result>", "pure, but has no result");
    if (F.AnswerForNull)
      check("testable<S::Result>", "answer-for-null, but has no such result");
    OS << "}\n";
  }

private:
  void check(const Twine &Condition, const Twine &Message) {
    OS << "static_assert(" << Condition << ", \"" << F.Name << ": " << Message
       << "\");\n";
  }
  void checkArgument(std::optional<uint8_t> Index, StringRef Key) {
    if (Index)
      check("(" + Twine(unsigned(*Index)) + " < S::Count)",
            Twine(Key) + ": has no argument " + Twine(unsigned(*Index)));
  }
  void checkArgument(const std::optional<ArgumentIs> &A, StringRef Key) {
    if (A)
      checkArgument(A->Index, Key);
  }
  void checkPlace(const Place &P, StringRef Type) {
    std::string At = "S::Result";
    std::string What = "the result";
    if (P.Where == Slot::Argument || P.Where == Slot::Pointee) {
      checkArgument(P.Index, "place");
      At = ("S::Argument<" + Twine(unsigned(P.Index)) + ">").str();
      What = ("argument " + Twine(unsigned(P.Index))).str();
    }
    if (P.Where == Slot::Pointee) {
      check("out<" + At + ">", What + " is not an out-parameter");
      At = "std::remove_pointer_t<" + At + ">";
    } else {
      check("pointer<" + At + ">", What + " is not a pointer");
    }
    // Text and raw memory come back under many types.
    if (!Type.empty() && Type != "char" && Type != "void")
      check("(points_to<" + Twine(At) + ", " + Type + "> || points_to<" + At +
                ", void>)",
            Twine(What) + " does not point to " + Type);
  }
  void checkOutcome(Outcome When) {
    if (When != Outcome::Always)
      check("testable<S::Result>", "'when', but the result cannot be tested");
  }

  const Catalogue &C;
  const Function &F;
  raw_ostream &OS;
};

} // namespace

void emitHeaderCheck(const Catalogue &C, unsigned Library, raw_ostream &OS) {
  const Catalogue::Library &L = C.Libraries[Library];
  OS << "// Generated from the rows of " << L.Name << ".\n";
  std::vector<StringRef> Headers = {L.Header};
  for (const Catalogue::Entry &E : C.Functions)
    if (E.Library == Library && E.Since.empty() && !E.Header.empty() &&
        !is_contained(Headers, E.Header))
      Headers.push_back(E.Header);
  for (StringRef Header : Headers)
    OS << "#include <" << Header << ">\n";
  OS << Prelude;
  for (const Catalogue::Entry &E : C.Functions)
    if (E.Library == Library && E.Since.empty())
      Checks(C, E.F, OS).run();
}

void emitNames(const Catalogue &C, unsigned Library, raw_ostream &OS) {
  for (const Catalogue::Entry &E : C.Functions)
    if (E.Library == Library)
      OS << E.F.Name << '\n';
}

} // namespace leash::spec
