// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aws/request/endpoints.hpp"
#include "aws/sts/sts.hpp"
#include "platform/files/files.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey {

/// The data of a prompt for an MFA code: profile, purpose, device.
struct CodeQuestion {
  std::string profile;
  std::string role_arn;  ///< empty: the MFA session itself is needed
  std::string device;    ///< mfa_serial
  std::string note;  ///< a line above the prompt, for example why the last code was rejected; may be empty
  std::optional<std::chrono::seconds>
      next_code_in;                        ///< set if the current code is used: time until the next one
  std::optional<std::string> mfa_process;  ///< the profile's setting
  std::vector<std::string> preflight_warnings =
      {};                         ///< warnings before the first prompt that the code may be lost
  bool answered_at_once = false;  ///< the last answer was immediate, so a program generates the codes
  std::string endpoint = {};  ///< the identity of the STS that receives the code (aws/request/endpoints.hpp)
  std::string shown_endpoint = {};  ///< its address, for messages; empty: AWS's, or one from the environment

  void set_endpoint(const Endpoint& sts);
};

/// Prompts for a code of six digits through the first available prompter (prompters/prompter.hpp), five times
/// at most, without sending anything. Ignores blanks, because authenticators show "123 456". Errors:
/// terminal - no prompter is available; cancelled - the user cancelled, or did not answer within
/// prompt_timeout(); config - a variable that selects prompters has an unknown value.
Result<Secret> ask_for_code(const Host& host, const CodeQuestion& question);

/// The same only on this terminal, for a prompt of another process, `program`. It ends as cancelled when
/// `wanted` returns false.
Result<Secret> ask_here(const Host& host, const CodeQuestion& question, const std::string& program,
                        std::function<bool()> wanted);

/// The digits of an answer; empty if it is not a code.
Secret code_in(const Secret& answer);

/// The disk space that is reserved during a prompt. Released right before the files are written.
struct CodeReservation {
  std::optional<files::Reservation> code;   ///< for the record that the code is used
  std::vector<files::Reservation> results;  ///< for the credentials
};

/// Asks for a code, notes it as spent and makes `call` with it; up to three times while STS says that the
/// code was wrong. A code that STS has not checked, because it did not arrive or its request was not signed
/// by a key of AWS's, is not noted any more. A code that was sent before, by whatever process, is not sent
/// but asked for again. After a refusal it looks with `is_there` first: where locks do not work between
/// machines, another process may have sent the same code. For the holder of the device's lock. A code is not
/// sent once `holds_lock` says no, because another process may then send the same one. The result: what STS
/// answered last; nullopt: it is there. Errors: what the question fails with; io - the code cannot be noted,
/// and was not sent; cancelled - the lock was lost.
Result<std::optional<CredentialsResult>> call_with_code(
    const Host& host, CodeQuestion question, CodeReservation reservation,
    const std::function<bool()>& holds_lock, const std::function<CredentialsResult(const Secret& code)>& call,
    const std::function<bool()>& is_there);

}  // namespace latchkey
