using static TorchSharp.torch;

namespace LLMCourse.Reference.Storage;

/// <summary>Writes a model as GGUF, the one file that llama.cpp, Ollama and others run: weights, shape and tokenizer.</summary>
/// <remarks>
/// The format: version 3 of the GGUF specification (<see href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"/>); the names are
/// those of the architecture "llama". What differs from the model's own tensors: queries, keys and values are three matrices, gate and up
/// projection two; dimensions are listed the fastest first; rotary positions turn neighbouring columns, so that query and key rows of
/// <see cref="RopeLayout.Half"/> are permuted (<see cref="Positions.RopePermutation"/>); a tied head is left out.
/// </remarks>
public static class Gguf
{
    /// <summary>Writes a model. The same model and options give the same bytes.</summary>
    /// <param name="path">The file; one that exists is replaced once the new one is complete, and left alone if it never is.</param>
    /// <param name="model">The model, on any device and of any floating type, which stays the caller's and is not changed. It must have
    /// LLaMA's
    /// shape: rotary positions, RMSNorm before each layer, SwiGLU, no bias; key and value heads
    /// may be shared, and the head may be tied.</param>
    /// <param name="options">The choices; null: float16 without a tokenizer.</param>
    /// <param name="cancellationToken">Stops between two tensors; then no file is left.</param>
    /// <exception cref="ArgumentException">The model has another shape (the message names every option that stands in the way), the
    /// tokenizer cannot be written or is not the model's, a choice is out of range, or a weight is
    /// not finite or too great for float16.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Gpt model, GgufOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new GgufOptions();
        if (!Enum.IsDefined(options.Type))
            throw new ArgumentException($"Type is {(int)options.Type}; choose a named value.", nameof(options));
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("The format is little-endian and this processor is not; use another machine.");

        GgufShape.Check(model.Config);
        IReadOnlyList<GgufTensor> tensors = GgufShape.Tensors(model.Config, options.Type);
        byte[] header = Header(model.Config, options, tensors);
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                byte[] zeros = new byte[GgufBuffer.Alignment];
                stream.Write(header);
                Dictionary<string, Tensor> state = model.state_dict();
                foreach (GgufTensor tensor in tensors)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    GgufTensorWriter.Write(stream, tensor, state[tensor.Source]);
                    stream.Write(zeros, 0, Padding(stream.Position));
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary); // gone already when all went well, and deleting nothing is no error
        }
    }

    /// <summary>Everything before the tensors: the counts, the values, where each tensor lies, and zeros up to the alignment.</summary>
    private static byte[] Header(GptConfig config, GgufOptions options, IReadOnlyList<GgufTensor> tensors)
    {
        var values = new GgufValues();
        GgufShape.Describe(values, config, options);
        GgufTokenizer.Describe(values, config, options);

        var header = new GgufBuffer();
        header.Add("GGUF"u8);
        header.Add(GgufBuffer.Version);
        header.Add((long)tensors.Count);
        header.Add((long)values.Count);
        header.Add(values.Bytes);
        long offset = 0;
        foreach (GgufTensor tensor in tensors)
        {
            header.Add(tensor.Name);
            header.Add((uint)tensor.Dimensions.Count);
            foreach (long dimension in tensor.Dimensions)
                header.Add(dimension);
            header.Add((uint)tensor.Encoding);
            header.Add(offset);
            offset += tensor.Length + Padding(tensor.Length);
        }

        header.Add(new byte[Padding(header.Length)]);
        return header.Bytes.ToArray();
    }

    private static int Padding(long length) => (int)(-length & (GgufBuffer.Alignment - 1));
}
