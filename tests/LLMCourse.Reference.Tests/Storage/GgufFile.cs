using System.Buffers.Binary;
using System.Text;

namespace LLMCourse.Reference.Tests;

/// <summary>Reads GGUF files by the specification, independently of what writes them, and insists on what it says.</summary>
internal sealed class GgufFile
{
    private readonly byte[] _file;
    private long _at;

    private GgufFile(byte[] file)
    {
        _file = file;
        Assert.Equal("GGUF"u8, Take(4));
        Assert.Equal(3u, UInt());
        long tensors = Long(), values = Long();
        for (long i = 0; i < values; i++) Values.Add(Text(), Value(UInt()));
        for (long i = 0; i < tensors; i++)
        {
            string name = Text();
            long[] dimensions = new long[UInt()];
            for (int j = 0; j < dimensions.Length; j++) dimensions[j] = Long();
            Tensors.Add(name, new Entry(dimensions, (int)UInt(), Long()));
        }

        HeaderLength = _at;
        int alignment = Values.TryGetValue("general.alignment", out object? stated) ? (int)(uint)stated : 32;
        DataStart = (HeaderLength + alignment - 1) / alignment * alignment;
        Alignment = alignment;
    }

    public Dictionary<string, object> Values { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Entry> Tensors { get; } = new(StringComparer.Ordinal);

    public long HeaderLength { get; }

    public long DataStart { get; }

    public int Alignment { get; }

    public int Length => _file.Length;

    public static GgufFile Read(string path) => new(File.ReadAllBytes(path));

    public ReadOnlySpan<byte> Bytes(string name)
    {
        Entry entry = Tensors[name];
        long count = entry.Dimensions.Aggregate(1L, (product, size) => product * size);
        long length = entry.Type switch
        {
            0 => count * 4,
            1 => count * 2,
            8 => count / 32 * 34,
            _ =>
            throw new NotSupportedException($"type {entry.Type}")
        };
        return _file.AsSpan((int)(DataStart + entry.Offset), (int)length);
    }

    public ReadOnlySpan<byte> Raw(long start, long end) => _file.AsSpan((int)start, (int)(end - start));

    private object Value(uint type) => type switch
    {
        4 => UInt(),
        5 => (int)UInt(),
        6 => BitConverter.UInt32BitsToSingle(UInt()),
        7 => Take(1)[0] switch { 0 => false, 1 => true, _ => throw new InvalidDataException("a bool is 0 or 1") },
        8 => Text(),
        9 => Array(UInt(), Long()),
        _ => throw new NotSupportedException($"value of type {type}"),
    };

    private object[] Array(uint type, long count)
    {
        object[] values = new object[count];
        for (long i = 0; i < count; i++) values[i] = Value(type);
        return values;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        ReadOnlySpan<byte> bytes = _file.AsSpan((int)_at, (int)count);
        _at += count;
        return bytes;
    }

    private uint UInt() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    private string Text() => Encoding.UTF8.GetString(Take(Long()));

    /// <summary>A tensor: its dimensions, the fastest first; ggml's number of its type; where it
    /// begins, from the start of the data.</summary>
    public sealed record Entry(IReadOnlyList<long> Dimensions, int Type, long Offset);
}
