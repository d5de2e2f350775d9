// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads quick acquire/release pairs from an option's value.

#include "Sources.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace leash::spec {

namespace {

struct Side {
  StringRef Name;
  Place At;
  Outcome When = Outcome::Always;
};

/// `name`, `name(N)`, `name(*N)` or `name(this)`, and then a condition.
/// Answers what is wrong, or nothing.
StringRef readSide(StringRef Text, bool IsAcquire, Side &Out) {
  Text = Text.trim();
  Out.At = {IsAcquire ? Slot::Result : Slot::Argument, 0};

  // An operator's name ends in what a condition begins with; nobody acquires
  // through a comparison.
  size_t Condition = Text.find_first_of("=!<>");
  if (Condition != StringRef::npos) {
    std::string When = Text.drop_front(Condition).str();
    llvm::erase_if(When, isSpace);
    if (When == "==0")
      Out.When = Outcome::Zero;
    else if (When == "!=0")
      Out.When = Outcome::NonZero;
    else if (When == ">0")
      Out.When = Outcome::Positive;
    else if (When == "<0")
      Out.When = Outcome::Negative;
    else
      return "the condition must be ==0, !=0, >0 or <0";
    Text = Text.take_front(Condition).rtrim();
  }

  if (Text.consume_back(")")) {
    auto [Name, Where] = Text.split('(');
    Text = Name.rtrim();
    Where = Where.trim();
    unsigned Index;
    if (Where == "this") {
      Out.At = {Slot::Receiver, 0};
    } else {
      bool IsOut = Where.consume_front("*");
      if (Where.getAsInteger(10, Index) || Index > 63)
        return "the brackets must hold an argument's index from 0 to 63, "
               "'*' and an index, or 'this'";
      Out.At = {IsOut ? Slot::Pointee : Slot::Argument,
                static_cast<uint8_t>(Index)};
    }
  }

  bool IsName =
      !Text.empty() && !isDigit(Text.front()) && !Text.starts_with("::") &&
      all_of(Text, [](char C) {
        return isAlnum(C) || C == '_' || C == ':' || C == '~' || C == '$';
      });
  if (!IsName)
    return IsAcquire ? "the acquiring function's name is missing or malformed"
                     : "the releasing function's name is missing or malformed";
  Out.Name = Text;
  return "";
}

struct Pair {
  Side Get, Put;
};

KindId kindFor(Model &M, const Pair &P) {
  // What the function already gives back has a better noun than ours.
  for (size_t I = 0; I != M.kinds().size(); ++I)
    if (M.kinds()[I].Release == P.Put.Name)
      return static_cast<KindId>(I);
  Kind Made{P.Put.Name.str(), "resource", "", P.Put.Name.str()};
  Made.Lease = speaksOfPool(P.Get.Name) || speaksOfPool(P.Put.Name);
  return M.addKind(std::move(Made));
}

} // namespace

bool addPairs(Model &M, StringRef Value, StringRef OptionName,
              std::vector<Problem> &Problems) {
  std::vector<Pair> Pairs;
  bool Good = true;
  SmallVector<StringRef, 8> Rows;
  Value.split(Rows, ';');
  for (StringRef Row : Rows) {
    Row = Row.trim();
    if (Row.empty())
      continue;
    auto Bad = [&](const Twine &Message) {
      Problems.push_back({OptionName.str(), 0, Row.str(), Message.str()});
      Good = false;
    };
    SmallVector<StringRef, 2> Sides;
    Row.split(Sides, '/');
    if (Sides.size() != 2) {
      Bad("expected one pair of the form acquire/release");
      continue;
    }
    Pair P;
    StringRef Wrong = readSide(Sides[0], /*IsAcquire=*/true, P.Get);
    if (Wrong.empty())
      Wrong = readSide(Sides[1], /*IsAcquire=*/false, P.Put);
    if (Wrong.empty() && P.Get.Name == P.Put.Name)
      Wrong = "a function cannot be its own release";
    if (!Wrong.empty())
      Bad(Wrong);
    else
      Pairs.push_back(P);
  }
  if (!Good)
    return false;

  // Several releases may go with one acquire: the first is the one to advise.
  StringMap<SmallVector<Place, 1>> Acquired;
  for (const Pair &P : Pairs) {
    SmallVector<Place, 1> &Places = Acquired[P.Get.Name];
    bool IsFirst = none_of(Places, [&](const Place &Other) {
      return Other.Where == P.Get.At.Where && Other.Index == P.Get.At.Index;
    });
    if (IsFirst) {
      Places.push_back(P.Get.At);
      Function Get;
      Get.Name = P.Get.Name.str();
      Acquire A;
      A.Kind = kindFor(M, P);
      A.From = P.Get.At;
      A.When = P.Get.When;
      Get.Acquires.push_back(A);
      M.addFunction(std::move(Get));
    }
    Function Put;
    Put.Name = P.Put.Name.str();
    Release R;
    R.Of = P.Put.At;
    R.When = P.Put.When;
    Put.Releases.push_back(R);
    M.addFunction(std::move(Put));
  }
  return true;
}

} // namespace leash::spec
