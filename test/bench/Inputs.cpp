// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes the measured source files from templates in which `@` stands for the
// number of the function or branch.

#include "Inputs.h"

#include <cstddef>

namespace leash::bench {

namespace {

/// Appends \p Template with every `@` replaced by \p Number.
void append(std::string &Text, const char *Template, unsigned Number) {
  const std::string Digits = std::to_string(Number);
  for (const char *C = Template; *C; ++C) {
    if (*C == '@')
      Text += Digits;
    else
      Text += *C;
  }
}

/// Appends \p Count functions, taking the templates in turn.
template <std::size_t N>
void appendInTurn(std::string &Text, const char *const (&Templates)[N],
                  unsigned Count) {
  for (unsigned I = 0; I != Count; ++I)
    append(Text, Templates[I % N], I);
}

/// One function in so many of a database file leaks.
constexpr unsigned LeakEvery = 40;

const char StandardHeaders[] = R"(
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>
)";

const char *const OrdinaryCxx[] = {
    R"(
struct Item@ {
  std::string Name;
  int Count = 0;
  double Price = 0;
};
double total@(const std::vector<Item@> &Items, double Discount) {
  double Sum = 0;
  for (const Item@ &I : Items) {
    if (I.Count <= 0)
      continue;
    if (I.Price < 0)
      throw std::invalid_argument("negative price: " + I.Name);
    Sum += I.Count * I.Price;
  }
  return Discount > 0 && Discount < 1 ? Sum * (1 - Discount) : Sum;
}
)",
    R"(
std::vector<std::string> split@(const std::string &Line, char Separator) {
  std::vector<std::string> Fields;
  std::string Field;
  bool Quoted = false;
  for (const char C : Line) {
    if (C == '"') {
      Quoted = !Quoted;
    } else if (C == Separator && !Quoted) {
      Fields.push_back(Field);
      Field.clear();
    } else {
      Field += C;
    }
  }
  Fields.push_back(Field);
  return Fields;
}
)",
    R"(
class Cache@ {
public:
  std::optional<std::string> find(const std::string &Key) const {
    const std::lock_guard<std::mutex> Lock(Mutex);
    const auto It = Entries.find(Key);
    if (It == Entries.end())
      return std::nullopt;
    return It->second;
  }
  void store(const std::string &Key, std::string Value) {
    const std::lock_guard<std::mutex> Lock(Mutex);
    if (Entries.size() >= 1000)
      Entries.clear();
    Entries[Key] = std::move(Value);
  }

private:
  mutable std::mutex Mutex;
  std::unordered_map<std::string, std::string> Entries;
};
)",
    R"(
template <typename Map> std::string join@(const Map &Values, int Limit) {
  std::ostringstream Out;
  int Written = 0;
  for (const auto &[Key, Value] : Values) {
    if (Written == Limit) {
      Out << "...";
      break;
    }
    Out << (Written++ ? ", " : "") << Key << '=' << Value;
  }
  return Out.str();
}
std::string describe@(const std::map<std::string, int> &Values) {
  return "{" + join@(Values, 10) + "}";
}
)",
    R"(
int schedule@(std::vector<std::function<int(int)>> &Jobs, int Retries) {
  int Failed = 0;
  std::sort(Jobs.begin(), Jobs.end(),
            [](const auto &A, const auto &B) { return A(@) < B(@); });
  for (auto &Job : Jobs) {
    int Attempt = 0;
    while (Attempt < Retries) {
      try {
        if (Job(Attempt) == 0)
          break;
      } catch (const std::exception &Error) {
        std::cerr << Error.what() << '\n';
      }
      ++Attempt;
    }
    if (Attempt == Retries)
      ++Failed;
  }
  return Failed;
}
)",
};

const char *const OrdinaryC[] = {
    R"(
struct item_@ {
  char name[40];
  int count;
  double price;
};
static double total_@(const struct item_@ *items, int n, double discount) {
  double sum = 0;
  int i;
  for (i = 0; i < n; ++i) {
    if (items[i].count <= 0)
      continue;
    if (items[i].price < 0) {
      fprintf(stderr, "negative price: %s\n", items[i].name);
      return -1;
    }
    sum += items[i].count * items[i].price;
  }
  return discount > 0 && discount < 1 ? sum * (1 - discount) : sum;
}
)",
    R"(
static int split_@(char *line, char separator, char **fields, int max) {
  int n = 0, quoted = 0;
  char *from = line;
  for (; *line; ++line) {
    if (*line == '"') {
      quoted = !quoted;
    } else if (*line == separator && !quoted) {
      *line = 0;
      if (n < max)
        fields[n++] = from;
      from = line + 1;
    }
  }
  if (n < max)
    fields[n++] = from;
  return n;
}
)",
    R"(
static char *read_file_@(const char *path, size_t *size) {
  char *text = NULL;
  struct stat st;
  int fd = open(path, O_RDONLY);
  if (fd < 0) {
    syslog(LOG_ERR, "%s: %s", path, strerror(errno));
    return NULL;
  }
  if (fstat(fd, &st) != 0)
    goto out;
  text = malloc((size_t)st.st_size + 1);
  if (!text)
    goto out;
  *size = (size_t)read(fd, text, (size_t)st.st_size);
  text[*size] = 0;
out:
  close(fd);
  return text;
}
)",
    R"(
static int serve_@(int listener, int (*handle)(int, void *), void *data) {
  struct pollfd set[2];
  int served = 0;
  set[0].fd = listener;
  set[0].events = POLLIN;
  while (served < 1000) {
    int client;
    if (poll(set, 1, 1000) < 0) {
      if (errno == EINTR)
        continue;
      break;
    }
    client = accept(listener, NULL, NULL);
    if (client < 0)
      continue;
    switch (handle(client, data)) {
    case 0:
      ++served;
      break;
    case 1:
      close(client);
      return served;
    default:
      syslog(LOG_WARNING, "client refused");
      break;
    }
    close(client);
  }
  return served;
}
)",
};

// The empty result leaks.
const char LeakInC[] = R"(
static int leak_@(PGconn *conn, const char *name) {
  const char *values[1];
  values[0] = name;
  PGresult *res = PQexecParams(conn, "SELECT n FROM t@ WHERE name = $1", 1,
                               NULL, values, NULL, NULL, 0);
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return -1;
  }
  if (PQntuples(res) == 0)
    return 0;
  int n = atoi(PQgetvalue(res, 0, 0));
  PQclear(res);
  return n;
}
)";

const char *const DatabaseC[] = {
    R"(
static int count_@(PGconn *conn, const char *name) {
  const char *values[1];
  values[0] = name;
  PGresult *res = PQexecParams(conn, "SELECT n FROM t@ WHERE name = $1", 1,
                               NULL, values, NULL, NULL, 0);
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    fprintf(stderr, "count_@: %s", PQerrorMessage(conn));
    PQclear(res);
    return -1;
  }
  int n = PQntuples(res) > 0 ? atoi(PQgetvalue(res, 0, 0)) : 0;
  PQclear(res);
  return n;
}
)",
    R"(
static int update_@(PGconn *conn, int id, int delta) {
  char sql[200];
  int done = -1;
  PGresult *res = NULL;
  if (delta == 0)
    goto out;
  snprintf(sql, sizeof sql, "UPDATE t@ SET n = n + %d WHERE id = %d", delta,
           id);
  res = PQexec(conn, sql);
  if (!res)
    goto out;
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    fprintf(stderr, "update_@: %s", PQresultErrorMessage(res));
    goto out;
  }
  done = atoi(PQcmdTuples(res));
out:
  if (res)
    PQclear(res);
  return done;
}
)",
    R"(
static int check_@(PGresult *res) {
  if (PQresultStatus(res) == PGRES_TUPLES_OK)
    return 1;
  fprintf(stderr, "%s", PQresultErrorMessage(res));
  PQclear(res);
  return 0;
}
static long sum_@(PGconn *conn) {
  long sum = 0;
  int row;
  PGresult *res = PQexec(conn, "SELECT n FROM t@");
  if (!check_@(res))
    return -1;
  for (row = 0; row < PQntuples(res); ++row) {
    if (PQgetisnull(res, row, 0))
      continue;
    sum += atol(PQgetvalue(res, row, 0));
  }
  PQclear(res);
  return sum;
}
)",
    R"(
static int batch_@(PGconn *conn, const int *ids, int count) {
  int i, failed = 0;
  char sql[200];
  for (i = 0; i < count; ++i) {
    PGresult *res;
    if (ids[i] < 0)
      continue;
    snprintf(sql, sizeof sql, "DELETE FROM t@ WHERE id = %d", ids[i]);
    res = PQexec(conn, sql);
    if (PQresultStatus(res) != PGRES_COMMAND_OK) {
      PQclear(res);
      if (++failed > 10)
        break;
      continue;
    }
    PQclear(res);
  }
  return failed;
}
)",
    R"(
static char *quote_@(PGconn *conn, const char *text) {
  char *quoted = PQescapeLiteral(conn, text, strlen(text));
  char *copy;
  if (quoted == NULL)
    return NULL;
  copy = malloc(strlen(quoted) + 1);
  if (copy != NULL)
    strcpy(copy, quoted);
  PQfreemem(quoted);
  return copy;
}
)",
    R"(
static int copy_@(PGconn *conn, FILE *out) {
  PGresult *res = PQexec(conn, "COPY t@ TO STDOUT");
  char *line = NULL;
  int lines = 0, length;
  if (PQresultStatus(res) != PGRES_COPY_OUT) {
    PQclear(res);
    return -1;
  }
  PQclear(res);
  while ((length = PQgetCopyData(conn, &line, 0)) > 0) {
    fwrite(line, 1, (size_t)length, out);
    PQfreemem(line);
    ++lines;
  }
  while ((res = PQgetResult(conn)) != NULL)
    PQclear(res);
  return lines;
}
)",
    R"(
static PGconn *connect_@(const char *info, int tries) {
  int i;
  for (i = 0; i < tries; ++i) {
    PGconn *conn = PQconnectdb(info);
    if (PQstatus(conn) == CONNECTION_OK)
      return conn;
    fprintf(stderr, "connect_@: %s", PQerrorMessage(conn));
    PQfinish(conn);
  }
  return NULL;
}
)",
    R"(
static int report_@(const char *info) {
  int result = 1;
  PGconn *conn = PQconnectdb(info);
  PGresult *res;
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    return 2;
  }
  res = PQexec(conn, "SELECT a, b FROM t@ ORDER BY a");
  switch (PQresultStatus(res)) {
  case PGRES_TUPLES_OK:
    printf("%s %s\n", PQgetvalue(res, 0, 0), PQgetvalue(res, 0, 1));
    result = 0;
    break;
  case PGRES_EMPTY_QUERY:
    result = 0;
    break;
  default:
    fprintf(stderr, "report_@: %s", PQerrorMessage(conn));
    break;
  }
  PQclear(res);
  PQfinish(conn);
  return result;
}
)",
};

// parse throws.
const char LeakInCxx[] = R"(
long leak@(PGconn *Conn) {
  PGresult *Res = PQexec(Conn, "SELECT n FROM t@");
  if (PQresultStatus(Res) != PGRES_TUPLES_OK || PQntuples(Res) == 0) {
    PQclear(Res);
    return 0;
  }
  const long Value = parse(PQgetvalue(Res, 0, 0));
  PQclear(Res);
  return Value;
}
)";

const char *const DatabaseCxx[] = {
    R"(
long read@(PGconn *Conn) {
  PGresult *Res = PQexec(Conn, "SELECT n FROM t@");
  try {
    const long Value = PQntuples(Res) ? parse(PQgetvalue(Res, 0, 0)) : 0;
    PQclear(Res);
    return Value;
  } catch (...) {
    PQclear(Res);
    throw;
  }
}
)",
    R"(
std::string name@(PGconn *Conn, int Id) {
  const std::string Text = std::to_string(Id);
  const char *Values[] = {Text.c_str()};
  const Result Res(PQexecParams(Conn, "SELECT name FROM t@ WHERE id = $1", 1,
                                nullptr, Values, nullptr, nullptr, 0));
  if (PQresultStatus(Res.get()) != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(Conn));
  return PQntuples(Res.get()) ? PQgetvalue(Res.get(), 0, 0) : "";
}
)",
    R"(
class Export@ {
public:
  explicit Export@(const std::string &Info) : Conn(PQconnectdb(Info.c_str())) {
    if (PQstatus(Conn.get()) != CONNECTION_OK)
      throw std::runtime_error(PQerrorMessage(Conn.get()));
  }
  int rows() {
    Result Res(PQexec(Conn.get(), "SELECT count(*) FROM t@"));
    if (!Res)
      return -1;
    const int Rows = PQntuples(Res.get());
    Res.reset(PQexec(Conn.get(), "SELECT 1"));
    return Rows + PQntuples(Res.get());
  }

private:
  Connection Conn;
};
)",
    R"(
int each@(PGconn *Conn, const std::vector<int> &Ids) {
  int Failed = 0;
  for (const int Id : Ids) {
    const std::string Sql = "DELETE FROM t@ WHERE id = " + std::to_string(Id);
    PGresult *Res = PQexec(Conn, Sql.c_str());
    const bool Ok = PQresultStatus(Res) == PGRES_COMMAND_OK;
    PQclear(Res);
    if (Ok)
      continue;
    if (++Failed == 10)
      break;
  }
  return Failed;
}
)",
    R"(
struct Guard@ {
  explicit Guard@(PGresult *Res) : Res(Res) {}
  ~Guard@() { PQclear(Res); }
  Guard@(const Guard@ &) = delete;
  PGresult *Res;
};
std::vector<std::string> list@(PGconn *Conn) {
  Guard@ G(PQexec(Conn, "SELECT name FROM t@"));
  std::vector<std::string> Names;
  for (int Row = 0; Row < PQntuples(G.Res); ++Row) {
    if (PQgetisnull(G.Res, Row, 0))
      throw std::runtime_error("no name");
    Names.push_back(PQgetvalue(G.Res, Row, 0));
  }
  return Names;
}
)",
    R"(
bool swallow@(PGconn *Conn, const std::string &Sql) {
  PGresult *Res = nullptr;
  try {
    Res = PQexec(Conn, Sql.c_str());
    if (PQresultStatus(Res) != PGRES_COMMAND_OK)
      throw std::runtime_error("failed");
    PQclear(Res);
    return true;
  } catch (const std::runtime_error &Error) {
    std::fprintf(stderr, "%s\n", Error.what());
    PQclear(Res);
    return false;
  }
}
)",
    R"(
Result open@(PGconn *Conn, bool Wide) {
  Result Res(PQexec(Conn, Wide ? "SELECT * FROM t@" : "SELECT id FROM t@"));
  if (PQresultStatus(Res.get()) == PGRES_TUPLES_OK)
    return Res;
  return nullptr;
}
int both@(PGconn *Conn) {
  const auto Narrow = open@(Conn, false);
  const auto Wide = open@(Conn, true);
  return Narrow && Wide ? PQntuples(Narrow.get()) + PQntuples(Wide.get()) : 0;
}
)",
    R"(
int quoted@(PGconn *Conn, const std::string &Text) {
  char *Literal = PQescapeLiteral(Conn, Text.c_str(), Text.size());
  const auto Clean = [&] { PQfreemem(Literal); };
  if (!Literal)
    return -1;
  PGresult *Res = PQexec(Conn, Literal);
  Clean();
  const int Rows = Res ? PQntuples(Res) : 0;
  PQclear(Res);
  return Rows;
}
)",
};

struct ShapeText {
  const char *Name;
  const char *Head;
  const char *Branch;
  const char *Tail;
  /// Branches one copy of `Branch` holds.
  unsigned Weight;
};

const ShapeText Shapes[] = {
    {"early_returns",
     "int f(PGconn *conn, int x) {\n"
     "  PGresult *res = PQexec(conn, \"SELECT 1\");\n",
     "  if (x == @) {\n    PQclear(res);\n    return @;\n  }\n",
     "  return 0;\n}\n", 1},
    {"if_else",
     "int f(PGconn *conn, int x) {\n  int sum = 0;\n"
     "  PGresult *res = PQexec(conn, \"SELECT 1\");\n",
     "  if (x > @)\n    sum += @;\n  else\n    sum -= x;\n",
     "  if (sum == 0)\n    return 0;\n  PQclear(res);\n  return sum;\n}\n", 1},
    {"flags",
     "int f(PGconn *conn, const int *x) {\n  int ok = 1, sum = 0;\n"
     "  PGresult *res = PQexec(conn, \"SELECT 1\");\n",
     "  int have@ = x[@] > 0;\n  if (have@)\n    sum += x[@];\n"
     "  if (have@ && sum > 1000)\n    ok = 0;\n",
     "  if (ok)\n    PQclear(res);\n  return sum;\n}\n", 3},
    {"ladders", "int f(PGconn *conn, int x) {\n",
     "  {\n    PGresult *res = PQexec(conn, \"SELECT @\");\n"
     "    if (x == @) {\n      PQclear(res);\n"
     "    } else if (x > @) {\n      printf(\"%d\", PQntuples(res));\n"
     "      PQclear(res);\n"
     "    } else if (PQresultStatus(res) == PGRES_TUPLES_OK) {\n"
     "      PQclear(res);\n      x++;\n"
     "    } else if (x < -@) {\n      PQclear(res);\n      return @;\n"
     "    } else {\n      PQclear(res);\n    }\n  }\n",
     "  PQexec(conn, \"SELECT 1\");\n  return x;\n}\n", 4},
    {"switch",
     "int f(PGconn *conn, int x) {\n"
     "  PGresult *res = PQexec(conn, \"SELECT 1\");\n  switch (x) {\n",
     "  case @:\n    x += PQntuples(res);\n    PQclear(res);\n    break;\n",
     "  }\n  return x;\n}\n", 1},
    {"gotos",
     "int f(PGconn *conn, const int *x) {\n  int rc = -1;\n"
     "  PGresult *res = PQexec(conn, \"SELECT 1\");\n"
     "  if (x[0] == 7)\n    return rc;\n",
     "  if (x[@] == 3)\n    goto out;\n  rc = x[@];\n",
     "out:\n  PQclear(res);\n  return rc;\n}\n", 1},
    {"acquires", "int f(PGconn *conn, int x) {\n  int sum = 0;\n",
     "  PGresult *res@ = PQexec(conn, \"SELECT @\");\n"
     "  if (!res@)\n    return -1;\n"
     "  if (PQresultStatus(res@) != PGRES_TUPLES_OK) {\n"
     "    PQclear(res@);\n    return -2;\n  }\n"
     "  if (x > @ && PQntuples(res@) > 0)\n"
     "    sum += atoi(PQgetvalue(res@, 0, 0));\n"
     "  PQclear(res@);\n",
     "  PQexec(conn, \"SELECT 1\");\n  return sum;\n}\n", 4},
    {"open_results",
     "int f(PGconn *conn, const int *x) {\n  int sum = 0;\n"
     "  PGresult *a = NULL, *b = NULL, *c = NULL;\n"
     "  if (x[0])\n    a = PQexec(conn, \"SELECT 1\");\n"
     "  if (x[1])\n    b = PQexec(conn, \"SELECT 2\");\n"
     "  if (x[2])\n    c = PQexec(conn, \"SELECT 3\");\n",
     "  if (a && x[@] > 0)\n    sum += PQntuples(a);\n"
     "  else if (b)\n    sum -= x[@];\n",
     "  PQclear(a);\n  if (b)\n    PQclear(b);\n"
     "  if (sum)\n    PQclear(c);\n  return sum;\n}\n",
     3},
    {"loops", "int f(PGconn *conn, const int *x) {\n  int i, sum = 0;\n",
     "  for (i = 0; i < @; ++i) {\n"
     "    PGresult *res = PQexec(conn, \"SELECT @\");\n"
     "    if (x[i] == 1) {\n      PQclear(res);\n      continue;\n    }\n"
     "    sum += PQntuples(res);\n    PQclear(res);\n"
     "    if (sum > @)\n      break;\n  }\n",
     "  PQexec(conn, \"SELECT 1\");\n  return sum;\n}\n", 3},
};

/// What a C program that talks to a database and a network includes.
const char CHeaders[] = R"(
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <limits.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
)";

const ShapeText &textOf(Shape S) { return Shapes[static_cast<std::size_t>(S)]; }

/// Results that are all open at once: more states than any bound allows.
void appendHeldTogether(std::string &Text, unsigned Branches) {
  Text += "int f(PGconn *conn, const int *x) {\n";
  for (unsigned I = 0; I < Branches / 2; ++I)
    append(Text,
           "  PGresult *res@ = NULL;\n"
           "  if (x[@])\n    res@ = PQexec(conn, \"SELECT @\");\n",
           I);
  for (unsigned I = 0; I < Branches / 2; ++I)
    append(Text, "  if (res@)\n    PQclear(res@);\n", I);
  Text += "  return 0;\n}\n";
}

} // namespace

Input withoutDatabase(unsigned Functions, bool ClientHeader) {
  Input In;
  In.Name = "without_database.cpp";
  In.Text = StandardHeaders;
  if (ClientHeader)
    In.Text += "#include <libpq-fe.h>\n";
  appendInTurn(In.Text, OrdinaryCxx, Functions);
  return In;
}

Input withoutDatabaseInC(unsigned Functions) {
  Input In{"without_database.c", CHeaders, 0};
  appendInTurn(In.Text, OrdinaryC, Functions);
  return In;
}

Input databaseInC(unsigned Functions) {
  Input In{"database.c", CHeaders, Functions / LeakEvery};
  appendInTurn(In.Text, DatabaseC, Functions);
  for (unsigned I = LeakEvery; I <= Functions; I += LeakEvery)
    append(In.Text, LeakInC, I);
  return In;
}

Input databaseInCxx(unsigned Functions) {
  Input In{"database.cpp", R"(
#include <cstdio>
#include <libpq-fe.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

struct ClearResult {
  void operator()(PGresult *Res) const { PQclear(Res); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;
struct FinishConnection {
  void operator()(PGconn *Conn) const { PQfinish(Conn); }
};
using Connection = std::unique_ptr<PGconn, FinishConnection>;

long parse(const std::string &Text) {
  if (Text.empty())
    throw std::invalid_argument("no number");
  return std::stol(Text);
}
)",
           Functions / LeakEvery};
  appendInTurn(In.Text, DatabaseCxx, Functions);
  for (unsigned I = LeakEvery; I <= Functions; I += LeakEvery)
    append(In.Text, LeakInCxx, I);
  return In;
}

std::vector<Shape> allShapes() {
  return {Shape::EarlyReturns, Shape::IfElse,      Shape::Flags,
          Shape::Ladders,      Shape::Switch,      Shape::Gotos,
          Shape::Acquires,     Shape::OpenResults, Shape::Loops,
          Shape::HeldTogether};
}

const char *name(Shape S) {
  return S == Shape::HeldTogether ? "held_together" : textOf(S).Name;
}

Input branches(Shape S, unsigned Branches) {
  Input In{std::string(name(S)) + ".c", CHeaders, 0};
  if (S == Shape::HeldTogether) {
    appendHeldTogether(In.Text, Branches);
    return In;
  }
  const ShapeText &Text = textOf(S);
  In.Text += Text.Head;
  for (unsigned I = 0; I < Branches / Text.Weight; ++I)
    append(In.Text, Text.Branch, I + 3);
  In.Text += Text.Tail;
  return In;
}

Input functions(unsigned Functions) {
  Input In = databaseInC(Functions);
  In.Name = "functions.c";
  // Callers of the eighth's functions, so that summaries are asked for too.
  for (unsigned I = 0; I + 8 <= Functions; I += 8) {
    const std::string Count = "count_" + std::to_string(I);
    const std::string Connect = "connect_" + std::to_string(I + 6);
    append(In.Text, "int all_@(const char *info) {\n", I);
    In.Text += "  PGconn *conn = " + Connect + "(info, 3);\n";
    In.Text += "  int n;\n  if (!conn)\n    return -1;\n";
    In.Text += "  n = " + Count + "(conn, \"a\");\n";
    In.Text += "  PQfinish(conn);\n  return n;\n}\n";
  }
  return In;
}

} // namespace leash::bench
