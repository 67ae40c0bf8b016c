namespace GpuHost.Core.Cuda.Batches;

/// <summary>
/// Where things lie in the two buffers of a lane. What goes in:
/// <code>64 zeros | file, zeros to the next multiple of 64 and at least 16 | file ... | chunks to measure | chunks of text</code>
/// What comes out, of which all up to the number of long pieces begins as zero:
/// <code>records of 576 words | tokens by file | number of long pieces | long pieces | one bit for each byte of text</code>
/// </summary>
internal sealed class BatchLayout(CudaOptions options)
{
    /// <summary>Files begin at multiples of it, and the text of a thread of the token kernel is as long.</summary>
    public const int FileAlignment = 64;

    /// <summary>Zero bytes behind a file that kernels may read.</summary>
    public const int FilePadding = 16;

    /// <summary>Bytes that one block of threads takes: large files spread over many.</summary>
    public const int ChunkBytes = 8 * 1024;

    /// <summary>Words of a file's record; RECORD_WORDS in measure.h.</summary>
    public const int RecordWords = 256 + 256 + 64;

    /// <summary>Long pieces kept in a batch; with more, the processor counts its tokens.</summary>
    public const int LongPiecesMax = 4096;

    private const int ChunkTableBytes = 20 + 24;

    public int TextBytesMax { get; } = FileAlignment + options.BatchBytes;

    public int FilesMax { get; } = options.FilesPerBatchMax;

    public int ChunksMax => (TextBytesMax / ChunkBytes) + FilesMax;

    public int SegmentsMax => (TextBytesMax / FileAlignment) + FilesMax;

    public int InputBytes => TextBytesMax + (ChunksMax * ChunkTableBytes) + (4 * FileAlignment);

    public int OutputBytes => (FilesMax * ((RecordWords * 4) + 4)) + 16 + (LongPiecesMax * 12) + (TextBytesMax / 8) + (4 * FileAlignment);

    /// <summary>The next multiple of 64.</summary>
    public static int Align(int bytes) => (bytes + FileAlignment - 1) / FileAlignment * FileAlignment;
}
