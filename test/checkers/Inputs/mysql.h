// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stands for the MariaDB and MySQL client header: the declarations the tests
// use.

#ifndef LEASH_TEST_MYSQL_H
#define LEASH_TEST_MYSQL_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef char my_bool;
typedef unsigned long long my_ulonglong;
typedef int my_socket;

enum enum_field_types {
  MYSQL_TYPE_DECIMAL,
  MYSQL_TYPE_TINY,
  MYSQL_TYPE_SHORT,
  MYSQL_TYPE_LONG,
  MYSQL_TYPE_FLOAT,
  MYSQL_TYPE_DOUBLE,
  MYSQL_TYPE_NULL,
  MYSQL_TYPE_TIMESTAMP,
  MYSQL_TYPE_LONGLONG,
  MYSQL_TYPE_INT24,
  MYSQL_TYPE_DATE,
  MYSQL_TYPE_TIME,
  MYSQL_TYPE_DATETIME,
  MYSQL_TYPE_YEAR,
  MYSQL_TYPE_BLOB = 252,
  MYSQL_TYPE_VAR_STRING = 253,
  MYSQL_TYPE_STRING = 254
};

enum mysql_option {
  MYSQL_OPT_CONNECT_TIMEOUT,
  MYSQL_OPT_COMPRESS,
  MYSQL_OPT_NAMED_PIPE,
  MYSQL_INIT_COMMAND,
  MYSQL_READ_DEFAULT_FILE,
  MYSQL_READ_DEFAULT_GROUP,
  MYSQL_SET_CHARSET_DIR,
  MYSQL_SET_CHARSET_NAME,
  MYSQL_OPT_LOCAL_INFILE,
  MYSQL_OPT_READ_TIMEOUT = 11,
  MYSQL_OPT_WRITE_TIMEOUT = 12,
  MYSQL_OPT_RECONNECT = 20
};

enum enum_mysql_set_option {
  MYSQL_OPTION_MULTI_STATEMENTS_ON,
  MYSQL_OPTION_MULTI_STATEMENTS_OFF
};

enum mysql_enum_shutdown_level { SHUTDOWN_DEFAULT = 0 };

enum enum_stmt_attr_type {
  STMT_ATTR_UPDATE_MAX_LENGTH,
  STMT_ATTR_CURSOR_TYPE,
  STMT_ATTR_PREFETCH_ROWS
};

enum enum_session_state_type {
  SESSION_TRACK_SYSTEM_VARIABLES,
  SESSION_TRACK_SCHEMA
};

typedef struct st_mysql_field {
  char *name;
  char *org_name;
  char *table;
  char *db;
  unsigned long length;
  unsigned long max_length;
  unsigned int flags;
  unsigned int decimals;
  enum enum_field_types type;
} MYSQL_FIELD;

typedef char **MYSQL_ROW;
typedef unsigned int MYSQL_FIELD_OFFSET;

typedef struct st_mysql_rows {
  struct st_mysql_rows *next;
  MYSQL_ROW data;
  unsigned long length;
} MYSQL_ROWS;
typedef MYSQL_ROWS *MYSQL_ROW_OFFSET;

// Complete, as in the real header: programs keep one by value.
typedef struct st_mysql {
  void *net;
  char *host, *user, *passwd, *db;
  my_ulonglong affected_rows;
  my_ulonglong insert_id;
  unsigned int field_count;
  my_bool reconnect;
} MYSQL;

typedef struct st_mysql_res {
  my_ulonglong row_count;
  unsigned int field_count;
  MYSQL *handle;
} MYSQL_RES;

typedef struct st_mysql_stmt MYSQL_STMT;

typedef struct st_mysql_bind {
  unsigned long *length;
  my_bool *is_null;
  void *buffer;
  my_bool *error;
  unsigned long buffer_length;
  enum enum_field_types buffer_type;
  my_bool is_unsigned;
} MYSQL_BIND;

typedef struct character_set {
  unsigned int number;
  const char *name;
} MY_CHARSET_INFO;
typedef struct ma_charset_info_st MARIADB_CHARSET_INFO;

#define CLIENT_FOUND_ROWS 2
#define CLIENT_COMPRESS 32
#define CLIENT_MULTI_STATEMENTS (1UL << 16)
#define CLIENT_MULTI_RESULTS (1UL << 17)

#define MYSQL_NO_DATA 100
#define MYSQL_DATA_TRUNCATED 101

#define mysql_library_init mysql_server_init
#define mysql_library_end mysql_server_end
#define mariadb_connect(handle, string)                                        \
  mysql_real_connect((handle), (string), NULL, NULL, NULL, 0, NULL, 0)

MYSQL_STMT *mysql_stmt_init(MYSQL *mysql);
int mysql_stmt_prepare(MYSQL_STMT *stmt, const char *query,
                       unsigned long length);
int mysql_stmt_execute(MYSQL_STMT *stmt);
int mysql_stmt_fetch(MYSQL_STMT *stmt);
int mysql_stmt_fetch_column(MYSQL_STMT *stmt, MYSQL_BIND *bind_arg,
                            unsigned int column, unsigned long offset);
int mysql_stmt_store_result(MYSQL_STMT *stmt);
unsigned long mysql_stmt_param_count(MYSQL_STMT *stmt);
my_bool mysql_stmt_attr_set(MYSQL_STMT *stmt,
                            enum enum_stmt_attr_type attr_type,
                            const void *attr);
my_bool mysql_stmt_attr_get(MYSQL_STMT *stmt,
                            enum enum_stmt_attr_type attr_type, void *attr);
my_bool mysql_stmt_bind_param(MYSQL_STMT *stmt, MYSQL_BIND *bnd);
my_bool mysql_stmt_bind_result(MYSQL_STMT *stmt, MYSQL_BIND *bnd);
my_bool mysql_stmt_close(MYSQL_STMT *stmt);
my_bool mysql_stmt_reset(MYSQL_STMT *stmt);
my_bool mysql_stmt_free_result(MYSQL_STMT *stmt);
my_bool mysql_stmt_send_long_data(MYSQL_STMT *stmt, unsigned int param_number,
                                  const char *data, unsigned long length);
MYSQL_RES *mysql_stmt_result_metadata(MYSQL_STMT *stmt);
MYSQL_RES *mysql_stmt_param_metadata(MYSQL_STMT *stmt);
unsigned int mysql_stmt_errno(MYSQL_STMT *stmt);
const char *mysql_stmt_error(MYSQL_STMT *stmt);
const char *mysql_stmt_sqlstate(MYSQL_STMT *stmt);
MYSQL_ROW_OFFSET mysql_stmt_row_seek(MYSQL_STMT *stmt, MYSQL_ROW_OFFSET offset);
MYSQL_ROW_OFFSET mysql_stmt_row_tell(MYSQL_STMT *stmt);
void mysql_stmt_data_seek(MYSQL_STMT *stmt, unsigned long long offset);
unsigned long long mysql_stmt_num_rows(MYSQL_STMT *stmt);
unsigned long long mysql_stmt_affected_rows(MYSQL_STMT *stmt);
unsigned long long mysql_stmt_insert_id(MYSQL_STMT *stmt);
unsigned int mysql_stmt_field_count(MYSQL_STMT *stmt);
int mysql_stmt_next_result(MYSQL_STMT *stmt);
my_bool mysql_stmt_more_results(MYSQL_STMT *stmt);
int mariadb_stmt_execute_direct(MYSQL_STMT *stmt, const char *stmt_str,
                                size_t length);
MYSQL_FIELD *mariadb_stmt_fetch_fields(MYSQL_STMT *stmt);
void mysql_set_local_infile_handler(
    MYSQL *mysql, int (*local_infile_init)(void **, const char *, void *),
    int (*local_infile_read)(void *, char *, unsigned int),
    void (*local_infile_end)(void *),
    int (*local_infile_error)(void *, char *, unsigned int), void *);
void mysql_set_local_infile_default(MYSQL *mysql);
my_ulonglong mysql_num_rows(MYSQL_RES *res);
unsigned int mysql_num_fields(MYSQL_RES *res);
my_bool mysql_eof(MYSQL_RES *res);
MYSQL_FIELD *mysql_fetch_field_direct(MYSQL_RES *res, unsigned int fieldnr);
MYSQL_FIELD *mysql_fetch_fields(MYSQL_RES *res);
MYSQL_ROWS *mysql_row_tell(MYSQL_RES *res);
unsigned int mysql_field_tell(MYSQL_RES *res);
unsigned int mysql_field_count(MYSQL *mysql);
my_bool mysql_more_results(MYSQL *mysql);
int mysql_next_result(MYSQL *mysql);
my_ulonglong mysql_affected_rows(MYSQL *mysql);
my_bool mysql_autocommit(MYSQL *mysql, my_bool mode);
my_bool mysql_commit(MYSQL *mysql);
my_bool mysql_rollback(MYSQL *mysql);
my_ulonglong mysql_insert_id(MYSQL *mysql);
unsigned int mysql_errno(MYSQL *mysql);
const char *mysql_error(MYSQL *mysql);
const char *mysql_info(MYSQL *mysql);
unsigned long mysql_thread_id(MYSQL *mysql);
const char *mysql_character_set_name(MYSQL *mysql);
void mysql_get_character_set_info(MYSQL *mysql, MY_CHARSET_INFO *cs);
int mysql_set_character_set(MYSQL *mysql, const char *csname);
MYSQL *mysql_init(MYSQL *mysql);
int mysql_ssl_set(MYSQL *mysql, const char *key, const char *cert,
                  const char *ca, const char *capath, const char *cipher);
const char *mysql_get_ssl_cipher(MYSQL *mysql);
my_bool mysql_change_user(MYSQL *mysql, const char *user, const char *passwd,
                          const char *db);
MYSQL *mysql_real_connect(MYSQL *mysql, const char *host, const char *user,
                          const char *passwd, const char *db, unsigned int port,
                          const char *unix_socket, unsigned long clientflag);
void mysql_close(MYSQL *sock);
int mysql_select_db(MYSQL *mysql, const char *db);
int mysql_query(MYSQL *mysql, const char *q);
int mysql_send_query(MYSQL *mysql, const char *q, unsigned long length);
my_bool mysql_read_query_result(MYSQL *mysql);
int mysql_real_query(MYSQL *mysql, const char *q, unsigned long length);
int mysql_shutdown(MYSQL *mysql, enum mysql_enum_shutdown_level shutdown_level);
int mysql_dump_debug_info(MYSQL *mysql);
int mysql_refresh(MYSQL *mysql, unsigned int refresh_options);
int mysql_kill(MYSQL *mysql, unsigned long pid);
int mysql_ping(MYSQL *mysql);
char *mysql_stat(MYSQL *mysql);
char *mysql_get_server_info(MYSQL *mysql);
unsigned long mysql_get_server_version(MYSQL *mysql);
char *mysql_get_host_info(MYSQL *mysql);
unsigned int mysql_get_proto_info(MYSQL *mysql);
MYSQL_RES *mysql_list_dbs(MYSQL *mysql, const char *wild);
MYSQL_RES *mysql_list_tables(MYSQL *mysql, const char *wild);
MYSQL_RES *mysql_list_fields(MYSQL *mysql, const char *table, const char *wild);
MYSQL_RES *mysql_list_processes(MYSQL *mysql);
MYSQL_RES *mysql_store_result(MYSQL *mysql);
MYSQL_RES *mysql_use_result(MYSQL *mysql);
int mysql_options(MYSQL *mysql, enum mysql_option option, const void *arg);
int mysql_options4(MYSQL *mysql, enum mysql_option option, const void *arg1,
                   const void *arg2);
void mysql_free_result(MYSQL_RES *result);
void mysql_data_seek(MYSQL_RES *result, unsigned long long offset);
MYSQL_ROW_OFFSET mysql_row_seek(MYSQL_RES *result, MYSQL_ROW_OFFSET);
MYSQL_FIELD_OFFSET mysql_field_seek(MYSQL_RES *result,
                                    MYSQL_FIELD_OFFSET offset);
MYSQL_ROW mysql_fetch_row(MYSQL_RES *result);
unsigned long *mysql_fetch_lengths(MYSQL_RES *result);
MYSQL_FIELD *mysql_fetch_field(MYSQL_RES *result);
unsigned long mysql_escape_string(char *to, const char *from,
                                  unsigned long from_length);
unsigned long mysql_real_escape_string(MYSQL *mysql, char *to, const char *from,
                                       unsigned long length);
unsigned int mysql_thread_safe(void);
unsigned int mysql_warning_count(MYSQL *mysql);
const char *mysql_sqlstate(MYSQL *mysql);
int mysql_server_init(int argc, char **argv, char **groups);
void mysql_server_end(void);
void mysql_thread_end(void);
my_bool mysql_thread_init(void);
int mysql_set_server_option(MYSQL *mysql, enum enum_mysql_set_option option);
const char *mysql_get_client_info(void);
unsigned long mysql_get_client_version(void);
my_bool mariadb_connection(MYSQL *mysql);
const char *mysql_get_server_name(MYSQL *mysql);
MARIADB_CHARSET_INFO *mariadb_get_charset_by_name(const char *csname);
MARIADB_CHARSET_INFO *mariadb_get_charset_by_nr(unsigned int csnr);
size_t mariadb_convert_string(const char *from, size_t *from_len,
                              MARIADB_CHARSET_INFO *from_cs, char *to,
                              size_t *to_len, MARIADB_CHARSET_INFO *to_cs,
                              int *errorcode);
int mysql_optionsv(MYSQL *mysql, enum mysql_option option, ...);
int mysql_get_optionv(MYSQL *mysql, enum mysql_option option, void *arg, ...);
int mysql_get_option(MYSQL *mysql, enum mysql_option option, void *arg);
unsigned long mysql_hex_string(char *to, const char *from, unsigned long len);
my_socket mysql_get_socket(MYSQL *mysql);
unsigned int mysql_get_timeout_value(const MYSQL *mysql);
unsigned int mysql_get_timeout_value_ms(const MYSQL *mysql);
my_bool mariadb_reconnect(MYSQL *mysql);
int mariadb_cancel(MYSQL *mysql);
unsigned long mysql_net_read_packet(MYSQL *mysql);
unsigned long mysql_net_field_length(unsigned char **packet);
my_bool mysql_embedded(void);
int mysql_close_start(MYSQL *sock);
int mysql_close_cont(MYSQL *sock, int status);
int mysql_commit_start(my_bool *ret, MYSQL *mysql);
int mysql_commit_cont(my_bool *ret, MYSQL *mysql, int status);
int mysql_dump_debug_info_cont(int *ret, MYSQL *mysql, int ready_status);
int mysql_dump_debug_info_start(int *ret, MYSQL *mysql);
int mysql_rollback_start(my_bool *ret, MYSQL *mysql);
int mysql_rollback_cont(my_bool *ret, MYSQL *mysql, int status);
int mysql_autocommit_start(my_bool *ret, MYSQL *mysql, my_bool auto_mode);
int mysql_list_fields_cont(MYSQL_RES **ret, MYSQL *mysql, int ready_status);
int mysql_list_fields_start(MYSQL_RES **ret, MYSQL *mysql, const char *table,
                            const char *wild);
int mysql_autocommit_cont(my_bool *ret, MYSQL *mysql, int status);
int mysql_next_result_start(int *ret, MYSQL *mysql);
int mysql_next_result_cont(int *ret, MYSQL *mysql, int status);
int mysql_select_db_start(int *ret, MYSQL *mysql, const char *db);
int mysql_select_db_cont(int *ret, MYSQL *mysql, int ready_status);
int mysql_stmt_warning_count(MYSQL_STMT *stmt);
int mysql_stmt_next_result_start(int *ret, MYSQL_STMT *stmt);
int mysql_stmt_next_result_cont(int *ret, MYSQL_STMT *stmt, int status);
int mysql_set_character_set_start(int *ret, MYSQL *mysql, const char *csname);
int mysql_set_character_set_cont(int *ret, MYSQL *mysql, int status);
int mysql_change_user_start(my_bool *ret, MYSQL *mysql, const char *user,
                            const char *passwd, const char *db);
int mysql_change_user_cont(my_bool *ret, MYSQL *mysql, int status);
int mysql_real_connect_start(MYSQL **ret, MYSQL *mysql, const char *host,
                             const char *user, const char *passwd,
                             const char *db, unsigned int port,
                             const char *unix_socket, unsigned long clientflag);
int mysql_real_connect_cont(MYSQL **ret, MYSQL *mysql, int status);
int mysql_query_start(int *ret, MYSQL *mysql, const char *q);
int mysql_query_cont(int *ret, MYSQL *mysql, int status);
int mysql_send_query_start(int *ret, MYSQL *mysql, const char *q,
                           unsigned long length);
int mysql_send_query_cont(int *ret, MYSQL *mysql, int status);
int mysql_real_query_start(int *ret, MYSQL *mysql, const char *q,
                           unsigned long length);
int mysql_real_query_cont(int *ret, MYSQL *mysql, int status);
int mysql_store_result_start(MYSQL_RES **ret, MYSQL *mysql);
int mysql_store_result_cont(MYSQL_RES **ret, MYSQL *mysql, int status);
int mysql_shutdown_start(int *ret, MYSQL *mysql,
                         enum mysql_enum_shutdown_level shutdown_level);
int mysql_shutdown_cont(int *ret, MYSQL *mysql, int status);
int mysql_refresh_start(int *ret, MYSQL *mysql, unsigned int refresh_options);
int mysql_refresh_cont(int *ret, MYSQL *mysql, int status);
int mysql_kill_start(int *ret, MYSQL *mysql, unsigned long pid);
int mysql_kill_cont(int *ret, MYSQL *mysql, int status);
int mysql_set_server_option_start(int *ret, MYSQL *mysql,
                                  enum enum_mysql_set_option option);
int mysql_set_server_option_cont(int *ret, MYSQL *mysql, int status);
int mysql_ping_start(int *ret, MYSQL *mysql);
int mysql_ping_cont(int *ret, MYSQL *mysql, int status);
int mysql_stat_start(const char **ret, MYSQL *mysql);
int mysql_stat_cont(const char **ret, MYSQL *mysql, int status);
int mysql_free_result_start(MYSQL_RES *result);
int mysql_free_result_cont(MYSQL_RES *result, int status);
int mysql_fetch_row_start(MYSQL_ROW *ret, MYSQL_RES *result);
int mysql_fetch_row_cont(MYSQL_ROW *ret, MYSQL_RES *result, int status);
int mysql_read_query_result_start(my_bool *ret, MYSQL *mysql);
int mysql_read_query_result_cont(my_bool *ret, MYSQL *mysql, int status);
int mysql_reset_connection_start(int *ret, MYSQL *mysql);
int mysql_reset_connection_cont(int *ret, MYSQL *mysql, int status);
int mysql_session_track_get_next(MYSQL *mysql,
                                 enum enum_session_state_type type,
                                 const char **data, size_t *length);
int mysql_session_track_get_first(MYSQL *mysql,
                                  enum enum_session_state_type type,
                                  const char **data, size_t *length);
int mysql_stmt_prepare_start(int *ret, MYSQL_STMT *stmt, const char *query,
                             unsigned long length);
int mysql_stmt_prepare_cont(int *ret, MYSQL_STMT *stmt, int status);
int mysql_stmt_execute_start(int *ret, MYSQL_STMT *stmt);
int mysql_stmt_execute_cont(int *ret, MYSQL_STMT *stmt, int status);
int mysql_stmt_fetch_start(int *ret, MYSQL_STMT *stmt);
int mysql_stmt_fetch_cont(int *ret, MYSQL_STMT *stmt, int status);
int mysql_stmt_store_result_start(int *ret, MYSQL_STMT *stmt);
int mysql_stmt_store_result_cont(int *ret, MYSQL_STMT *stmt, int status);
int mysql_stmt_close_start(my_bool *ret, MYSQL_STMT *stmt);
int mysql_stmt_close_cont(my_bool *ret, MYSQL_STMT *stmt, int status);
int mysql_stmt_reset_start(my_bool *ret, MYSQL_STMT *stmt);
int mysql_stmt_reset_cont(my_bool *ret, MYSQL_STMT *stmt, int status);
int mysql_stmt_free_result_start(my_bool *ret, MYSQL_STMT *stmt);
int mysql_stmt_free_result_cont(my_bool *ret, MYSQL_STMT *stmt, int status);
int mysql_stmt_send_long_data_start(my_bool *ret, MYSQL_STMT *stmt,
                                    unsigned int param_number, const char *data,
                                    unsigned long len);
int mysql_stmt_send_long_data_cont(my_bool *ret, MYSQL_STMT *stmt, int status);
int mysql_reset_connection(MYSQL *mysql);

#ifdef __cplusplus
}
#endif

#endif
