/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The stock figures, which still live in a MariaDB database. */

#ifndef ORDERS_STOCK_H
#define ORDERS_STOCK_H

#ifdef __cplusplus
extern "C" {
#endif

/* How many pieces of `article` are in stock, or -1 after printing the
   reason. */
long stock_of(const char *host, const char *article);
long stock_of_fixed(const char *host, const char *article);

#ifdef __cplusplus
}
#endif

#endif
