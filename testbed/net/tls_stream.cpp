// SPDX-License-Identifier: Apache-2.0
#include "net/tls_stream.hpp"

#include <algorithm>

#include <openssl/err.h>

#include "net/plain_stream.hpp"

namespace testbed {

std::size_t TlsStream::read(char* buffer, std::size_t size) {
  ERR_clear_error();
  const int got = SSL_read(session_.get(), buffer, static_cast<int>(std::min<std::size_t>(size, 1U << 20U)));
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

bool TlsStream::write(std::string_view data) {
  ERR_clear_error();
  while (!data.empty()) {
    const int size = static_cast<int>(std::min<std::size_t>(data.size(), 1U << 20U));
    const int sent = SSL_write(session_.get(), data.data(), size);
    if (sent <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool TlsStream::wait_readable() {
  char byte = 0;
  ERR_clear_error();
  return SSL_peek(session_.get(), &byte, 1) > 0;
}

void TlsStream::finish() {
  ERR_clear_error();
  SSL_shutdown(session_.get());
  PlainStream(SSL_get_fd(session_.get())).finish();
}

}  // namespace testbed
