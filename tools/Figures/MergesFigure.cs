using System.Text;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Tools.Figures;

/// <summary>M01: how many bytes a token holds as the vocabulary grows, on the text that the
/// merges were learned from and on others.</summary>
internal static class MergesFigure
{
    private static readonly int[] Sizes = [256, 300, 400, 500, 700, 1000, 1400, 2000, 2800, 4000, 5600, 8000];

    public static string Draw()
    {
        string novel = DataSets.Shipped.ReadText("moby-dick"), names = DataSets.Shipped.ReadText("names");
        int cut = novel.Length / 10 * 9;
        (string Name, string Text, string Color, string Dash, Shape Shape)[] texts =
        [
            ("the part that it was trained on", novel[..cut], Drawing.Blue, "none", Shape.Circle),
            ("the rest of the novel", novel[cut..], Drawing.Orange, "6 3", Shape.Square),
            ("a list of first names", names, Drawing.Green, "2 3", Shape.Diamond),
        ];
        double[][] bytes = [.. texts.Select(text => new double[Sizes.Length])];
        for (int i = 0; i < Sizes.Length; i++)
        {
            // The first n merges of a longer training are a training to n merges.
            var tokenizer = new BytePairTokenizer(BytePairTrainer.Train(texts[0].Text, Sizes[i]), SplitRule.Gpt2);
            for (int text = 0; text < texts.Length; text++)
                bytes[text][i] = (double)Encoding.UTF8.GetByteCount(texts[text].Text) / tokenizer.EncodeOrdinary(texts[text].Text).Length;
        }

        string Said(int text) =>
            FormattableString.Invariant($"{bytes[text][5]:0.00} bytes at 1,000 tokens and {bytes[text][^1]:0.00} at 8,000");
        var drawing = new Drawing(
            "merges", 400, "What merges buy, and where",
            $"Bytes per token against the size of the vocabulary, on a logarithmic axis from 256 to 8,000. All curves begin at 1. The training text has {Said(0)}; the rest of the novel {Said(1)}; first names {Said(2)}.");
        var plot = new Plot(
            drawing, 76, 56, 600, 280,
            new Axis("tokens in the vocabulary: 256 bytes, and the merges", 256, 8000, 256, 500, 1000, 2000, 4000,
                8000)
            { IsLogarithmic = true, Format = "#,0" }, new Axis("bytes per token", 0, 4, 0, 1, 2, 3, 4));
        for (int text = 0; text < texts.Length; text++)
        {
            plot.Curve(Sizes.Select((size, i) => ((double)size, bytes[text][i])), texts[text].Color, dash: texts[text].Dash);
            for (int i = 0; i < Sizes.Length; i++) plot.Mark(Sizes[i], bytes[text][i], texts[text].Shape, texts[text].Color);
            double y = 66 + (20 * text);
            drawing.Curve([(100, y), (140, y)], texts[text].Color, dash: texts[text].Dash);
            drawing.Mark(120, y, texts[text].Shape, texts[text].Color);
            drawing.Text(150, y + 4, texts[text].Name);
        }

        return drawing.ToString();
    }
}
