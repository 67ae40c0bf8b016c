namespace Runtime.Engine.History;

/// <summary>
/// A turn as bytes. Format 1: version byte, ticks of the turn (UTC, 8 bytes), then two lists (received, decided), each a count and its events.
/// An event is its kind (1 byte), the length of its body (4 bytes) and the body, so that a later version can add fields at the end of a body.
/// </summary>
public static class HistoryCodec
{
    private const byte Format = 1;

    [ThreadStatic]
    private static ChunkWriter? reused;

    /// <summary>Encodes one turn.</summary>
    /// <param name="turn">The turn to store.</param>
    /// <returns>The chunk's bytes.</returns>
    public static byte[] Encode(Turn turn)
    {
        var writer = reused ??= new ChunkWriter();
        writer.Clear();
        writer.Byte(Format);
        writer.Int64(turn.At.Ticks);
        WriteEvents(writer, turn.Received);
        WriteEvents(writer, turn.Decided);
        return writer.ToArray();
    }

    /// <summary>Decodes one turn.</summary>
    /// <param name="chunk">Bytes that <see cref="Encode"/> returned.</param>
    /// <returns>The turn.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged, or a newer version of this program wrote them.</exception>
    public static Turn Decode(ReadOnlySpan<byte> chunk)
    {
        var reader = new ChunkReader(chunk);
        var format = reader.Byte();
        if (format != Format)
            throw new InvalidDataException($"The history chunk has format {format}; this program reads format {Format}.");
        var at = reader.Time() ?? throw new InvalidDataException("The history chunk has no time.");
        return new Turn(at, ReadEvents(ref reader), ReadEvents(ref reader));
    }

    /// <summary>Encodes one event by itself, as it travels between runs.</summary>
    /// <param name="message">The event.</param>
    /// <returns>Its bytes.</returns>
    public static byte[] EncodeEvent(HistoryEvent message) => EncodeForNow(message).ToArray();

    /// <summary>Encodes one event into memory of the calling thread that its next encoding takes again.</summary>
    internal static ReadOnlySpan<byte> EncodeForNow(HistoryEvent message)
    {
        var writer = reused ??= new ChunkWriter();
        writer.Clear();
        writer.Byte(Format);
        WriteEvent(writer, message);
        return writer.Written;
    }

    /// <summary>Decodes one event.</summary>
    /// <param name="bytes">Bytes that <see cref="EncodeEvent"/> returned.</param>
    /// <returns>The event.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged, or a newer version of this program wrote them.</exception>
    public static HistoryEvent DecodeEvent(ReadOnlySpan<byte> bytes)
    {
        var reader = new ChunkReader(bytes);
        var format = reader.Byte();
        return format == Format ? ReadEvent(ref reader) : throw new InvalidDataException($"The message has format {format}; this program reads format {Format}.");
    }

    internal static void WriteEvents(ChunkWriter writer, IReadOnlyList<HistoryEvent> events)
    {
        writer.Varint(events.Count);
        for (var i = 0; i < events.Count; i++)
            WriteEvent(writer, events[i]);
    }

    internal static List<HistoryEvent> ReadEvents(ref ChunkReader reader)
    {
        var count = reader.Int32();
        var events = new List<HistoryEvent>(Math.Clamp(count, 0, 4096));
        for (var i = 0; i < count; i++)
            events.Add(ReadEvent(ref reader));
        return events;
    }

    private static void WriteEvent(ChunkWriter writer, HistoryEvent item)
    {
        writer.Byte((byte)item.Kind);
        var block = writer.BeginBlock();
        EventBodies.Write(writer, item);
        writer.EndBlock(block);
    }

    private static HistoryEvent ReadEvent(ref ChunkReader reader)
    {
        var kind = (EventKind)reader.Byte();
        var body = reader.Block();
        return EventBodies.Read(kind, ref body);
    }
}
