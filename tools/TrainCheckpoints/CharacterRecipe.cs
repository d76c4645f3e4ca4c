using LLMCourse.Reference;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;

namespace LLMCourse.Tools.TrainCheckpoints;

/// <summary>A model of the characters of a text.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Description">What it is, for the manifest.</param>
/// <param name="Text">Makes the text; its last tenth is for validation.</param>
/// <param name="Shape">The shape of the model, without the vocabulary.</param>
/// <param name="Options">How it is trained.</param>
internal sealed record CharacterRecipe(string Name, string Description, Func<string> Text, GptConfig Shape, TrainerOptions Options)
    : Recipe(Name, Description, Options)
{
    private const ulong NamesSeed = 1;

    public static CharacterRecipe Names { get; } = new(
        "names",
        "Characters of first names, one a line, in random order.",
        ShuffledNames,
        GptConfig.Tiny with { Layers = 3, Width = 64, ContextLength = 32, Dropout = 0.1 },
        new TrainerOptions
        {
            BatchSize = 32,
            Schedule = new CosineSchedule { Peak = 4e-3, Floor = 2e-4, WarmUpSteps = 100, TotalSteps = 2000 },
            ValidationWindows = 400,
            Seed = 1,
        });

    public static CharacterRecipe MobyDick { get; } = new(
        "moby-dick",
        "Characters of Melville's novel.",
        () => DataSets.Shipped.ReadText("moby-dick"),
        GptConfig.Tiny with { ContextLength = 128 },
        new TrainerOptions
        {
            BatchSize = 16,
            Schedule = new CosineSchedule { Peak = 3e-3, Floor = 2e-4, WarmUpSteps = 100, TotalSteps = 2500 },
            ValidationWindows = 400,
            Seed = 1,
        });

    /// <inheritdoc/>
    public override Run Begin(TrainerOptions options)
    {
        string text = Text();
        CharacterTokenizer tokenizer = CharacterTokenizer.Train(text);
        int[] tokens = tokenizer.Encode(text);
        int cut = tokens.Length / 10 * 9;
        var model = new CharacterModel(new Gpt(Shape with { VocabularySize = tokenizer.VocabularySize }, (long)options.Seed), tokenizer);
        var trainer =
            new Trainer(model.Model, new TokenArray(tokens.AsMemory(0, cut)), new TokenArray(tokens.AsMemory(cut)), options, resume: true);
        return new Run(model.Model, trainer, model.Save,
            () => RunLog.Read(Path.Combine(options.Folder!, "log.csv"))[^1].ValidationLoss!.Value);
    }

    /// <summary>The names begin with a line feed, so that a sample can begin with one too.</summary>
    private static string ShuffledNames()
    {
        string[] names = [.. DataSets.Shipped.ReadLines("names")];
        var random = new SplitMix64(NamesSeed);
        for (int i = names.Length - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (names[i], names[other]) = (names[other], names[i]);
        }

        return "\n" + string.Join('\n', names) + "\n";
    }
}
