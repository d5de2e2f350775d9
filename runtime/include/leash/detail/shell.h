// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool without the type of its connections; implemented in the library.
#ifndef LEASH_DETAIL_SHELL_H
#define LEASH_DETAIL_SHELL_H

#include <memory>
#include <vector>

#include "leash/cancellation.h"
#include "leash/close_result.h"
#include "leash/deadline.h"
#include "leash/detail/driver.h"
#include "leash/leash.h"
#include "leash/pool_config.h"
#include "leash/pool_stat.h"

// So that the frame above the library's own is the program's.
#if defined(__GNUC__)
#define LEASH_DETAIL_INLINE [[gnu::always_inline]] inline
#else
#define LEASH_DETAIL_INLINE inline
#endif

namespace leash::pool {
struct Slot;
}

namespace leash::detail {

class Shell;

// What a lease is made of.
struct Lent {
  Shell *shell = nullptr;
  pool::Slot *slot = nullptr;
  void *connection = nullptr;
};

// Lives until its pool dropped it and the last lease came back.
class Shell {
public:
  static Shell *open(PoolConfig config, std::unique_ptr<Driver> driver);

  // The pool's.
  virtual Lent acquire() = 0;
  virtual Lent acquire(Deadline deadline, Cancellation *cancellation) = 0;
  virtual Lent try_acquire() = 0; // a null connection if there is none
  virtual std::vector<Lent> acquire_all_idle() = 0;
  virtual void reset() = 0;
  virtual CloseResult close(Deadline deadline) = 0;
  virtual PoolStat stat() const = 0;
  virtual const PoolConfig &config() const noexcept = 0;
  virtual leash_pool tracker() const noexcept = 0;
  virtual void drop() noexcept = 0;

  // The lease's.
  virtual void release(pool::Slot &slot) noexcept = 0;
  virtual void discard(pool::Slot &slot) noexcept = 0;
  virtual void *hijack(pool::Slot &slot) noexcept = 0;
  // Is this a child of the process that opened the pool?
  virtual bool inherited() const noexcept = 0;

protected:
  ~Shell() = default;
};

// Of the lease in this slot.
leash_lease tracked(const pool::Slot &slot) noexcept;

} // namespace leash::detail
#endif
