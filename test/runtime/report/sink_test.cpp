// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Records arrive whole, or are counted, whatever happens to the log.
#include "report/sink.h"

#include "report/json.h"
#include "sample.h"
#include "temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace leash::report;
using testing::HasSubstr;
using testing::Optional;
using testing::StartsWith;

namespace {

std::vector<Record> records(const std::string &text) {
  std::vector<Record> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    std::string error;
    auto record = record_from_json(text.substr(at, end - at), error);
    EXPECT_TRUE(record) << error << " in " << text.substr(at, end - at);
    out.push_back(record.value_or(Record()));
    at = end + 1;
  }
  return out;
}

// Runs `body` in a child, whose exit status it is.
template <class Body> int in_child(Body body) {
  const pid_t child = fork();
  if (child == 0)
    _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(Sink, writes_json_lines_to_a_private_file) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  Sink sink;
  ASSERT_EQ(sink.open(path, Format::json), std::nullopt);
  EXPECT_TRUE(sink.write(sample_record()));
  EXPECT_TRUE(sink.write(sample_record()));
  EXPECT_EQ(records(directory.read("log")).size(), 2U);
  EXPECT_EQ(sink.written(), 2U);
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST(Sink, writes_text_and_appends) {
  const TemporaryDirectory directory;
  directory.write("log", "before\n");
  Sink sink;
  ASSERT_EQ(sink.open(directory.path() + "/log", Format::text), std::nullopt);
  EXPECT_TRUE(sink.write(sample_record()));
  EXPECT_THAT(directory.read("log"), StartsWith("before\n2025-11-24 "));
}

TEST(Sink, standard_error_is_the_default) {
  testing::internal::CaptureStderr();
  Sink sink;
  EXPECT_TRUE(sink.write(sample_record()));
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("leash[99] WARNING"));
}

TEST(Sink, file_that_cannot_be_opened_leaves_the_old_log) {
  const TemporaryDirectory directory;
  Sink sink;
  ASSERT_EQ(sink.open(directory.path() + "/log", Format::json), std::nullopt);
  EXPECT_THAT(sink.open("/nowhere/log", Format::text),
              Optional(HasSubstr("cannot write to '/nowhere/log'")));
  EXPECT_TRUE(sink.write(sample_record()));
  EXPECT_EQ(records(directory.read("log")).size(), 1U);
}

TEST(Sink, full_disk_is_counted_and_told_later) {
  const TemporaryDirectory directory;
  Sink sink;
  ASSERT_EQ(sink.open("/dev/full", Format::json), std::nullopt);
  EXPECT_FALSE(sink.write(sample_record()));
  EXPECT_FALSE(sink.write(sample_record()));
  EXPECT_EQ(sink.dropped(), 2U);
  ASSERT_EQ(sink.open(directory.path() + "/log", Format::json), std::nullopt);
  EXPECT_TRUE(sink.write(sample_record()));
  EXPECT_TRUE(sink.write(sample_record()));
  const auto all = records(directory.read("log"));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].event, Event::tracker);
  EXPECT_THAT(all[0].message, StartsWith("2 reports could not be written: "));
}

// A size limit cuts a record in its middle; the next starts on a new line.
TEST(Sink, record_cut_off_spoils_no_other) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  EXPECT_EQ(in_child([&path] {
              Sink sink;
              if (sink.open(path, Format::json))
                return 1;
              rlimit limit{1'000, RLIM_INFINITY};
              setrlimit(RLIMIT_FSIZE, &limit);
              if (sink.write(sample_record()))
                return 2; // SIGXFSZ would have ended the process
              limit.rlim_cur = RLIM_INFINITY;
              setrlimit(RLIMIT_FSIZE, &limit);
              return sink.write(sample_record()) ? 0 : 3;
            }),
            0);
  const std::string text = directory.read("log");
  EXPECT_EQ(text[1'000], '\n');
  EXPECT_EQ(records(text.substr(1'001)).size(), 2U);
}

TEST(Sink, closed_descriptor_is_counted) {
  EXPECT_EQ(in_child([] {
              close(2);
              Sink sink;
              return !sink.write(sample_record()) && sink.dropped() == 1 ? 0
                                                                         : 1;
            }),
            0);
}

// The number of a closed stderr may be a database connection by now.
TEST(Sink, socket_in_the_place_of_stderr_is_left_alone) {
  EXPECT_EQ(in_child([] {
              Sink sink;
              int pair[2];
              if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
                return 1;
              dup2(pair[0], 2);
              if (sink.write(sample_record()))
                return 2;
              char byte;
              return recv(pair[1], &byte, 1, MSG_DONTWAIT) < 0 ? 0 : 3;
            }),
            0);
}

TEST(Sink, reader_that_is_gone_ends_nothing) {
  EXPECT_EQ(in_child([] {
              int ends[2];
              if (pipe(ends) != 0)
                return 1;
              dup2(ends[1], 2);
              close(ends[0]);
              Sink sink;
              return sink.write(sample_record()) ? 2 : 0; // no SIGPIPE
            }),
            0);
}

TEST(Sink, reader_that_is_stuck_costs_a_bounded_time) {
  EXPECT_EQ(in_child([] {
              alarm(30);
              int ends[2];
              if (pipe(ends) != 0)
                return 1;
              dup2(ends[1], 2);
              Sink sink;
              Record record = sample_record();
              record.message.assign(1 << 20, 'x');
              record.event = Event::tracker;
              return sink.write(record) ? 2 : 0;
            }),
            0);
}

TEST(Sink, reader_that_is_stuck_is_waited_for_once) {
  EXPECT_EQ(in_child([] {
              alarm(30); // 20 waits would take 40 s
              int ends[2];
              if (pipe(ends) != 0)
                return 1;
              dup2(ends[1], 2);
              Sink sink;
              Record record = sample_record();
              record.message.assign(1 << 20, 'x');
              record.event = Event::tracker;
              for (int i = 0; i < 20; ++i)
                if (sink.write(record))
                  return 2;
              // It reads again: nothing more is lost.
              std::thread reader([&] {
                char bytes[4096];
                while (read(ends[0], bytes, sizeof bytes) > 0) {
                }
              });
              record.message = "short";
              bool written = false;
              for (int i = 0; i < 100 && !written; ++i) {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                written = sink.write(record);
              }
              close(ends[1]);
              close(2);
              reader.join();
              return written ? 0 : 3;
            }),
            0);
}

TEST(Sink, threads_write_whole_records) {
  const TemporaryDirectory directory;
  Sink sink;
  ASSERT_EQ(sink.open(directory.path() + "/log", Format::json), std::nullopt);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&sink] {
      for (int k = 0; k < 50; ++k)
        sink.write(sample_record());
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(records(directory.read("log")).size(), 200U);
}

TEST(Sink, child_writes_to_a_file_of_its_own) {
  const TemporaryDirectory directory;
  Sink sink;
  ASSERT_EQ(sink.open(directory.path() + "/log.%p", Format::json),
            std::nullopt);
  EXPECT_TRUE(sink.write(sample_record()));
  const pid_t child = fork();
  if (child == 0)
    _exit(sink.write(sample_record()) ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(records(directory.read("log." + std::to_string(getpid()))).size(),
            1U);
  EXPECT_EQ(records(directory.read("log." + std::to_string(child))).size(), 1U);
}

TEST(Sink, fork_while_others_write_leaves_the_child_able_to) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "AddressSanitizer's allocator may be locked in the child";
#endif
  const TemporaryDirectory directory;
  Sink sink;
  ASSERT_EQ(sink.open(directory.path() + "/log", Format::json), std::nullopt);
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    while (!stop)
      sink.write(sample_record());
  });
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(in_child([&sink] {
                alarm(30);
                return sink.write(sample_record()) ? 0 : 1;
              }),
              0);
  stop = true;
  writer.join();
}

TEST(Sink, deleted_file_is_made_anew) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/log";
  Sink sink;
  ASSERT_EQ(sink.open(path, Format::json), std::nullopt);
  EXPECT_TRUE(sink.write(sample_record()));
  ASSERT_EQ(unlink(path.c_str()), 0);
  EXPECT_TRUE(sink.write(sample_record()));
  EXPECT_EQ(records(directory.read("log")).size(), 1U);
}

TEST(Sink, errno_is_left_alone) {
  Sink sink;
  ASSERT_EQ(sink.open("/dev/full", Format::json), std::nullopt);
  errno = 42;
  EXPECT_FALSE(sink.write(sample_record()));
  EXPECT_EQ(errno, 42);
}

} // namespace
