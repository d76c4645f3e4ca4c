using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.LocalModels.Training;

namespace LLMCourse.LocalModels.Tests.Training;

public sealed class TrainingMixTests
{
    private static readonly ChatFormat Format = new(LocalModel.LoadTokenizer(ShippedModel.Folder));

    [Fact]
    public void Render_LearnedTokens_AreThoseOfTheRepliesWithTheirEnds()
    {
        var random = new TaskRandom(1);
        for (int i = 0; i < 300; i++)
        {
            TrainingConversation conversation = TrainingMix.Next(random);
            (int[] ids, bool[] learned) = conversation.Render(Format);
            string expected = string.Concat(conversation.Turns.Zip(conversation.Learned).Where(pair => pair.Second)
                .Select(pair => $"{(pair.First.IsToolCall ? ChatFormat.Call : "")} {pair.First.Text}{ChatFormat.End}"));

            Assert.Equal(expected, Format.Tokenizer.Decode([.. ids.Where((_, at) => learned[at])]));
            Assert.Equal(Format.Render(conversation.Turns, addReply: false), ids);
            Assert.All(conversation.Turns.Zip(conversation.Learned),
                pair => Assert.True(!pair.Second || pair.First.Role == ChatRole.Assistant));
        }
    }

    [Fact]
    public void Next_Conversations_FitTheContext()
    {
        var random = new TaskRandom(2);

        Assert.All(Enumerable.Range(0, 3000).Select(_ => TrainingMix.Next(random).Render(Format).Ids.Length),
            length => Assert.InRange(length, 1, 256));
    }

    [Fact]
    public void TrainVocabulary_SeedOfTheRecipe_GivesTheShippedFiles()
    {
        string folder = Directory.CreateTempSubdirectory("llmcourse-").FullName;
        try
        {
            string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
            TrainingMix.TrainVocabulary(1).SaveGpt2(vocabulary, merges);

            Assert.Equal(File.ReadAllText(Path.Combine(ShippedModel.Folder, "vocab.json")), File.ReadAllText(vocabulary));
            Assert.Equal(File.ReadAllText(Path.Combine(ShippedModel.Folder, "merges.txt")), File.ReadAllText(merges));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
