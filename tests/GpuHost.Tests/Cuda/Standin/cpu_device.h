// The device of the kernels when they are compiled for the processor: threads of a block are fibers that change places at barriers only.
#pragma once

#define KERNEL extern "C"
#define DEVICE static inline
#define SHARED static thread_local      // one block at a time runs on a thread of the system

u32 thread_index();
u32 block_index();
u32 block_threads();
void barrier();

DEVICE u32 atomic_add(u32* at, u32 value) { return __atomic_fetch_add(at, value, __ATOMIC_RELAXED); }

DEVICE void atomic_max(u32* at, u32 value)
{
    u32 seen = __atomic_load_n(at, __ATOMIC_RELAXED);
    while (seen < value && !__atomic_compare_exchange_n(at, &seen, value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    {
    }
}
