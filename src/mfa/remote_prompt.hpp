// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mfa/mfa_code.hpp"
#include "platform/files/answer_channel.hpp"

namespace latchkey {

/// A question of a process that has no terminal of its own, as docs/state-format.md has it.
struct PendingQuestion {
  std::string id;
  CodeQuestion question;
  std::string program;  ///< who asks
  long long pid = 0;
  TimePoint since;
};

/// LATCHKEY_ANSWER: whether a question may wait for an answer. nullopt: the variable is not set. Errors:
/// config - it is neither on nor off.
Result<std::optional<bool>> answer_setting(const Environment& env);

/// Puts a question where `latchkey answer` finds it, for as long as the box lives. Errors: io.
Result<AnswerChannel> post_question(const Host& host, const CodeQuestion& question,
                                    const std::string& program);

/// All questions of this user whose askers wait on this machine, the oldest first. What dead askers left is
/// removed.
std::vector<PendingQuestion> pending_questions(const Host& host);

bool is_pending(const Host& host, const std::string& id);

/// Whether the answer reached the asker. nullopt: the person does not want to answer.
bool answer_question(const Host& host, const std::string& id, const std::optional<Secret>& code);

/// What an answer means to the asker. nullopt: see above.
std::optional<Secret> answer_in(const Secret& message);

/// A sign, for as long as it lives, that somebody looks out for questions. Errors: io.
Result<AnswerChannel> announce_responder(const Host& host);
bool has_responder(const Host& host);

}  // namespace latchkey
