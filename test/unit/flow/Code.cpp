// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parses a piece of code for a test and puts the engine's answers in words.

#include "Code.h"

#include "spec/Sources.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace clang::ast_matchers;

namespace leash::flow::test {

static constexpr char Header[] = R"(
#ifdef __cplusplus
extern "C" {
#endif
typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
PGconn *PQconnectdb(const char *);
void PQfinish(PGconn *);
int PQstatus(const PGconn *);
PGresult *PQexec(PGconn *, const char *);
void PQclear(PGresult *);
int PQresultStatus(const PGresult *);
int PQntuples(const PGresult *);
int PQgetCopyData(PGconn *, char **, int);
void PQfreemem(void *);
typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
int sqlite3_open(const char *, sqlite3 **);
int sqlite3_close(sqlite3 *);
int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **,
                       const char **);
int sqlite3_step(sqlite3_stmt *);
int sqlite3_finalize(sqlite3_stmt *);
typedef struct st_mysql { int socket; } MYSQL;
MYSQL *mysql_init(MYSQL *);
MYSQL *mysql_real_connect(MYSQL *, const char *, const char *, const char *,
                          const char *, unsigned, const char *, unsigned long);
int mysql_query(MYSQL *, const char *);
void mysql_close(MYSQL *);
typedef long jump_buffer[32];
int setjmp(jump_buffer);
void longjmp(jump_buffer, int) __attribute__((noreturn));
void exit(int) __attribute__((noreturn));
void *malloc(__SIZE_TYPE__);
void free(void *);
int ready(void);
#ifdef __cplusplus
}
# 1 "memory" 3
namespace std {
template <typename T> struct default_delete {
  void operator()(T *P) const { delete P; }
};
template <typename T, typename D = default_delete<T>> class unique_ptr {
public:
  unique_ptr(T *P, D Deleter = D()) : Kept(P), Deleter(Deleter) {}
  unique_ptr(unique_ptr &&Other) : Kept(Other.release()) {}
  ~unique_ptr() { if (Kept) Deleter(Kept); }
  T *get() const { return Kept; }
  T *release() { T *P = Kept; Kept = nullptr; return P; }
  void reset(T *P = nullptr);
  explicit operator bool() const { return Kept; }
private:
  T *Kept;
  D Deleter;
};
template <typename F> class function {
public:
  template <typename G> function(G);
  ~function();
};
template <typename T> class vector {
public:
  ~vector();
  void push_back(const T &);
};
inline void installed(int) {}
inline PGresult *acquires_inside(PGconn *C) { return PQexec(C, ""); }
}
#endif
# 1 "input.cpp" 1
)";

Code::Code(llvm::StringRef Text, Settings Bounds, Dialect Language)
    : Code(Text, Bounds, Language, /*Header=*/true) {}

Code::Code(llvm::StringRef Text, Settings Bounds, Dialect Language,
           bool WithHeader) {
  spec::addBuiltinCatalogue(Known);
  std::vector<std::string> Args{"-w"};
  switch (Language) {
  case Dialect::Cxx:
    Args.insert(Args.end(), {"-std=c++17", "-fcxx-exceptions", "-fexceptions"});
    break;
  case Dialect::CxxWithoutExceptions:
    Args.insert(Args.end(), {"-std=c++17", "-fno-exceptions"});
    break;
  case Dialect::C:
    Args.push_back("-std=gnu11");
    break;
  }
  static IgnoringDiagConsumer Quiet;
  AST = tooling::buildASTFromCodeWithArgs(
      (WithHeader ? Header : "") + Text.str(), Args,
      Language == Dialect::C ? "input.c" : "input.cpp", "test",
      std::make_shared<PCHContainerOperations>(),
      tooling::getClangStripDependencyFileAdjuster(),
      tooling::FileContentMappings(), &Quiet);
  if (!AST) {
    ADD_FAILURE() << "no AST of: " << Text.str();
    std::abort();
  }
  U = std::make_unique<Unit>(AST->getASTContext(), Known, Bounds);
}

bool Code::hasErrors() const {
  return AST->getDiagnostics().hasErrorOccurred();
}

template <typename T, typename Matcher>
static const T *only(ASTContext &Context, const Matcher &M,
                     llvm::StringRef Name) {
  const auto Found = match(M, Context);
  if (Found.empty()) {
    ADD_FAILURE() << "the test's code has no " << Name.str();
    std::abort();
  }
  return Found.front().template getNodeAs<T>("found");
}

const FunctionDecl &Code::fn(llvm::StringRef Name) {
  const auto *F = only<FunctionDecl>(
      AST->getASTContext(), functionDecl(hasName(Name)).bind("found"), Name);
  const FunctionDecl *Def = nullptr;
  return F->hasBody(Def) ? *Def : *F;
}

const CXXRecordDecl &Code::record(llvm::StringRef Name) {
  return *only<CXXRecordDecl>(
      AST->getASTContext(),
      cxxRecordDecl(hasName(Name), isDefinition()).bind("found"), Name);
}

const FieldDecl *Code::field(llvm::StringRef Record, llvm::StringRef Name) {
  return only<FieldDecl>(
      AST->getASTContext(),
      fieldDecl(hasName(Name), hasParent(recordDecl(hasName(Record))))
          .bind("found"),
      Name);
}

const VarDecl *Code::global(llvm::StringRef Name) {
  return only<VarDecl>(AST->getASTContext(),
                       varDecl(hasName(Name), hasGlobalStorage()).bind("found"),
                       Name)
      ->getCanonicalDecl();
}

const VarDecl *Code::var(llvm::StringRef Function, llvm::StringRef Name) {
  return only<VarDecl>(
      AST->getASTContext(),
      varDecl(hasName(Name), hasAncestor(functionDecl(hasName(Function))))
          .bind("found"),
      Name);
}

const ParmVarDecl *Code::param(llvm::StringRef Function, unsigned Index) {
  return fn(Function).getParamDecl(Index);
}

std::string Code::mark(SourceLocation At) {
  if (At.isInvalid())
    return "nowhere";
  const SourceManager &SM = AST->getSourceManager();
  const auto [File, Offset] = SM.getDecomposedExpansionLoc(At);
  llvm::StringRef Rest = SM.getBufferData(File).substr(Offset);
  Rest = Rest.take_until([](char C) { return C == '\n'; });
  return Rest.split("//").second.trim().str();
}

std::string describe(const Value &V) {
  if (V.isUnknown() || V.signMask() == Value::Any)
    return "";
  if (V.exact())
    return std::to_string(*V.exact());
  const bool NoMin = V.least() == std::numeric_limits<int64_t>::min();
  const bool NoMax = V.greatest() == std::numeric_limits<int64_t>::max();
  if (NoMin && NoMax)
    return "nonzero";
  return (NoMin ? "" : std::to_string(V.least())) + ".." +
         (NoMax ? "" : std::to_string(V.greatest()));
}

const char *describe(Loss L) {
  switch (L) {
  case Loss::Discarded:
    return "discarded";
  case Loss::Overwritten:
    return "overwritten";
  case Loss::ScopeEnd:
    return "scope end";
  case Loss::HolderFreed:
    return "holder freed";
  case Loss::Return:
    return "return";
  case Loss::Exception:
    return "exception";
  case Loss::Jump:
    return "jump";
  }
  return "?";
}

const char *describe(Confidence C) {
  switch (C) {
  case Confidence::Low:
    return "low";
  case Confidence::Medium:
    return "medium";
  case Confidence::High:
    return "high";
  }
  return "?";
}

const char *describe(Milestone::Kind K) {
  switch (K) {
  case Milestone::True:
    return "true";
  case Milestone::False:
    return "false";
  case Milestone::Case:
    return "case";
  case Milestone::Caught:
    return "caught";
  }
  return "?";
}

static std::string place(const AccessPath &P) {
  if (P.Root == AccessPath::Return)
    return P.Field ? "return." + P.Field->getNameAsString() : "return";
  const std::string Name = P.spelling();
  return P.Root == AccessPath::This ? "this->" + Name : Name;
}

static std::string returning(const Value &V) {
  const std::string Words = describe(V);
  return Words.empty() ? "" : " returning " + Words;
}

std::vector<std::string> Code::summary(llvm::StringRef Function,
                                       std::optional<AccessPath> Input,
                                       const std::vector<Unit::Given> &Given) {
  const Summary &S = U->summary(fn(Function), Input, Given);
  std::vector<std::string> Words;
  if (!S.Known)
    Words.push_back("not known");
  for (const Ending &E : S.Endings) {
    std::string One;
    switch (E.Input) {
    case Fate::Kept:
      One = "kept";
      break;
    case Fate::Released:
      One = "released";
      break;
    case Fate::Moved:
      One = "moved";
      break;
    case Fate::Null:
      One = "null";
      break;
    }
    if (E.Thrown)
      One += " throwing " +
             (E.ThrownType.isNull() ? "any" : E.ThrownType.getAsString());
    else
      One += returning(E.Returned);
    std::vector<std::string> Places;
    for (const AccessPath &P : E.Holders)
      Places.push_back(place(P));
    llvm::sort(Places);
    for (const std::string &P : Places)
      One += (&P == &Places.front() ? " in " : ", ") + P;
    Words.push_back(One);
  }
  return Words;
}

std::vector<std::string> Code::summary(llvm::StringRef Function) {
  return summary(Function, AccessPath::variable(param(Function, 0)));
}

std::vector<std::string> Code::productions(llvm::StringRef Function) {
  std::vector<std::string> Words;
  for (const Production &P : U->productions(fn(Function))) {
    std::string One;
    for (const Produced &Item : P.Items)
      One += (One.empty() ? "" : ", ") + Known.kind(Item.Kind).Name +
             (Item.MayBeNull ? " or null in " : " in ") + place(Item.At);
    if (One.empty())
      One = "nothing";
    Words.push_back(One + returning(P.Returned));
  }
  return Words;
}

std::vector<std::string> Code::leaks(llvm::StringRef Function) {
  std::vector<std::string> Words;
  for (const Leak &L : U->result(fn(Function)).Leaks)
    Words.push_back((L.Holder.empty() ? "nothing" : L.Holder) + " of " +
                    L.Callee + ": " + describe(L.How) + " at '" +
                    mark(L.Where) + "'");
  return Words;
}

std::string Code::throws(llvm::StringRef Function) {
  const ThrowSummary &T = U->throws(fn(Function));
  switch (T.May) {
  case ThrowSummary::No:
    return "no";
  case ThrowSummary::Unknown:
    return "unknown";
  case ThrowSummary::Yes:
    break;
  }
  if (T.Types.empty())
    return "yes: any";
  std::string Words = "yes: ";
  for (QualType Type : T.Types)
    Words += (Type == T.Types.front() ? "" : ", ") + Type.getAsString();
  return Words;
}

std::vector<std::string> Code::eventful() {
  std::vector<std::string> Names;
  for (const FunctionDecl *F : U->eventfulFunctions())
    Names.push_back(F->getQualifiedNameAsString());
  return Names;
}

} // namespace leash::flow::test
