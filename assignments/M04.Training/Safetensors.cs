using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M04;

/// <summary>Writes and reads named tensors in the format in which open models are published.</summary>
/// <remarks>
/// <para>The format (<see href="https://github.com/huggingface/safetensors"/>, "Format"): 8 bytes, little-endian, the number N of bytes of
/// the header; N bytes of JSON in UTF-8, which may end in blanks; the tensors' bytes, little-endian, row-major, without gap or overlap.</para>
/// <para>The header is an object. For each tensor: <c>"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}</c>, offsets counted
/// from the end of the header. <c>"__metadata__"</c> is an object of texts. The order of names need not be that of the bytes.</para>
/// <para>Here: F32, F16, BF16 and I64, headers of up to 100,000,000 bytes, tensors of up to 32 axes and less than 2 GiB each.</para>
/// </remarks>
public static class Safetensors
{
    /// <summary>Writes tensors.</summary>
    /// <param name="stream">Where to; left open. The same tensors and metadata give the same bytes. Blanks make N a multiple of 8.</param>
    /// <param name="tensors">The tensors by name, on any device and of any strides; not changed.</param>
    /// <param name="metadata">Texts to keep beside them; null, the default, for none.</param>
    /// <exception cref="ArgumentException">A tensor's dtype is not one of the four, or a name is <c>__metadata__</c>.</exception>
    [Exercise("M04.E6", Title = "Checkpoints and safetensors", Weight = 2)]
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // TODO M04.E6: lay the tensors out one after the other, write the length, the header and the bytes.
        throw new NotImplementedException("M04.E6: lay the tensors out one after the other, write the length, the header and the bytes.");
    }

    /// <summary>Reads all tensors.</summary>
    /// <param name="stream">Where from, to its end; left open. It need not be able to seek.</param>
    /// <returns>New tensors on the CPU by name, which the caller disposes.</returns>
    /// <exception cref="InvalidDataException">
    /// The data is cut off or goes on after the last tensor; the header is not as above; an offset, a shape or a dtype does not fit the rest. The
    /// message says which. Nothing is returned, and no memory is taken for bytes that are not there.
    /// </exception>
    [Exercise("M04.E6")]
    public static Dictionary<string, Tensor> Read(Stream stream)
    {
        // TODO M04.E6: read length, header and bytes; believe nothing before it was checked.
        throw new NotImplementedException("M04.E6: read length, header and bytes; believe nothing before it was checked.");
    }
}
