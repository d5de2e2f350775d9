// RUN: %check %s --checks='-*,leash-unreleased-member' --config='{CheckOptions: {leash-unreleased-member.Copies: true}}'
// RUN: %check --prefix=OFF %s --checks='-*,leash-unreleased-member'
// RUN: %check --prefix=ALL %s --checks='-*,leash-unreleased-member' --config='{CheckOptions: {leash-unreleased-member.Copies: true, leash-unreleased-member.CopyableClasses: true}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Copies of a class whose destructor releases a raw handle.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

class Result {
  PGresult *Res;

public:
  explicit Result(PGresult *res) : Res(res) {}
  ~Result() { PQclear(Res); }
  int rows() const { return PQntuples(Res); }
};
int count(Result by_value);

int copied(PGconn *conn) {
  Result first(PQexec(conn, "SELECT 1"));
  Result second = first;
  // CHECK: :[[@LINE-1]]:19: warning: this copies the handle in 'Res', and both destructors of 'Result' release it; delete the copy operations of 'Result' or write a move [leash-unreleased-member]
  // ALL: :[[@LINE-2]]:19: warning: this copies
  return count(first) + second.rows();
  // CHECK: :[[@LINE-1]]:16: warning: this copies the handle in 'Res'
  // ALL: :[[@LINE-2]]:16: warning: this copies
}

void assigned(PGconn *conn) {
  Result a(PQexec(conn, "SELECT 1")), b(PQexec(conn, "SELECT 2"));
  a = b;
  // CHECK: :[[@LINE-1]]:3: warning: this copies the handle in 'Res'
  // ALL: :[[@LINE-2]]:3: warning: this copies
}

class CanBeCopied {
  // ALL: :[[@LINE-1]]:7: warning: 'CanBeCopied' can be copied with the handle in 'Res', and both destructors would release it; delete its copy operations or write a move [leash-unreleased-member]
  PGresult *Res;

public:
  explicit CanBeCopied(PGresult *res) : Res(res) {}
  ~CanBeCopied() { PQclear(Res); }
};

// What stays silent.

class Uncopyable {
  PGresult *Res;

public:
  explicit Uncopyable(PGresult *res) : Res(res) {}
  Uncopyable(const Uncopyable &) = delete;
  ~Uncopyable() { PQclear(Res); }
};

class Counts {
  PGresult *Res;
  int *Uses;

public:
  explicit Counts(PGresult *res) : Res(res), Uses(new int(1)) {}
  Counts(const Counts &other) : Res(other.Res), Uses(other.Uses) { ++*Uses; }
  ~Counts() {
    if (--*Uses == 0) {
      PQclear(Res);
      delete Uses;
    }
  }
};
Counts no_warning_when_copies_are_counted(const Counts &c) {
  Counts copy = c;
  return copy;
}

Result no_warning_when_no_copy_is_made(PGconn *conn) {
  return Result(PQexec(conn, "SELECT 1"));
}

struct View {
  PGresult *Res;
  int rows() const { return PQntuples(Res); }
};
int no_warning_for_a_view(View v) {
  View copy = v;
  return copy.rows();
}

class SharedOwner {
  std::shared_ptr<PGresult> Res;

public:
  explicit SharedOwner(PGresult *res) : Res(res, &PQclear) {}
};
SharedOwner no_warning_for_shared_owners(const SharedOwner &o) { return o; }
