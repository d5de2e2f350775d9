// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Memory that holds a handle and is known by the address of its member.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>
struct node {
  struct node *next;
};
struct obj {
  int x;
  struct node n;
  PGconn *c;
};
extern struct node *head;
extern void list_add(struct node *, struct node *);
extern void link_in(struct node *);
struct node *link_a(void) {
  struct obj *o = malloc(sizeof *o);
  o->c = PQconnectdb("");
  return &o->n;
}
void link_b(void) {
  struct obj *o = malloc(sizeof *o);
  o->c = PQconnectdb("");
  o->n.next = head;
  head = &o->n;
}
void link_c(void) {
  struct obj *o = malloc(sizeof *o);
  o->c = PQconnectdb("");
  list_add(&o->n, head);
}
void link_d(struct node **pp) {
  struct obj *o = malloc(sizeof *o);
  o->c = PQconnectdb("");
  *pp = &o->n;
}
void link_e(struct node **pp) {
  struct obj *o = sqlite3_malloc(sizeof *o);
  *pp = &o->n;
}
struct node *link_f(void) {
  struct obj *o = sqlite3_malloc(sizeof *o);
  return &o->n;
}
void link_g(void) {
  struct obj *o = sqlite3_malloc(sizeof *o);
  list_add(&o->n, head);
}
void link_h(void) {
  struct obj *o = sqlite3_malloc(sizeof *o);
  head = &o->n;
}
void link_i(void) {
  struct obj *o = sqlite3_malloc(sizeof *o);
  head->next = &o->n;
}
