// What the kernels need of a device, and nothing else: clang compiles this to PTX without NVIDIA's headers, and the tests compile the same
// kernels for the processor with a header of their own in its place (KERNELS_ON_CPU).
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef int i32;
typedef unsigned long long u64;

#ifdef KERNELS_ON_CPU
#include "cpu_device.h"
#else
#define KERNEL extern "C" __attribute__((global))
#define DEVICE static inline __attribute__((device)) __attribute__((always_inline))
#define SHARED static __attribute__((shared))

DEVICE u32 thread_index() { return __nvvm_read_ptx_sreg_tid_x(); }
DEVICE u32 block_index() { return __nvvm_read_ptx_sreg_ctaid_x(); }
DEVICE u32 block_threads() { return __nvvm_read_ptx_sreg_ntid_x(); }
DEVICE void barrier() { __syncthreads(); }
DEVICE u32 atomic_add(u32* at, u32 value) { return (u32)__nvvm_atom_add_gen_i((volatile int*)at, (int)value); }
DEVICE void atomic_max(u32* at, u32 value) { __nvvm_atom_max_gen_ui((volatile u32*)at, value); }
#endif

// The 32-bit word that begins at any byte of a text whose own start is a multiple of four.
DEVICE u32 word_at(const u8* text, u32 at)
{
    const u32* words = (const u32*)text + (at >> 2);
    u32 shift = (at & 3) * 8;
    return shift == 0 ? words[0] : (words[0] >> shift) | (words[1] << (32 - shift));
}

DEVICE u64 long_at(const u8* text, u32 at) { return word_at(text, at) | ((u64)word_at(text, at + 4) << 32); }
