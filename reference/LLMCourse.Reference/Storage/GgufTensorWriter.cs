using System.Runtime.InteropServices;
using LLMCourse.Reference.Positions;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Storage;

/// <summary>Turns a tensor of the model into the bytes of one of the file.</summary>
internal static class GgufTensorWriter
{
    /// <summary>So many elements are converted at a time: whole blocks, and little beside a large tensor.</summary>
    private const long Piece = SafetensorsFile.Piece;

    /// <summary>Writes a tensor.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensor">What of the source is written, and how.</param>
    /// <param name="source">The model's tensor, which is not changed.</param>
    /// <exception cref="ArgumentException">A weight is not finite, or is not after rounding.</exception>
    public static void Write(Stream stream, GgufTensor tensor, Tensor source)
    {
        using var scope = NewDisposeScope();
        Tensor rows = source.detach().narrow(0, tensor.FirstRow, tensor.Rows).cpu();      // [rows, columns] or [rows]
        if (tensor.PermutedHeads > 0)
            rows = RopePermutation.HalfToInterleaved(rows, tensor.PermutedHeads);
        Tensor flat = rows.contiguous().view(-1);
        for (long start = 0; start < flat.shape[0]; start += Piece)
        {
            using var step = NewDisposeScope();
            Tensor piece = flat.narrow(0, start, Math.Min(Piece, flat.shape[0] - start)).to(ScalarType.Float32);
            if (tensor.Encoding == GgufEncoding.F16)
                piece = piece.to(ScalarType.Float16);
            bool finite = piece.isfinite().all().item<bool>();
            if (tensor.Encoding == GgufEncoding.Q8)
            {
                ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(piece.bytes);
                byte[] blocks = new byte[values.Length / GgufBlock.Size * GgufBlock.Bytes];
                finite = finite && GgufBlock.Encode(values, blocks);
                stream.Write(blocks);
            }
            else
            {
                stream.Write(piece.bytes);
            }

            if (!finite)
            {
                throw new ArgumentException(
                    $"{tensor.Source} has a weight that is no finite number as {tensor.Encoding}; check how the model was trained, or choose GgufType.F32 if its weights are only great.");
            }
        }
    }
}
