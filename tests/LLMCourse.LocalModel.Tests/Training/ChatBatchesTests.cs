using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.LocalModels.Tests.Training;

public sealed class ChatBatchesTests
{
    private const int Tokens = 1024, Length = 256, Ignored = -100;

    private static readonly ChatFormat Format = new(LocalModel.LoadTokenizer(ShippedModel.Folder));

    [Fact]
    public void Next_Conversations_LearnTheNextTokensOfRepliesAlone()
    {
        var batches = new ChatBatches(Format, Tokens, Length, seed: 7);
        int begin = Format.Render([], addReply: false)[0], learned = 0, all = 0;
        for (int batch = 0; batch < 20; batch++)
        {
            using var scope = NewDisposeScope();
            var (ids, targets) = batches.Next();
            long[] given = ids.data<long>().ToArray(), wanted = targets.data<long>().ToArray();
            int positions = (int)ids.shape[1];
            Assert.Equal(ids.shape, targets.shape);
            Assert.InRange(positions, 16, Length);
            Assert.InRange(given.Length, Tokens / 2, Tokens);
            for (int i = 0; i < given.Length; i++)
            {
                if (i % positions == 0)
                    Assert.Equal(begin, given[i]);
                if (wanted[i] != Ignored && (i + 1) % positions != 0 && wanted[i] != Format.EndToken)
                    Assert.Equal(given[i + 1], wanted[i]);
            }

            Assert.Contains(Format.EndToken, wanted);
            learned += wanted.Count(target => target != Ignored);
            all += given.Length;
        }

        Assert.InRange((double)learned / all, 0.1, 0.5);
    }

    [Fact]
    public void Next_RecallFirst_BeginsWithShortRowsThatRepeat()
    {
        using var scope = NewDisposeScope();
        var (ids, targets) = new ChatBatches(Format, Tokens, Length, seed: 7, recallBatches: 100).Next();
        long[] given = ids.data<long>().ToArray(), wanted = targets.data<long>().ToArray();

        Assert.Equal(32, ids.shape[1]);
        Assert.All(Enumerable.Range(0, wanted.Length).Where(i => wanted[i] != Ignored),
            i => Assert.Contains(wanted[i], given[(i / 32 * 32)..(i + 1)]));
        Assert.Contains(wanted, target => target != Ignored);
    }

    [Fact]
    public void State_SetBack_GivesTheSameAgain()
    {
        using var scope = NewDisposeScope();
        var batches = new ChatBatches(Format, Tokens, Length, seed: 7, recallBatches: 4);
        _ = batches.Next();
        ulong state = batches.State;
        var (ids, targets) = batches.Next();

        var (againIds, againTargets) = new ChatBatches(Format, Tokens, Length, seed: 7, recallBatches: 4) { State = state }.Next();
        var (otherIds, _) = new ChatBatches(Format, Tokens, Length, seed: 8, recallBatches: 4) { State = state }.Next();

        Assert.Equal(Text(ids), Text(againIds));
        Assert.Equal(Text(targets), Text(againTargets));
        Assert.NotEqual(Text(ids), Text(otherIds));
    }

    private static string Text(Tensor tensor) => $"{string.Join(',', tensor.shape)}: {string.Join(',', tensor.data<long>().ToArray())}";
}
