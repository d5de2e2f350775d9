// RUN: %check %s --config='{CheckOptions: {leash-unreleased-acquire.Catalogue: %S/../Inputs/handles.yaml}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Handles whose kind is an argument, that are numbers, or that end with what
// they were taken within.

enum what { HALL = 1, SEAT, BALCONY };
#define ENTERED(rc) (((rc) & (~1)) == 0)

short enter(enum what w, void *in, void **out);
int leave(void *h);
void leave_if(void *h, int how);
void close_hall(void *hall);
void look(void *h);
void keep_number(int *locker);
unsigned take_locker(void);
int find_locker(void);
void give_back(unsigned locker);

int kind_by_argument(void *in) {
  void *h;
  if (!ENTERED(enter(HALL, in, &h)))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'h' from 'enter' is not released on every path; call 'leave'
    return -1;
  look(h);
  return 0;
}

int no_warning_masked_code(void *in) {
  void *h;
  const short rc = enter(HALL, in, &h);
  if (!ENTERED(rc))
    return rc;
  return leave(h);
}

int no_warning_compared_code(void *in) {
  void *h;
  const short rc = enter(SEAT, in, &h);
  switch (rc) {
  case 0:
  case 1:
    return leave(h);
  default:
    return rc;
  }
}

int no_warning_of_no_known_kind(void *in, enum what w) {
  void *h;
  if (enter(BALCONY, in, &h) == 0)
    look(h);
  if (enter(w, in, &h) == 0)
    look(h);
  return 0;
}

void released_only_if(void *in, int how) {
  void *h, *g, *f;
  if (enter(HALL, in, &h) >= 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'h' from 'enter' is not released on every path; call 'leave'
    leave_if(h, 0);
  if (enter(HALL, in, &g) >= 0)
    leave_if(g, 1);
  if (enter(HALL, in, &f) >= 0)
    leave_if(f, how);
}

int no_warning_part_of_a_whole(void *hall) {
  void *seat;
  if (enter(SEAT, hall, &seat) < 0)
    return -1;
  look(seat);
  close_hall(hall);
  return 0;
}

int whole_is_no_part(void *in) {
  void *hall;
  if (enter(HALL, in, &hall) < 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'hall' from 'enter' is not released on every path; call 'leave'
    return -1;
  close_hall(in);
  return 0;
}

int part_of_another(void *one, void *other) {
  void *seat;
  if (enter(SEAT, one, &seat) < 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'seat' from 'enter' is not released on every path; call 'leave'
    return -1;
  close_hall(other);
  return 0;
}

struct visit {
  void *hall;
};
static void end_visit(struct visit *v) { close_hall(v->hall); }

int no_warning_part_of_what_a_helper_ends(struct visit *v) {
  void *seat;
  if (enter(SEAT, v->hall, &seat) < 0)
    return -1;
  end_visit(v);
  return 0;
}

int number(int again) {
  const unsigned n = take_locker();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' from 'take_locker' is not released on every path; call 'give_back'
  if (n == 0)
    return 0;
  if (again)
    return -1;
  give_back(n);
  return 1;
}

int number_zero_is_one_too(void) {
  const unsigned n = take_locker();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' from 'take_locker' is not released on every path; call 'give_back'
  if (n)
    give_back(n);
  return 0;
}

int no_warning_number(void) {
  const int n = find_locker();
  if (n <= 0)
    return -1;
  give_back(n);
  return 0;
}

int no_warning_number_kept(void) {
  int n = take_locker();
  keep_number(&n);
  return 0;
}

int no_warning_number_stored(int *all, int count) {
  for (int i = 0; i != count; ++i)
    all[i] = take_locker();
  return all[0];
}
