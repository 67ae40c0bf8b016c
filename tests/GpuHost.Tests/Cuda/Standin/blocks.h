#pragma once

#include <cstdint>
#include <functional>

// Runs a grid of blocks, one after another. Between two barriers the threads of a block run in an order that the seed chooses (0: as they are
// numbered, 1: backwards, others: shuffled anew each time), so that a kernel that lacks a barrier gives different results.
// False when some threads of a block waited at a barrier that others had passed by.
bool run_grid(uint32_t blocks, uint32_t threads, uint32_t seed, const std::function<void()>& kernel);
