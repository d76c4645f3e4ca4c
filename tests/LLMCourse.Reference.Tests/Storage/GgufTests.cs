using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LLMCourse.Reference.Positions;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tokenizers;
using TorchSharp;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Storage;

/// <summary>The bytes of GGUF files; what llama.cpp makes of them is tested in LLMCourse.Reference.Llama.Tests.</summary>
public sealed class GgufTests : IDisposable
{
    private static readonly GptConfig Shape =
        GptConfig.TinyModern with { Layers = 2, Width = 32, FeedForwardWidth = 48, VocabularySize = 5, TieEmbeddings = false };

    private readonly TemporaryFolder _folder = new();

    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    [Fact]
    public void Write_Header_HasTheSizes()
    {
        GgufFile file = Write(Shape with { NormEpsilon = 1e-6, RopeTheta = 500_000 }, GgufType.F32);

        Assert.Equal(
            new Dictionary<string, object>
            {
                ["general.architecture"] = "llama",
                ["general.name"] = "LLMCourse",
                ["general.alignment"] = 32u,
                ["general.file_type"] = 0u,
                ["llama.vocab_size"] = 5u,
                ["llama.context_length"] = 64u,
                ["llama.embedding_length"] = 32u,
                ["llama.block_count"] = 2u,
                ["llama.feed_forward_length"] = 48u,
                ["llama.attention.head_count"] = 4u,
                ["llama.attention.head_count_kv"] = 2u,
                ["llama.attention.layer_norm_rms_epsilon"] = 1e-6f,
                ["llama.rope.dimension_count"] = 8u,
                ["llama.rope.freq_base"] = 500_000f,
                ["tokenizer.ggml.model"] = "none",
            },
            file.Values);
    }

    [Theory]
    [InlineData(GgufType.F32)]
    [InlineData(GgufType.F16)]
    [InlineData(GgufType.Q8)]
    public void Write_Tensors_AreAlignedWithZerosBetween(GgufType type)
    {
        // Five tokens of width 32 are five blocks of 34 bytes, no multiple of the alignment.
        GgufFile file = Write(Shape, type);

        long end = file.HeaderLength;
        foreach ((string name, GgufFile.Entry entry) in file.Tensors.OrderBy(pair => pair.Value.Offset))
        {
            long start = file.DataStart + entry.Offset;
            Assert.Equal(0, start % file.Alignment);
            Assert.InRange(start - end, 0, file.Alignment - 1);
            Assert.True(file.Raw(end, start).IndexOfAnyExcept((byte)0) < 0, $"before {name}");
            end = start + file.Bytes(name).Length;
        }

        Assert.InRange(file.Length - end, 0, file.Alignment - 1);
        Assert.Equal(0, file.Length % file.Alignment);
    }

    [Fact]
    public void Write_Names_AreLlamasWithTheFastestDimensionFirst()
    {
        GgufFile file = Write(Shape with { Layers = 1 }, GgufType.F16);

        string[] expected =
        [
            "token_embd.weight 32x5 1", "blk.0.attn_norm.weight 32 0", "blk.0.attn_q.weight 32x32 1", "blk.0.attn_k.weight 32x16 1",
            "blk.0.attn_v.weight 32x16 1", "blk.0.attn_output.weight 32x32 1", "blk.0.ffn_norm.weight 32 0",
            "blk.0.ffn_gate.weight 32x48 1",
            "blk.0.ffn_up.weight 32x48 1", "blk.0.ffn_down.weight 48x32 1", "output_norm.weight 32 0", "output.weight 32x5 1",
        ];
        Assert.Equal(expected, file.Tensors.Select(pair => $"{pair.Key} {string.Join('x', pair.Value.Dimensions)} {pair.Value.Type}"));
        Assert.DoesNotContain("output.weight", Write(Shape with { TieEmbeddings = true }, GgufType.F16).Tensors.Keys);
    }

    [Fact]
    public void Write_Q8WithRowsOfNoWholeBlocks_KeepsThoseInHalfPrecision()
    {
        GgufFile file = Write(Shape with { Layers = 1 }, GgufType.Q8);

        Assert.Equal(7u, file.Values["general.file_type"]);
        Assert.Equal(2u, file.Values["general.quantization_version"]);
        Assert.Equal(8, file.Tensors["blk.0.ffn_gate.weight"].Type);
        Assert.Equal(1, file.Tensors["blk.0.ffn_down.weight"].Type);
        Assert.Equal(0, file.Tensors["blk.0.ffn_norm.weight"].Type);
    }

    [Theory]
    [InlineData(RopeLayout.Half)]
    [InlineData(RopeLayout.Interleaved)]
    public void Write_FusedMatrices_AreTakenApart(RopeLayout layout)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Shape with { Layers = 1, RopeLayout = layout });
        GgufFile file = Write(model, new GgufOptions { Type = GgufType.F32 });
        Tensor attention = model.state_dict()["h.0.attn.c_attn.weight"], feedForward = model.state_dict()["h.0.mlp.c_fc.weight"];
        Tensor q = attention.narrow(0, 0, 32), k = attention.narrow(0, 32, 16);
        if (layout == RopeLayout.Half)
            (q, k) = (RopePermutation.HalfToInterleaved(q, 4), RopePermutation.HalfToInterleaved(k, 2));

        AssertBytes(q, "blk.0.attn_q.weight");
        AssertBytes(k, "blk.0.attn_k.weight");
        AssertBytes(attention.narrow(0, 48, 16), "blk.0.attn_v.weight");
        AssertBytes(feedForward.narrow(0, 0, 48), "blk.0.ffn_gate.weight");
        AssertBytes(feedForward.narrow(0, 48, 48), "blk.0.ffn_up.weight");

        void AssertBytes(Tensor expected, string name) =>
            Assert.True(Values.Bytes(expected).AsSpan().SequenceEqual(file.Bytes(name)), name);
    }

    [Fact]
    public void Write_Q8Block_IsTheOneWorkedByHand()
    {
        using var model = new Gpt(Shape with { Layers = 1, VocabularySize = 3 });
        Span<float> rows = MemoryMarshal.Cast<byte, float>(model.get_parameter("wte.weight")!.bytes);
        rows.Clear();
        (rows[0], rows[1], rows[2], rows[3]) = (2, -0.5f, -2, 1);   // d = 2/127: 127, -31.75, -127, 63.5
        (rows[32], rows[33], rows[34]) = (127, 0.5f, -1.5f);        // d = 1: halves go away from zero
        GgufFile file = Write(model, new GgufOptions { Type = GgufType.Q8 });

        ReadOnlySpan<byte> blocks = file.Bytes("token_embd.weight");

        Assert.Equal(102, blocks.Length);
        Assert.Equal((Half)(2f / 127), BinaryPrimitives.ReadHalfLittleEndian(blocks));
        Assert.Equal([127, -32, -127, 64, 0], MemoryMarshal.Cast<byte, sbyte>(blocks[2..7]).ToArray());
        Assert.Equal((Half)1, BinaryPrimitives.ReadHalfLittleEndian(blocks[34..]));
        Assert.Equal([127, 1, -2, 0], MemoryMarshal.Cast<byte, sbyte>(blocks[36..40]).ToArray());
        Assert.True(blocks[68..].IndexOfAnyExcept((byte)0) < 0, "a row of zeros");
    }

    [Fact]
    public void Write_Tokenizer_HasTextsTypesAndMergesOfTheByteAlphabet()
    {
        BytePairVocabulary vocabulary =
            BytePairTrainer.Train("ab ab ab\nab é", 259, new BytePairTrainerOptions { SpecialTokens = ["<|endoftext|>"] });
        using var model = new Gpt(Shape with { Layers = 1, VocabularySize = 261 });
        GgufFile file = Write(model, new GgufOptions { Tokenizer = new BytePairTokenizer(vocabulary, SplitRule.Gpt2), Name = "Grüße" });

        object[] tokens = (object[])file.Values["tokenizer.ggml.tokens"], types = (object[])file.Values["tokenizer.ggml.token_type"];
        Assert.Equal(261, tokens.Length);
        Assert.Equal(256 + 2, Array.IndexOf(tokens, "<|endoftext|>"));
        foreach ((byte value,
            string text) in new[] { ((byte)'a', "a"), ((byte)' ', "Ġ"), ((byte)'\n', "Ċ"), ((byte)0xC3, "Ã"), ((byte)0xAD, "Ń") })
        {
            Assert.True(vocabulary.TryGetId([value], out int id));
            Assert.Equal(text, tokens[id]);
            Assert.Equal(1, types[id]);
        }

        Assert.Equal(["a b", "Ġ ab"], (object[])file.Values["tokenizer.ggml.merges"]);
        Assert.Equal(["ab", "Ġab", "<|endoftext|>", "<|unused 259|>", "<|unused 260|>"], tokens[256..]);
        Assert.Equal([1, 1, 3, 5, 5], types[256..]);
        Assert.Equal("gpt2", file.Values["tokenizer.ggml.model"]);
        Assert.Equal("gpt-2", file.Values["tokenizer.ggml.pre"]);
        Assert.Equal(258u, file.Values["tokenizer.ggml.eos_token_id"]);
        Assert.Equal(false, file.Values["tokenizer.ggml.add_bos_token"]);
        Assert.Equal("Grüße", file.Values["general.name"]);
    }

    [Fact]
    public void Write_SameModelTwice_GivesTheSameBytesAndLeavesNoTensor()
    {
        using var model = new Gpt(Shape);
        long before = Live;
        foreach (GgufType type in Enum.GetValues<GgufType>())
        {
            Gguf.Write(_folder.File("a"), model, new GgufOptions { Type = type });
            Gguf.Write(_folder.File("b"), model, new GgufOptions { Type = type });
            Assert.Equal(File.ReadAllBytes(_folder.File("a")), File.ReadAllBytes(_folder.File("b")));
        }

        Assert.Equal(before, Live);
        Assert.Equal(["a", "b"], _folder.Names);
    }

    [Fact]
    public void Write_BFloat16Model_HasItsValuesInFloat32()
    {
        using Gpt model = new Gpt(Shape with { Layers = 1 }).to(ScalarType.BFloat16);
        using Tensor expected = model.get_parameter("wte.weight")!.to(ScalarType.Float32);

        GgufFile file = Write(model, new GgufOptions { Type = GgufType.F32 });

        Assert.Equal(Values.Bytes(expected), file.Bytes("token_embd.weight"));
    }

    [Theory]
    [InlineData(float.NaN, GgufType.F32)]
    [InlineData(float.PositiveInfinity, GgufType.Q8)]
    [InlineData(1e6f, GgufType.F16)]
    [InlineData(1e8f, GgufType.Q8)]
    public void Write_WeightThatIsNoFiniteNumber_LeavesTheOldFileAndNothingElse(float weight, GgufType type)
    {
        using var model = new Gpt(Shape);
        string path = _folder.File("model.gguf");
        File.WriteAllText(path, "old");
        MemoryMarshal.Cast<byte, float>(model.get_parameter("h.1.mlp.c_fc.weight")!.bytes)[5] = weight;
        long before = Live;

        var error = Assert.Throws<ArgumentException>(() => Gguf.Write(path, model, new GgufOptions { Type = type }));

        Assert.Contains("h.1.mlp.c_fc.weight", error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["model.gguf"], _folder.Names);
        Assert.Equal(before, Live);
    }

    [Fact]
    public void Write_Cancelled_LeavesNoFile()
    {
        using var model = new Gpt(Shape);

        Assert.Throws<OperationCanceledException>(
            () => Gguf.Write(_folder.File("model.gguf"), model, cancellationToken: new CancellationToken(canceled: true)));

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public Task Write_EveryModelAndTokenizerThatCannotBe_SaysWhatStandsInTheWay()
    {
        BytePairVocabulary plain = BytePairTrainer.Train("ab ab", 257),
            two = BytePairTrainer.Train("ab ab", 259, new BytePairTrainerOptions { SpecialTokens = ["<a>", "<b>"] });
        BytePairVocabulary same = BytePairVocabulary.FromMerges(
            Enumerable.Range(0, 257).ToDictionary(id => id, id => id < 256 ? (byte[])[(byte)id] : [.. "ab"u8]),
            [("a"u8.ToArray(), "b"u8.ToArray())], new Dictionary<string, int> { ["ab"] = 257 });
        string ranks = _folder.File("ranks.tiktoken");
        plain.SaveTiktoken(ranks);
        GptConfig wide = Shape with { VocabularySize = 300 };
        (string What, GptConfig Config, GgufOptions Options)[] cases =
        [
            ("GPT-2", GptConfig.Tiny with { Bias = true }, new GgufOptions()),
            ("learned positions", Shape with { Positions = PositionEncoding.Learned }, new GgufOptions()),
            ("post-norm", Shape with { NormPlacement = NormPlacement.Post }, new GgufOptions()),
            ("type", Shape, new GgufOptions { Type = (GgufType)9 }),
            ("name", Shape, new GgufOptions { Name = "\uD800" }),
            ("ranks", wide, new GgufOptions { Tokenizer = new BytePairTokenizer(BytePairVocabulary.LoadTiktoken(ranks), SplitRule.Gpt2) }),
            ("rule", wide, new GgufOptions { Tokenizer = new BytePairTokenizer(two, SplitRule.Cl100k) }),
            ("size", Shape, new GgufOptions { Tokenizer = new BytePairTokenizer(two, SplitRule.Gpt2) }),
            ("no end", wide, new GgufOptions { Tokenizer = new BytePairTokenizer(plain, SplitRule.Gpt2) }),
            ("two ends", wide, new GgufOptions { Tokenizer = new BytePairTokenizer(two, SplitRule.Gpt2) }),
            ("wrong end", wide, new GgufOptions { Tokenizer = new BytePairTokenizer(two, SplitRule.Gpt2), EndOfText = "<c>" }),
            ("same text", wide, new GgufOptions { Tokenizer = new BytePairTokenizer(same, SplitRule.Gpt2) }),
        ];

        var lines = new List<string>();
        foreach ((string what, GptConfig config, GgufOptions options) in cases)
        {
            using var model = new Gpt(config with { Layers = 1 });
            var error = Assert.ThrowsAny<ArgumentException>(() => Gguf.Write(_folder.File("model.gguf"), model, options));
            lines.Add($"{what}: {error.Message}");
        }

        Assert.Equal(["ranks.tiktoken"], _folder.Names);
        return Verifier.Verify(string.Join('\n', lines));
    }

    public void Dispose() => _folder.Dispose();

    private GgufFile Write(GptConfig config, GgufType type)
    {
        using var model = new Gpt(config);
        return Write(model, new GgufOptions { Type = type });
    }

    private GgufFile Write(Gpt model, GgufOptions options)
    {
        string path = _folder.File("model.gguf");
        Gguf.Write(path, model, options);
        return GgufFile.Read(path);
    }
}
