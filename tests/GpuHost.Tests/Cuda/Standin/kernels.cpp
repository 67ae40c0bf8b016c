#define KERNELS_ON_CPU
#include "kernels.cu"

#include "kernels.h"

#include <cstring>

namespace
{
template <typename Arguments, void (*Body)(Arguments)>
bool run(const void* arguments, u32 blocks, u32 threads, u32 seed)
{
    const Arguments copy = *(const Arguments*)arguments;
    return run_grid(blocks, threads, seed, [copy] { Body(copy); });
}

const Kernel all[] = {
    {"measure", sizeof(MeasureArguments), run<MeasureArguments, measure>},
    {"find_starts", sizeof(TokenArguments), run<TokenArguments, find_starts>},
    {"count_tokens", sizeof(TokenArguments), run<TokenArguments, count_tokens>},
    {"filter_places", sizeof(FilterArguments), run<FilterArguments, filter_places>},
};
}

const Kernel* find_kernel(const char* name)
{
    for (const Kernel& kernel : all)
    {
        if (strcmp(kernel.name, name) == 0)
            return &kernel;
    }

    return nullptr;
}

// Runs a kernel without any driver. 0: done; 1: no such kernel; 2: its threads parted at a barrier.
extern "C" int standin_run(const char* name, const void* arguments, u32 blocks, u32 threads, u32 seed)
{
    const Kernel* kernel = find_kernel(name);
    if (kernel == nullptr)
        return 1;
    return kernel->run(arguments, blocks, threads, seed) ? 0 : 2;
}
