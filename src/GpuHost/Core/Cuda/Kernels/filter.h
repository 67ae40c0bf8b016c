// Places where the anchor of a rule may stand, one bit a byte of text. AnchorTables in C# is the definition; its tables come as they are.
#pragma once

#include "device.h"

struct FilterArguments
{
    const u8* text;
    const u64* tables;          // groups x 8 positions x 256 byte values
    u32* places;                // bit i of word w: a candidate at byte 32 w + i
    u32 groups;
    u32 words;
};

DEVICE bool may_stand(const FilterArguments& a, u64 before, u64 bytes)
{
    for (u32 group = 0; group < a.groups; group++)
    {
        const u64* table = a.tables + group * 2048;
        u64 bits = table[256 + (bytes & 255)] & table[512 + ((bytes >> 8) & 255)] & table[768 + ((bytes >> 16) & 255)];
        if (bits == 0)
            continue;
        bits &= table[before] & table[1024 + ((bytes >> 24) & 255)] & table[1280 + ((bytes >> 32) & 255)]
            & table[1536 + ((bytes >> 40) & 255)] & table[1792 + ((bytes >> 48) & 255)];
        if (bits != 0)
            return true;
    }

    return false;
}

KERNEL void filter_places(FilterArguments a)
{
    const u32 word = block_index() * block_threads() + thread_index();
    if (word >= a.words)
        return;
    u64 before = word == 0 ? 0 : a.text[word * 32 - 1];
    u32 found = 0;
    for (u32 i = 0; i < 32; i++)
    {
        const u64 bytes = long_at(a.text, word * 32 + i);
        if (may_stand(a, before, bytes))
            found |= 1u << i;
        before = bytes & 255;
    }

    a.places[word] = found;
}
