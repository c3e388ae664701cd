// SPDX-License-Identifier: Apache-2.0
// The compiler initializes variables without a value: cmake/Flags.cmake. tests/install/hardening.py checks
// the other hardening in the installed program, where this one leaves no mark.
#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace {

constexpr std::size_t kSize = 256;
using Block = std::array<unsigned char, kSize>;
using Bytes = std::vector<unsigned char>;

void fill(Block& block, Bytes& /*copy*/) {
  unsigned char next = 1;
  for (unsigned char& byte : block) byte = next++;
}

void copy(Block& block, Bytes& copy) {
  copy.assign(block.begin(), block.end());
}

using Use = void (*)(Block&, Bytes&);

// The compiler does not know the called function, so it cannot detect that the block has no value.
[[gnu::noinline]] void call_with_block(const volatile Use& use, Bytes& bytes) {
  Block block;  // NOLINT: has no value on purpose
  const Use function = use;
  function(block, bytes);
}

TEST(StackInitialization, BlockDoesNotExposeAnEarlierCall) {
  const volatile Use first = fill;
  const volatile Use second = copy;
  Bytes bytes;
  call_with_block(first, bytes);
  call_with_block(second, bytes);
  ASSERT_EQ(bytes.size(), kSize);
  EXPECT_EQ(bytes, Bytes(kSize, bytes.front()));
#ifdef NDEBUG
  EXPECT_EQ(bytes.front(), 0);
#endif
}

}  // namespace
