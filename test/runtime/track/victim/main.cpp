// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Does one thing to leases, by name; tests look at what is reported.
#include "leash/leash.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <new>
#include <string_view>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

std::atomic<bool> no_memory{false};

} // namespace

// LeakSanitizer's check at exit ends the process like this, before the
// destructors of libraries.
static void (*told_of_death)(void);
static bool dies_at_exit;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern "C" void __sanitizer_set_death_callback(void (*callback)(void)) {
  told_of_death = callback;
}
#endif
static void die() {
  if (told_of_death)
    told_of_death();
  _exit(7);
}
__attribute__((destructor)) static void check_at_exit() {
  if (dies_at_exit)
    die();
}

#if !defined(__SANITIZE_THREAD__) // has its own
void *operator new(std::size_t size) {
  void *memory = no_memory.load() ? nullptr : std::malloc(size ? size : 1);
  if (!memory)
    throw std::bad_alloc();
  return memory;
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
#endif

extern "C" const char *leash_default_options(void) {
  return std::getenv("VICTIM_DEFAULTS");
}
extern "C" const char *leash_default_suppressions(void) {
  return std::getenv("VICTIM_SUPPRESSIONS");
}

namespace {

using std::chrono::milliseconds;

void sleep_ms(int ms) { std::this_thread::sleep_for(milliseconds(ms)); }

leash_pool make_pool(const char *name = "orders") {
  leash_pool_info info{};
  info.size = sizeof info;
  info.name = name;
  info.max = 8;
  return leash_pool_register(&info);
}

__attribute__((noinline)) leash_lease take(leash_pool pool) {
  leash_acquire_info info{};
  info.size = sizeof info;
  return leash_acquire(pool, &info);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int leak(leash_pool pool) {
  for (int i = 0; i < 3; ++i)
    take(pool);
  return 0;
}

int clean(leash_pool pool) { return leash_release(take(pool)); }

leash_lease held_until_the_end = 0;
struct Releases {
  ~Releases() { leash_release(held_until_the_end); }
} releases;

int released_by_static_destructor(leash_pool pool) {
  held_until_the_end = take(pool);
  return 0;
}

int leak_and_quick_exit(leash_pool pool) {
  take(pool);
  _exit(5);
}

int leak_and_die_at_exit(leash_pool pool) {
  take(pool);
  dies_at_exit = true;
  return 0;
}

int leak_and_die(leash_pool pool) {
  take(pool);
  die();
  return 0;
}

int leak_and_exec(leash_pool pool) {
  take(pool);
  execl("/bin/true", "true", nullptr);
  return 1;
}

int leak_and_exit_in_a_thread(leash_pool pool) {
  take(pool);
  std::thread([] { std::exit(0); }).join();
  return 1;
}

int child_exits(leash_pool pool) {
  const leash_lease lease = take(pool);
  const pid_t child = fork();
  if (child == 0)
    std::exit(0);
  const int status = wait_for(child);
  leash_release(lease);
  return status;
}

int child_leaks(leash_pool pool) {
  const leash_lease lease = take(pool);
  const pid_t child = fork();
  if (child == 0) {
    take(pool);
    std::exit(0);
  }
  const int status = wait_for(child);
  leash_release(lease);
  return status;
}

int child_releases_the_parents(leash_pool pool) {
  const leash_lease lease = take(pool);
  const pid_t child = fork();
  if (child == 0)
    std::exit(leash_release(lease) == LEASH_OK ? 0 : 3);
  const int status = wait_for(child);
  leash_release(lease);
  return status;
}

int reports_and_forks(leash_pool pool) {
  const auto report = [&] {
    const leash_lease lease = take(pool);
    leash_dirty_return(lease, LEASH_DIRT_BUSY);
    leash_release(lease);
  };
  report();
  const pid_t child = fork();
  if (child == 0) {
    report();
    std::exit(0);
  }
  return wait_for(child);
}

// The parent's watchdog is not the child's: it needs its own.
int child_holds_too_long(leash_pool pool) {
  leash_release(take(pool));
  const pid_t child = fork();
  if (child == 0) {
    const leash_lease lease = take(pool);
    sleep_ms(1000);
    leash_release(lease);
    std::exit(0);
  }
  return wait_for(child);
}

// Children are made while other threads acquire, release, report and look.
int forks_in_every_state(leash_pool pool) {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&, i] {
      while (!done.load()) {
        const leash_lease lease = take(pool);
        leash_statement_begin(lease, "select 1");
        leash_statement_end(lease, LEASH_TXN_OPEN);
        leash_release(lease);
        if (i == 0)
          leash_check_now();
        if (i == 1) {
          char text[100];
          leash_holders(pool, text, sizeof text);
        }
        if (i == 2) {
          leash_pool_unregister(make_pool("short"));
          leash_snapshot(
              LEASH_FORMAT_PROMETHEUS, [](void *, const char *, std::size_t) {},
              nullptr);
        }
      }
    });
  int failed = 0;
  for (int i = 0; i < 60; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(20); // a hang is a failure
      const leash_lease lease = take(pool);
      leash_touch(lease);
      leash_check_now();
      const bool ok = leash_release(lease) == LEASH_OK && lease != 0;
      std::exit(ok ? 0 : 4);
    }
    failed += wait_for(child) != 0;
  }
  done = true;
  for (std::thread &thread : threads)
    thread.join();
  return failed;
}

int holds_across_a_stop(leash_pool pool) {
  const leash_lease lease = take(pool);
  std::puts("ready");
  std::fflush(stdout);
  // The test stops the process, for longer than the threshold.
  raise(SIGSTOP);
  leash_touch(lease);
  sleep_ms(100);
  return leash_release(lease);
}

int without_memory(leash_pool pool) {
  std::vector<leash_lease> leases;
  leases.reserve(8);
  leases.push_back(take(pool));
  no_memory = true;
  leases.push_back(take(pool));
  leash_statement_begin(leases[1], "select 'x'");
  leash_statement_end(leases[1], LEASH_TXN_OPEN);
  sleep_ms(300);
  leash_check_now();
  char text[100];
  leash_exhausted(pool, 1, text, sizeof text);
  leash_holders(pool, text, sizeof text);
  leash_dirty_return(leases[0], LEASH_DIRT_BUSY);
  leash_snapshot(
      LEASH_FORMAT_JSON, [](void *, const char *, std::size_t) {}, nullptr);
  leash_set_option("threshold=1s");
  std::uintptr_t frame = 1;
  leash_format_stack(&frame, 1, text, sizeof text);
  make_pool("another");
  for (const leash_lease lease : leases)
    leash_release(lease);
  leash_release(leases[0]); // twice: a report that has no memory
  no_memory = false;
  const leash_lease after = take(pool);
  return after == 0 || leash_release(after) != LEASH_OK;
}

int more_than_there_are_slots(leash_pool pool) {
  std::vector<leash_lease> leases;
  for (int i = 0; i < 70; ++i)
    leases.push_back(take(pool));
  int untracked = 0;
  for (const leash_lease lease : leases) {
    untracked += lease == 0;
    if (leash_release(lease) != LEASH_OK)
      return 100;
  }
  const leash_lease after = take(pool);
  if (after == 0 || leash_release(after) != LEASH_OK)
    return 101;
  return untracked;
}

int owner_ends(leash_pool pool) {
  leash_lease lease = 0;
  std::thread([&] {
    lease = take(pool);
    leash_touch(lease);
  }).join();
  sleep_ms(1000);
  return leash_release(lease);
}

int owner_ends_after_passing_it_on(leash_pool pool) {
  leash_lease lease = 0;
  std::thread([&] { lease = take(pool); }).join();
  leash_transfer(lease);
  for (int i = 0; i < 20; ++i) {
    sleep_ms(50);
    leash_touch(lease);
  }
  return leash_release(lease);
}

// The second module lies where the first one was.
int module_is_closed(leash_pool pool) {
  const char *const modules[] = {LEASH_MODULE_1, LEASH_MODULE_2};
  for (int i = 0; i < 6; ++i) {
    void *module = dlopen(modules[i % 2], RTLD_NOW);
    if (!module)
      return 100;
    const auto acquire = reinterpret_cast<leash_lease (*)(leash_pool)>(
        dlsym(module, "leash_test_acquire"));
    if (!acquire)
      return 101;
    const leash_lease lease = acquire(pool);
    struct Seen {
      std::size_t frames = 0;
      bool in_main = false;
    } seen;
    leash_for_each(
        [](void *out, const leash_lease_view *view) {
          auto &found = *static_cast<Seen *>(out);
          found.frames = view->frame_count;
          for (std::size_t k = 0; k < view->frame_count; ++k) {
            Dl_info info{};
            if (dladdr(reinterpret_cast<void *>(view->frames[k]), &info) &&
                info.dli_sname && std::strstr(info.dli_sname, "libc_start"))
              found.in_main = true;
          }
        },
        &seen);
    // Two functions of the module, this one, main and libc's two and _start.
    if (seen.frames < 6)
      return 10 + static_cast<int>(seen.frames);
    leash_dump(STDERR_FILENO);
    if (leash_release(lease) != LEASH_OK)
      return 102;
    dlclose(module);
  }
  return 0;
}

int acquired_in_a_closed_module(leash_pool pool) {
  void *module = dlopen(LEASH_MODULE_1, RTLD_NOW);
  if (!module)
    return 100;
  reinterpret_cast<leash_lease (*)(leash_pool)>(
      dlsym(module, "leash_test_acquire"))(pool);
  dlclose(module);
  leash_dump(STDERR_FILENO);
  return 0; // reported at exit
}

int planted_mistakes(leash_pool pool) {
  const leash_lease lease = take(pool);
  leash_dirty_return(lease, LEASH_DIRT_IN_TRANSACTION);
  leash_release(lease);
  return leash_release(lease) == LEASH_ERROR_STALE ? 0 : 1;
}

std::atomic<int> handled{0};

// The thread that is asked for its stack goes on as before.
int errno_and_sleep_of_the_holder(leash_pool pool) {
  const leash_lease lease = take(pool);
  errno = ERANGE;
  double x = 1.5;
  const auto until = std::chrono::steady_clock::now() + milliseconds(600);
  while (std::chrono::steady_clock::now() < until) {
    x = x * 1.0000001;
    if (errno != ERANGE)
      return 1;
  }
  leash_release(lease);
  return errno == ERANGE && x > 1 ? 0 : 2;
}

// A program that uses the last real-time signal keeps it.
int has_its_own_signal_handler(leash_pool pool) {
  struct sigaction action {};
  action.sa_handler = [](int) { ++handled; };
  for (int number = SIGRTMIN; number <= SIGRTMAX; ++number)
    sigaction(number, &action, nullptr);
  const leash_lease lease = take(pool);
  sleep_ms(500);
  leash_release(lease);
  return handled.load();
}

struct Mode {
  const char *name;
  int (*run)(leash_pool);
} const modes[] = {
    {"leak", leak},
    {"clean", clean},
    {"released_by_static_destructor", released_by_static_destructor},
    {"leak_and_quick_exit", leak_and_quick_exit},
    {"leak_and_die_at_exit", leak_and_die_at_exit},
    {"leak_and_die", leak_and_die},
    {"leak_and_exec", leak_and_exec},
    {"leak_and_exit_in_a_thread", leak_and_exit_in_a_thread},
    {"child_exits", child_exits},
    {"child_leaks", child_leaks},
    {"child_releases_the_parents", child_releases_the_parents},
    {"reports_and_forks", reports_and_forks},
    {"child_holds_too_long", child_holds_too_long},
    {"forks_in_every_state", forks_in_every_state},
    {"holds_across_a_stop", holds_across_a_stop},
    {"without_memory", without_memory},
    {"more_than_there_are_slots", more_than_there_are_slots},
    {"owner_ends", owner_ends},
    {"owner_ends_after_passing_it_on", owner_ends_after_passing_it_on},
    {"module_is_closed", module_is_closed},
    {"acquired_in_a_closed_module", acquired_in_a_closed_module},
    {"planted_mistakes", planted_mistakes},
    {"errno_and_sleep_of_the_holder", errno_and_sleep_of_the_holder},
    {"has_its_own_signal_handler", has_its_own_signal_handler},
};

} // namespace

int main(int count, char **arguments) {
  for (const Mode &mode : modes)
    if (count > 1 && std::string_view(mode.name) == arguments[1])
      return mode.run(make_pool());
  return 99;
}
