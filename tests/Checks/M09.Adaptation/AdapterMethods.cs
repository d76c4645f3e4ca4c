using System.Diagnostics;
using LLMCourse.LocalModels;
using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

/// <summary>What was measured of one way to adapt a model.</summary>
/// <param name="Name">The way.</param>
/// <param name="Trained">How many numbers were trained.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Bytes">What has to be kept of it, beside the model.</param>
/// <param name="Answers">For each question whether it was answered.</param>
/// <param name="BaseChanged">Whether the weights that are shared with others have changed.</param>
internal sealed record AdaptedModel(string Name, long Trained, double Seconds, long Bytes, bool[] Answers, bool BaseChanged);

/// <summary>The ways to adapt the course's model, all by the same lessons, steps and optimizer; each at the gentlest learning rate tried at
/// which it learned the facts, or the most of them; full fine-tuning also at three times that.</summary>
internal static class AdapterMethods
{
    public const string Frozen = "frozen", Full = "full", FullFast = "full x3", Lora1 = "LoRA r=1", Lora4 = "LoRA r=4",
        Lora16 = "LoRA r=16", Prefix = "prefix", Prompt = "prompt", Retrieval = "RAG";

    private const int Batch = 24, VirtualTokens = 16, Found = 5;

    /// <summary>The smallest rate at which full fine-tuning still learned the facts.</summary>
    private const double GentleRate = 3.5e-4;

    /// <summary>Gets the names, in the order of the table.</summary>
    public static IReadOnlyList<string> Names { get; } = [Frozen, Full, FullFast, Lora1, Lora4, Lora16, Prefix, Prompt, Retrieval];

    /// <summary>Gets where the course's model lies.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "local-model");

    /// <summary>Adapts a fresh copy of the model in one way, and asks it everything.</summary>
    public static AdaptedModel Run(string name, Facts facts, Question[] questions, int steps, ulong seed, Action<double> progress)
    {
        using Gpt model = LocalModel.LoadWeights(Folder);
        string before = Texts.Bits(model, _ => true);
        int rank = name switch { Lora1 => 1, Lora4 => 4, Lora16 => 16, _ => 0 };
        Func<Tensor, Tensor> logits = model.forward;
        Parameter[] learns = [];
        double rate = 0;
        using LoraAdapter? lora = rank > 0
            ? Lora.Inject(model, new LoraOptions(@"h\.\d+\.(attn\.c_attn|mlp\.c_fc)", rank, 2 * rank, Seed: (long)seed))
            : null;
        using PrefixTuning? prefix = name == Prefix ? new PrefixTuning(model, VirtualTokens, (long)seed) : null;
        using PromptTuning? prompt = name == Prompt ? new PromptTuning(model, VirtualTokens, (long)seed) : null;
        if (lora is not null)
            (learns, rate) = ([.. lora.Parameters()], rank switch { 16 => 2e-3, 4 => 4e-3, _ => 5e-3 });
        else if (prefix is not null)
            (learns, rate, logits) = ([.. prefix.parameters()], 3e-2, prefix.forward);
        else if (prompt is not null)
            (learns, rate, logits) = ([.. prompt.parameters()], 5e-2, prompt.forward);
        else if (name is Full or FullFast)
            (learns, rate) = ([.. model.parameters()], name == Full ? GentleRate : 3 * GentleRate);

        var watch = Stopwatch.StartNew();
        if (learns.Length > 0)
            Train(logits, learns, rate, facts, CheckRandom.For($"{seed} lessons"), steps, progress);
        double seconds = watch.Elapsed.TotalSeconds;
        long trained = learns.Sum(parameter => parameter.numel());
        bool[] answers = name == Retrieval ? AskPassages(model, facts, questions) : facts.Answer(logits, questions);
        long bytes = name == Retrieval
            ? facts.All.Sum(fact => (long)System.Text.Encoding.UTF8.GetByteCount(Facts.Passage(fact)))
            : trained * sizeof(float);
        return new AdaptedModel(name, trained, seconds, bytes, answers, Texts.Bits(model, _ => true) != before);
    }

    private static void Train(Func<Tensor, Tensor> logits, Parameter[] learns, double rate, Facts facts, CheckRandom random, int steps,
        Action<double> progress)
    {
        using optim.Optimizer optimizer = optim.AdamW(learns, lr: rate, weight_decay: 0);
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            // A tenth of the rate is left at the end.
            foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = rate * (1 - (0.9 * step / steps));
            (Tensor ids, Tensor targets) = facts.Lesson(random, Batch);
            optimizer.zero_grad();
            nn.functional.cross_entropy(logits(ids).flatten(0, 1), targets.flatten(), ignore_index: -100).backward();
            _ = nn.utils.clip_grad_norm_(learns, 1);
            _ = optimizer.step();
            progress((step + 1.0) / steps);
        }
    }

    /// <summary>Looks every question up first, with the student's index, and asks the model that was never trained on facts.</summary>
    private static bool[] AskPassages(Gpt model, Facts facts, Question[] questions)
    {
        Bm25Index index = new();
        for (int i = 0; i < facts.All.Count; i++) index.Add($"{i}", Facts.Passage(facts.All[i]));
        Question[] asked = [.. questions.Select(question =>
        {
            if (question.Exam == "old") return question; // nothing to look up: the question goes to the model as it is
            Fact[] found = [.. index.Search(question.Text, Found)
                .Select(hit => facts.All[int.Parse(hit.Id, System.Globalization.CultureInfo.InvariantCulture)])];
            return found.Length == 0 ? question : question with { Text = Facts.WithContext(found) };
        })];
        return facts.Answer(model.forward, asked);
    }
}
