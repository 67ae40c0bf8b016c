// Exact tokens of cl100k_base over valid UTF-8. A text is cut at places where a piece begins whatever came before: behind a letter that no letter
// follows, behind a digit that no digit follows, behind a line end that no blank follows. No piece crosses such a place, because letters and
// digits stand only at the end of a piece, and line ends only at its end or among blanks. PieceScanner, PairMerger and TokenCounter in C# are the
// definition of the rest.
#pragma once

#include "device.h"

enum
{
    KIND_OTHER = 0, KIND_LETTER = 1, KIND_DIGIT = 2, KIND_SPACE = 3, KIND_LINE_END = 4,
    SEGMENT_BYTES = 64,             // text of one thread
    NO_START = 255,
    MERGE_BYTES_MAX = 64,           // longer pieces that are no token are left to the processor
    QUEUE_ENTRIES = 1024,
    NO_RANK = 0x7FFFFFFF,
};

struct TextChunk
{
    u32 at;                 // what this block counts
    u32 bytes;
    u32 file_at;            // the text it belongs to
    u32 file_end;
    u32 file_segment;       // the text's first segment in starts
    u32 record;
};

struct LongPiece
{
    u32 at;
    u32 bytes;
    u32 record;
};

struct TokenTables
{
    const u8* kinds;            // by scalar value
    const u64* keys;            // two words a token of up to 15 bytes: bytes, zeros, length
    const u32* ranks;
    const u32* long_slots;      // longer tokens: one more than their place in long_tokens
    const u32* long_tokens;     // place of the bytes in the pool, length, rank
    const u8* pool;
    u64 mixer;
    u32 kinds_known;
    u32 slot_bits;
    u32 long_slot_bits;
    u32 piece_bytes_max;        // a longer piece is cut
    u32 token_bytes_max;
};

struct TokenArguments
{
    const u8* text;
    const TextChunk* chunks;
    u8* starts;                 // for each segment the first place in it where a piece begins for certain
    u32* tokens;                // by record
    u32* long_count;
    LongPiece* long_pieces;
    u32 long_pieces_max;
    TokenTables tables;
};

DEVICE u32 kind_at(const TokenTables& t, const u8* text, u32 at, u32 limit, u32* behind)
{
    *behind = at;
    if (at >= limit)
        return KIND_OTHER;
    u32 first = text[at];
    if (first < 0x80)
    {
        *behind = at + 1;
        return t.kinds[first];
    }

    u32 scalar;
    if (first < 0xE0)
    {
        *behind = at + 2;
        scalar = ((first & 31) << 6) | (text[at + 1] & 63);
    }
    else if (first < 0xF0)
    {
        *behind = at + 3;
        scalar = ((first & 15) << 12) | ((u32)(text[at + 1] & 63) << 6) | (text[at + 2] & 63);
    }
    else
    {
        *behind = at + 4;
        scalar = ((first & 7) << 18) | ((u32)(text[at + 1] & 63) << 12) | ((u32)(text[at + 2] & 63) << 6) | (text[at + 3] & 63);
    }

    return scalar < t.kinds_known ? t.kinds[scalar] : (u32)KIND_OTHER;
}

DEVICE bool is_certain_start(const TokenTables& t, const u8* text, u32 at, u32 file_at, u32 file_end)
{
    if (at == file_at)
        return true;
    if ((text[at] & 0xC0) == 0x80)
        return false;
    u32 before = at - 1, behind;
    while (before > file_at && (text[before] & 0xC0) == 0x80)
        before--;
    const u32 left = kind_at(t, text, before, file_end, &behind);
    if (left != KIND_LETTER && left != KIND_DIGIT && left != KIND_LINE_END)
        return false;
    const u32 right = kind_at(t, text, at, file_end, &behind);
    return left == KIND_LINE_END ? right != KIND_SPACE && right != KIND_LINE_END : right != left;
}

DEVICE u32 letters(const TokenTables& t, const u8* text, u32 at, u32 limit)
{
    u32 behind;
    while (at < limit && kind_at(t, text, at, limit, &behind) == KIND_LETTER)
        at = behind;
    return at;
}

DEVICE u32 signs(const TokenTables& t, const u8* text, u32 at, u32 limit)
{
    u32 behind;
    while (at < limit && kind_at(t, text, at, limit, &behind) == KIND_OTHER)
        at = behind;
    while (at < limit && (text[at] == '\r' || text[at] == '\n'))
        at++;
    return at;
}

DEVICE u32 blanks(const TokenTables& t, const u8* text, u32 start, u32 limit)
{
    u32 at = start, last = start, line_end = 0, behind;
    while (at < limit)
    {
        const u32 kind = kind_at(t, text, at, limit, &behind);
        if (kind != KIND_SPACE && kind != KIND_LINE_END)
            break;
        if (kind == KIND_LINE_END)
            line_end = behind;
        last = at;
        at = behind;
    }

    if (line_end > 0)
        return line_end;
    return at >= limit || last == start ? at : last;
}

DEVICE u32 contraction(const u8* text, u32 start, u32 limit)
{
    const u32 rest = limit - start - 1;
    if (rest == 0)
        return 0;
    const u32 first = text[start + 1] | 0x20;
    if (first == 's' || first == 't' || first == 'm' || first == 'd')
        return start + 2;
    if (rest < 2)
        return 0;
    if (text[start + 1] == 0xC5 && text[start + 2] == 0xBF)
        return start + 3;
    const u32 second = text[start + 2] | 0x20;
    const bool is_pair = (first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l');
    return is_pair ? start + 3 : 0;
}

DEVICE u32 piece_end(const TokenTables& t, const u8* text, u32 start, u32 limit)
{
    u32 next, behind;
    const u32 first = text[start];
    const u32 kind = kind_at(t, text, start, limit, &next);
    if (kind == KIND_LETTER)
        return letters(t, text, next, limit);
    if (kind == KIND_DIGIT)
    {
        for (u32 count = 1; count < 3 && kind_at(t, text, next, limit, &behind) == KIND_DIGIT; count++)
            next = behind;
        return next;
    }

    if (first == '\'')
    {
        const u32 end = contraction(text, start, limit);
        if (end > 0)
            return end;
    }

    if (kind != KIND_LINE_END)
    {
        const u32 following = kind_at(t, text, next, limit, &behind);
        if (following == KIND_LETTER)
            return letters(t, text, behind, limit);
        if (kind == KIND_OTHER)
            return signs(t, text, next, limit);
        if (first == ' ' && following == KIND_OTHER && next < limit)
            return signs(t, text, behind, limit);
    }

    return blanks(t, text, start, limit);
}

DEVICE u64 mix(u64 value, u64 mixer)
{
    value *= mixer;
    return (value ^ (value >> 32)) * mixer;
}

DEVICE u32 rank_of_short(const TokenTables& t, const u8* text, u32 at, u32 bytes)
{
    u64 low = long_at(text, at), high = 0;
    if (bytes < 8)
        low &= ~0ull >> (64 - bytes * 8);
    else if (bytes > 8)
        high = long_at(text, at + 8) & (~0ull >> (128 - bytes * 8));
    high |= (u64)bytes << 56;
    const u32 mask = (1u << t.slot_bits) - 1;
    for (u32 slot = (u32)(mix(low ^ (high >> 29) ^ (high << 11), t.mixer) >> (64 - t.slot_bits));; slot = (slot + 1) & mask)
    {
        const u64 found = t.keys[2 * (u64)slot + 1];
        if (found == high && t.keys[2 * (u64)slot] == low)
            return t.ranks[slot];
        if (found == 0)
            return NO_RANK;
    }
}

DEVICE u32 rank_of_long(const TokenTables& t, const u8* text, u32 at, u32 bytes)
{
    if (bytes > t.token_bytes_max)
        return NO_RANK;
    const u64 ends = long_at(text, at) ^ (long_at(text, at + bytes - 8) * 3) ^ bytes;
    const u32 mask = (1u << t.long_slot_bits) - 1;
    for (u32 slot = (u32)(mix(ends, t.mixer) >> (64 - t.long_slot_bits));; slot = (slot + 1) & mask)
    {
        const u32 entry = t.long_slots[slot];
        if (entry == 0)
            return NO_RANK;
        const u32* token = t.long_tokens + 3 * (entry - 1);
        if (token[1] != bytes)
            continue;
        u32 same = 0;
        while (same < bytes && t.pool[token[0] + same] == text[at + same])
            same++;
        if (same == bytes)
            return token[2];
    }
}

DEVICE u32 rank_of(const TokenTables& t, const u8* text, u32 at, u32 bytes)
{
    return bytes <= 15 ? rank_of_short(t, text, at, bytes) : rank_of_long(t, text, at, bytes);
}

// Byte pair encoding of a piece of 2 to 64 bytes: the neighbours with the lowest joint rank become one, the leftmost first.
DEVICE u32 merge_pairs(const TokenTables& t, const u8* text, u32 at, u32 bytes)
{
    u8 starts[MERGE_BYTES_MAX + 1];
    u32 ranks[MERGE_BYTES_MAX];
    for (u32 i = 0; i < bytes; i++)
    {
        starts[i] = (u8)i;
        ranks[i] = i + 1 < bytes ? rank_of_short(t, text, at + i, 2) : (u32)NO_RANK;
    }

    starts[bytes] = (u8)bytes;
    for (u32 parts = bytes;; parts--)
    {
        u32 best = NO_RANK, found = 0;
        for (u32 i = 0; i + 1 < parts; i++)
        {
            if (ranks[i] < best)
            {
                best = ranks[i];
                found = i;
            }
        }

        if (best == NO_RANK)
            return parts;
        for (u32 i = found + 1; i < parts; i++)
            starts[i] = starts[i + 1];
        for (u32 i = found + 1; i + 1 < parts; i++)
            ranks[i] = ranks[i + 1];
        const u32 left = parts - 1;     // parts from here on
        ranks[found] = found + 1 < left ? rank_of(t, text, at + starts[found], starts[found + 2] - starts[found]) : (u32)NO_RANK;
        if (found > 0)
            ranks[found - 1] = rank_of(t, text, at + starts[found - 1], starts[found + 1] - starts[found - 1]);
    }
}

KERNEL void find_starts(TokenArguments a)
{
    const TextChunk chunk = a.chunks[block_index()];
    const u32 end = chunk.at + chunk.bytes;
    for (u32 from = chunk.at + thread_index() * SEGMENT_BYTES; from < end; from += block_threads() * SEGMENT_BYTES)
    {
        const u32 to = from + SEGMENT_BYTES < end ? from + SEGMENT_BYTES : end;
        u32 at = from;
        while (at < to && !is_certain_start(a.tables, a.text, at, chunk.file_at, chunk.file_end))
            at++;
        a.starts[chunk.file_segment + (from - chunk.file_at) / SEGMENT_BYTES] = at < to ? (u8)(at - from) : (u8)NO_START;
    }
}

// Where the text of the segment that begins at from ends: at the next certain start.
DEVICE u32 next_start(const TokenArguments& a, const TextChunk& chunk, u32 from)
{
    u32 segment = (from - chunk.file_at) / SEGMENT_BYTES + 1;
    for (; chunk.file_at + segment * SEGMENT_BYTES < chunk.file_end; segment++)
    {
        const u32 start = a.starts[chunk.file_segment + segment];
        if (start != NO_START)
            return chunk.file_at + segment * SEGMENT_BYTES + start;
    }

    return chunk.file_end;
}

DEVICE u32 limit_of(const TokenTables& t, const u8* text, u32 at, u32 end)
{
    if (end - at <= t.piece_bytes_max + 3)
        return end;
    u32 limit = at + t.piece_bytes_max;
    while ((text[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

KERNEL void count_tokens(TokenArguments a)
{
    SHARED u32 queue[QUEUE_ENTRIES];        // pieces that are no token: place in the chunk's file, length - 1 in the highest six bits
    SHARED u32 queued;
    SHARED u32 sum;
    const TextChunk chunk = a.chunks[block_index()];
    if (thread_index() == 0)
    {
        queued = 0;
        sum = 0;
    }

    barrier();
    const TokenTables& t = a.tables;
    u32 tokens = 0;
    for (u32 from = chunk.at + thread_index() * SEGMENT_BYTES; from < chunk.at + chunk.bytes; from += block_threads() * SEGMENT_BYTES)
    {
        const u32 start = a.starts[chunk.file_segment + (from - chunk.file_at) / SEGMENT_BYTES];
        if (start == NO_START)
            continue;
        const u32 end = next_start(a, chunk, from);
        for (u32 at = from + start; at < end;)
        {
            const u32 behind = piece_end(t, a.text, at, limit_of(t, a.text, at, chunk.file_end)), bytes = behind - at;
            const u32 piece = at;
            at = behind;
            if (bytes == 1 || rank_of(t, a.text, piece, bytes) != NO_RANK)
            {
                tokens++;
                continue;
            }

            if (bytes > MERGE_BYTES_MAX)
            {
                const u32 place = atomic_add(a.long_count, 1);
                if (place < a.long_pieces_max)
                    a.long_pieces[place] = {piece, bytes, chunk.record};
                continue;
            }

            const u32 place = atomic_add(&queued, 1);
            if (place < QUEUE_ENTRIES)
                queue[place] = (piece - chunk.file_at) | ((bytes - 1) << 26);
            else
                tokens += merge_pairs(t, a.text, piece, bytes);
        }
    }

    barrier();
    const u32 waiting = queued < QUEUE_ENTRIES ? queued : (u32)QUEUE_ENTRIES;
    for (u32 i = thread_index(); i < waiting; i += block_threads())
        tokens += merge_pairs(t, a.text, chunk.file_at + (queue[i] & 0x3FFFFFF), (queue[i] >> 26) + 1);
    atomic_add(&sum, tokens);
    barrier();
    if (thread_index() == 0 && sum != 0)
        atomic_add(a.tokens + chunk.record, sum);
}
