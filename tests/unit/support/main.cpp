// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <gtest/gtest.h>

#include "platform/process/process_info.hpp"
#include "unit/support/programs.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kChild = "--as-child";

std::map<std::string, ChildBody::Body>& bodies() {
  static std::map<std::string, ChildBody::Body> map;
  return map;
}

/// The child body that a command line selects; nullptr: it is for GoogleTest.
ChildBody::Body body_for(const Words& arguments) {
  if (arguments.size() < 3 || arguments[1] != kChild) return nullptr;
  const auto body = bodies().find(arguments[2]);
  return body == bodies().end() ? nullptr : body->second;
}

}  // namespace

ChildBody::ChildBody(const char* name, Body body) : name_(name) {
  bodies()[name] = body;
}

Words ChildBody::words() const {
  return {own_program().value_or(""), kChild, name_};
}

}  // namespace latchkey::test

int main(int count, char** arguments) {
  const latchkey::test::Words words(arguments, arguments + count);
  if (const auto body = latchkey::test::body_for(words)) return body({words.begin() + 3, words.end()});
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}
