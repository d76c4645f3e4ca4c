using LLMCourse.Reference.Training;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Training;

public sealed class BatchSamplerTests
{
    private static readonly TokenArray Tokens = new(Enumerable.Range(100, 10).ToArray());

    [Fact]
    public void Next_EveryStart_IsDrawnAndTargetsAreShifted()
    {
        using var scope = NewDisposeScope();
        var sampler = new BatchSampler(Tokens, batch: 50, length: 3, seed: 1);
        var starts = new SortedSet<long>();
        for (int i = 0; i < 20; i++)
        {
            var (ids, targets) = sampler.Next();
            Assert.Equal([50L, 3L], ids.shape);
            foreach ((long[] row, long[] target) in Values.Rows(ids).Zip(Values.Rows(targets)))
            {
                Assert.Equal([row[0], row[0] + 1, row[0] + 2], row);
                Assert.Equal([row[0] + 1, row[0] + 2, row[0] + 3], target);
                _ = starts.Add(row[0] - 100);
            }
        }

        // n = 10, T = 3: starts 0 to n - T - 1.
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6], starts);
    }

    [Fact]
    public void State_SetBack_RepeatsTheBatches()
    {
        using var scope = NewDisposeScope();
        var sampler = new BatchSampler(Tokens, 4, 3, seed: 7);
        _ = sampler.Next();
        ulong state = sampler.State;
        byte[] first = Values.Bytes(sampler.Next().Ids), second = Values.Bytes(sampler.Next().Ids);

        var other = new BatchSampler(Tokens, 4, 3, seed: 99) { State = state };

        Assert.Equal(first, Values.Bytes(other.Next().Ids));
        Assert.Equal(second, Values.Bytes(other.Next().Ids));
    }

    [Fact]
    public void Constructor_ShortestText_HasOneWindowAndShorterThrows()
    {
        using var scope = NewDisposeScope();
        var (ids, targets) = new BatchSampler(Tokens, 1, 9, seed: 1).Next();

        Assert.Equal(100, ids[0, 0].item<long>());
        Assert.Equal(109, targets[0, 8].item<long>());
        Assert.Contains("10 tokens", Assert.Throws<ArgumentException>(() => new BatchSampler(Tokens, 1, 10, seed: 1)).Message,
            StringComparison.Ordinal);
    }
}
