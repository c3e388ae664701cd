// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// System functions for tests that src/platform does not have.
namespace latchkey::test {

/// The variable with the user's home folder.
extern const char* const kHomeVariable;
/// The separator of PATH.
extern const char kListSeparator;

/// A new temporary folder; fails the test if it cannot be created.
std::string make_temporary_folder();
/// Sets or removes a variable of this process's environment.
void set_variable(const char* name, const char* value);
void unset_variable(const char* name);
/// Sets the permission bits of a file, if the system has them.
void set_mode(const std::string& path, unsigned mode);

/// The expected result of files::mode() for a file with these bits; nullopt if the system has none.
std::optional<unsigned> mode_here(unsigned mode);

/// A text with "/" for all path separators of this system.
std::string with_slashes(std::string text);

using Socket = std::intptr_t;  ///< negative: none

/// Listens on 127.0.0.1, at a free port.
Socket listen_on_loopback(std::uint16_t& port);
Socket connect_to_loopback(std::uint16_t port);
/// Whether a program that insists can bind a port of 127.0.0.1 that is in use.
bool can_take_port(std::uint16_t port);
/// From a dual-stack socket.
Socket connect_mapped(std::uint16_t port);
/// To a Unix socket.
Socket connect_to_socket(const std::string& path);
Socket accept_from(Socket listener);
/// Whether there is a connection, data, or an end of data.
bool is_readable(Socket socket, std::chrono::milliseconds most);
/// The available data; empty: the peer has closed the connection.
std::string receive_from(Socket socket);
/// Returns whether all of it was sent.
bool send_to(Socket socket, std::string_view text);
void close_socket(Socket socket);

}  // namespace latchkey::test
