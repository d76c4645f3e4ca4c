using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.LocalModels.Tests.Training;

public sealed class ConversationBatchesTests
{
    private static readonly ChatFormat Format = new(LocalModel.LoadTokenizer(Path.Combine(AppContext.BaseDirectory, "local-model")));

    [Fact]
    public void Next_TwoConversations_LearnsRepliesAndTheirEnds()
    {
        using var scope = NewDisposeScope();
        TrainingConversation first = Conversation("Sort: 2 1", "1 2");
        var batches = new ConversationBatches([first], Format, batchSize: 1, length: 64, seed: 1);

        (Tensor ids, Tensor targets) = batches.Next();

        (int[] expected, bool[] learned) = first.Render(Format);
        Assert.Equal(expected[..^1].Select(id => (long)id), ids.flatten().data<long>().ToArray());
        Assert.Equal(expected[1..].Zip(learned[1..]).Select(pair => pair.Second ? pair.First : -100L),
            targets.flatten().data<long>().ToArray());
        Assert.Equal(Format.EndToken, targets.flatten().data<long>().ToArray()[^1]);
    }

    [Fact]
    public void Next_ManyPasses_SeesEachOnceAPassInAnotherOrder()
    {
        using var scope = NewDisposeScope();
        var batches = new ConversationBatches([.. Enumerable.Range(0, 7).Select(i => Conversation($"Copy: {i}", $"{i}"))], Format,
            batchSize: 2, length: 64, seed: 3);
        var seen = new List<string>();
        for (int i = 0; i < 14; i++)
        {
            (Tensor ids, Tensor _) = batches.Next();
            for (int b = 0; b < 2; b++)
                seen.Add(Format.Tokenizer.Decode([.. ids[b].data<long>().ToArray().Select(id => (int)id)]));
        }

        string[][] passes = [.. seen.Chunk(7)];
        Assert.All(passes, pass => Assert.Equal(7, pass.Distinct().Count()));
        Assert.True(passes.Select(pass => string.Join('|', pass)).Distinct().Count() > 1);
    }

    [Fact]
    public void State_SetBack_GivesTheSameBatches()
    {
        using var scope = NewDisposeScope();
        var batches = new ConversationBatches([.. Enumerable.Range(0, 5).Select(i => Conversation($"Copy: {i}", $"{i}"))], Format,
            batchSize: 2, length: 64, seed: 3);
        for (int i = 0; i < 4; i++)
            _ = batches.Next();
        ulong state = batches.State;
        long[] next = batches.Next().Ids.flatten().data<long>().ToArray();
        _ = batches.Next();

        batches.State = state;

        Assert.Equal(next, batches.Next().Ids.flatten().data<long>().ToArray());
    }

    [Fact]
    public void TooLong_ConversationsBeyondARow_AreLeftOutAndCounted()
    {
        using var scope = NewDisposeScope();
        TrainingConversation longer = Conversation(string.Join(' ', Enumerable.Repeat("word", 100)), "yes"),
            shorter = Conversation("Copy: a", "a");

        var batches = new ConversationBatches([longer, shorter], Format, batchSize: 3, length: 40, seed: 1);

        Assert.Equal((1, 1), (batches.TooLong, batches.Count));
        Assert.Equal(3, batches.Next().Ids.shape[0]);
        Assert.Equal([1L], batches.Once().Select(batch => batch.Ids.shape[0]));
        Assert.Contains("None of the 1 conversations fits into 40 tokens",
            Assert.Throws<ArgumentException>(() => new ConversationBatches([longer], Format, 1, 40, 1)).Message, StringComparison.Ordinal);
    }

    private static TrainingConversation Conversation(string question, string reply) =>
        new([ChatTurn.User(question), ChatTurn.Assistant(reply)], [false, true]);
}
