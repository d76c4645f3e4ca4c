using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Training;

namespace LLMCourse.Tools.Figures;

/// <summary>M05: one distribution of a trained model as six settings leave it.</summary>
internal static class CutsFigure
{
    private const string Prompt = "There she blows! the wh";
    private const int Bars = 14;

    private static readonly (string Name, SamplingOptions Options)[] Settings =
    [
        ("temperature 1, as it is", new SamplingOptions()), ("temperature 0.5", new SamplingOptions { Temperature = 0.5 }),
        ("temperature 1.5", new SamplingOptions { Temperature = 1.5 }),
        ("top-k 4", new SamplingOptions { TopK = 4 }), ("top-p 0.9", new SamplingOptions { TopP = 0.9 }),
        ("min-p 0.2", new SamplingOptions { MinP = 0.2 }),
    ];

    public static string Draw()
    {
        using CharacterModel trained = CharacterModel.Load(Path.Combine(Root.Find(), "checkpoints", "moby-dick"));
        using var model = new GptLogits(trained.Model);
        float[] logits = new float[model.VocabularySize];
        model.Next(trained.Tokenizer.Encode(Prompt), logits);
        double[][] shares = [.. Settings.Select(setting => Distribution(logits, setting.Options))];
        int[] order = [.. Enumerable.Range(0, logits.Length).OrderByDescending(id => shares[0][id]).Take(Bars)];
        string[] letters = [.. order.Select(id => Shown(trained.Tokenizer.Decode([id])))];
        string kept = string.Join("; ",
            Settings.Select((setting, i) => FormattableString.Invariant(
                $"{setting.Name}: {shares[i].Count(p => p > 0)} characters can be drawn, “{letters[0]}” with {shares[i][order[0]]:0.00}")));
        var drawing = new Drawing("cuts", 452, $"What may follow “{Prompt}”",
            $"Six bar charts of the probabilities of the {Bars} likeliest next characters. {kept}.");
        drawing.Text(24, 48, $"The {Bars} likeliest of {model.VocabularySize} characters. Outlines: what the model gives; filled: what is drawn from.", color: Drawing.Muted);
        for (int i = 0; i < Settings.Length; i++)
            Panel(drawing, 64 + (i % 3 * 222), 92 + (i / 3 * 184), Settings[i].Name, letters, [.. order.Select(id => shares[0][id])],
                [.. order.Select(id => shares[i][id])], shares[i].Count(p => p > 0));
        return drawing.ToString();
    }

    private static double[] Distribution(float[] logits, SamplingOptions options)
    {
        double[] shares = new double[logits.Length];
        new Sampler(options).Distribution([.. logits], [], shares);
        return shares;
    }

    private static string Shown(string character) => character switch { " " => "␣", "\n" => "↵", _ => character };

    private static void Panel(Drawing drawing, double left, double top, string name, string[] letters, double[] before,
        double[] after, int kept)
    {
        const double Height = 120, Step = 13;
        drawing.Text(left, top - 12, name, bold: true);
        foreach (double tick in (double[])[0, 0.5, 1])
        {
            drawing.Stroke(left, top + (Height * (1 - tick)), left + (letters.Length * Step), top + (Height * (1 - tick)), Drawing.Rule);
            drawing.Text(left - 6, top + (Height * (1 - tick)) + 4, FormattableString.Invariant($"{tick:0.#}"), "end", 11,
                color: Drawing.Muted);
        }

        for (int i = 0; i < letters.Length; i++)
        {
            double x = left + (i * Step) + 2;
            drawing.Rect(x, top + (Height * (1 - after[i])), Step - 4, Height * after[i], Drawing.Blue);
            drawing.Rect(x, top + (Height * (1 - before[i])), Step - 4, Height * before[i], "none", Drawing.Ink);
            drawing.Text(x + ((Step - 4) / 2), top + Height + 15, letters[i], "middle", 12,
                color: after[i] > 0 ? Drawing.Ink : Drawing.Muted);
        }

        drawing.Text(left + (letters.Length * Step), top + 14, kept == 1 ? "1 can be drawn" : $"{kept} can be drawn", "end",
            color: Drawing.Muted);
    }
}
