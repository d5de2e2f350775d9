/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Marks for functions that acquire, release, take over or borrow a resource,
 * read by Leash's checks. C and C++; needs no library. */

#ifndef LEASH_ANNOTATIONS_H
#define LEASH_ANNOTATIONS_H

/* A mark goes on a declaration, before or after it, in a header as a rule:
 *
 *   LEASH_ACQUIRE("pool-connection") Conn *pool_get(Pool *pool);
 *   LEASH_RELEASE(1) void pool_put(Pool *pool, Conn *conn);
 *   LEASH_ACQUIRE_OUT("pool-connection", 1) int pool_try(Pool *p, Conn **out);
 *   LEASH_TRANSFER(0) void keep_until_exit(Conn *conn);
 *   LEASH_BORROW int ping(Conn *conn);
 *
 * Several marks may stand on one function. A function with any mark is known
 * completely: it borrows each handle that no mark of it mentions.
 *
 * Arguments are counted from 0, and the object a method is called on is not
 * one of them: it is `this`, as in LEASH_RELEASE(this).
 *
 * A kind is the name of a kind of the catalogue (docs/catalogue.md), as
 * "pg-connection", or any name of your own, which then means the same kind
 * wherever it stands. "" means the kind that fits the type.
 *
 * The marks change nothing in the program, and are empty where the compiler
 * does not know them. */

#if defined(__has_attribute)
#if __has_attribute(annotate)
#define LEASH_DETAIL_MARK(text) __attribute__((annotate("leash::" text)))
#endif
#endif
#ifndef LEASH_DETAIL_MARK
#define LEASH_DETAIL_MARK(text)
#endif

/* So that an index may be a macro of its own. */
#define LEASH_DETAIL_TEXT(x) LEASH_DETAIL_TEXT_(x)
#define LEASH_DETAIL_TEXT_(x) #x

/** The result is a resource of \p kind, or null; whoever calls must see that
 * it is released. */
#define LEASH_ACQUIRE(kind) LEASH_DETAIL_MARK("acquire=" kind)

/** After success, what argument \p n points or refers to is a resource of
 * \p kind. The type of the result says what success is: a bool or a pointer
 * that is not zero, a number or an enumeration that is zero; a function
 * without a result always succeeds. */
#define LEASH_ACQUIRE_OUT(kind, n)                                             \
  LEASH_DETAIL_MARK("acquire_out=" LEASH_DETAIL_TEXT(n) "=" kind)

/** The same, where success is something else: \p when is one of always, zero,
 * nonzero, positive, negative. */
#define LEASH_ACQUIRE_OUT_WHEN(kind, n, when)                                  \
  LEASH_DETAIL_MARK(                                                           \
      "acquire_out=" LEASH_DETAIL_TEXT(n) ":" LEASH_DETAIL_TEXT(when) "=" kind)

/** Argument \p n, or `this`, is released, whatever the call returns. */
#define LEASH_RELEASE(n) LEASH_DETAIL_MARK("release=" LEASH_DETAIL_TEXT(n))

/** Something else becomes responsible for argument \p n, or `this`. */
#define LEASH_TRANSFER(n) LEASH_DETAIL_MARK("transfer=" LEASH_DETAIL_TEXT(n))

/** Every handle is only borrowed: the caller stays responsible. */
#define LEASH_BORROW LEASH_DETAIL_MARK("borrow")

/** The call leaves its caller as longjmp does: what the caller holds leaks.
 * A function that ends the process is marked noreturn instead. */
#define LEASH_JUMPS LEASH_DETAIL_MARK("jumps")

/** The call, if it succeeds, begins a transaction on argument \p n, or `this`,
 * which whoever calls must see finished. The type of the result says what
 * success is, as for LEASH_ACQUIRE_OUT. */
#define LEASH_BEGINS_TRANSACTION(n)                                            \
  LEASH_DETAIL_MARK("begins_transaction=" LEASH_DETAIL_TEXT(n))

/** The call commits or rolls back the transaction on argument \p n, or `this`,
 * whatever it returns. */
#define LEASH_ENDS_TRANSACTION(n)                                              \
  LEASH_DETAIL_MARK("ends_transaction=" LEASH_DETAIL_TEXT(n))

#endif
