// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The endpoint answers, and survives callers that behave badly.
#include "report/metrics_endpoint.h"

#include "temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using leash::report::MetricsEndpoint;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Optional;
using testing::StartsWith;

namespace {

int connect_to(const std::string &path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  if (connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0)
    return fd;
  close(fd);
  return -1;
}

std::string ask(const std::string &path, const std::string &request) {
  const int fd = connect_to(path);
  if (fd < 0)
    return "no connection";
  send(fd, request.data(), request.size(), MSG_NOSIGNAL);
  std::string out;
  char buffer[4'096];
  for (ssize_t got; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
    out.append(buffer, static_cast<std::size_t>(got));
  close(fd);
  return out;
}

std::string form_of(leash_format format) {
  return "form " + std::to_string(format) + "\n";
}

class Endpoint : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_EQ(endpoint.start(path, form_of), std::nullopt);
  }
  TemporaryDirectory directory;
  std::string path = directory.path() + "/leash.sock";
  MetricsEndpoint endpoint;
};

TEST_F(Endpoint, answers_each_page_in_its_format) {
  const std::string metrics = ask(path, "GET /metrics HTTP/1.1\r\n\r\n");
  EXPECT_THAT(metrics, StartsWith("HTTP/1.0 200 OK\r\n"));
  EXPECT_THAT(metrics, HasSubstr("Content-Type: text/plain; version=0.0.4"));
  EXPECT_THAT(metrics, HasSubstr("Content-Length: 7\r\n"));
  EXPECT_THAT(metrics, EndsWith("\r\n\r\nform 2\n"));
  EXPECT_THAT(ask(path, "GET /json HTTP/1.0\r\n\r\n"), EndsWith("form 1\n"));
  EXPECT_THAT(ask(path, "GET /otel HTTP/1.0\r\n\r\n"), EndsWith("form 3\n"));
  EXPECT_THAT(ask(path, "GET /text?x=1 HTTP/1.0\r\n\r\n"),
              EndsWith("form 0\n"));
}

TEST_F(Endpoint, only_its_owner_may_connect) {
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(Endpoint, refuses_what_it_does_not_know) {
  EXPECT_THAT(ask(path, "GET /nothing HTTP/1.0\r\n\r\n"), HasSubstr(" 404 "));
  EXPECT_THAT(ask(path, "POST /json HTTP/1.0\r\n\r\n"), HasSubstr(" 405 "));
  EXPECT_THAT(ask(path, "GET /" + std::string(20'000, 'a')),
              HasSubstr(" 431 "));
}

TEST_F(Endpoint, silent_caller_delays_others_a_moment_only) {
  const int silent = connect_to(path);
  ASSERT_GE(silent, 0);
  EXPECT_THAT(ask(path, "GET /json HTTP/1.0\r\n\r\n"), HasSubstr(" 200 "));
  close(silent);
}

TEST_F(Endpoint, caller_that_leaves_early_ends_nothing) {
  for (int i = 0; i < 5; ++i) {
    const int fd = connect_to(path);
    send(fd, "GET /json HTTP/1.0\r\n\r\n", 22, MSG_NOSIGNAL);
    close(fd);
  }
  EXPECT_THAT(ask(path, "GET /json HTTP/1.0\r\n\r\n"), HasSubstr(" 200 "));
}

TEST_F(Endpoint, stop_removes_the_socket) {
  endpoint.stop();
  EXPECT_FALSE(endpoint.running());
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

TEST_F(Endpoint, stop_does_not_wait_for_a_silent_caller) {
  const int silent = connect_to(path);
  endpoint.stop();
  EXPECT_FALSE(endpoint.running());
  close(silent);
}

TEST_F(Endpoint, second_one_on_the_same_path_is_an_error) {
  MetricsEndpoint second;
  EXPECT_THAT(second.start(path, form_of),
              Optional(HasSubstr("is served by another process")));
  EXPECT_FALSE(second.running());
  EXPECT_THAT(ask(path, "GET /json HTTP/1.0\r\n\r\n"), HasSubstr(" 200 "));
}

TEST_F(Endpoint, child_leaves_the_parents_alone) {
  const pid_t child = fork();
  if (child == 0) {
    const bool none = !endpoint.running();
    endpoint.stop();
    _exit(none ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_THAT(ask(path, "GET /json HTTP/1.0\r\n\r\n"), HasSubstr(" 200 "));
}

TEST(MetricsEndpoint, replaces_a_dead_socket) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/leash.sock";
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address),
            0);
  close(fd);
  MetricsEndpoint endpoint;
  EXPECT_EQ(endpoint.start(path, form_of), std::nullopt);
  EXPECT_THAT(ask(path, "GET /json HTTP/1.0\r\n\r\n"), HasSubstr(" 200 "));
}

TEST(MetricsEndpoint, file_that_is_no_socket_is_kept) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("precious", "data");
  MetricsEndpoint endpoint;
  EXPECT_THAT(endpoint.start(path, form_of),
              Optional(HasSubstr("exists and is no socket")));
  EXPECT_EQ(directory.read("precious"), "data");
}

TEST(MetricsEndpoint, path_that_is_too_long_is_an_error) {
  MetricsEndpoint endpoint;
  EXPECT_THAT(endpoint.start("/" + std::string(200, 'a'), form_of),
              Optional(HasSubstr("no path a unix socket can have")));
}

TEST(MetricsEndpoint, snapshot_that_throws_is_an_error_page) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/leash.sock";
  MetricsEndpoint endpoint;
  ASSERT_EQ(endpoint.start(path,
                           [](leash_format) -> std::string {
                             throw std::runtime_error("no");
                           }),
            std::nullopt);
  EXPECT_THAT(ask(path, "GET /json HTTP/1.0\r\n\r\n"), HasSubstr(" 500 "));
}

} // namespace
