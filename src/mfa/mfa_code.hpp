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

/// What is reserved on the disk while a person types a code. Released right before it is written.
struct CodeReservation {
  std::optional<files::Reservation> code;   ///< for the note that the code is spent
  std::vector<files::Reservation> results;  ///< for what the code gives
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
