// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/system/deadline.hpp"
#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey {

/// A one-line message channel at a path. Other processes can detect that its owner has exited, even after a
/// crash.
class AnswerChannel {
 public:
  enum class Received { message, late, interrupted };

  /// Creates a channel for this user only. Errors: io - the path exists, or its file system does not support
  /// channels.
  static Result<AnswerChannel> create(const std::string& path);

  /// From now on a signal that ends this process removes the files first; receive() checks for it.
  void guard();
  /// Another file to remove with the channel.
  void also_remove(std::string path);

  /// Waits for a message at a guarded channel.
  Received receive(Deadline deadline, Secret& message);

  AnswerChannel(AnswerChannel&&) noexcept;
  AnswerChannel& operator=(AnswerChannel&&) noexcept;
  ~AnswerChannel();  ///< removes the files

 private:
  class Box;
  explicit AnswerChannel(std::unique_ptr<Box> box);
  std::unique_ptr<Box> box_;
};

namespace answer_channel {

/// Whether there is a channel of this user at `path` whose owner is running.
bool is_listening(const std::string& path);

/// Returns whether the message was delivered; false: the owner no longer receives.
bool send_message(const std::string& path, const Secret& message);

/// The sorted names of the files of this user in `folder`, without links. Empty if the folder does not exist,
/// belongs to another user, or is writable by others.
std::vector<std::string> own_names(const std::string& folder);

/// The name of this machine, for home folders that several machines share: channels do not work across
/// machines.
std::string machine_name();
/// The ID of this process.
long long process_number();

}  // namespace answer_channel
}  // namespace latchkey
