// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A short text that is read while it may be replaced.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace leash::track {

// Stores up to 8 * count - 1 bytes, with their null, word by word. A reader may
// see parts of two texts but always an end.
template <std::size_t count>
void store_text(std::atomic<std::uint64_t> (&words)[count],
                std::string_view text) noexcept {
  const std::size_t length =
      text.size() < 8 * count ? text.size() : 8 * count - 1;
  for (std::size_t i = 0; i <= length / 8; ++i) {
    std::uint64_t word = 0;
    const std::size_t rest = length - 8 * i;
    std::memcpy(&word, text.data() + 8 * i, rest < 8 ? rest : 8);
    words[i].store(word, std::memory_order_release);
  }
}

template <std::size_t count>
std::array<char, 8 * count>
load_text(const std::atomic<std::uint64_t> (&words)[count]) noexcept {
  std::array<char, 8 * count> text;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t word = words[i].load(std::memory_order_acquire);
    std::memcpy(text.data() + 8 * i, &word, 8);
  }
  text.back() = '\0';
  return text;
}

} // namespace leash::track
