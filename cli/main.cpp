// SPDX-License-Identifier: Apache-2.0
#include "cli/app.hpp"
#include "cli/last_resort.hpp"
#include "platform/process/process_hardening.hpp"
#include "platform/process/scoped_temp_dir.hpp"

namespace {

int work(int argc, char** argv) {
  latchkey::harden_process(argc, argv);
  if (const auto status = latchkey::run_as_folder_watcher(argc, argv)) return *status;
  return latchkey::cli::run_app(argc, argv, latchkey::Host::of_this_machine());
}

}  // namespace

int main(int argc, char** argv) {
  return latchkey::cli::run_guarded(work, argc, argv);
}
