// SPDX-License-Identifier: Apache-2.0
// Session::credentials() while what is at hand lasts: what a program pays for each request that it signs.
// bench/run gives it a HOME whose profile p17 has a cache entry.
#include <benchmark/benchmark.h>

#include <latchkey/session.hpp>

namespace {

const latchkey::Result<latchkey::Session>& session() {
  static const auto opened = latchkey::Session::open({.profile = "p17"});
  return opened;
}

void credentials(benchmark::State& state) {
  if (!session() || !session()->credentials()) {
    state.SkipWithError("no warm profile p17 here; run it through bench/run");
    return;
  }
  for (auto _ : state) {
    auto found = session()->credentials();
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(credentials)->Threads(1)->UseRealTime();
BENCHMARK(credentials)->Threads(16)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
