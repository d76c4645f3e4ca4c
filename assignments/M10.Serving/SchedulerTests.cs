using System.Globalization;
using TorchSharp;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E4")]
public sealed class SchedulerTests
{
    [Fact(DisplayName = "M10.E4 Worked by hand: blocks of two tokens")]
    public void TryGrow_ThreeTokens_TakesTwoBlocks()
    {
        BlockAllocator allocator = new(blocks: 4, blockSize: 2);

        Assert.True(allocator.TryGrow(7, tokens: 3));
        Assert.True(allocator.TryGrow(8, tokens: 2));
        Assert.False(allocator.TryGrow(8, tokens: 5)); // wants two more, and one is free
        Assert.Equal([0, 1], allocator.Table(7));
        Assert.Equal([2], allocator.Table(8));
        allocator.Release(7);
        Assert.True(allocator.TryGrow(8, tokens: 5));
        Assert.Equal([2, 0, 1], allocator.Table(8));
        _ = Assert.Throws<ArgumentException>(() => allocator.Release(7));
    }

    [Fact(DisplayName = "M10.E4 Worked by hand: two equal keys share the attention")]
    public void Attend_EqualKeys_AveragesValues()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor keys = zeros(2, 2, 1, 1), values = tensor([5f, float.NaN, 1, 3]).view(2, 2, 1, 1);

        Tensor result = PagedAttention.Attend(ones(1, 1, 1), keys, values, tensor([1L, 0]).view(1, 2), tensor([3L]));

        Assert.Equal(3, result.item<float>(), 1e-6); // (1 + 3 + 5) / 3; the NaN is behind the length
    }

    [Fact(DisplayName = "M10.E4 Property: a request gets the same tokens, whatever runs beside it")]
    public void Step_ManyRequests_GivesWhatEachGetsAlone()
    {
        GenerationRequest[] requests = [.. Enumerable.Range(0, 12).Select(i =>
            new GenerationRequest([.. Enumerable.Range(i, 1 + (i % 5))], 3 + i) { Temperature = i % 2, Seed = (ulong)i })];

        int[][] alone = [.. requests.Select(request => Run(new SchedulerOptions { MaxBatch = 1, Blocks = 10, BlockSize = 2 }, [request])[0])];
        int[][] together = Run(new SchedulerOptions { MaxBatch = 5, MaxStepTokens = 7, Blocks = 10, BlockSize = 2 }, requests);

        Assert.Equal(alone, together);
    }

    [Fact(DisplayName = "M10.E4 Edge: what fits to the last slot is accepted, one token more is not")]
    public void Submit_TooLong_Throws()
    {
        Scheduler scheduler = new(new PagedWords(2, 4).Forward, new SchedulerOptions { Blocks = 2, BlockSize = 4 });

        _ = scheduler.Submit(new GenerationRequest([1, 2, 3, 4], MaxTokens: 5)); // the fifth is never stored
        _ = Assert.Throws<ArgumentException>(() => scheduler.Submit(new GenerationRequest([1, 2, 3, 4], MaxTokens: 6)));
    }

    [Fact(DisplayName = "M10.E4 Snapshot: three requests, and memory for two")]
    public Task Step_LittleMemory_Preempts()
    {
        PagedWords model = new(5, 2);
        Scheduler scheduler = new(model.Forward, new SchedulerOptions { MaxBatch = 3, MaxStepTokens = 4, Blocks = 5, BlockSize = 2 });
        GenerationHandle[] handles = [.. new[] { 5, 1, 2 }.Select(length => scheduler.Submit(new GenerationRequest([.. Enumerable.Range(1, length)], 4)))];
        while (!handles.All(handle => handle.Completion.IsCompleted))
            model.Log.Add(scheduler.Step().ToString());

        return Verifier.Verify(string.Join('\n', model.Log));
    }

    private static int[][] Run(SchedulerOptions options, GenerationRequest[] requests)
    {
        Scheduler scheduler = new(new PagedWords(options.Blocks, options.BlockSize).Forward, options);
        GenerationHandle[] handles = [.. requests.Select(scheduler.Submit)];
        for (int step = 0; step < 1000 && !handles.All(handle => handle.Completion.IsCompleted); step++)
            _ = scheduler.Step();
        return [.. handles.Select(handle => handle.Completion.IsCompleted ? handle.Completion.Result : [])];
    }

    /// <summary>A model of eight words that keeps tokens in its slots and reads all of them back through the table before it answers.</summary>
    private sealed class PagedWords(int blocks, int size)
    {
        private readonly int[] _slots = new int[blocks * size];

        public List<string> Log { get; } = [];

        public IReadOnlyList<float[]> Forward(IReadOnlyList<StepRow> rows)
        {
            foreach (StepRow row in rows)
            {
                Log.Add(string.Create(CultureInfo.InvariantCulture, $"  {row.Id}: {string.Join(' ', row.Tokens)} from {row.Start}, blocks {string.Join(' ', row.Table)}"));
                for (int i = 0; i < row.Tokens.Count; i++)
                    _slots[Slot(row, row.Start + i)] = row.Tokens[i];
            }

            return [.. rows.Select(row =>
            {
                uint hash = 1;
                for (int position = 0; position < row.Start + row.Tokens.Count; position++)
                    hash = (hash * 31) + (uint)_slots[Slot(row, position)] + 7;
                return Enumerable.Range(0, 8).Select(word => (float)(((hash ^ (uint)word) * 2654435761u) >> 20) / 1024).ToArray();
            })];
        }

        private int Slot(StepRow row, int position) => (row.Table[position / size] * size) + (position % size);
    }
}
