// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Structures with handles, copied into containers.

#include <deque>
#include <libpq-fe.h>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>
struct N {
  PGconn *c;
  int k;
};
struct T {
  PGconn *c;
  std::string s;
};
std::vector<N> v;
std::deque<T> d;
std::map<int, N> m;
std::queue<N> q;
std::list<T> l;
std::map<int, T> mt;
std::optional<N> o;
N arr[3];
std::vector<std::shared_ptr<N>> vp;
std::vector<N *> vr;
std::vector<std::unique_ptr<N>> vu;
void copied_c() {
  T n;
  n.c = PQconnectdb("");
  d.push_back(std::move(n));
}
void copied_e() {
  N n;
  n.c = PQconnectdb("");
  m[1] = n;
}
void copied_f() {
  N n;
  n.c = PQconnectdb("");
  m.insert({1, n});
}
void copied_g() {
  N n;
  n.c = PQconnectdb("");
  m.emplace(1, n);
}
void copied_h() {
  N n;
  n.c = PQconnectdb("");
  m.insert(std::make_pair(1, n));
}
void copied_k() {
  T n;
  n.c = PQconnectdb("");
  mt[1] = n;
}
void copied_p() {
  N n;
  n.c = PQconnectdb("");
  o = n;
}
void copied_r() {
  N n;
  n.c = PQconnectdb("");
  arr[1] = n;
}
void copied_s() {
  auto n = std::make_shared<N>();
  n->c = PQconnectdb("");
  vp.push_back(n);
}
void copied_t() {
  N *n = new N;
  n->c = PQconnectdb("");
  vr.push_back(n);
}
void copied_u() {
  auto n = std::make_unique<N>();
  n->c = PQconnectdb("");
  vu.push_back(std::move(n));
}
void copied_w() {
  v.resize(3);
  v.back().c = PQconnectdb("");
  v[1].c = PQconnectdb("");
  v.at(0).c = PQconnectdb("");
}
void copied_x() {
  N &n = v.back();
  n.c = PQconnectdb("");
}
void copied_x2() {
  auto &n = m[3];
  n.c = PQconnectdb("");
}
void copied_x3() {
  for (auto &n : v)
    n.c = PQconnectdb("");
}
void copied_x4() {
  for (auto it = m.begin(); it != m.end(); ++it)
    it->second.c = PQconnectdb("");
}
void copied_x5() {
  auto it = m.find(1);
  it->second.c = PQconnectdb("");
}
void copied_x6() {
  N *n = &v[0];
  n->c = PQconnectdb("");
}
void copied_y() {
  v.emplace_back(N{PQconnectdb(""), 1});
  v.push_back({PQconnectdb(""), 1});
  m[4] = {PQconnectdb(""), 2};
  m.emplace(3, N{PQconnectdb(""), 2});
}
std::pair<N, int> copied_z() {
  N n;
  n.c = PQconnectdb("");
  return {n, 1};
}
std::vector<N> copied_z2() {
  N n;
  n.c = PQconnectdb("");
  return {n};
}
std::vector<N> copied_z3() {
  return {N{PQconnectdb(""), 1}, {PQconnectdb(""), 2}};
}
