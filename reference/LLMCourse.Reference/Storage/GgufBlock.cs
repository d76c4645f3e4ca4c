using System.Buffers.Binary;

namespace LLMCourse.Reference.Storage;

/// <summary>ggml's Q8_0: 32 neighbours of a row share a scale d, the greatest magnitude among them over
/// 127, and each is a byte q with x ≈ d·q.</summary>
/// <remarks>
/// As ggml's reference code has it (<c>quantize_row_q8_0_ref</c> in <c>ggml-quants.c</c>,
/// <see href="https://github.com/ggml-org/ggml"/>): q is rounded with d in float32, halves away from zero, and only then is d rounded to
/// float16. For example 32 values of which the greatest is 2 and another −0.5 have d = 2/127, and −0.5 becomes −32, since −31.75 is nearest
/// to it.
/// </remarks>
internal static class GgufBlock
{
    /// <summary>The number of values in a block.</summary>
    public const int Size = 32;

    /// <summary>The number of bytes of a block: the scale in float16, then a signed byte for each value.</summary>
    public const int Bytes = 2 + Size;

    private const int Greatest = 127;

    /// <summary>Rounds values into blocks.</summary>
    /// <param name="values">Finite values, a multiple of <see cref="Size"/> of them.</param>
    /// <param name="to">Receives <see cref="Bytes"/> for each block.</param>
    /// <returns>Whether every scale is finite in float16.</returns>
    public static bool Encode(ReadOnlySpan<float> values, Span<byte> to)
    {
        bool finite = true;
        for (; !values.IsEmpty; values = values[Size..], to = to[Bytes..])
        {
            float most = 0;
            foreach (float value in values[..Size])
                most = MathF.Max(most, MathF.Abs(value));
            float scale = most / Greatest, inverse = scale == 0 ? 0 : 1 / scale;
            var half = (Half)scale;
            finite &= Half.IsFinite(half);
            BinaryPrimitives.WriteHalfLittleEndian(to, half);
            for (int i = 0; i < Size; i++)
                to[2 + i] = (byte)(sbyte)MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero);
        }

        return finite;
    }
}
