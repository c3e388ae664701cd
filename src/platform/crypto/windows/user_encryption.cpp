// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/user_encryption.hpp"

#include <windows.h>
// Must follow windows.h.
#include <dpapi.h>

#include "platform/system/windows/system_library.hpp"

namespace latchkey::user_encryption {
namespace {

using Protect = decltype(&CryptProtectData);
using Unprotect = decltype(&CryptUnprotectData);

DATA_BLOB blob_of(std::string_view bytes) {
  // It is only read; the field is not const because of its other uses.
  auto* const data = reinterpret_cast<BYTE*>(const_cast<char*>(bytes.data()));
  return {static_cast<DWORD>(bytes.size()), data};
}

std::string taken(const DATA_BLOB& made) {
  std::string text(reinterpret_cast<const char*>(made.pbData), made.cbData);
  SecureZeroMemory(made.pbData, made.cbData);
  LocalFree(made.pbData);
  return text;
}

}  // namespace

std::string_view scheme() {
  return "dpapi";
}

std::optional<std::string> close(std::string_view secret) {
  static const auto protect = windows::system_function<Protect>(L"crypt32.dll", "CryptProtectData");
  auto in = blob_of(secret);
  DATA_BLOB out{};
  if (protect == nullptr ||
      protect(&in, nullptr, nullptr, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN, &out) == 0)
    return std::nullopt;
  return taken(out);
}

std::optional<SecretText> open(std::string_view closed) {
  static const auto unprotect = windows::system_function<Unprotect>(L"crypt32.dll", "CryptUnprotectData");
  auto in = blob_of(closed);
  DATA_BLOB out{};
  if (unprotect == nullptr ||
      unprotect(&in, nullptr, nullptr, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN, &out) == 0)
    return std::nullopt;
  return taken(out);
}

}  // namespace latchkey::user_encryption
