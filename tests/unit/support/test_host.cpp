// SPDX-License-Identifier: Apache-2.0
#include "unit/support/test_host.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <gtest/gtest.h>

#include "unit/support/machine.hpp"

namespace latchkey::test {
namespace {

class FunctionTransport : public Transport {
 public:
  explicit FunctionTransport(TestHost& test) : test_(test) {}

  tl::expected<HttpResponse, TransportFailure> send(const HttpRequest& request) override {
    test_.requests.push_back(request);
    if (test_.network) return test_.network(request);
    ADD_FAILURE() << "unexpected request to " << request.url;
    return tl::unexpected(TransportFailure{});
  }

 private:
  TestHost& test_;
};

}  // namespace

TemporaryFolder::TemporaryFolder() {
  path_ = make_temporary_folder();
}

TemporaryFolder::~TemporaryFolder() {
  if (::testing::Test::HasFailure()) {
    std::cerr << "kept: " << path_ << '\n';
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void TemporaryFolder::write(const std::string& name, const std::string& text, unsigned mode) const {
  const std::filesystem::path path = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  set_mode(path.string(), mode);
}

std::string TemporaryFolder::read(const std::string& name) const {
  std::ifstream in(std::filesystem::path(path_) / name, std::ios::binary);
  EXPECT_TRUE(in) << name << " is not there";
  return {std::istreambuf_iterator<char>(in), {}};
}

bool TemporaryFolder::has(const std::string& name) const {
  return std::filesystem::exists(std::filesystem::path(path_) / name);
}

TestHost::TestHost() : clock(std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}) {
  env.set(kHomeVariable, home.path());
  env.set("PATH", "/usr/bin:/bin");
  env.set("AWS_EC2_METADATA_DISABLED", "true");
}

Host TestHost::host() {
  Host host;
  host.env = env;
  host.program = "latchkey test";
  host.now = [this] { return clock; };
  host.sleep = [this](std::chrono::milliseconds time) { pauses.push_back(time); };
  host.jitter = [] { return 0.5; };
  host.uuid = [] { return std::string("00000000-0000-4000-8000-00000000abcd"); };
  host.zone = [] { return LocalZone{"UTC", "UTC", {}, {}}; };
  host.transport = std::make_shared<FunctionTransport>(*this);
  host.ask_hidden = [this](const terminal::Question& question) -> Result<Secret> {
    questions.push_back(question);
    prompts.push_back(question.prompt);
    if (!has_terminal) return fail(Cause::no_terminal, "there is no terminal to ask on");
    if (answers.empty()) return fail(Cause::prompt_cancelled, "no MFA code was entered");
    Secret answer(answers.front());
    answers.pop_front();
    return answer;
  };
  host.has_terminal = [this] { return has_terminal; };
  host.has_open_terminal = [] { return false; };
  host.has_browser = [this] { return has_browser; };
  host.open_browser = [this](const std::string& url) {
    if (has_browser) browser(url);
    return has_browser;
  };
  host.run = run_captured;
  host.start = Coprocess::start;
  host.notice = [this](const std::string& line) { notices.push_back(line); };
  host.warn = [this](const std::string& line) { warnings.push_back(line); };
  host.debug = [this](const std::string& line) { debug_lines.push_back(line); };
  return host;
}

HttpResponse xml(int status, const std::string& body) {
  return {status, {{"content-type", "text/xml"}, {"content-length", std::to_string(body.size())}}, body};
}

std::string assume_role_reply(const std::string& n, const std::string& role, const std::string& expiration) {
  return "<AssumeRoleResponse "
         "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><AssumedRoleUser>"
         "<AssumedRoleId>AROAEXAMPLEID:sess</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/" +
         role + "/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>ASIA" + n +
         "</AccessKeyId><SecretAccessKey>secret" + n + "</SecretAccessKey><SessionToken>token" + n +
         "</SessionToken><Expiration>" + expiration +
         "</Expiration></Credentials></AssumeRoleResult><ResponseMetadata><RequestId>"
         "00000000-0000-4000-8000-000000000001</RequestId></ResponseMetadata></AssumeRoleResponse>";
}

std::string error_reply(const std::string& code, const std::string& message) {
  return "<ErrorResponse "
         "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>" +
         code + "</Code><Message>" + message + "</Message></Error><RequestId>1</RequestId></ErrorResponse>";
}

std::vector<std::pair<std::string, std::string>> form_of(std::string_view body) {
  const auto decode = [](const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '+') {
        result += ' ';
      } else if (text[i] == '%' && i + 2 < text.size()) {
        result += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
      } else {
        result += text[i];
      }
    }
    return result;
  };
  std::vector<std::pair<std::string, std::string>> form;
  for (std::size_t start = 0; start < body.size();) {
    const auto end = std::min(body.find('&', start), body.size());
    const std::string part(body.substr(start, end - start));
    const auto equals = part.find('=');
    form.emplace_back(decode(part.substr(0, equals)), decode(part.substr(equals + 1)));
    start = end + 1;
  }
  return form;
}

}  // namespace latchkey::test
