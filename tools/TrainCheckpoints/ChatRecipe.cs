using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Training;
using LLMCourse.Reference;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Tools.TrainCheckpoints;

/// <summary>A model that answers chats, trained on generated tasks.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Description">What it is, for the manifest.</param>
/// <param name="Shape">The shape of the model, without the vocabulary.</param>
/// <param name="Options">How it is trained.</param>
internal sealed record ChatRecipe(string Name, string Description, GptConfig Shape, TrainerOptions Options)
    : Recipe(Name, Description, Options)
{
    /// <summary>The batches in which conversations take over from what teaches to look back, see <see cref="ChatBatches"/>.</summary>
    private const int RecallBatches = 50;

    /// <summary>Validation has conversations of another seed, as many as these batches hold.</summary>
    private const int ValidationBatches = 20;

    public static ChatRecipe LocalModel { get; } = new(
        "local-model",
        "Chats about generated tasks; learns the replies, and validates on those to other questions.",
        new GptConfig
        {
            ContextLength = 256,
            Layers = 4,
            Heads = 6,
            Width = 192,
            FeedForwardWidth = 576,
            Positions = PositionEncoding.Rope,
            RopeTheta = 1e6, // more of the columns turn so slowly that they compare tokens at any distance
            Norm = NormKind.RmsNorm,
            Activation = Activation.SwiGlu,
            TieEmbeddings = false,
        },
        new TrainerOptions
        {
            BatchSize = 4,
            DataParallelSize = 2,
            Schedule = new CosineSchedule { Peak = 1e-3, Floor = 3e-5, WarmUpSteps = 50, TotalSteps = 5000 },
            LogEvery = 25,
            CheckpointEvery = 200,
            Seed = 1,
        });

    /// <inheritdoc/>
    public override Run Begin(TrainerOptions options)
    {
        BytePairVocabulary vocabulary = TrainingMix.TrainVocabulary(options.Seed);
        var format = new ChatFormat(new BytePairTokenizer(vocabulary, SplitRule.Gpt2));
        var model = new Gpt(Shape with { VocabularySize = vocabulary.Count }, (long)options.Seed);
        InductionInitializer.Apply(model, (long)options.Seed);
        var batches = new ChatBatches(format, options.BatchSize * Shape.ContextLength, Shape.ContextLength, options.Seed, RecallBatches);
        var trainer = new Trainer(model, batches, options, resume: true);
        return new Run(model, trainer, folder => LocalModels.LocalModel.Save(folder, model, vocabulary),
            () => ValidationLoss(model, format, options));
    }

    private static double ValidationLoss(Gpt model, ChatFormat format, TrainerOptions options)
    {
        var batches = new ChatBatches(format, options.BatchSize * model.Config.ContextLength, model.Config.ContextLength, options.Seed + 1);
        double sum = 0;
        using var noGrad = no_grad();
        for (int i = 0; i < ValidationBatches; i++)
        {
            using var scope = NewDisposeScope();
            var (ids, targets) = batches.Next();
            sum += model.Loss(ids, targets).ToDouble();
        }

        return sum / ValidationBatches;
    }
}
