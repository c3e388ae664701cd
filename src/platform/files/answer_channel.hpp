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

/// A place in the file system at which this process takes messages of one line, and which others can tell to
/// be dead once this process has ended, however that happened.
class AnswerChannel {
 public:
  enum class Received { message, late, interrupted };

  /// Makes a box, only for this user. Errors: io - the path is taken, or cannot hold such a thing.
  static Result<AnswerChannel> create(const std::string& path);

  /// From now on a signal that ends this process takes the files away first; it is looked at in receive().
  void guard();
  /// Another file that goes when the box goes.
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

/// Whether there is a box of this user's at `path` whose owner lives.
bool is_listening(const std::string& path);

/// Whether the message was taken; false: nobody takes messages there any more.
bool send_message(const std::string& path, const Secret& message);

/// The names, sorted, of what this user owns in `folder`, links left out. Empty where there is no such
/// folder, or where it belongs to another user or others may write into it.
std::vector<std::string> own_names(const std::string& folder);

/// What this machine is called, for home folders that several share: boxes do not reach from one to another.
std::string machine_name();
/// This process's number.
long long process_number();

}  // namespace answer_channel
}  // namespace latchkey
