using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LLMCourse.Checks.Protocol;

/// <summary>Writes primitives, little-endian.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void Byte(byte value) => Take(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void Float32(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(4), value);

    public void Float64(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    public void Blob(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        _buffer.Write(value);
    }

    // A lone surrogate of a student's string becomes U+FFFD here; the reader refuses ill-formed UTF-8.
    public void Text(string value, int limit) => Blob(Encoding.UTF8.GetBytes(TextCut.To(value, limit)));

    public void OptionalText(string? value, int limit)
    {
        Flag(value is not null);
        if (value is not null) Text(value, limit);
    }

    public Span<byte> Take(int count)
    {
        if (count == 0) return [];
        Span<byte> span = _buffer.GetSpan(count)[..count];
        _buffer.Advance(count);
        return span;
    }
}
