using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace LLMCourse.Reference.Storage;

/// <summary>Bytes of a GGUF header as they grow: little-endian numbers, and texts behind their length in bytes.</summary>
internal sealed class GgufBuffer
{
    /// <summary>The version of the format.</summary>
    public const uint Version = 3;

    /// <summary>Tensors begin at multiples of this many bytes; it is what the format has where a file says nothing.</summary>
    public const int Alignment = 32;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public int Length => _bytes.WrittenCount;

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public void Add(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Add(uint value) => Add(MemoryMarshal.AsBytes([value]));

    public void Add(long value) => Add(MemoryMarshal.AsBytes([value]));

    public void Add(float value) => Add(MemoryMarshal.AsBytes([value]));

    public void Add(string text)
    {
        byte[] utf8;
        try
        {
            utf8 = Strict.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{SafetensorsException.Quote(text)} has half a surrogate pair; correct the text.", e);
        }

        Add((long)utf8.Length);
        Add(utf8);
    }
}
