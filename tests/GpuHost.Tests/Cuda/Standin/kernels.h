#pragma once

#include "blocks.h"

#include <cstddef>

struct Kernel
{
    const char* name;
    size_t argument_bytes;
    bool (*run)(const void* arguments, uint32_t blocks, uint32_t threads, uint32_t seed);
};

const Kernel* find_kernel(const char* name);
