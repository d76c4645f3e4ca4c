using LLama;
using LLama.Common;
using LLama.Native;

namespace LLMCourse.Reference.Llama.Tests;

/// <summary>A GGUF file in llama.cpp, computed in float32 without short cuts.</summary>
internal sealed class LlamaCpp : IDisposable
{
    private readonly LLamaWeights _weights;
    private readonly ModelParams _choices;

    static LlamaCpp()
    {
        NativeLibraryConfig.All.WithLogCallback((level, text) =>
        {
            if (level == LLamaLogLevel.Error) Console.Error.Write(text);
        });

        // Some of LLamaSharp's entries do not find the library unless a native function was called before.
        NativeApi.llama_empty_call();
    }

    public LlamaCpp(string path)
    {
        // A cache in half precision and flash attention, the defaults, would put the logits off by 6e-3.
        _choices = new ModelParams(path)
        {
            ContextSize = 256,
            Threads = 1,
            BatchThreads = 1,
            GpuLayerCount = 0,
            TypeK = GGMLType.GGML_TYPE_F32,
            TypeV = GGMLType.GGML_TYPE_F32,
            FlashAttention = false,
        };
        _weights = LLamaWeights.LoadFromFile(_choices);
    }

    public LLamaWeights Weights => _weights;

    /// <summary>The logits at every position, read as one batch.</summary>
    public double[] Logits(IReadOnlyList<long> ids)
    {
        using LLamaContext context = _weights.CreateContext(_choices);
        var batch = new LLamaBatch();
        for (int i = 0; i < ids.Count; i++)
            _ = batch.Add((LLamaToken)(int)ids[i], i, LLamaSeqId.Zero, true);
        Assert.Equal(DecodeResult.Ok, context.NativeHandle.Decode(batch));
        return [.. Enumerable.Range(0, ids.Count).SelectMany(i => context.NativeHandle.GetLogitsIth(i).ToArray())
            .Select(value => (double)value)];
    }

    /// <summary>The tokens of a text.</summary>
    public int[] Tokenize(string text, bool special) =>
        [.. _weights.Tokenize(text, add_bos: false, special, System.Text.Encoding.UTF8).Select(token => (int)token)];

    /// <summary>Has llama.cpp itself convert a file to Q8_0.</summary>
    public static void Quantize(string from, string to) =>
        Assert.True(LLamaQuantizer.Quantize(from, to, LLamaFtype.MOSTLY_Q8_0, nthread: 1, quantizeOutputTensor: true));

    public void Dispose() => _weights.Dispose();
}
