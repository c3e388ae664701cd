// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mfa/mfa_code.hpp"
#include "platform/files/answer_channel.hpp"

namespace latchkey {

/// A prompt of a process without a terminal, see docs/state-format.md.
struct PendingPrompt {
  std::string id;
  CodeQuestion question;
  std::string program;  ///< the program that prompts
  long long pid = 0;
  TimePoint since;
};

/// LATCHKEY_ANSWER: whether a prompt may wait for `latchkey answer`. nullopt: the variable is not set.
/// Errors: config - it is neither on nor off.
Result<std::optional<bool>> answer_setting(const Environment& env);

/// Posts a prompt for `latchkey answer` while the channel exists. Errors: io.
Result<AnswerChannel> post_prompt(const Host& host, const CodeQuestion& question, const std::string& program);

/// All prompts of this user that wait on this machine, oldest first. Removes prompts of processes that have
/// ended.
std::vector<PendingPrompt> pending_prompts(const Host& host);

bool is_pending(const Host& host, const std::string& id);

/// Returns whether the answer was delivered. `code` nullopt: the user cancelled.
bool answer_question(const Host& host, const std::string& id, const std::optional<Secret>& code);

/// Parses an answer. nullopt: the user cancelled.
std::optional<Secret> answer_in(const Secret& message);

/// Tells other processes, while it exists, that a user will see their prompts. Errors: io.
Result<AnswerChannel> announce_responder(const Host& host);
bool has_responder(const Host& host);

}  // namespace latchkey
