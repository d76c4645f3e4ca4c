using System.Globalization;
using System.Text;
using LLMCourse.Reference;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;
using LLMCourse.Tools.Ladder;
using static TorchSharp.torch;

// Trains the language models of the ladder on the same text and writes the table of docs/ladder.md.
const int Length = 32, Batch = 16, Width = 64, Depth = 4, Steps = 1000, Windows = 400;
const ulong Seed = 1;
if (args.Length != 1)
{
    Console.Error.WriteLine("Usage: Ladder FILE. FILE is the Markdown to write, for example docs/ladder.md.");
    return 2;
}

string text = DataSets.Shipped.ReadText("moby-dick");
CharacterTokenizer tokenizer = CharacterTokenizer.Train(text);
int[] tokens = tokenizer.Encode(text);
int cut = tokens.Length / 10 * 9;
TokenArray training = new(tokens.AsMemory(0, cut)), validation = new(tokens.AsMemory(cut));

var constant = new CosineSchedule { Peak = 3e-3, Floor = 3e-3, WarmUpSteps = 0, TotalSteps = Steps };
Rung[] rungs =
[
    new("LM1", "bigram: a table of the next character", v => new BigramModel(v), constant with { Peak = 0.1, Floor = 0.1 }, 0),
    new("LM2", "one attention layer, positions, **no mask**",
        v => new LayeredModel(v, Length, Width, 1, causal: false, feedForward: false, residual: false), constant, 0),
    new("LM3", "the same with the causal mask",
        v => new LayeredModel(v, Length, Width, 1, causal: true, feedForward: false, residual: false), constant, 0),
    new("LM4", $"{Depth} layers, feed-forward, residuals, norms",
        v => new LayeredModel(v, Length, Width, Depth, causal: true, feedForward: true, residual: true), constant, 0),
    new("LM4 without residuals", "the same depth, nothing is added",
        v => new LayeredModel(v, Length, Width, Depth, causal: true, feedForward: true, residual: false), constant, 0),
    new(
        "LM5",
        "GPT: GPT-2's initialisation, tied head, warm-up and cosine, weight decay 0.1, dropout 0.05, twice the steps",
        v => new Gpt(
            GptConfig.Tiny with { VocabularySize = v, ContextLength = Length, Width = Width, Layers = Depth, Dropout = 0.05 }, (long)Seed),
        new CosineSchedule { Peak = 6e-3, Floor = 3e-4, WarmUpSteps = 40, TotalSteps = 2 * Steps },
        0.1),
];

var table = new StringBuilder(
    "| model | what it has | parameters | steps | training | validation | validation, last position |\n|---|---|---:|---:|---:|---:|---:|\n");
foreach (Rung rung in rungs)
{
    _ = manual_seed((long)Seed);
    using nn.Module<Tensor, Tensor> model = rung.Make(tokenizer.VocabularySize);
    double trained = Train(model, rung, training);
    model.eval();
    double all = Evaluation.Loss((ids, targets) => Loss(model, ids, targets), validation, Length, Windows, Batch);
    double last = Evaluation.Loss((ids, targets) => LastLoss(model, ids, targets), validation, Length, Windows, Batch);
    string row = string.Create(
        CultureInfo.InvariantCulture,
        $"| {rung.Name} | {rung.What} | {model.parameters().Sum(p => p.numel()):N0} | {rung.Schedule.TotalSteps} | {trained:F2} | {all:F2} | {last:F2} |");
    Console.Error.WriteLine(row);
    _ = table.Append(row).Append('\n');
}

await File.WriteAllTextAsync(args[0],
    Page.Text(table.ToString(), tokenizer.VocabularySize, cut, tokens.Length - cut, Batch * Length, Batch, Length));
return 0;

// The mean loss of the last tenth of the steps.
static double Train(nn.Module<Tensor, Tensor> model, Rung rung, ITokenSource text)
{
    var batches = new BatchSampler(text, Batch, Length, Seed);
    using var optimizer = new FusedAdamW(model, new AdamWOptions { WeightDecay = rung.WeightDecay });
    double sum = 0;
    int steps = rung.Schedule.TotalSteps, counted = steps / 10;
    for (int step = 0; step < steps; step++)
    {
        using var scope = NewDisposeScope();
        var (ids, targets) = batches.Next();
        Tensor loss = Loss(model, ids, targets);
        loss.backward();
        optimizer.Step(rung.Schedule.At(step), FusedAdamW.ClipFactor(optimizer.GradientNorm(), 1));
        optimizer.ZeroGradients();
        sum += step >= steps - counted ? loss.item<float>() : 0;
    }

    return sum / counted;
}

static Tensor Loss(nn.Module<Tensor, Tensor> model, Tensor ids, Tensor targets)
{
    using var scope = NewDisposeScope();
    Tensor logits = model.call(ids);                                                     // [B, T, V]
    return nn.functional.cross_entropy(logits.view(-1, logits.shape[2]), targets.view(-1)).MoveToOuterDisposeScope();
}

// The last position sees no character after it, so it is what the model is worth when it writes.
static Tensor LastLoss(nn.Module<Tensor, Tensor> model, Tensor ids, Tensor targets)
{
    using var scope = NewDisposeScope();
    Tensor logits = model.call(ids).select(1, ids.shape[1] - 1);                         // [B, V]
    return nn.functional.cross_entropy(logits, targets.select(1, ids.shape[1] - 1)).MoveToOuterDisposeScope();
}
