// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a unit answers about its declarations: which functions matter, who
// returns, throws, writes, and what names and classes suggest.

#include "Code.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::flow;
using leash::flow::test::Code;
using leash::flow::test::Dialect;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

//===----------------------------------------------------------------------===//
// Which functions to look at
//===----------------------------------------------------------------------===//

TEST(UnitTest, ACatalogueNameIsAMention) {
  EXPECT_FALSE(
      Code::bare("int main() { return 0; }").unit().mentionsAcquires());
  EXPECT_TRUE(Code::bare("extern \"C\" struct r *PQexec(void *, const char *);")
                  .unit()
                  .mentionsAcquires());
  EXPECT_TRUE(Code("void f() {}").unit().mentionsAcquires());
}

TEST(UnitTest, AReleaseAloneIsNoMention) {
  EXPECT_FALSE(Code::bare("extern \"C\" void PQclear(void *);"
                          "void f(void *r) { PQclear(r); }")
                   .unit()
                   .mentionsAcquires());
}

TEST(UnitTest, AMarkIsAMention) {
  EXPECT_TRUE(
      Code::bare("__attribute__((annotate(\"leash::acquire=x\"))) int *take();")
          .unit()
          .mentionsAcquires());
}

TEST(UnitTest, OtherToolsMarksAreMentions) {
  EXPECT_TRUE(
      Code::bare("__attribute__((ownership_returns(malloc))) int *take();")
          .unit()
          .mentionsAcquires());
  EXPECT_TRUE(
      Code::bare("namespace gsl { template <typename T> using owner = T; }"
                 "gsl::owner<int *> take();")
          .unit()
          .mentionsAcquires());
}

TEST(UnitTest, AMalformedMarkIsAProblem) {
  Code C("__attribute__((annotate(\"leash::acquires=pg-result\")))"
         " PGresult *take(PGconn *);"
         "void f(PGconn *c) { take(c); }");
  C.eventful();
  ASSERT_EQ(C.unit().problems().size(), 1u);
  EXPECT_EQ(C.unit().problems()[0].File, "input.cpp");
  EXPECT_EQ(C.unit().problems()[0].Line, 1u);
  Code Right("__attribute__((annotate(\"leash::acquire=pg-result\")))"
             " PGresult *take(PGconn *);"
             "void f(PGconn *c) { take(c); }");
  EXPECT_THAT(Right.eventful(), ElementsAre("f"));
  EXPECT_THAT(Right.unit().problems(), IsEmpty());
}

TEST(UnitTest, WhatAcquiresAndWhatCallsItIsEventfulInSourceOrder) {
  Code C("PGresult *take(PGconn *c) { return PQexec(c, \"\"); }"
         "void nothing(int i) { }"
         "PGresult *again(PGconn *c) { return take(c); }"
         "void give(PGresult *r) { PQclear(r); }"
         "PGresult *later(PGconn *c);"
         "void top(PGconn *c) { give(later(c)); }"
         "PGresult *later(PGconn *c) { return again(c); }");
  EXPECT_THAT(C.eventful(), ElementsAre("take", "again", "top", "later"));
  EXPECT_EQ(C.unit().functionCount(), 6u);
}

TEST(UnitTest, AWrapperWithoutABodyInSightIsNoEvent) {
  Code C("PGresult *take(PGconn *c); void f(PGconn *c) { take(c); }");
  EXPECT_THAT(C.eventful(), IsEmpty());
}

TEST(UnitTest, InitialisersAndLambdasAreLookedInto) {
  Code C("struct S { S(PGconn *c) : r(PQexec(c, \"\")) {} PGresult *r; };"
         "void f() { auto g = [](PGconn *c) { return PQexec(c, \"\"); }; }");
  EXPECT_THAT(C.eventful(),
              ElementsAre("S::S", testing::HasSubstr("operator()")));
}

TEST(UnitTest, InstantiationsCountAndTemplatesDoNot) {
  Code C("template <typename T> void f(T c) { PQexec(c, \"\"); }"
         "template <typename T> void unused(T c) { PQexec(c, \"\"); }"
         "void g(PGconn *c) { f(c); }");
  EXPECT_THAT(C.eventful(), testing::UnorderedElementsAre("f", "g"));
}

TEST(UnitTest, FunctionsOfSystemHeadersAreLeftOut) {
  Code C("# 1 \"sys.h\" 1 3\n"
         "inline PGresult *take(PGconn *c) { return PQexec(c, \"\"); }\n"
         "# 1 \"input.cpp\" 2\n"
         "void f(PGconn *c) { PQexec(c, \"\"); }\n");
  EXPECT_THAT(C.eventful(), ElementsAre("f"));
}

TEST(UnitTest, DefinitionsAreFoundFromDeclarations) {
  Code C("void declared(); void defined(); void defined() {}"
         "template <typename T> void pattern(T) {}");
  EXPECT_EQ(C.unit().definition(C.fn("declared")), nullptr);
  const clang::FunctionDecl *First = C.fn("defined").getCanonicalDecl();
  ASSERT_FALSE(First->doesThisDeclarationHaveABody());
  const clang::FunctionDecl *Def = C.unit().definition(*First);
  ASSERT_TRUE(Def);
  EXPECT_TRUE(Def->doesThisDeclarationHaveABody());
  EXPECT_EQ(C.unit().definition(C.fn("pattern")), nullptr);
  EXPECT_EQ(C.unit().definition(C.fn("installed")), nullptr);
  EXPECT_TRUE(C.unit().inSystemHeader(C.fn("installed")));
  EXPECT_FALSE(C.unit().inSystemHeader(C.fn("defined")));
}

//===----------------------------------------------------------------------===//
// What the catalogue says
//===----------------------------------------------------------------------===//

TEST(UnitTest, OnlyTheLibrarysOwnFunctionIsCatalogued) {
  Code C("namespace mine { PGresult *PQexec(PGconn *c); }"
         "struct S { void PQclear(PGresult *); };"
         "static void mysql_free_result(void *p) {}");
  EXPECT_TRUE(C.unit().specOf(C.fn("::PQexec")));
  EXPECT_FALSE(C.unit().specOf(C.fn("mine::PQexec")));
  EXPECT_FALSE(C.unit().specOf(C.fn("S::PQclear")));
  EXPECT_FALSE(C.unit().specOf(C.fn("mysql_free_result")));
}

TEST(UnitTest, AMarkCountsAsACatalogueEntry) {
  Code C("__attribute__((annotate(\"leash::acquire=pg-result\")))"
         " PGresult *take(PGconn *);"
         "PGresult *plain(PGconn *);");
  const auto *Spec = C.unit().specOf(C.fn("take"));
  ASSERT_TRUE(Spec);
  ASSERT_EQ(Spec->Acquires.size(), 1u);
  EXPECT_EQ(C.unit().model().kind(Spec->Acquires[0].Kind).Name, "pg-result");
  EXPECT_FALSE(C.unit().specOf(C.fn("plain")));
}

TEST(UnitTest, AnUnlistedFunctionOfALibraryIsKnownByItsPrefix) {
  Code C("extern \"C\" int PQnewerThanThis(PGconn *);"
         "extern \"C\" int PQmine(PGconn *) { return 0; }"
         "extern \"C\" int other(PGconn *);"
         "int PQcxx(PGconn *);");
  EXPECT_TRUE(C.unit().isLibraryFunction(C.fn("PQexec")));
  EXPECT_TRUE(C.unit().isLibraryFunction(C.fn("PQnewerThanThis")));
  EXPECT_FALSE(C.unit().isLibraryFunction(C.fn("PQmine")));
  EXPECT_FALSE(C.unit().isLibraryFunction(C.fn("other")));
  EXPECT_FALSE(C.unit().isLibraryFunction(C.fn("PQcxx")));
}

TEST(UnitTest, QuestionsArePure) {
  Code C("struct S { int size() const; int at(int) const; int pop(); };"
         "extern \"C\" int strcmp(const char *, const char *);"
         "int other(int);");
  EXPECT_TRUE(C.unit().isPure(C.fn("PQstatus")));
  EXPECT_FALSE(C.unit().isPure(C.fn("PQexec")));
  EXPECT_TRUE(C.unit().isPure(C.fn("strcmp")));
  EXPECT_TRUE(C.unit().isPure(C.fn("S::size")));
  EXPECT_FALSE(C.unit().isPure(C.fn("S::pop")));
  EXPECT_FALSE(C.unit().isPure(C.fn("other")));
}

TEST(UnitTest, OwnersAreFoundThroughTheirBases) {
  Code C("struct Mine : std::unique_ptr<PGresult> {};"
         "struct Other { PGresult *r; };"
         "struct Names { Mine mine; Other other;"
         "  std::unique_ptr<PGresult> plain; int number; };");
  auto TypeOf = [&](const char *Field) {
    return C.field("Names", Field)->getType();
  };
  const auto *Owner = C.unit().ownerClass(TypeOf("plain"));
  ASSERT_TRUE(Owner);
  EXPECT_EQ(Owner->Name, "std::unique_ptr");
  EXPECT_EQ(C.unit().ownerClass(TypeOf("mine")), Owner);
  EXPECT_FALSE(C.unit().ownerClass(TypeOf("other")));
  EXPECT_FALSE(C.unit().ownerClass(TypeOf("number")));
}

TEST(UnitTest, CallableWrappersAreTold) {
  Code C("struct Other {}; struct Names { std::function<void()> f; Other o;"
         "  void (*pointer)(); };");
  EXPECT_TRUE(C.unit().isCallableWrapper(C.field("Names", "f")->getType()));
  EXPECT_FALSE(C.unit().isCallableWrapper(C.field("Names", "o")->getType()));
  EXPECT_FALSE(
      C.unit().isCallableWrapper(C.field("Names", "pointer")->getType()));
}

TEST(UnitTest, BranchesOnAParameter) {
  Code C("void f(int asked, int passed, int looped) {"
         "  if (asked) ready(); while (looped > 3) --looped;"
         "  exit(passed); }"
         "void declared(int p);");
  EXPECT_TRUE(C.unit().branchesOn(C.fn("f"), *C.param("f", 0)));
  EXPECT_FALSE(C.unit().branchesOn(C.fn("f"), *C.param("f", 1)));
  EXPECT_TRUE(C.unit().branchesOn(C.fn("f"), *C.param("f", 2)));
  EXPECT_FALSE(C.unit().branchesOn(C.fn("declared"), *C.param("declared", 0)));
}

//===----------------------------------------------------------------------===//
// Destructors
//===----------------------------------------------------------------------===//

TEST(UnitTest, ADestructorActsIfItCallsOrMayCall) {
  Code C("struct Plain { PGresult *r; };"
         "struct Idle { ~Idle() { r = 0; } PGresult *r; };"
         "struct Acts { ~Acts() { PQclear(r); } PGresult *r; };"
         "struct Deletes { ~Deletes() { delete p; } int *p; };"
         "struct Elsewhere { ~Elsewhere(); PGresult *r; };"
         "struct Member { Acts a; };"
         "struct Derived : Acts {};"
         "struct Owner { std::unique_ptr<PGresult> r; };"
         "struct List { std::vector<int> v; };"
         "struct Twice { Member m; };");
  Unit &U = C.unit();
  EXPECT_FALSE(U.destructorActs(C.record("Plain")));
  EXPECT_FALSE(U.destructorActs(C.record("Idle")));
  EXPECT_TRUE(U.destructorActs(C.record("Acts")));
  EXPECT_TRUE(U.destructorActs(C.record("Deletes")));
  EXPECT_TRUE(U.destructorActs(C.record("Elsewhere")));
  EXPECT_TRUE(U.destructorActs(C.record("Member")));
  EXPECT_TRUE(U.destructorActs(C.record("Derived")));
  EXPECT_TRUE(U.destructorActs(C.record("Owner")));
  EXPECT_FALSE(U.destructorActs(C.record("List")));
  EXPECT_TRUE(U.destructorActs(C.record("Twice")));
}

TEST(UnitTest, ASwitchIsWhatTheDestructorAsks) {
  Code C("struct Guard {"
         "  ~Guard() { if (armed) PQclear(r); }"
         "  void dismiss() { armed = false; }"
         "  void off() { dismiss(); }"
         "  void look() { count = 1; }"
         "  void declared();"
         "  bool armed; int count; PGresult *r; };"
         "struct Always { ~Always() { PQclear(r); }"
         "  void dismiss() { armed = false; } bool armed; PGresult *r; };"
         "struct None { void dismiss() { armed = false; } bool armed; };");
  auto Method = [&](const char *Name) -> const clang::CXXMethodDecl & {
    return *clang::cast<clang::CXXMethodDecl>(&C.fn(Name));
  };
  Unit &U = C.unit();
  EXPECT_TRUE(U.switchesOffDestructor(Method("Guard::dismiss")));
  EXPECT_TRUE(U.switchesOffDestructor(Method("Guard::off")));
  EXPECT_FALSE(U.switchesOffDestructor(Method("Guard::look")));
  EXPECT_FALSE(U.switchesOffDestructor(Method("Guard::declared")));
  EXPECT_FALSE(U.switchesOffDestructor(Method("Always::dismiss")));
  EXPECT_FALSE(U.switchesOffDestructor(Method("None::dismiss")));
}

//===----------------------------------------------------------------------===//
// Who returns
//===----------------------------------------------------------------------===//

TEST(UnitTest, NeverReturningIsInferredThroughWrappers) {
  Code C("[[noreturn]] void attribute();"
         "void usage() { exit(1); }"
         "void fail(int i) { if (i) usage(); else { ready(); exit(2); } }"
         "void deep() { ready(); fail(3); }"
         "void in_do() { do { exit(1); } while (0); }"
         "void thrower() { throw 1; }"
         "void labelled() { again: exit(1); }"
         "void maybe(int i) { if (i) exit(1); }"
         "void early(int i) { if (i) return; exit(1); }"
         "void jumps(int i) { if (i) goto out; exit(1); out:; }"
         "void plain() { ready(); }"
         "void declared();"
         "void lambda() { auto f = [] { return 1; }; exit(f()); }"
         "struct S { virtual void may_be_overridden() { exit(1); } };");
  Unit &U = C.unit();
  for (const char *Name : {"attribute", "exit", "longjmp", "usage", "fail",
                           "deep", "in_do", "thrower", "labelled", "lambda"})
    EXPECT_TRUE(U.neverReturns(C.fn(Name))) << Name;
  for (const char *Name : {"maybe", "early", "jumps", "plain", "declared",
                           "may_be_overridden", "PQclear"})
    EXPECT_FALSE(U.neverReturns(C.fn(Name))) << Name;
}

TEST(UnitTest, RecursionIsNoReasonNeverToReturn) {
  Code C("void b(int i); void a(int i) { b(i - 1); }"
         "void b(int i) { if (i) a(i); }");
  EXPECT_FALSE(C.unit().neverReturns(C.fn("a")));
  EXPECT_FALSE(C.unit().neverReturns(C.fn("b")));
}

TEST(UnitTest, SomeMayEndTheProcess) {
  Code C("void usage() { exit(1); }"
         "void check(int i) { if (i) usage(); }"
         "void plain() { ready(); }"
         "void lambda() { auto f = [] { exit(1); }; }"
         "void declared();");
  EXPECT_TRUE(C.unit().mayExit(C.fn("check")));
  EXPECT_FALSE(C.unit().mayExit(C.fn("plain")));
  EXPECT_FALSE(C.unit().mayExit(C.fn("lambda")));
  EXPECT_FALSE(C.unit().mayExit(C.fn("declared")));
}

TEST(UnitTest, SomeReadPointersFromVariadicArguments) {
  const char Text[] =
      "void objects(int n, ...) { __builtin_va_list l;"
      "  __builtin_va_start(l, n); PQclear(__builtin_va_arg(l, PGresult *)); }"
      "void texts(int n, ...) { __builtin_va_list l;"
      "  __builtin_va_start(l, n); const char *s ="
      "    __builtin_va_arg(l, const char *); }"
      "void fixed(PGresult *r) { PQclear(r); }"
      "void declared(int n, ...);";
  Code C(Text, {}, Dialect::C);
  EXPECT_TRUE(C.unit().readsVariadicPointers(C.fn("objects")));
  EXPECT_FALSE(C.unit().readsVariadicPointers(C.fn("texts")));
  EXPECT_FALSE(C.unit().readsVariadicPointers(C.fn("fixed")));
  EXPECT_FALSE(C.unit().readsVariadicPointers(C.fn("declared")));
}

TEST(UnitTest, AJumpOutIsNotAnExit) {
  Code C("long where[32];"
         "void raise_error(int i) { longjmp(where, i); }"
         "void deeper(int i) { ready(); raise_error(i); }"
         "void usage() { exit(1); }"
         "void maybe(int i) { if (i) longjmp(where, i); }");
  EXPECT_TRUE(C.unit().jumpsOut(C.fn("raise_error")));
  EXPECT_FALSE(C.unit().jumpsOut(C.fn("usage")));
  EXPECT_FALSE(C.unit().jumpsOut(C.fn("maybe")));
  EXPECT_TRUE(C.unit().neverReturns(C.fn("deeper")));
}

//===----------------------------------------------------------------------===//
// Who throws
//===----------------------------------------------------------------------===//

TEST(ThrowsTest, ByDeclaration) {
  Code C("void nothing() noexcept; void mere();"
         "extern \"C\" void c_function(); void may() noexcept(false);"
         "__attribute__((nothrow)) void marked();"
         "struct Trivial { int i; };"
         "void noexcept_body() noexcept { throw 1; }");
  EXPECT_EQ(C.throws("nothing"), "no");
  EXPECT_EQ(C.throws("mere"), "unknown");
  EXPECT_EQ(C.throws("may"), "unknown");
  EXPECT_EQ(C.throws("c_function"), "no");
  EXPECT_EQ(C.throws("marked"), "no");
  EXPECT_EQ(C.throws("PQexec"), "no");
  EXPECT_EQ(C.throws("noexcept_body"), "no");
}

TEST(ThrowsTest, ByBody) {
  Code C("struct Error {}; void mere();"
         "void clean() { PQclear(0); }"
         "void number() { throw 1; }"
         "void both(int i) { if (i) throw Error(); number(); }"
         "void calls() { clean(); both(1); }"
         "void asks() { mere(); clean(); }"
         "void asks_and_throws() { mere(); throw 1; }"
         "void pointer(void (*f)()) { f(); }"
         "void lambda() { auto f = [] { throw 1; }; }");
  EXPECT_EQ(C.throws("clean"), "no");
  EXPECT_EQ(C.throws("number"), "yes: int");
  EXPECT_EQ(C.throws("both"), "yes: Error, int");
  EXPECT_EQ(C.throws("calls"), "yes: Error, int");
  EXPECT_EQ(C.throws("asks"), "unknown");
  EXPECT_EQ(C.throws("asks_and_throws"), "yes: int");
  EXPECT_EQ(C.throws("pointer"), "unknown");
  EXPECT_EQ(C.throws("lambda"), "no");
}

TEST(ThrowsTest, HandlersTakeWhatTheyCatch) {
  Code C("struct Base {}; struct Derived : Base {}; struct Other {};"
         "void by_type() { try { throw 1; } catch (int) {} }"
         "void by_base() { try { throw Derived(); } catch (const Base &) {} }"
         "void by_all() { try { throw Other(); } catch (...) {} }"
         "void not_derived() { try { throw Base(); } catch (Derived &) {} }"
         "void one_of_two(int i) {"
         "  try { if (i) throw 1; throw Other(); } catch (Other &) {} }"
         "void inner() { try { try { throw 1; } catch (Other &) {} }"
         "  catch (int) {} }");
  EXPECT_EQ(C.throws("by_type"), "no");
  EXPECT_EQ(C.throws("by_base"), "no");
  EXPECT_EQ(C.throws("by_all"), "no");
  EXPECT_EQ(C.throws("not_derived"), "yes: Base");
  EXPECT_EQ(C.throws("one_of_two"), "yes: int");
  EXPECT_EQ(C.throws("inner"), "no");
}

TEST(ThrowsTest, HandlersThrowAnew) {
  Code C("struct Other {}; void mere();"
         "void again() { try { throw 1; } catch (...) { throw; } }"
         "void another() { try { throw 1; } catch (int) { throw Other(); } }"
         "void of_unknown() { try { mere(); } catch (...) { throw; } }"
         "void rethrow() { throw; }");
  EXPECT_EQ(C.throws("again"), "yes: int");
  EXPECT_EQ(C.throws("another"), "yes: Other");
  EXPECT_EQ(C.throws("of_unknown"), "unknown");
  EXPECT_EQ(C.throws("rethrow"), "yes: any");
}

TEST(ThrowsTest, ConstructorsThrowFromBodyAndInitialisers) {
  Code C("int number() { throw 1; }"
         "struct Body { Body() { throw 1; } };"
         "struct Init { Init() : i(number()) {} int i; };"
         "struct Member { Member() {} Body b; };"
         "void make() { Body b; }"
         "void make_init() { Init i; }"
         "void make_member() { Member m; }");
  EXPECT_EQ(C.throws("make"), "yes: int");
  EXPECT_EQ(C.throws("make_init"), "yes: int");
  EXPECT_EQ(C.throws("make_member"), "yes: int");
}

TEST(ThrowsTest, RecursionEnds) {
  Code C("void b(int i); void a(int i) { if (i) b(i - 1); throw 1; }"
         "void b(int i) { a(i); }");
  EXPECT_EQ(C.throws("a"), "yes: int");
}

TEST(ThrowsTest, NothingThrowsWhereExceptionsAreOff) {
  EXPECT_EQ(Code("void f();", {}, Dialect::C).throws("f"), "no");
  EXPECT_EQ(
      Code("void f(); void g() { f(); }", {}, Dialect::CxxWithoutExceptions)
          .throws("g"),
      "no");
}

//===----------------------------------------------------------------------===//
// Who writes
//===----------------------------------------------------------------------===//

TEST(WritesTest, DirectlyThroughACalleeAndByAddress) {
  Code C("int a, b, c, d; struct S { int f; } s; void takes(int *);"
         "void assigns() { a = 1; }"
         "void counts() { b++; c += 2; }"
         "void lends() { takes(&d); }"
         "void field(S *p) { p->f = 1; }"
         "void calls() { assigns(); counts(); }"
         "int reads() { return a + b; }"
         "void declared();");
  auto Writes = [&](const char *F, const char *V) {
    return C.unit().mayWrite(C.fn(F), C.global(V));
  };
  EXPECT_TRUE(Writes("assigns", "a"));
  EXPECT_FALSE(Writes("assigns", "b"));
  EXPECT_TRUE(Writes("counts", "b"));
  EXPECT_TRUE(Writes("counts", "c"));
  EXPECT_TRUE(Writes("lends", "d"));
  EXPECT_TRUE(Writes("calls", "a"));
  EXPECT_TRUE(Writes("calls", "b"));
  EXPECT_FALSE(Writes("calls", "d"));
  EXPECT_FALSE(Writes("reads", "a"));
  EXPECT_TRUE(C.unit().mayWrite(C.fn("field"), C.field("S", "f")));
  EXPECT_FALSE(C.unit().mayWrite(C.fn("calls"), C.field("S", "f")));
}

TEST(WritesTest, RecursionEnds) {
  Code C("int a, b; void f(int i) { a = i; if (i) f(i - 1); }");
  EXPECT_TRUE(C.unit().mayWrite(C.fn("f"), C.global("a")));
  EXPECT_FALSE(C.unit().mayWrite(C.fn("f"), C.global("b")));
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

TEST(NameHintTest, WordsOfRelease) {
  for (const char *Name :
       {"free_result",    "freeResult",    "ResultFree", "xfree",
        "close",          "closeAll",      "finish_it",  "destroy",
        "put_connection", "giveBack",      "clear2",     "sqlfree",
        "my_pqclear",     "cleanup",       "dispose_of", "returnToPool",
        "db_release",     "endSession",    "unref",      "TERMINATE",
        "PQFinish",       "DBReleaseConn", "freeall",    "closedb",
        "pqfinish"})
    EXPECT_EQ(Unit::nameHint(Name), NameHint::Releases) << Name;
}

TEST(NameHintTest, WordsOfKeeping) {
  for (const char *Name : {"push_back", "enqueue", "storeResult", "cache_put_x",
                           "registerHandle", "track"})
    EXPECT_NE(Unit::nameHint(Name), NameHint::None) << Name;
  EXPECT_EQ(Unit::nameHint("push_back"), NameHint::Stores);
  EXPECT_EQ(Unit::nameHint("storeResult"), NameHint::Stores);
  for (const char *Name : {"set_result", "setResult", "attach", "new_cursor",
                           "init", "result_wrap"})
    EXPECT_EQ(Unit::nameHint(Name), NameHint::MayStore) << Name;
}

TEST(NameHintTest, TheStrongestWordCounts) {
  EXPECT_EQ(Unit::nameHint("store_and_free"), NameHint::Releases);
  EXPECT_EQ(Unit::nameHint("free_and_store"), NameHint::Releases);
  EXPECT_EQ(Unit::nameHint("set_and_store"), NameHint::Stores);
  EXPECT_EQ(Unit::nameHint("store_and_set"), NameHint::Stores);
}

TEST(NameHintTest, OrdinaryWordsSayNothing) {
  for (const char *Name :
       {"", "_", "print", "process_row", "check", "getValue", "count", "freeze",
        "closest", "settle", "address", "pushy", "input", "resulting",
        "backend", "sender", "storage"})
    EXPECT_EQ(Unit::nameHint(Name), NameHint::None) << Name;
}

TEST(NameHintTest, EveryListedWordIsFound) {
  // One from each end and some between of the sorted lists.
  for (const char *Word :
       {"abort",   "adopt",   "bail",     "clean",   "cleanup",   "clear",
        "consume", "dealloc", "delete",   "detach",  "die",       "discard",
        "done",    "drop",    "end",      "exit",    "fatal",     "finalize",
        "fini",    "finish",  "flush",    "give",    "kill",      "leave",
        "purge",   "put",     "quit",     "recycle", "remove",    "reset",
        "return",  "rm",      "shutdown", "stop",    "take",      "teardown",
        "term",    "uninit",  "unlock",   "unset",   "disconnect"})
    EXPECT_EQ(Unit::nameHint(Word), NameHint::Releases) << Word;
  for (const char *Word :
       {"append", "cache",    "collect",  "emplace", "enqueue",
        "keep",   "own",      "post",     "prepend", "push",
        "queue",  "register", "remember", "save",    "schedule",
        "stash",  "store",    "submit",   "track",   "transfer"})
    EXPECT_EQ(Unit::nameHint(Word), NameHint::Stores) << Word;
  for (const char *Word :
       {"add",  "alloc", "assign",  "attach", "bind",  "build", "create",
        "ctor", "from",  "hold",    "init",   "link",  "make",  "mk",
        "new",  "open",  "replace", "set",    "share", "swap",  "wrap"})
    EXPECT_EQ(Unit::nameHint(Word), NameHint::MayStore) << Word;
}

} // namespace
