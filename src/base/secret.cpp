// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <utility>

#include <latchkey/secret.hpp>

namespace latchkey {

void wipe(std::string& text) {
  text.resize(text.capacity());  // what an earlier, longer value left behind the end goes too
  volatile char* bytes = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = 0;
  text.clear();
}

namespace {

struct WipeAndDelete {
  void operator()(std::string* text) const {
    wipe(*text);
    delete text;
  }
};

std::shared_ptr<const std::string> keep(std::string& text) {
  std::shared_ptr<std::string> kept(new std::string(std::move(text)), WipeAndDelete());
  wipe(text);  // a short string is copied by a move, and its bytes would stay
  return kept;
}

}  // namespace

Secret::Secret() : Secret(std::string()) {}
Secret::Secret(std::string text) : text_(keep(text)) {}

}  // namespace latchkey
