// SPDX-License-Identifier: Apache-2.0
#include "cli/app.hpp"
#include "platform/lifetime_folder.hpp"
#include "platform/process_ground.hpp"

int main(int argc, char** argv) {
  latchkey::prepare_process(argc, argv);
  if (const auto status = latchkey::run_as_folder_watcher(argc, argv)) return *status;
  return latchkey::cli::run_app(argc, argv, latchkey::Host::of_this_machine());
}
