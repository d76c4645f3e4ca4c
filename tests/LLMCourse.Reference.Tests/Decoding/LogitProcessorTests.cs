using LLMCourse.Reference.Decoding;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class LogitProcessorTests
{
    private const float Banned = float.NegativeInfinity;

    [Fact]
    public void TopK_TiesAtTheBorder_KeepsExactlyKLowestIdsFirst() =>
        Assert.Equal([Banned, 3, 2, 2, Banned, Banned], Apply(new TopK(3), [1, 3, 2, 2, 2, 0]));

    [Theory]
    [InlineData(6)]
    [InlineData(100)]
    public void TopK_AllOrMore_ChangesNothing(int k) => Assert.Equal([1f, 3, 2, 2, 2, 0], Apply(new TopK(k), [1, 3, 2, 2, 2, 0]));

    [Fact]
    public void TopP_HandWorked_KeepsTheFewestThatReachIt()
    {
        // Probabilities 1/2, 1/4, 1/8, 1/8.
        float[] logits = [MathF.Log(4), MathF.Log(8), MathF.Log(2), MathF.Log(2)];

        Assert.Equal([Banned, logits[1], Banned, Banned], Apply(new TopP(0.4), logits));
        Assert.Equal([logits[0], logits[1], Banned, Banned], Apply(new TopP(0.7), logits));
        Assert.Equal([logits[0], logits[1], logits[2], Banned], Apply(new TopP(0.8), logits));
        Assert.Equal([Banned, logits[1], Banned, Banned], Apply(new TopP(0), logits));
        Assert.Equal(logits, Apply(new TopP(1), logits));
    }

    [Fact]
    public void MinP_HandWorked_IsRelativeToTheLikeliest()
    {
        float[] logits = [MathF.Log(4), MathF.Log(8), MathF.Log(2), MathF.Log(1)];

        Assert.Equal([logits[0], logits[1], Banned, Banned], Apply(new MinP(0.3), logits));
        Assert.Equal(logits, Apply(new MinP(0), logits));
        Assert.Equal([5f, Banned, 5], Apply(new MinP(1), [5, 4, 5]));
    }

    [Fact]
    public void Temperature_Values_ScaleDistances()
    {
        Assert.Equal([-4f, 0, -2], Apply(new Temperature(0.5), [1, 3, 2]));
        Assert.Equal([Banned, 3, Banned], Apply(new Temperature(0), [1, 3, 3]));
        Assert.Equal([0f, Banned, Banned], Apply(new Temperature(1e-40), [3e38f, -3e38f, Banned]));
    }

    [Fact]
    public void RepetitionPenalty_EitherSign_DiscouragesOnce() =>
        Assert.Equal([2f, -4, 3, -1], Apply(new RepetitionPenalty(2), [4, -2, 3, -1], 0, 1, 1, 0));

    [Fact]
    public void LogitBias_AddsAndBans() =>
        Assert.Equal([1f, 5, Banned], Apply(new LogitBias(new Dictionary<int, float> { [1] = 3, [2] = Banned }), [1, 2, 3]));

    [Fact]
    public void NGramBan_RepeatedPairs_BansWhatWouldRepeatThem()
    {
        // After "1 2 3 1 2" a 3 would repeat "1 2 3", and the pair "2 3".
        Assert.Equal([0f, 0, 0, Banned, 0], Apply(new NGramBan(3), new float[5], 1, 2, 3, 1, 2));
        Assert.Equal([0f, 0, 0, 0, 0], Apply(new NGramBan(3), new float[5], 1, 2, 3, 2));
        Assert.Equal([0f, Banned, Banned, Banned, 0], Apply(new NGramBan(1), new float[5], 1, 2, 3));
        Assert.Equal([0f, 0], Apply(new NGramBan(1), new float[2], 0, 1));
        Assert.Equal([0f, 0], Apply(new NGramBan(4), new float[2], 0, 1));
    }

    [Fact]
    public void Every_BadLogitsOrArguments_SaysWhatToDo()
    {
        ILogitProcessor[] all =
        [
            new Temperature(0.5), new TopK(1), new TopP(0.5), new MinP(0.5), new RepetitionPenalty(1.2), new NGramBan(2),
            new LogitBias(new Dictionary<int, float> { [0] = 1 }),
        ];
        foreach (ILogitProcessor processor in all)
        {
            Assert.Contains("not a number", Assert.Throws<ArgumentException>(() => Apply(processor, [0, float.NaN])).Message,
                StringComparison.Ordinal);
            Assert.Contains("+∞", Assert.Throws<ArgumentException>(() => Apply(processor, [0, float.PositiveInfinity])).Message,
                StringComparison.Ordinal);
            Assert.Contains("ban fewer", Assert.Throws<ArgumentException>(() => Apply(processor, [Banned, Banned])).Message,
                StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new Temperature(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopK(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopP(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinP(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RepetitionPenalty(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NGramBan(0));
        Assert.Throws<ArgumentException>(() => new LogitBias(new Dictionary<int, float> { [0] = float.NaN }));
        Assert.Contains("tokens go from 0 to 1", Assert.Throws<ArgumentException>(
            () => Apply(new LogitBias(new Dictionary<int, float> { [2] = 1 }), [0, 0])).Message, StringComparison.Ordinal);
    }

    private static float[] Apply(ILogitProcessor processor, float[] logits, params int[] history)
    {
        float[] changed = [.. logits];
        processor.Apply(changed, history);
        return changed;
    }
}
