// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "base/form.hpp"
#include "net/http_message.hpp"
#include "sts/operation.hpp"

namespace testbed {

/// The record of a request, without TokenCode and tokens.
struct LedgerEntry {
  std::string via;  ///< "http", "https" or "proxy"
  std::string operation;
  std::string host;
  std::string region;
  std::string access_key_id;
  std::string user_agent;
  std::string attempt;  ///< amz-sdk-request
  Form parameters;
  int status = 0;
  std::string error;
};

/// The entry of a request before its reply.
LedgerEntry describe(const HttpRequest& request, const Form& form, std::string via);

/// Counts, and the records of the last requests.
class Ledger {
 public:
  void add(LedgerEntry entry);
  void add_connection() { ++connections_; }
  void clear();

  std::string counts_json(const CodeCounts& codes) const;
  std::string requests_json() const;

 private:
  struct Outcome {
    std::int64_t ok = 0;
    std::int64_t refused = 0;
  };

  std::int64_t requests_ = 0;
  std::int64_t connections_ = 0;
  std::map<std::string, Outcome> operations_;
  std::map<std::string, std::int64_t> user_agents_;
  std::deque<LedgerEntry> last_;
};

}  // namespace testbed
