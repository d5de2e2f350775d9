// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Remembers answers that may ask for one another, recursion included.

#ifndef LEASH_CHECKERS_FLOW_PROGRESS_H
#define LEASH_CHECKERS_FLOW_PROGRESS_H

#include <algorithm>
#include <vector>

namespace leash::flow {

/// Keeps track of which answers are in progress. One that used an unfinished
/// answer is good only until the outermost such is finished, and is then
/// computed anew when asked for (as the components in Tarjan's algorithm).
class Progress {
public:
  /// What is known of one answer. Its address stays the same.
  struct Memo {
    bool asked() const { return RestsOn != Unasked; }
    bool running() const { return Running; }

  private:
    friend class Progress;
    static constexpr unsigned Final = ~0u, Unasked = ~0u - 1;
    unsigned RestsOn = Unasked; ///< the outermost unfinished one it used
    bool Running = false;
  };

  void begin(Memo &M) {
    M.RestsOn = Running.size();
    M.Running = true;
    Running.push_back({M.RestsOn, Resting.size()});
  }
  /// The answer last begun is about to use \p M, which was asked before.
  void use(const Memo &M) {
    if (M.RestsOn != Memo::Final)
      restOn(M.RestsOn);
  }
  /// The answer last begun holds only as far down as it was asked for.
  void useBound() { restOn(0); }
  /// What rests on the answer last begun is to be computed anew.
  void again() { forgetFrom(Running.back().Mark); }
  /// \p M was begun last.
  void end(Memo &M) {
    const Frame Done = Running.back();
    Running.pop_back();
    M.Running = false;
    if (Done.Lowest < Running.size()) {
      M.RestsOn = Done.Lowest;
      Resting.push_back(&M);
      restOn(Done.Lowest);
    } else {
      forgetFrom(Done.Mark);
      M.RestsOn = Memo::Final;
    }
  }

private:
  struct Frame {
    unsigned Lowest; ///< index of the outermost unfinished answer used
    size_t Mark;     ///< of Resting, when this one began
  };

  void restOn(unsigned Index) {
    if (!Running.empty())
      Running.back().Lowest = std::min(Running.back().Lowest, Index);
  }
  void forgetFrom(size_t Mark) {
    for (size_t I = Mark; I != Resting.size(); ++I)
      Resting[I]->RestsOn = Memo::Unasked;
    Resting.resize(Mark);
  }

  std::vector<Frame> Running;
  std::vector<Memo *> Resting;
};

/// An answer and how far it can be relied on.
template <typename T> struct Remembered : Progress::Memo { T Answer; };

} // namespace leash::flow

#endif
