// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aws/request/endpoints.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey {

/// What a person must know to answer: for whom, for what, with which device.
struct CodeQuestion {
  std::string profile;
  std::string role_arn;  ///< empty: the MFA session itself is what is wanted
  std::string device;    ///< mfa_serial
  std::string note;      ///< a line to show first, for example why the last code was no good; may be empty
  std::optional<std::chrono::seconds> next_code_in;  ///< the code shown now is used up; the next comes then
  std::optional<std::string> mfa_process;            ///< the profile's setting
  std::vector<std::string> preflight_warnings =
      {};                         ///< why the code may be lost, to warn of before the first question
  bool answered_at_once = false;  ///< the last time, as no person does: by a program that makes codes
  std::string endpoint = {};      ///< the identity of the STS that gets the code (aws/request/endpoints.hpp)
  std::string shown_endpoint = {};  ///< its address, to name it; empty: AWS's, or one from the environment

  void set_endpoint(const Endpoint& sts);
};

/// Gets a code of six digits from the first prompter (prompters/prompter.hpp) that is available, again until
/// it has that form (five times at most), without sending anything. Blanks in it are dropped, as
/// authenticators show "123 456". Errors: terminal - nobody can be asked here; cancelled - the person ended
/// it, or nobody answered for as long as prompt_timeout() says; config - a variable that selects prompters
/// has an unknown value.
Result<Secret> ask_for_code(const Host& host, const CodeQuestion& question);

/// The same on this terminal alone, for a question of another process, whose asker is `program`. It ends as
/// cancelled when `wanted` says no.
Result<Secret> ask_here(const Host& host, const CodeQuestion& question, const std::string& program,
                        std::function<bool()> wanted);

/// The digits of an answer; empty if it is no code.
Secret code_in(const Secret& answer);

}  // namespace latchkey
