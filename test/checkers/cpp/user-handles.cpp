// RUN: %check %s --config='{CheckOptions: {leash-unreleased-acquire.Catalogue: %S/../Inputs/handles.yaml}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Classes of a catalogue: templates, drivers behind an interface, what has to
// be deleted, what throws.

#include <cpp/mock_std.h>

namespace venue {
struct SoldOut : std::exception {};
struct Ticket {
  virtual ~Ticket();
  int row() const;
};
struct Desk {
  virtual ~Desk();
  virtual Ticket *sell(int row) = 0;
  virtual void open() = 0;
};
struct BoxOffice : Desk {
  Ticket *sell(int row) override;
  void open() override;
};
template <class T> struct Wall {
  bool try_take(T &out);
  T take();
  void put(T n);
};
} // namespace venue

void consume(const unsigned &n);
int price(venue::Ticket *t);

int early_return(venue::Desk &desk, int row) {
  venue::Ticket *t = desk.sell(row);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 't' from 'sell' is not released on every path; delete it before leaving or hold it in a guard
  if (t->row() != row)
    return -1;
  delete t;
  return row;
}

void discarded(venue::Desk &desk) {
  desk.sell(1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'sell' is never released; delete it or hold it in a guard
}

int no_warning_owned(venue::Desk &desk, int row) {
  std::unique_ptr<venue::Ticket> t(desk.sell(row));
  desk.open();
  return t->row();
}

int by_a_driver(venue::BoxOffice &office) {
  venue::Ticket *t = office.sell(1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 't' from 'sell' is not released on every path; delete it before leaving or hold it in a guard
  return price(t);
}

int thrown(venue::Desk &desk) {
  venue::Ticket *t = desk.sell(1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 't' from 'sell' is not released on every path; delete it before leaving or hold it in a guard
  desk.open();
  delete t;
  return 0;
}

int no_warning_caught(venue::Desk &desk) {
  venue::Ticket *t = desk.sell(1);
  try {
    desk.open();
  } catch (const std::exception &) {
    delete t;
    return -1;
  }
  delete t;
  return 0;
}

int no_warning_nothing_held_yet(venue::Desk &desk) {
  try {
    venue::Ticket *t = desk.sell(1);
    delete t;
  } catch (const venue::SoldOut &) {
    return -1;
  }
  return 0;
}

bool of_a_template(venue::Wall<unsigned> &wall) {
  unsigned n;
  if (!wall.try_take(n))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' from 'try_take' is not released on every path; call 'give_back'
    return false;
  if (n > 100)
    return false;
  wall.put(n);
  return true;
}

bool no_warning_of_a_template(venue::Wall<unsigned> &wall) {
  unsigned n;
  if (!wall.try_take(n))
    return false;
  wall.put(n);
  return true;
}

void no_warning_number_copied(venue::Wall<unsigned> &wall) {
  consume(wall.take());
}

struct Locker {
  venue::Wall<unsigned> &Wall;
  unsigned Number;
  explicit Locker(venue::Wall<unsigned> &wall) : Wall(wall), Number(wall.take()) {}
  ~Locker() { Wall.put(Number); }
};

unsigned no_warning_by_guard(venue::Wall<unsigned> &wall, venue::Desk &desk) {
  Locker locker(wall);
  desk.open();
  return locker.Number;
}
