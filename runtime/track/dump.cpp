// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All that is held, in a way that a signal handler may write it.
#include "track/atomic_text.h"
#include "track/tracker.h"

#include <cerrno>
#include <cstring>
#include <dlfcn.h>
#include <link.h>
#include <string_view>
#include <unistd.h>

namespace leash::track {
namespace {

// Text on its way to a descriptor; allocates nothing.
class Line {
public:
  explicit Line(int fd) : fd(fd) {}
  ~Line() { flush(); }
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;

  Line &operator<<(std::string_view text) noexcept {
    for (const char c : text) {
      if (length == sizeof buffer)
        flush();
      buffer[length++] = c;
    }
    return *this;
  }
  Line &operator<<(std::uint64_t number) noexcept { return digits(number, 10); }
  Line &hex(std::uint64_t number) noexcept {
    return (*this << "0x").digits(number, 16);
  }
  bool failed() const noexcept { return failed_; }

private:
  Line &digits(std::uint64_t number, unsigned base) noexcept {
    char text[20];
    std::size_t at = sizeof text;
    do
      text[--at] = "0123456789abcdef"[number % base];
    while ((number /= base) != 0);
    return *this << std::string_view(text + at, sizeof text - at);
  }
  void flush() noexcept {
    for (std::size_t done = 0; done < length && !failed_;) {
      const ssize_t written = write(fd, buffer + done, length - done);
      if (written > 0)
        done += static_cast<std::size_t>(written);
      else if (errno != EINTR)
        failed_ = true;
    }
    length = 0;
  }

  int fd;
  std::size_t length = 0;
  bool failed_ = false;
  char buffer[512];
};

// _dl_find_object takes no lock; dladdr does.
void write_frame(Line &line, unsigned number, std::uintptr_t pc) noexcept {
  line << "    #" << std::uint64_t{number} << " ";
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 35)
  dl_find_object object{};
  if (_dl_find_object(reinterpret_cast<void *>(pc - 1), &object) == 0) {
    const link_map &module = *object.dlfo_link_map;
    const bool program = !module.l_name || !*module.l_name;
    line << (program ? std::string_view(program_invocation_name)
                     : std::string_view(module.l_name))
         << "+";
    line.hex(pc - 1 - module.l_addr) << "\n";
    return;
  }
#endif
  line.hex(pc) << "\n";
}

} // namespace

int Tracker::dump(int fd) noexcept {
  const int saved = errno;
  bool failed = false;
  {
    Line line(fd);
    const std::uint64_t now = Clock::now();
    LeaseCopy lease;
    std::uint64_t count = 0;
    for (std::uint32_t index = 0; index < slab.high(); ++index) {
      if (!copy_head(slab.slot(index), index, lease))
        continue;
      copy_rest(slab.slot(index), slab.cold(index), lease);
      ++count;
      line << "leash: " << name_of(lease.kind) << " of pool \""
           << load_text(pools[lease.pool].name).data() << "\" held for "
           << lease.held(now) / 1'000'000 << " ms, inactive for "
           << lease.inactive(now) / 1'000'000 << " ms, transaction "
           << name_of(lease.transaction) << ", thread "
           << std::uint64_t(lease.owner ? lease.owner->tid.load() : 0)
           << ", acquired at\n";
      for (unsigned i = 0; i < lease.frame_count; ++i)
        write_frame(line, i, lease.frames[i]);
    }
    line << "leash: " << count << " held\n";
    failed = line.failed();
  }
  errno = saved;
  return failed ? LEASH_ERROR_VALUE : LEASH_OK;
}

} // namespace leash::track
