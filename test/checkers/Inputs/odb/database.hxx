// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of ODB 2.4 that hands out transactions, as far as the tests use it.

#ifndef LEASH_TEST_ODB_DATABASE_HXX
#define LEASH_TEST_ODB_DATABASE_HXX

namespace odb {

class transaction_impl {
public:
  virtual ~transaction_impl();
  virtual void commit() = 0;
  virtual void rollback() = 0;
};

class database {
public:
  virtual ~database();
  virtual transaction_impl *begin() = 0;
  unsigned long long execute(const char *statement);
};

namespace pgsql {
class database : public odb::database {
public:
  transaction_impl *begin() override;
};
} // namespace pgsql

class transaction {
public:
  explicit transaction(transaction_impl *, bool make_current = true);
  transaction();
  ~transaction();
  void reset(transaction_impl *, bool make_current = true);
  void commit();
  void rollback();

private:
  transaction(const transaction &);
  transaction &operator=(const transaction &);
  bool finalized_;
  transaction_impl *impl_;
};

} // namespace odb

#endif
