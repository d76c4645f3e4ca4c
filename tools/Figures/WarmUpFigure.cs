using LLMCourse.Reference;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Tools.Figures;

/// <summary>M04: two schedules, and the losses of two trainings that differ in nothing else.</summary>
internal static class WarmUpFigure
{
    private const int Steps = 300, Batch = 16, Length = 32, Mean = 10;
    private static readonly CosineSchedule Warm = new() { Peak = 1e-2, Floor = 1e-3, WarmUpSteps = 50, TotalSteps = Steps },
        Cold = Warm with { WarmUpSteps = 0 };

    public static string Draw()
    {
        string text = DataSets.Shipped.ReadText("moby-dick");
        CharacterTokenizer tokenizer = CharacterTokenizer.Train(text);
        TokenArray tokens = new(tokenizer.Encode(text));
        double[] warm = Train(tokenizer.VocabularySize, tokens, Warm), cold = Train(tokenizer.VocabularySize, tokens, Cold);
        int points = Steps / Mean;
        var drawing = new Drawing(
            "warm-up", 452, "What fifty careful steps are worth",
            FormattableString.Invariant(
                $"Above, two learning rates over {Steps} steps: both fall along half a cosine from 0.01 to 0.001, one rises to the peak over 50 steps first. Below, the losses of two trainings that differ in nothing else. In the first {Mean} steps the loss is {warm[0]:0.00} with warm-up and {cold[0]:0.00} without, in the last {Mean} steps {warm[points - 1]:0.00} and {cold[points - 1]:0.00}."));
        var rates = new Plot(drawing, 84, 52, 600, 100, new Axis("", 0, Steps, 0, 50, 100, 150, 200, 250, 300),
            new Axis("learning rate", 0, 0.01, 0, 0.005, 0.01) { Format = "0.000", LabelGap = 52 });
        rates.Curve(Enumerable.Range(0, Steps).Select(step => ((double)step, Warm.At(step))), Drawing.Blue);
        rates.Curve(Enumerable.Range(0, Steps).Select(step => ((double)step, Cold.At(step))), Drawing.Orange, dash: "6 3");
        double worst = Math.Ceiling(2 * warm.Concat(cold).Max()) / 2;
        var losses = new Plot(
            drawing, 84, 192, 600, 204,
            new Axis($"step; a point of the loss is the mean of {Mean} steps", 0, Steps, 0, 50, 100, 150, 200, 250, 300),
            new Axis("loss, nats per character", 2, worst,
                [.. Enumerable.Range(0, (int)((worst - 2) * 2) + 1).Select(i => 2 + (i / 2.0))])
            { Format = "0.0" });
        Series(losses, warm, Shape.Circle, Drawing.Blue, "none");
        Series(losses, cold, Shape.Square, Drawing.Orange, "6 3");
        Key(drawing, 212, Shape.Circle, Drawing.Blue, "none", "with 50 steps of warm-up");
        Key(drawing, 234, Shape.Square, Drawing.Orange, "6 3", "without");
        return drawing.ToString();
    }

    // The mean losses of each ten steps.
    private static double[] Train(int vocabulary, TokenArray tokens, CosineSchedule schedule)
    {
        using var model = new Gpt(GptConfig.Tiny with { VocabularySize = vocabulary, ContextLength = Length, Width = 64, Layers = 4 }, 1);
        var batches = new BatchSampler(tokens, Batch, Length, 1);
        using var optimizer = new FusedAdamW(model, new AdamWOptions());
        double[] losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor ids, Tensor targets) = batches.Next();
            Tensor loss = model.Loss(ids, targets);
            loss.backward();
            optimizer.Step(schedule.At(step));
            optimizer.ZeroGradients();
            losses[step] = loss.item<float>();
        }

        return [.. losses.Chunk(Mean).Select(part => part.Average())];
    }

    private static void Series(Plot plot, double[] losses, Shape shape, string color, string dash)
    {
        (double X, double Y)[] points = [.. losses.Select((loss, i) => ((i * Mean) + (Mean / 2.0), loss))];
        plot.Curve(points, color, 1.5, dash);
        foreach ((double x, double y) in points) plot.Mark(x, y, shape, color);
    }

    private static void Key(Drawing drawing, double y, Shape shape, string color, string dash, string name)
    {
        drawing.Stroke(480, y, 520, y, color, 1.5, dash);
        drawing.Mark(500, y, shape, color);
        drawing.Text(530, y + 4, name);
    }
}
