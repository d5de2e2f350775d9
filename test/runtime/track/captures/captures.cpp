// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What real code does to its stack. Compiled once for each way to build.
#include "captures.h"

#include <alloca.h>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#define LEASH_NOINLINE __attribute__((noinline))
#define LEASH_STRING_2(text) #text
#define LEASH_STRING(text) LEASH_STRING_2(text)

namespace {

using leash::test::Look;

volatile int sink;
thread_local Look current; // for callbacks that take no argument

LEASH_NOINLINE void leaf(Look look) {
  look();
  sink = 1; // not a tail call
}

LEASH_NOINLINE void deep(Look look, int depth) {
  if (depth == 0)
    leaf(look);
  else
    deep(look, depth - 1);
  sink = depth;
}

void plain(Look look) { leaf(look); }
void recursion(Look look) { deep(look, 40); }

void from_qsort(Look look) {
  current = look;
  int numbers[] = {2, 1};
  std::qsort(numbers, 2, sizeof numbers[0], [](const void *a, const void *b) {
    leaf(current);
    return *static_cast<const int *>(a) - *static_cast<const int *>(b);
  });
}

void from_bsearch_in_call_once(Look look) {
  std::once_flag once;
  std::call_once(once, [look] {
    current = look;
    const int number = 1;
    std::bsearch(&number, &number, 1, sizeof number,
                 [](const void *, const void *) {
                   leaf(current);
                   return 0;
                 });
  });
}

void from_thread(Look look) {
  std::thread([look] { deep(look, 3); }).join();
}

LEASH_NOINLINE void with_alloca(Look look, std::size_t size) {
  auto *bytes = static_cast<volatile char *>(alloca(size));
  bytes[0] = 1;
  leaf(look);
  sink = bytes[0];
}
void alloca_frames(Look look) {
  for (const std::size_t size : {8u, 100u, 5000u})
    with_alloca(look, size);
}

struct alignas(64) Aligned {
  char bytes[64];
};
LEASH_NOINLINE void aligned_frame(Look look) {
  volatile Aligned aligned;
  aligned.bytes[0] = 1;
  leaf(look);
  sink = aligned.bytes[0];
}
LEASH_NOINLINE void aligned_and_alloca(Look look, std::size_t size) {
  volatile Aligned aligned;
  aligned.bytes[0] = 1;
  auto *bytes = static_cast<volatile char *>(alloca(size));
  bytes[0] = 2;
  leaf(look);
  sink = aligned.bytes[0] + bytes[0];
}
void aligned_frames(Look look) {
  aligned_frame(look);
  aligned_and_alloca(look, 300);
}

struct Looks {
  Look look;
  ~Looks() { leaf(look); }
};
LEASH_NOINLINE void throws(Look look) {
  const Looks guard{look};
  throw 1;
}
void destructor_while_unwinding(Look look) {
  try {
    throws(look);
  } catch (int) {
    leaf(look);
  }
}

void function_object(Look look) {
  std::function<void(int)> again = [&](int depth) {
    if (depth == 0)
      leaf(look);
    else
      again(depth - 1);
    sink = depth;
  };
  again(8);
}

struct Base {
  virtual ~Base() = default;
  virtual void call(Look look) = 0;
};
struct Derived : Base {
  void call(Look look) override {
    leaf(look);
    sink = 1;
  }
};
void virtual_call(Look look) {
  const std::unique_ptr<Base> object = std::make_unique<Derived>();
  object->call(look);
}

LEASH_NOINLINE int many_registers(Look look, int a, int b, int c, int d, int e,
                                  int f, int g, int h) {
  leaf(look);
  return a * b + c * d - e * f + g * h;
}
void many_arguments(Look look) {
  sink = many_registers(look, sink, sink, sink, sink, sink, sink, sink, sink);
}

LEASH_NOINLINE void large_frame(Look look) {
  volatile char bytes[200'000];
  bytes[0] = 1;
  leaf(look);
  sink = bytes[0];
}

#if defined(__x86_64__)
void in_signal_handler(Look look) {
  current = look;
  struct sigaction action {
  }, old{};
  action.sa_handler = [](int) { leaf(current); };
  sigaction(SIGUSR1, &action, &old);
  raise(SIGUSR1);
  sigaction(SIGUSR1, &old, nullptr);
}
#endif

constexpr leash::test::Shape shapes[] = {
    {"plain", plain},
    {"recursion", recursion},
    {"qsort", from_qsort},
    {"call_once", from_bsearch_in_call_once},
    {"thread", from_thread},
    {"alloca", alloca_frames},
    {"aligned", aligned_frames},
    {"destructor_while_unwinding", destructor_while_unwinding},
    {"function_object", function_object},
    {"virtual_call", virtual_call},
    {"many_arguments", many_arguments},
    {"large_frame", large_frame},
#if defined(__x86_64__)
    {"signal_handler", in_signal_handler},
#endif
};

} // namespace

#define LEASH_NAME_2(build) captures_##build
#define LEASH_NAME(build) LEASH_NAME_2(build)
extern const leash::test::Build LEASH_NAME(LEASH_BUILD);
const leash::test::Build LEASH_NAME(LEASH_BUILD) = {
    LEASH_STRING(LEASH_BUILD), shapes, sizeof shapes / sizeof shapes[0]};
