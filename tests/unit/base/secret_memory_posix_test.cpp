// SPDX-License-Identifier: Apache-2.0
// Not on Windows: freed memory is observed by replacing operator delete, which its libraries do not use.
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <malloc.h>
#include <nlohmann/json.hpp>

#include "aws/request/signer.hpp"
#include "base/ini/ini.hpp"
#include "base/json_reader.hpp"
#include "base/python_json.hpp"
#include "base/secret/secret_json.hpp"
#include "base/secret/secret_text.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/network/transport.hpp"
#include "session/access.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace {

/// Part of every planted secret. Its first letters do not occur elsewhere in the memory of this program.
constexpr std::string_view kPlanted = "~planted~";

std::atomic<bool> is_watching = false;
std::atomic<int> found = 0;

void look_at(const void* block, std::size_t size) {
  if (is_watching &&
      std::string_view(static_cast<const char*>(block), size).find(kPlanted) != std::string_view::npos)
    ++found;
}

}  // namespace

void* operator new(std::size_t size, const std::nothrow_t& /*never throws*/) noexcept {
  void* const block = std::malloc(size > 0 ? size : 1);
  // Clears the previous content.
  if (block != nullptr && is_watching) std::memset(block, 0, malloc_usable_size(block));
  return block;
}

void* operator new(std::size_t size) {
  void* const block = operator new(size, std::nothrow);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void operator delete(void* memory) noexcept {
  if (memory != nullptr) look_at(memory, malloc_usable_size(memory));
  std::free(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept {
  operator delete(memory);
}

namespace latchkey::test {
namespace {

/// How many blocks with a planted secret `work` frees.
template <class Work>
int secrets_freed(const Work& work) {
  found = 0;
  is_watching = true;
  work();
  is_watching = false;
  return found;
}

/// 20 bytes, so that it is on the heap.
const char* const kSecret = "~planted~ 0123456789";
/// Inside of the std::string. A move overwrites the first byte.
const char* const kShort = "1~planted~";

TEST(SecretMemory, TestDetectsAFreedSecret) {
  EXPECT_EQ(secrets_freed([] { const std::string text = kSecret; }), 1);
  EXPECT_EQ(secrets_freed([] { const nlohmann::json json = {{"a", {kSecret}}}; }), 1);
}

TEST(SecretMemory, TextIsOverwrittenOnDestructionAndAssignment) {
  EXPECT_EQ(secrets_freed([] { const SecretText text = kSecret; }), 0);
  EXPECT_EQ(secrets_freed([] {
              SecretText text = kSecret;
              const SecretText copy = text;
              SecretText moved = std::move(text);
              moved = "short";
              moved = SecretText(std::string(100, 'x'));
              moved = copy;
              moved.clear();
            }),
            0);
}

TEST(SecretMemory, GrowingTextOverwritesItsOldBuffer) {
  EXPECT_EQ(secrets_freed([] {
              SecretText text = kSecret;
              for (int i = 0; i < 10'000; ++i) text += 'x';
              text += std::string(100'000, 'y');
              text.reserve(1'000'000);
              text.resize(2'000'000);
              text.drop_front(5);
              EXPECT_EQ(text.view().substr(0, 4), "ted~");
              text.drop_front(3'000'000);
              EXPECT_TRUE(text.empty());
            }),
            0);
}

TEST(SecretMemory, ShortTextIsOverwrittenInPlace) {
  for (const bool moves : {false, true}) {
    alignas(SecretText) std::array<char, sizeof(SecretText)> memory{};
    auto* const text = new (memory.data()) SecretText(kShort);
    if (moves) const SecretText other = std::move(*text);
    if (moves) {
      EXPECT_EQ(std::string_view(memory.data(), memory.size()).find(kPlanted), std::string_view::npos);
    }
    std::destroy_at(text);
    EXPECT_EQ(std::string_view(memory.data(), memory.size()).find(kPlanted), std::string_view::npos);
  }
}

TEST(SecretMemory, SourceOfASecretIsOverwritten) {
  std::string text = kShort;
  const Secret secret(std::move(text));
  // NOLINTNEXTLINE(bugprone-use-after-move)
  EXPECT_EQ(text.data()[1], '\0') << "still there, as the text keeps its room";
  EXPECT_EQ(secret.reveal(), kShort);
}

TEST(SecretMemory, JsonIsOverwrittenOnDestructionAndAssignment) {
  EXPECT_EQ(secrets_freed([] {
              SecretJson json(nlohmann::json{{"a", kSecret}, {"b", {1, true, {{"c", {kSecret}}}}}});
              const SecretJson copy = json;
              SecretJson moved = std::move(json);
              moved = SecretJson(nlohmann::json{{"d", kSecret}});
              moved = copy;
              EXPECT_EQ((*moved)["a"].get_ref<const std::string&>(), kSecret);
            }),
            0);
  EXPECT_EQ(secrets_freed([] {
              OrderedSecretJson json;
              (*json)["a"] = kSecret;
              EXPECT_EQ(python_json(*json), R"({"a": "~planted~ 0123456789"})");
            }),
            0);
}

TEST(SecretMemory, FileIsOverwrittenEvenIfRejected) {
  const TemporaryFolder folder;
  const std::string name = folder.path() + "/f";
  folder.write("f", std::string(5000, 'x') + kSecret);
  EXPECT_EQ(secrets_freed([&] { EXPECT_EQ((*files::read(name))->size(), 5020U); }), 0);
  EXPECT_EQ(secrets_freed([&] {
              EXPECT_FALSE(files::read(name, 5000)) << "too large";
              EXPECT_FALSE(ini::parse(**files::read(name), "c")) << "not a config file";
            }),
            0);
}

TEST(SecretMemory, ConfigFileIsOverwritten) {
  EXPECT_EQ(secrets_freed([] {
              SecretText text = "[a]\r\nkey =\n  one\n  ";
              text.append(kSecret).append("\n  two\n[a]\n");
              EXPECT_FALSE(ini::parse(std::move(text), "c")) << "section [a] twice";
              SecretText good = "[a]\nkey =\n  one = 1\n  two = ";
              const auto file = ini::parse(std::move(good.append(kSecret)), "c");
              ASSERT_TRUE(file);
              EXPECT_NE((*file)[0].find("key")->nested(), nullptr);
            }),
            0);
}

TEST(SecretMemory, RequestAndSignatureAreOverwritten) {
  EXPECT_EQ(secrets_freed([] {
              HttpRequest request;
              for (int i = 0; i < 10; ++i) request.headers.emplace_back("Authorization", kSecret);
              request.body = kSecret;
              const HttpRequest copy = request;
              SigningRequest to_sign{"POST", "/", "", {}, ""};
              to_sign.headers = copy.headers;
              const auto signature = sign(to_sign, {"r", "s", "20260301T000000Z"}, "AKIA", Secret(kSecret));
              EXPECT_FALSE(signature.hex.empty());
              const HttpResponse response{200, {{"set-cookie", kSecret}}, kSecret};
            }),
            0);
}

TEST(SecretMemory, StateFileIsOverwritten) {
  EXPECT_EQ(secrets_freed([] {
              const auto text = with_checksum("kind", kSecret);
              EXPECT_EQ(without_checksum("kind", text), kSecret);
            }),
            0);
}

TEST(SecretMemory, ProgramOutputIsOverwrittenEvenOnFailure) {
  // Split, because the arguments are also copied.
  const std::vector<std::string> program = {"/bin/sh", "-c", "printf '~plan%s~ 0123456789' ted; exit 3"};
  const auto environment = plain_environment();
  EXPECT_EQ(secrets_freed([&] {
              const auto output = run_captured(program, environment);
              ASSERT_TRUE(output);
              EXPECT_EQ(output->out.view().substr(0, kPlanted.size()), kPlanted);
            }),
            0);
}

TEST(SecretMemory, FailedCredentialProcessLeavesNothing) {
  for (const auto& end : {ProcessOutput::End::exited, ProcessOutput::End::late}) {
    TestHost machine;
    machine.home.write(".aws/config", "[default]\ncredential_process = program\n");
    Host host = machine.host();
    host.run = [&](const auto&, const auto&, const auto&) { return ProcessOutput{end, 3, kSecret, {}}; };
    EXPECT_EQ(secrets_freed([&] { EXPECT_FALSE(open_session({}, host)->credentials()); }), 0);
  }
}

TEST(SecretMemory, LongTermKeyIsOverwrittenWithItsSession) {
  TestHost machine;
  const std::string keys = "aws_access_key_id = AKIA\naws_secret_access_key = ";
  machine.home.write(".aws/credentials", "[default]\n" + keys + kSecret + '\n');
  const Host host = machine.host();
  EXPECT_EQ(secrets_freed([&] {
              EXPECT_EQ(open_session({}, host)->credentials()->secret_access_key.reveal(), kSecret);
            }),
            0);
}

}  // namespace
}  // namespace latchkey::test
