using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Tests.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Positions;

/// <summary>Every encoding gives the same logits when earlier positions are cached, when rows are
/// padded, and in the decoder in plain C#.</summary>
public sealed class CachedPositionTests
{
    /// <summary>A whole model's: both sides compute in float32 and differ in the order of their sums.</summary>
    private const double Tolerance = 1e-4;

    public static TheoryData<PositionEncoding, RopeLayout, int, int?> Cases() => new()
    {
        { PositionEncoding.Learned, RopeLayout.Half, 4, 2 },
        { PositionEncoding.Rope, RopeLayout.Half, 4, 2 },
        { PositionEncoding.Rope, RopeLayout.Interleaved, 4, 2 },
        { PositionEncoding.Rope, RopeLayout.Interleaved, 4, null },
        { PositionEncoding.Sinusoidal, RopeLayout.Half, 4, 2 },
        { PositionEncoding.Alibi, RopeLayout.Half, 4, 2 },
        { PositionEncoding.Alibi, RopeLayout.Half, 3, null },
        { PositionEncoding.Alibi, RopeLayout.Half, 3, 1 },
        { PositionEncoding.None, RopeLayout.Half, 4, 2 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_FromACache_EqualTheUncached(PositionEncoding positions, RopeLayout layout, int heads, int? kvHeads)
    {
        using var scope = NewDisposeScope();
        using Gpt model = Models.Random(Config(positions, layout, heads, kvHeads));
        using var cache = new KvCache(model.Config, batch: 2);
        Tensor ids = Values.Ids(seed: 2, 11, batch: 2, length: 12), expected = model.forward(ids);

        // A prompt in two parts, then one token at a time.
        Close(expected[.., ..4], model.Logits(ids[.., ..4], cache), "first part");
        Close(expected[.., 4..7], model.Logits(ids[.., 4..7], cache), "second part");
        for (int t = 7; t < 12; t++)
            Close(expected[.., t], model.NextLogits(ids.narrow(1, t, 1), cache), $"step {t}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_PaddedRow_EqualTheRowAlone(PositionEncoding positions, RopeLayout layout, int heads, int? kvHeads)
    {
        using var scope = NewDisposeScope();
        using Gpt model = Models.Random(Config(positions, layout, heads, kvHeads));
        using var cache = new KvCache(model.Config, batch: 2);
        cache.PadLeft(0, 3);
        Tensor ids = Values.Ids(seed: 3, 11, batch: 2, length: 10), full = model.forward(ids[..1]), alone = model.forward(ids[1.., 3..]);

        Tensor prompt = model.Logits(ids[.., ..6], cache);
        Close(full[.., ..6], prompt[..1], "unpadded prompt");
        Close(alone[.., ..3], prompt[1.., 3..], "padded prompt");
        for (int t = 6; t < 10; t++)
        {
            Tensor next = model.NextLogits(ids.narrow(1, t, 1), cache);
            Close(full[.., t], next[..1], $"unpadded, step {t}");
            Close(alone[.., t - 3], next[1..], $"padded, step {t}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Next_CpuDecoder_EqualsTheModel(PositionEncoding positions, RopeLayout layout, int heads, int? kvHeads)
    {
        using Gpt model = Models.Random(Config(positions, layout, heads, kvHeads));
        using var decoder = new CpuDecoder(model, new CpuDecoderOptions { Threads = 2, PositionsPerPass = 5 });
        int[] text = [.. Enumerable.Range(0, 12).Select(i => i * 7 % 11)];
        var logits = new float[12 * 11];

        decoder.Next(text, 12, logits);

        Values.Close(Models.Logits(model, text), Models.Wide(logits), Tolerance);
    }

    private static GptConfig Config(PositionEncoding positions, RopeLayout layout, int heads, int? kvHeads) => Configurations.Small with
    {
        ContextLength = 12,
        Positions = positions,
        RopeLayout = layout,
        Heads = heads,
        KvHeads = kvHeads,
        Width = 6 * heads,
    };

    private static void Close(Tensor expected, Tensor actual, string what) =>
        Values.Close(Values.Of(expected), Values.Of(actual), Tolerance, what);
}
