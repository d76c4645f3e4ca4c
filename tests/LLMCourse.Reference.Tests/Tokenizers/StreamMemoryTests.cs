using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

/// <summary>Runs alone: what other tests allocate meanwhile would count as kept.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class StreamMemoryTests
{
    private static readonly BytePairTokenizer Gpt2 = BytePairTokenizer.Gpt2();

    [Fact]
    public void EncodeStream_LongText_KeepsNoneOfIt()
    {
        string book = DataSets.Shipped.ReadText("moby-dick");
        IEnumerable<string> parts() => Enumerable.Range(0, 4).SelectMany(_ => book.Chunk(1000).Select(chunk => new string(chunk)));
        using IEnumerator<int> ids = Gpt2.EncodeStream(parts()).GetEnumerator();
        for (int i = 0; i < 1000; i++) Assert.True(ids.MoveNext());
        long before = GC.GetTotalMemory(forceFullCollection: true);

        long count = 1000;
        while (count < 1_200_000 && ids.MoveNext()) count++;

        // 1 MiB for 4.8 MB of text: what is kept is a piece, and the buffers have had their size before.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1 << 20);
        while (ids.MoveNext()) count++;
        Assert.Equal(4 * 317_756, count);
    }
}
