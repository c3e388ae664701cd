// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What tests need of the machine that src/platform does not offer.
namespace latchkey::test {

/// The variable that says where a person's files are.
extern const char* const kHomeVariable;
/// What is between the entries of PATH and its like.
extern const char kListSeparator;

/// A new folder that nobody else has; fails the test if there can be none.
std::string make_temporary_folder();
/// Sets a variable of this process's environment, or takes it out of there.
void set_variable(const char* name, const char* value);
void unset_variable(const char* name);
/// The permission bits of a file where there are such.
void set_mode(const std::string& path, unsigned mode);

/// What files::mode() tells of a file that was made with these bits; nullopt where there are none.
std::optional<unsigned> mode_here(unsigned mode);

/// A path, or a text with some, with "/" for every separator that this machine knows.
std::string with_slashes(std::string text);

using Socket = std::intptr_t;  ///< negative: none

/// Listens on 127.0.0.1, at a free port.
Socket listen_on_loopback(std::uint16_t& port);
Socket connect_to_loopback(std::uint16_t port);
/// Whether a program gets the port of 127.0.0.1 that will have it whoever has it now.
bool can_take_port(std::uint16_t port);
/// From a socket for both kinds of addresses.
Socket connect_mapped(std::uint16_t port);
/// To a Unix socket.
Socket connect_to_socket(const std::string& path);
Socket accept_from(Socket listener);
/// Whether there is something to accept or to receive, an end too.
bool is_readable(Socket socket, std::chrono::milliseconds most);
/// What there is; empty: the other side has closed.
std::string receive_from(Socket socket);
/// Whether all of it could be sent.
bool send_to(Socket socket, std::string_view text);
void close_socket(Socket socket);

}  // namespace latchkey::test
