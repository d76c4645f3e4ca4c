using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Tokenizers;
using TorchSharp;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E1")]
public sealed class SftTemplateTests
{
    /// <summary>Bytes are tokens; the special ones are 256 to 260.</summary>
    private static readonly BytePairTokenizer Bytes = new(
        BytePairTrainer.Train("", 261, new BytePairTrainerOptions { SpecialTokens = ["<|begin|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"] }), SplitRule.Gpt2);

    [Fact(DisplayName = "M09.E1 Worked by hand: what the assistant says is learned, and its end")]
    public void Encode_OneQuestion_LearnsTheReply()
    {
        SftSequence sequence = new SftTemplate(Bytes).Encode([ChatTurn.User("Hi"), ChatTurn.Assistant("Yo")]);

        Assert.Equal([256, 258, ' ', 'H', 'i', 260, 259, ' ', 'Y', 'o', 260], sequence.Ids);
        Assert.Equal(".......xxxx", string.Concat(sequence.Learned.Select(learned => learned ? 'x' : '.')));
    }

    [Fact(DisplayName = "M09.E1 A special token that a user writes is text")]
    public void Encode_OfASpecialToken_IsText()
    {
        SftSequence sequence = new SftTemplate(Bytes).Encode([ChatTurn.User("<|end|>"), ChatTurn.Assistant("No.")]);

        Assert.Equal(2, sequence.Ids.Count(id => id == 260));
    }

    [Fact(DisplayName = "M09.E1 A prompt is the beginning of what was learned")]
    public void Prompt_OfAConversation_BeginsIt()
    {
        ChatTurn[] turns = [ChatTurn.System("Be brief."), ChatTurn.User("Hi"), ChatTurn.Assistant("Yo")];
        var template = new SftTemplate(Bytes);

        int[] prompt = template.Prompt(turns[..2]);

        Assert.Equal(prompt, template.Encode(turns).Ids.Take(prompt.Length));
    }

    [Fact(DisplayName = "M09.E1 Both forms of lines are read")]
    public async Task Read_BothForms_GivesTurns()
    {
        IReadOnlyList<IReadOnlyList<ChatTurn>> conversations = SftJson.Read("""
            {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Capital of France?"}, {"role": "assistant", "content": "Paris."}]}

            {"instruction": "Translate.", "input": "le chat", "output": "the cat"}
            {"instruction": "Name a colour.", "input": "", "output": "Blue."}
            """);

        _ = await Verifier.Verify(string.Join('\n', conversations.SelectMany((turns, i) => turns.Select(turn => $"{i} {turn.Role,-9} | {turn.Text.ReplaceLineEndings("\\n")}"))));
    }

    [Fact(DisplayName = "M09.E1 A wrong line is named by its number")]
    public void Read_OfAWrongLine_SaysWhich()
    {
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => SftJson.Read("{\"instruction\":\"a\",\"output\":\"b\"}\n\n{\"instruction\":\"a\"}\n"));

        Assert.Contains("3", thrown.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "M09.E1 Worked by hand: two conversations in rows of four")]
    public void Pack_TwoConversations_CutsTheStream()
    {
        using var scope = NewDisposeScope();
        SftSequence[] sequences = [new([1, 2, 3], [false, false, true]), new([4, 5, 6, 7, 8, 9], [false, true, true, true, true, true])];

        SftBatch batch = SftPacking.Pack(sequences, 4);

        Assert.Equal([2L, 4], batch.Ids.shape);
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7, 8], Numbers(batch.Ids));
        Assert.Equal([-100L, 3, -100, 5, 6, 7, 8, 9], Numbers(batch.Labels));
        Assert.Equal([0L, 0, 0, 1, 1, 1, 1, 1], Numbers(batch.Documents));
        Assert.Equal([0L, 1, 2, 0, 0, 1, 2, 3], Numbers(batch.Positions));
        Assert.Equal(1, batch.Dropped);
    }

    [Fact(DisplayName = "M09.E1 A packed document does not see the one before it")]
    public void AttentionMask_TwoDocuments_KeepsThemApart()
    {
        using var scope = NewDisposeScope();

        Tensor mask = SftPacking.Pack([new([1, 2], [false, true]), new([3, 4], [false, true])], 4).AttentionMask();

        Assert.Equal([1L, 1, 4, 4], mask.shape);
        Assert.Equal("x... xx.. ..x. ..xx", string.Join(' ', mask.flatten().data<bool>().ToArray().Chunk(4).Select(row => string.Concat(row.Select(b => b ? 'x' : '.')))));
    }

    [Fact(DisplayName = "M09.E1 A row whose reply was cut off has nothing to learn and is refused")]
    public void Pad_OfALongPrompt_Throws() =>
        Assert.Throws<ArgumentException>(() => SftPacking.Pad([new([1, 2, 3, 4], [false, false, false, true])], length: 2, padding: 0));

    [Fact(DisplayName = "M09.E1 Not a number where the mask is false changes nothing, and an empty row has mean 0")]
    public void Mean_WithNaNUnderTheMask_IsTheMean()
    {
        using var scope = NewDisposeScope();
        Tensor values = tensor(new[,] { { 1f, float.NaN, 3 }, { float.NaN, 5, 6 } }), mask = tensor(new[,] { { true, false, true }, { false, false, false } });

        Assert.Equal([2f, 0], MaskedLoss.Mean(values, mask, dim: 1).data<float>().ToArray());
        Assert.Equal([0.4f, 0], MaskedLoss.Normalize(values, mask, 10, dim: -1).data<float>().ToArray());
    }

    [Fact(DisplayName = "M09.E1 Parts of a batch that share a divisor add up to the whole")]
    public void Compute_InParts_AddsUp()
    {
        using var scope = NewDisposeScope();
        Tensor logits = randn([2, 3, 5], generator: new Generator(1)), labels = tensor(new long[,] { { -100, -100, 2 }, { 4, 0, 1 } });
        double count = SftLoss.Count(labels);

        double parts = SftLoss.Compute(logits[..1], labels[..1], count).item<float>() + SftLoss.Compute(logits[1..], labels[1..], count).item<float>();

        Assert.Equal(SftLoss.Compute(logits, labels).item<float>(), parts, 1e-6);
    }

    private static long[] Numbers(Tensor tensor) => tensor.flatten().data<long>().ToArray();
}
