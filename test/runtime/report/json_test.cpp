// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A record becomes a line of JSON and comes back the same.
#include "report/json.h"

#include "report/names.h"
#include "sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>

using namespace leash::report;
using testing::HasSubstr;
using Json = nlohmann::json;

namespace {

Record read(const std::string &line) {
  std::string error;
  const auto record = record_from_json(line, error);
  EXPECT_TRUE(record) << error;
  return record.value_or(Record());
}

std::string error_of(const std::string &line) {
  std::string error;
  EXPECT_FALSE(record_from_json(line, error));
  return error;
}

TEST(Json, record_is_one_line) {
  const std::string line = to_json(sample_record());
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(Json, full_record_comes_back_the_same) {
  const Record record = sample_record();
  const Record back = read(to_json(record));
  EXPECT_EQ(back.event, record.event);
  EXPECT_EQ(back.reason, record.reason);
  EXPECT_EQ(back.severity, record.severity);
  EXPECT_EQ(back.time_us, record.time_us);
  EXPECT_EQ(back.process, record.process);
  EXPECT_EQ(back.pid, record.pid);
  EXPECT_EQ(back.pool.name, record.pool.name);
  EXPECT_EQ(back.pool.system, record.pool.system);
  EXPECT_EQ(back.pool.max, record.pool.max);
  EXPECT_EQ(back.pool.held, record.pool.held);
  EXPECT_EQ(back.pool.waiting, record.pool.waiting);
  EXPECT_EQ(back.folded, record.folded);
  EXPECT_EQ(back.tier, record.tier);
  EXPECT_EQ(back.waited_ns, record.waited_ns);
  EXPECT_EQ(back.message, record.message);
  ASSERT_EQ(back.leases.size(), 1U);
  const Lease &lease = back.leases[0];
  const Lease &from = record.leases[0];
  EXPECT_EQ(lease.id, from.id);
  EXPECT_EQ(lease.kind, from.kind);
  EXPECT_EQ(lease.pool, from.pool);
  EXPECT_EQ(lease.resource, from.resource);
  EXPECT_EQ(lease.backend_pid, from.backend_pid);
  EXPECT_EQ(lease.thread, from.thread);
  EXPECT_EQ(lease.thread_name, from.thread_name);
  EXPECT_EQ(lease.held_ns, from.held_ns);
  EXPECT_EQ(lease.inactive_ns, from.inactive_ns);
  EXPECT_EQ(lease.transaction_ns, from.transaction_ns);
  EXPECT_EQ(lease.transaction, from.transaction);
  EXPECT_EQ(lease.statements, from.statements);
  EXPECT_EQ(lease.statement, from.statement);
  EXPECT_EQ(lease.stack_id, from.stack_id);
  EXPECT_EQ(lease.site, from.site);
  ASSERT_EQ(lease.acquired.size(), 2U);
  EXPECT_EQ(lease.begun.size(), 1U);
  EXPECT_EQ(lease.current.size(), 1U);
  const Frame &frame = lease.acquired[0];
  EXPECT_EQ(frame.pc, from.acquired[0].pc);
  EXPECT_EQ(frame.module, from.acquired[0].module);
  EXPECT_EQ(frame.build_id, from.acquired[0].build_id);
  EXPECT_EQ(frame.offset, from.acquired[0].offset);
  EXPECT_EQ(frame.function, from.acquired[0].function);
  EXPECT_EQ(frame.file, from.acquired[0].file);
  EXPECT_EQ(frame.line, from.acquired[0].line);
  EXPECT_EQ(frame.column, from.acquired[0].column);
  EXPECT_TRUE(frame.inlined);
  EXPECT_FALSE(lease.acquired[1].inlined);
}

TEST(Json, every_word_comes_back) {
  for (std::size_t i = 0; i < event_names.size(); ++i) {
    Record record;
    record.event = static_cast<Event>(i);
    EXPECT_EQ(read(to_json(record)).event, record.event);
  }
  for (std::size_t i = 0; i < reason_names.size(); ++i) {
    Record record;
    record.reason = static_cast<Reason>(i);
    EXPECT_EQ(read(to_json(record)).reason, record.reason);
  }
  for (std::size_t i = 0; i < severity_names.size(); ++i) {
    Record record;
    record.severity = static_cast<Severity>(i);
    EXPECT_EQ(read(to_json(record)).severity, record.severity);
  }
}

TEST(Json, broken_text_still_makes_valid_json) {
  Record record = sample_record();
  record.leases[0].statement = "a \xFF\xFE \x01 \"";
  const std::string line = to_json(record);
  EXPECT_TRUE(Json::accept(line));
  EXPECT_THAT(read(line).leases[0].statement, HasSubstr("\xEF\xBF\xBD"));
}

// What a reader that checks makes of the same bytes.
TEST(Json, text_is_written_as_any_reader_expects_it) {
  std::string text;
  for (int first = 0; first < 256; ++first)
    for (const char *rest : {"", "\x80", "\xA0\x80", "\x90\x80\x80", "\xBF",
                             "\x8F\xBF\xBF", "\x9F\xBF", "a\"\\"})
      text.append(1, static_cast<char>(first)).append(rest);
  Record record = sample_record();
  record.message = text;
  // Writers differ only in how many marks stand for one broken character.
  const auto once = [](const Json &json) {
    std::string out = json.get<std::string>();
    const std::string mark = "\xEF\xBF\xBD";
    for (std::size_t at; (at = out.find(mark + mark)) != std::string::npos;)
      out.erase(at, mark.size());
    return out;
  };
  EXPECT_TRUE(once(Json::parse(to_json(record))["message"]) ==
              once(Json::parse(Json(text).dump(
                  -1, ' ', false, Json::error_handler_t::replace))));
}

TEST(Json, unknown_members_are_skipped) {
  Json json = Json::parse(to_json(sample_record()));
  json["later"] = 1;
  json["leases"][0]["later"] = "x";
  EXPECT_EQ(read(json.dump()).pid, 99);
}

TEST(Json, newer_schema_is_refused) {
  Json json = Json::parse(to_json(sample_record()));
  json["schema"] = schema_version + 1;
  EXPECT_THAT(error_of(json.dump()), HasSubstr("schema version"));
}

TEST(Json, wrong_type_names_the_member) {
  const auto with = [](const char *member, const Json &value) {
    Json json = Json::parse(to_json(sample_record()));
    json[member] = value;
    return error_of(json.dump());
  };
  EXPECT_THAT(with("pid", "x"), HasSubstr("'pid'"));
  EXPECT_THAT(with("folded", -1), HasSubstr("'folded'"));
  EXPECT_THAT(with("tier", 1LL << 40), HasSubstr("'tier'"));
  EXPECT_THAT(with("event", "party"), HasSubstr("'event'"));
  EXPECT_THAT(with("time", "today"), HasSubstr("'time'"));
  EXPECT_THAT(with("leases", 3), HasSubstr("'leases'"));
  EXPECT_THAT(error_of("{}"), HasSubstr("'schema'"));
  EXPECT_THAT(error_of("[1]"), HasSubstr("not an object"));
  EXPECT_THAT(error_of("{\"schema\":"), HasSubstr("not JSON"));
}

TEST(Json, time_is_utc_to_the_microsecond) {
  EXPECT_EQ(format_time(0), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(format_time(1'764'000'000'123'456), "2025-11-24T16:00:00.123456Z");
  EXPECT_EQ(format_time(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(parse_time("2025-11-24T16:00:00.123456Z"), 1'764'000'000'123'456);
  EXPECT_EQ(parse_time("2025-11-24T16:00:00Z"), std::nullopt);
  EXPECT_EQ(parse_time("2025-11-24T16:00:00.123456Zx"), std::nullopt);
}

// The schema file is for others' readers; it must name what is written.
class SchemaFile : public testing::Test {
protected:
  void SetUp() override {
    std::ifstream file(LEASH_SOURCE_DIR "/docs/records.schema.json");
    ASSERT_TRUE(file) << "docs/records.schema.json";
    schema = Json::parse(file);
  }
  static std::set<std::string> keys(const Json &object) {
    std::set<std::string> out;
    for (const auto &[key, value] : object.items())
      out.insert(key);
    return out;
  }
  Json schema;
};

TEST_F(SchemaFile, describes_all_members_of_a_full_record) {
  Record full = sample_record();
  full.leases[0].acquired[0].own = true;
  const Json record = Json::parse(to_json(full));
  EXPECT_EQ(keys(schema["properties"]), keys(record));
  EXPECT_EQ(keys(schema["$defs"]["pool"]["properties"]), keys(record["pool"]));
  EXPECT_EQ(keys(schema["$defs"]["lease"]["properties"]),
            keys(record["leases"][0]));
  EXPECT_EQ(keys(schema["$defs"]["frame"]["properties"]),
            keys(record["leases"][0]["acquired"][0]));
}

TEST_F(SchemaFile, requires_what_an_empty_record_has) {
  const auto required = [](const Json &of) {
    std::set<std::string> out;
    for (const Json &name : of["required"])
      out.insert(name);
    return out;
  };
  Record record;
  record.pool.name = "p";
  record.leases.emplace_back().acquired.emplace_back();
  Json json = Json::parse(to_json(record));
  EXPECT_EQ(required(schema["$defs"]["pool"]), keys(json["pool"]));
  json["leases"][0].erase("acquired");
  EXPECT_EQ(required(schema["$defs"]["lease"]), keys(json["leases"][0]));
  json.erase("pool");
  json.erase("leases");
  EXPECT_EQ(required(schema), keys(json));
}

TEST_F(SchemaFile, lists_all_words_and_the_version) {
  const auto words = [this](const char *member) {
    return schema["properties"][member]["enum"].get<std::vector<std::string>>();
  };
  EXPECT_EQ(words("event"),
            std::vector<std::string>(event_names.begin(), event_names.end()));
  EXPECT_EQ(words("reason"),
            std::vector<std::string>(reason_names.begin(), reason_names.end()));
  EXPECT_EQ(words("severity"), std::vector<std::string>(severity_names.begin(),
                                                        severity_names.end()));
  EXPECT_EQ(schema["properties"]["schema"]["const"], schema_version);
}

} // namespace
