// Byte histogram, MinHash minima and the counts of the embedding; C# makes entropy, signature and embedding of them (ContentMeasures, Shingles,
// ContentSketch hold the definition, and its constants come as arguments). One block of threads a chunk; sums, maxima and the order of
// addition do not matter, so neither does how a file is cut.
#pragma once

#include "device.h"

struct MeasureChunk
{
    u32 text_at;        // bytes to count
    u32 text_bytes;
    u32 runs_at;        // where the runs of eight bytes to hash begin: in a stream some begin in the block before
    u32 runs;
    u32 record;
};

struct MeasureArguments
{
    const u8* text;
    const MeasureChunk* chunks;
    u32* records;               // 576 words a file: histogram, counts, minima turned over, so that zero is none
    u32 left, right, last;      // factors of the hash
    u32 limit;                  // hashes from here on are not kept
    u32 mixer;
    u32 bin_bits;
};

enum { BYTE_VALUES = 256, DIMENSIONS = 256, BINS_MAX = 64, RECORD_WORDS = BYTE_VALUES + DIMENSIONS + BINS_MAX, COPIES = 4 };

DEVICE void take_run(const MeasureArguments& a, u32 first, u32 second, u32* counts, u32* minima)
{
    u32 mixed = (first * a.left) ^ (second * a.right);
    u32 hash = (mixed ^ (mixed >> 15)) * a.last;
    if (hash >= a.limit)
        return;
    u32 turned = ~(hash >> a.bin_bits);
    u32* bin = minima + (hash & ((1u << a.bin_bits) - 1));
    if (turned > *bin)
        atomic_max(bin, turned);
    u32 again = hash * a.mixer;
    atomic_add(counts + (again >> 24), 1u - ((again >> 22) & 2));
}

KERNEL void measure(MeasureArguments a)
{
    SHARED u32 histogram[BYTE_VALUES * COPIES];     // copies lie side by side: the same byte in neighbouring threads meets other banks
    SHARED u32 counts[DIMENSIONS];
    SHARED u32 minima[BINS_MAX];
    const u32 thread = thread_index(), threads = block_threads();
    for (u32 i = thread; i < BYTE_VALUES * COPIES; i += threads)
        histogram[i] = 0;
    for (u32 i = thread; i < DIMENSIONS; i += threads)
        counts[i] = 0;
    for (u32 i = thread; i < BINS_MAX; i += threads)
        minima[i] = 0;
    barrier();

    const MeasureChunk chunk = a.chunks[block_index()];
    const u32* words = (const u32*)a.text;
    const u32 text_end = chunk.text_at + chunk.text_bytes, runs_end = chunk.runs_at + chunk.runs;
    const u32 from = (chunk.text_at < chunk.runs_at ? chunk.text_at : chunk.runs_at) / 4;
    const u32 to = ((text_end > runs_end ? text_end : runs_end) + 3) / 4;
    for (u32 w = from + thread; w < to; w += threads)
    {
        const u32 w0 = words[w], w1 = words[w + 1], w2 = words[w + 2];
        for (u32 k = 0; k < 4; k++)
        {
            const u32 at = w * 4 + k;
            if (at - chunk.text_at < chunk.text_bytes)
                atomic_add(histogram + ((w0 >> (8 * k)) & 255) * COPIES + (thread & (COPIES - 1)), 1);
            if (at - chunk.runs_at >= chunk.runs)
                continue;
            const u32 first = k == 0 ? w0 : (w0 >> (8 * k)) | (w1 << (32 - 8 * k));
            const u32 second = k == 0 ? w1 : (w1 >> (8 * k)) | (w2 << (32 - 8 * k));
            take_run(a, first, second, counts, minima);
        }
    }

    barrier();
    u32* record = a.records + (u64)chunk.record * RECORD_WORDS;
    for (u32 i = thread; i < BYTE_VALUES; i += threads)
    {
        const u32* copies = histogram + i * COPIES;
        const u32 sum = copies[0] + copies[1] + copies[2] + copies[3];
        if (sum != 0)
            atomic_add(record + i, sum);
    }

    for (u32 i = thread; i < DIMENSIONS; i += threads)
    {
        if (counts[i] != 0)
            atomic_add(record + BYTE_VALUES + i, counts[i]);
    }

    for (u32 i = thread; i < BINS_MAX; i += threads)
    {
        if (minima[i] != 0)
            atomic_max(record + BYTE_VALUES + DIMENSIONS + i, minima[i]);
    }
}
