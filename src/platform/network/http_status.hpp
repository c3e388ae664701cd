// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the servers of this machine answer with.
namespace latchkey::http_status {

inline constexpr int kBadRequest = 400;
inline constexpr int kUnauthorized = 401;
inline constexpr int kForbidden = 403;
inline constexpr int kNotFound = 404;
inline constexpr int kMethodNotAllowed = 405;
inline constexpr int kHeadTooLarge = 431;
inline constexpr int kUnavailable = 503;

}  // namespace latchkey::http_status
