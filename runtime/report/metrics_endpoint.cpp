// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A very small HTTP/1.0 server: one request a connection, one at a time.
#include "report/metrics_endpoint.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string_view>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace leash::report {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto time_for_request = std::chrono::milliseconds(500);
constexpr auto time_for_answer = std::chrono::seconds(2);
constexpr std::size_t longest_request = 8'192;

class Descriptor {
public:
  explicit Descriptor(int fd = -1) : fd(fd) {}
  ~Descriptor() {
    if (fd >= 0)
      close(fd);
  }
  Descriptor(Descriptor &&other) noexcept : fd(std::exchange(other.fd, -1)) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    std::swap(fd, other.fd);
    return *this;
  }
  int get() const { return fd; }
  explicit operator bool() const { return fd >= 0; }

private:
  int fd;
};

// False when `stop` became readable, or the time is over.
bool wait_for(int fd, short events, int stop, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - Clock::now());
    if (left.count() < 0)
      return false;
    pollfd both[] = {{fd, events, 0}, {stop, POLLIN, 0}};
    const int ready = poll(both, 2, static_cast<int>(left.count()) + 1);
    if (ready < 0 && errno != EINTR)
      return false;
    if (both[1].revents)
      return false;
    if (ready > 0 && both[0].revents)
      return true;
  }
}

// The request's head, or what came of it.
std::string read_request(int fd, int stop) {
  const auto deadline = Clock::now() + time_for_request;
  std::string request;
  while (request.find("\r\n\r\n") == std::string::npos &&
         request.find("\n\n") == std::string::npos &&
         request.size() < longest_request) {
    if (!wait_for(fd, POLLIN, stop, deadline))
      break;
    char buffer[1'024];
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got > 0)
      request.append(buffer, static_cast<std::size_t>(got));
    else if (got == 0 || (errno != EINTR && errno != EAGAIN))
      break;
  }
  return request;
}

void send_all(int fd, int stop, std::string_view text) {
  const auto deadline = Clock::now() + time_for_answer;
  while (!text.empty() && wait_for(fd, POLLOUT, stop, deadline)) {
    const ssize_t sent = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent > 0)
      text.remove_prefix(static_cast<std::size_t>(sent));
    else if (sent < 0 && errno != EINTR && errno != EAGAIN)
      return;
  }
}

struct Page {
  std::string_view path;
  leash_format format;
  std::string_view type;
};
constexpr Page pages[] = {
    {"/metrics", LEASH_FORMAT_PROMETHEUS,
     "text/plain; version=0.0.4; charset=utf-8"},
    {"/json", LEASH_FORMAT_JSON, "application/json"},
    {"/otel", LEASH_FORMAT_OPENTELEMETRY, "application/json"},
    {"/text", LEASH_FORMAT_TEXT, "text/plain; charset=utf-8"},
};

std::string answer(std::string_view status, std::string_view type,
                   std::string_view body) {
  return "HTTP/1.0 " + std::string(status) +
         "\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + std::string(body);
}

std::string respond(std::string_view request,
                    const MetricsEndpoint::Source &source) {
  constexpr std::string_view plain = "text/plain; charset=utf-8";
  constexpr std::string_view get = "GET ";
  if (request.size() >= longest_request)
    return answer("431 Request Header Fields Too Large", plain,
                  "the request is too long\n");
  if (request.find('\n') == std::string_view::npos)
    return answer("400 Bad Request", plain, "no request line\n");
  if (!request.starts_with(get))
    return answer("405 Method Not Allowed", plain, "only GET is answered\n");
  request.remove_prefix(get.size());
  const std::string_view path =
      request.substr(0, request.find_first_of(" ?\r\n"));
  for (const Page &page : pages)
    if (path == page.path) {
      try {
        return answer("200 OK", page.type, source(page.format));
      } catch (...) {
        return answer("500 Internal Server Error", plain,
                      "the snapshot failed\n");
      }
    }
  return answer("404 Not Found", plain,
                "there are /metrics, /json, /otel and /text\n");
}

std::string problem(const std::string &path, std::string_view what) {
  return "option 'metrics': '" + path + "' " + std::string(what);
}

} // namespace

struct MetricsEndpoint::State {
  std::string path;
  Source source;
  Descriptor listener;
  Descriptor wake;
  dev_t device = 0; // of the socket's file
  ino_t inode = 0;
  pid_t owner = 0;
  pthread_t thread{};

  void serve() {
    while (wait_for(listener.get(), POLLIN, wake.get(),
                    Clock::now() + std::chrono::hours(1)) ||
           !stopping()) {
      const Descriptor peer(accept4(listener.get(), nullptr, nullptr,
                                    SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!peer) {
        // Out of descriptors: the caller stays in the queue; do not spin.
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
          usleep(100'000);
        continue;
      }
      try {
        const std::string request = read_request(peer.get(), wake.get());
        send_all(peer.get(), wake.get(), respond(request, source));
      } catch (...) { // out of memory: this caller gets no answer
      }
    }
  }
  bool stopping() const {
    pollfd one{wake.get(), POLLIN, 0};
    return poll(&one, 1, 0) > 0;
  }
};

MetricsEndpoint::MetricsEndpoint() = default;
MetricsEndpoint::~MetricsEndpoint() { stop(); }

bool MetricsEndpoint::running() const noexcept {
  return state && state->owner == getpid();
}

std::optional<std::string> MetricsEndpoint::start(const std::string &path,
                                                  Source source) {
  stop();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return problem(path, "is no path a unix socket can have (1 to 107 bytes)");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const auto *generic = reinterpret_cast<const sockaddr *>(&address);

  struct stat status;
  if (lstat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode))
      return problem(path, "exists and is no socket");
    const Descriptor probe(
        socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!probe)
      return problem(path, std::strerror(errno));
    // A full queue (EAGAIN) is a living server, too.
    if (connect(probe.get(), generic, sizeof address) == 0 || errno == EAGAIN)
      return problem(path, "is served by another process");
    if (errno != ECONNREFUSED || unlink(path.c_str()) != 0)
      return problem(path, std::strerror(errno));
  }

  auto next = std::make_unique<State>();
  next->listener = Descriptor(
      socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  next->wake = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  // Linux gives the file the descriptor's mode, so there is no moment at which
  // others may connect.
  if (!next->listener || !next->wake || fchmod(next->listener.get(), 0600) != 0)
    return problem(path, std::strerror(errno));
  if (bind(next->listener.get(), generic, sizeof address) != 0)
    return problem(path, std::strerror(errno));
  if (chmod(path.c_str(), 0600) != 0 || listen(next->listener.get(), 8) != 0 ||
      lstat(path.c_str(), &status) != 0) {
    const int error = errno;
    unlink(path.c_str());
    return problem(path, std::strerror(error));
  }
  next->path = path;
  next->source = std::move(source);
  next->device = status.st_dev;
  next->inode = status.st_ino;
  next->owner = getpid();

  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(
      &next->thread, nullptr,
      [](void *self) -> void * {
        static_cast<State *>(self)->serve();
        return nullptr;
      },
      next.get());
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error) {
    unlink(path.c_str());
    return problem(path, std::strerror(error));
  }
  pthread_setname_np(next->thread, "leash-metrics");
  state = std::move(next);
  return std::nullopt;
}

void MetricsEndpoint::stop() noexcept {
  if (!state)
    return;
  // A forked child has neither the thread nor a claim on the file.
  if (running()) {
    const std::uint64_t one = 1;
    while (write(state->wake.get(), &one, sizeof one) < 0 && errno == EINTR) {
    }
    pthread_join(state->thread, nullptr);
    struct stat status;
    if (lstat(state->path.c_str(), &status) == 0 &&
        status.st_dev == state->device && status.st_ino == state->inode)
      unlink(state->path.c_str());
  }
  state.reset();
}

} // namespace leash::report
