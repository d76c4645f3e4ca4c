using LLama;
using LLama.Common;
using LLama.Native;
using LLMCourse.Reference;
using LLMCourse.Reference.Storage;

namespace LLMCourse.Benchmarks.Works;

/// <summary>The reference's model in llama.cpp, through LLamaSharp: its fastest choices for one text on two threads.</summary>
internal sealed class LlamaCpp : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;
    private readonly LLamaBatch _batch = new();
    private readonly int _vocabulary;

    public LlamaCpp(GptConfig config, GgufType type)
    {
        NativeLibraryConfig.All.WithLogCallback((level, text) =>
        {
            if (level == LLamaLogLevel.Error) Console.Error.Write(text);
        });

        // Some of LLamaSharp's entries do not find the library unless a native function was called before.
        NativeApi.llama_empty_call();
        using (var model = new Gpt(config))
            Gguf.Write(_file, model, new GgufOptions { Type = type });
        var choices = new ModelParams(
            _file)
        { ContextSize = LlamaShape.Context, BatchSize = LlamaShape.Context, Threads = 2, BatchThreads = 2, GpuLayerCount = 0 };
        _weights = LLamaWeights.LoadFromFile(choices);
        _context = _weights.CreateContext(choices);
        _vocabulary = config.VocabularySize;
    }

    /// <summary>Forgets the text.</summary>
    public void Clear() => _context.NativeHandle.MemoryClear();

    /// <summary>Reads tokens that follow those read before.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="position">The position of the first.</param>
    /// <returns>The logits after the last, valid until the next call.</returns>
    public ReadOnlySpan<float> Next(ReadOnlySpan<int> tokens, int position)
    {
        _batch.Clear();
        for (int i = 0; i < tokens.Length; i++)
            _ = _batch.Add(tokens[i], position + i, LLamaSeqId.Zero, i == tokens.Length - 1);
        DecodeResult result = _context.NativeHandle.Decode(_batch);
        return result == DecodeResult.Ok
            ? _context.NativeHandle.GetLogitsIth(tokens.Length - 1)[.._vocabulary]
            : throw new InvalidOperationException($"llama.cpp does not decode: {result}.");
    }

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
        File.Delete(_file);
    }
}
