// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The part of the C++ standard library that the tests use, small enough to
// parse in no time; behaviour that matters to ownership is spelled out.

#ifndef LEASH_TEST_MOCK_STD_H
#define LEASH_TEST_MOCK_STD_H
#pragma GCC system_header

namespace std {

using size_t = decltype(sizeof(0));
using nullptr_t = decltype(nullptr);

template <class T> struct remove_reference { using type = T; };
template <class T> struct remove_reference<T &> { using type = T; };
template <class T> struct remove_reference<T &&> { using type = T; };
template <class T>
using remove_reference_t = typename remove_reference<T>::type;
template <class A, class B> struct is_same { static constexpr bool value = false; };
template <class A> struct is_same<A, A> { static constexpr bool value = true; };
template <class A, class B>
inline constexpr bool is_same_v = is_same<A, B>::value;
template <class T> struct decay { using type = remove_reference_t<T>; };
template <class T> using decay_t = typename decay<T>::type;

template <class T>
constexpr remove_reference_t<T> &&move(T &&X) noexcept {
  return static_cast<remove_reference_t<T> &&>(X);
}
template <class T>
constexpr T &&forward(remove_reference_t<T> &X) noexcept {
  return static_cast<T &&>(X);
}
template <class T>
constexpr T &&forward(remove_reference_t<T> &&X) noexcept {
  return static_cast<T &&>(X);
}
template <class T> T &&declval() noexcept;
template <class T> void swap(T &A, T &B) noexcept {
  T Tmp = std::move(A);
  A = std::move(B);
  B = std::move(Tmp);
}
template <class T, class U = T> T exchange(T &Obj, U &&New) noexcept {
  T Old = std::move(Obj);
  Obj = std::forward<U>(New);
  return Old;
}
template <class T> T *addressof(T &X) noexcept { return __builtin_addressof(X); }

class exception {
public:
  exception() noexcept {}
  exception(const exception &) noexcept {}
  virtual ~exception() {}
  virtual const char *what() const noexcept;
};
class bad_alloc : public exception {};
class logic_error : public exception {
public:
  explicit logic_error(const char *);
  logic_error(const logic_error &) noexcept;
};
class invalid_argument : public logic_error {
public:
  using logic_error::logic_error;
};
class out_of_range : public logic_error {
public:
  using logic_error::logic_error;
};
class runtime_error : public exception {
public:
  explicit runtime_error(const char *);
  runtime_error(const runtime_error &) noexcept;
};
class exception_ptr;
exception_ptr current_exception() noexcept;
[[noreturn]] void terminate() noexcept;
[[noreturn]] void exit(int);
[[noreturn]] void abort() noexcept;
int uncaught_exceptions() noexcept;

template <class T> class initializer_list {
  const T *First;
  size_t Count;

public:
  constexpr initializer_list() noexcept : First(nullptr), Count(0) {}
  constexpr const T *begin() const noexcept { return First; }
  constexpr const T *end() const noexcept { return First + Count; }
  constexpr size_t size() const noexcept { return Count; }
};

class string {
public:
  string() noexcept;
  string(const char *);
  string(const string &);
  string(string &&) noexcept;
  ~string();
  string &operator=(const string &);
  string &operator=(string &&) noexcept;
  string &operator=(const char *);
  string &operator+=(const char *);
  string &operator+=(const string &);
  const char *c_str() const noexcept;
  bool empty() const noexcept;
  size_t size() const noexcept;
};
string operator+(const string &, const char *);
string operator+(const char *, const string &);
bool operator==(const string &, const char *) noexcept;
int stoi(const string &);

template <class T> struct default_delete {
  void operator()(T *P) const { delete P; }
};

template <class T, class D = default_delete<T>> class unique_ptr {
  T *Ptr;
  D Del;

public:
  using pointer = T *;
  constexpr unique_ptr() noexcept : Ptr(nullptr), Del() {}
  constexpr unique_ptr(nullptr_t) noexcept : Ptr(nullptr), Del() {}
  explicit unique_ptr(T *P) noexcept : Ptr(P), Del() {}
  unique_ptr(T *P, D Deleter) noexcept : Ptr(P), Del(std::move(Deleter)) {}
  unique_ptr(unique_ptr &&O) noexcept
      : Ptr(O.release()), Del(std::forward<D>(O.Del)) {}
  unique_ptr(const unique_ptr &) = delete;
  ~unique_ptr() {
    if (Ptr)
      Del(Ptr);
    Ptr = nullptr;
  }
  unique_ptr &operator=(unique_ptr &&O) noexcept {
    reset(O.release());
    Del = std::forward<D>(O.Del);
    return *this;
  }
  unique_ptr &operator=(nullptr_t) noexcept {
    reset();
    return *this;
  }
  unique_ptr &operator=(const unique_ptr &) = delete;
  T *get() const noexcept { return Ptr; }
  T &operator*() const noexcept { return *Ptr; }
  T *operator->() const noexcept { return Ptr; }
  explicit operator bool() const noexcept { return Ptr != nullptr; }
  D &get_deleter() noexcept { return Del; }
  T *release() noexcept {
    T *P = Ptr;
    Ptr = nullptr;
    return P;
  }
  void reset(T *P = nullptr) noexcept {
    T *Old = Ptr;
    Ptr = P;
    if (Old)
      Del(Old);
  }
  void swap(unique_ptr &O) noexcept {
    std::swap(Ptr, O.Ptr);
    std::swap(Del, O.Del);
  }
};
template <class T, class D>
void swap(unique_ptr<T, D> &A, unique_ptr<T, D> &B) noexcept {
  A.swap(B);
}
template <class T, class D>
bool operator==(const unique_ptr<T, D> &A, nullptr_t) noexcept {
  return !A;
}
template <class T, class D>
bool operator!=(const unique_ptr<T, D> &A, nullptr_t) noexcept {
  return static_cast<bool>(A);
}
template <class T, class... As> unique_ptr<T> make_unique(As &&...Args) {
  return unique_ptr<T>(new T(std::forward<As>(Args)...));
}

struct control_block {
  virtual ~control_block() {}
  virtual void dispose() noexcept = 0;
  long Uses = 1;
};
template <class T, class D> struct control_with_deleter : control_block {
  T *Ptr;
  D Del;
  control_with_deleter(T *P, D Deleter) : Ptr(P), Del(std::move(Deleter)) {}
  void dispose() noexcept override { Del(Ptr); }
};
template <class T> class shared_ptr {
  T *Ptr;
  control_block *Control;

public:
  constexpr shared_ptr() noexcept : Ptr(nullptr), Control(nullptr) {}
  constexpr shared_ptr(nullptr_t) noexcept : Ptr(nullptr), Control(nullptr) {}
  template <class U>
  explicit shared_ptr(U *P) : shared_ptr(P, default_delete<U>()) {}
  template <class U, class D>
  shared_ptr(U *P, D Deleter)
      : Ptr(P), Control(new control_with_deleter<U, D>(P, std::move(Deleter))) {}
  shared_ptr(const shared_ptr &) noexcept;
  shared_ptr(shared_ptr &&) noexcept;
  template <class U, class D>
  shared_ptr(unique_ptr<U, D> &&O)
      : shared_ptr(O.get(), O.get_deleter()) {
    O.release();
  }
  ~shared_ptr() {
    if (Control && --Control->Uses == 0) {
      Control->dispose();
      delete Control;
    }
  }
  shared_ptr &operator=(const shared_ptr &) noexcept;
  shared_ptr &operator=(shared_ptr &&) noexcept;
  T *get() const noexcept { return Ptr; }
  T &operator*() const noexcept { return *Ptr; }
  T *operator->() const noexcept { return Ptr; }
  explicit operator bool() const noexcept { return Ptr != nullptr; }
  void reset() noexcept;
  template <class U> void reset(U *P) { shared_ptr(P).swap(*this); }
  template <class U, class D> void reset(U *P, D Deleter) {
    shared_ptr(P, std::move(Deleter)).swap(*this);
  }
  void swap(shared_ptr &) noexcept;
};
template <class T, class... As> shared_ptr<T> make_shared(As &&...);

template <class Sig> class function;
template <class R, class... As> class function<R(As...)> {
  struct target {
    virtual ~target() {}
    virtual R call(As...) = 0;
  };
  template <class F> struct target_of : target {
    F Fn;
    explicit target_of(F X) : Fn(std::move(X)) {}
    R call(As... Args) override { return Fn(std::forward<As>(Args)...); }
  };
  target *Target;

public:
  function() noexcept;
  function(nullptr_t) noexcept;
  template <class F> function(F Fn) : Target(new target_of<F>(std::move(Fn))) {}
  function(const function &);
  function(function &&) noexcept;
  ~function();
  function &operator=(const function &);
  function &operator=(function &&) noexcept;
  R operator()(As...) const;
  explicit operator bool() const noexcept;
};

struct nullopt_t {};
inline constexpr nullopt_t nullopt{};
template <class T> class optional {
public:
  optional() noexcept;
  optional(nullopt_t) noexcept;
  optional(const optional &);
  optional(optional &&) noexcept;
  optional(T &&);
  optional(const T &);
  ~optional();
  optional &operator=(optional &&) noexcept;
  optional &operator=(T &&);
  template <class... As> T &emplace(As &&...);
  T &operator*() noexcept;
  T *operator->() noexcept;
  explicit operator bool() const noexcept;
  void reset() noexcept;
};

template <class A, class B> struct pair {
  A first;
  B second;
};
template <class A, class B> pair<decay_t<A>, decay_t<B>> make_pair(A &&X, B &&Y) {
  return {std::forward<A>(X), std::forward<B>(Y)};
}

template <class... Ts> class tuple {
public:
  tuple(const Ts &...);
  tuple(tuple &&);
  ~tuple();
};
template <class... Ts> tuple<decay_t<Ts>...> make_tuple(Ts &&...);

template <class T> class vector {
public:
  vector() noexcept;
  vector(const vector &);
  vector(vector &&) noexcept;
  ~vector();
  void push_back(const T &);
  void push_back(T &&);
  template <class... As> T &emplace_back(As &&...);
  T &operator[](size_t) noexcept;
  T &at(size_t);
  T &back() noexcept;
  T *begin() noexcept;
  T *end() noexcept;
  const T *begin() const noexcept;
  const T *end() const noexcept;
  size_t size() const noexcept;
  bool empty() const noexcept;
  void clear() noexcept;
};

template <class K, class V> class map {
public:
  using value_type = pair<const K, V>;
  map() noexcept;
  ~map();
  V &operator[](const K &);
  V &at(const K &);
  pair<value_type *, bool> emplace(const K &, V);
  pair<value_type *, bool> insert(value_type);
  pair<value_type *, bool> insert_or_assign(const K &, V);
  value_type *begin() noexcept;
  value_type *end() noexcept;
  value_type *find(const K &) noexcept;
};

void start_elsewhere(void *State) noexcept;
template <class F, class... As> struct thread_state {
  F Fn;
  tuple<As...> Args;
};
class thread {
public:
  template <class F, class... As> explicit thread(F &&Fn, As &&...Args) {
    start_elsewhere(new thread_state<decay_t<F>, decay_t<As>...>{
        std::forward<F>(Fn), tuple<decay_t<As>...>(std::forward<As>(Args)...)});
  }
  thread(thread &&) noexcept;
  ~thread();
  void join();
  void detach();
};
template <class T> class future {
public:
  future(future &&) noexcept;
  ~future();
  T get();
};
template <class T> future<T> future_of(void *State);
template <class F, class... As> future<void> async(F &&Fn, As &&...Args) {
  return future_of<void>(new thread_state<decay_t<F>, decay_t<As>...>{
      std::forward<F>(Fn), tuple<decay_t<As>...>(std::forward<As>(Args)...)});
}
class mutex {
public:
  void lock();
  void unlock() noexcept;
};
template <class M> class lock_guard {
  M &Held;

public:
  explicit lock_guard(M &Mutex) : Held(Mutex) { Held.lock(); }
  ~lock_guard() { Held.unlock(); }
};

} // namespace std

#endif
