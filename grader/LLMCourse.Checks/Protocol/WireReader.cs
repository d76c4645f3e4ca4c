using System.Buffers.Binary;
using System.Text;

namespace LLMCourse.Checks.Protocol;

/// <summary>Reads primitives, and refuses everything that <see cref="WireWriter"/> does not write.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        byte other => throw new ProtocolException($"{other} is no truth value."),
    };

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public float Float32() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double Float64() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public int Count(int limit, string what)
    {
        int count = Int32();
        return count >= 0 && count <= limit ? count : throw new ProtocolException($"{count} {what}; 0 to {limit} are possible.");
    }

    public ReadOnlySpan<byte> Blob(int limit) => Take(Count(limit, "bytes"));

    public string Text(int limit)
    {
        // UTF-8 takes at most 3 bytes for each UTF-16 code unit.
        ReadOnlySpan<byte> utf8 = Blob(limit * 3);
        try
        {
            string text = Strict.GetString(utf8);
            return text.Length <= limit
                ? text
                : throw new ProtocolException($"A text of {text.Length} characters; at most {limit} are possible.");
        }
        catch (DecoderFallbackException)
        {
            throw new ProtocolException("A text is no UTF-8.");
        }
    }

    public string? OptionalText(int limit) => Flag() ? Text(limit) : null;

    public T Enum<T>()
        where T : struct, Enum
    {
        byte value = Byte();
        var member = (T)System.Enum.ToObject(typeof(T), value);
        return System.Enum.IsDefined(member) ? member : throw new ProtocolException($"{value} is no {typeof(T).Name}.");
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) throw new ProtocolException($"{count} bytes are wanted where {_rest.Length} are left.");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public readonly void End()
    {
        if (_rest.Length != 0) throw new ProtocolException($"{_rest.Length} bytes follow the end of the message.");
    }
}
