// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaks and their cures against hiredis's header: a context is there when
// connecting failed, a reply comes as `void *`.

#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>

int failed_connection(void) {
  redisContext *c = redisConnect("localhost", 6379);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'redisConnect' is not released on every path; call 'redisFree'
  if (c == NULL || c->err) {
    fprintf(stderr, "%s\n", c ? c->errstr : "out of memory");
    return -1;
  }
  redisFree(c);
  return 0;
}

int no_warning_failed_connection(void) {
  redisContext *c = redisConnect("localhost", 6379);
  if (c == NULL || c->err) {
    if (c) {
      fprintf(stderr, "%s\n", c->errstr);
      redisFree(c);
    }
    return -1;
  }
  redisFree(c);
  return 0;
}

int no_warning_descriptor_kept(void) {
  redisContext *c = redisConnect("localhost", 6379);
  return c ? redisFreeKeepFd(c) : -1;
}

long long error_reply(redisContext *c) {
  redisReply *reply = redisCommand(c, "INCR %s", "counter");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reply' from 'redisCommand' is not released on every path; call 'freeReplyObject'
  if (reply == NULL || reply->type != REDIS_REPLY_INTEGER)
    return -1;
  long long value = reply->integer;
  freeReplyObject(reply);
  return value;
}

long long no_warning_reply(redisContext *c) {
  redisReply *reply = redisCommand(c, "INCR %s", "counter");
  if (reply == NULL)
    return -1;
  long long value = reply->type == REDIS_REPLY_INTEGER ? reply->integer : -1;
  freeReplyObject(reply);
  return value;
}

void discarded(redisContext *c) {
  redisCommand(c, "SET a b");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'redisCommand' is never released; call 'freeReplyObject'
}

void no_warning_given_back_at_once(redisContext *c) {
  freeReplyObject(redisCommand(c, "SET a b"));
}

int pipeline(redisContext *c, int n) {
  redisReply *reply;
  for (int i = 0; i < n; ++i)
    redisAppendCommand(c, "GET key:%d", i);
  for (int i = 0; i < n; ++i) {
    if (redisGetReply(c, (void **)&reply) != REDIS_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reply' from 'redisGetReply' is not released on every path; call 'freeReplyObject'
      return -1;
    if (reply->type == REDIS_REPLY_ERROR)
      continue;
    freeReplyObject(reply);
  }
  return 0;
}

int no_warning_pipeline(redisContext *c, int n) {
  void *reply;
  for (int i = 0; i < n; ++i)
    redisAppendCommand(c, "GET key:%d", i);
  for (int i = 0; i < n; ++i) {
    if (redisGetReply(c, &reply) != REDIS_OK)
      return -1;
    freeReplyObject(reply);
  }
  return 0;
}

int no_warning_command_text(redisContext *c) {
  char *text;
  const int size = redisFormatCommand(&text, "GET %s", "a");
  if (size < 0)
    return -1;
  const int rc = redisAppendFormattedCommand(c, text, size);
  redisFreeCommand(text);
  return rc;
}

int failed_async(void) {
  redisAsyncContext *c = redisAsyncConnect("localhost", 6379);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'redisAsyncConnect' is not released on every path; call 'redisAsyncFree'
  if (c->err)
    return -1;
  redisAsyncDisconnect(c);
  return 0;
}

// An event loop's adapter, as in its header.
extern int redisLibeventAttach(redisAsyncContext *ac, void *base);

int no_warning_attached(void *base) {
  redisAsyncContext *c = redisAsyncConnect("localhost", 6379);
  if (!c || c->err) {
    redisAsyncFree(c);
    return -1;
  }
  redisLibeventAttach(c, base);
  redisAsyncCommand(c, NULL, NULL, "SET a b");
  return 0;
}
