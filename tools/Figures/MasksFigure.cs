using System.Globalization;
using LLMCourse.M02;
using LLMCourse.Reference.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Tools.Figures;

/// <summary>M02: one head's scores under three masks.</summary>
internal static class MasksFigure
{
    public const string Text = "Call me Ishmael.";
    private const int Head = 1, Window = 4, Prefix = 7, Cell = 12, Side = 16 * Cell;

    // From paper to ink in equal steps of lightness, so that the scale can be read without colour vision too.
    private static readonly string[] Inks = ["#f7fbff", "#d6e6f4", "#abd0e6", "#6baed6", "#3787c0", "#105ba4", "#08306b"];

    public static string Draw()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scores = Scores();
        (string Name, Tensor Mask)[] masks =
        [
            ("Causal: k ≤ q", Masks.Causal(Text.Length)), ($"Sliding window of {Window}", Masks.SlidingWindow(Text.Length, Window)),
            ($"Prefix of {Prefix}, then causal", Masks.PrefixLm(Text.Length, Prefix)),
        ];
        var drawing = new Drawing(
            "masks",
            344,
            "The same scores under three masks",
            $"Three maps of attention weights, a row a query and a column a key, for the {Text.Length} characters of “{Text}”. Under the causal mask nothing above the diagonal has weight; the sliding window keeps a band of {Window} keys; with a prefix every query also sees the first {Prefix} characters.");
        drawing.Text(24, 48, "A row is a query, a column a key. Hatched: hidden by the mask. Each row sums to 1.", color: Drawing.Muted);
        for (int i = 0; i < masks.Length; i++)
            Panel(drawing, 44 + (i * 230), 96, masks[i].Name, masks[i].Mask,
                nn.functional.softmax(scores.masked_fill(~masks[i].Mask, double.NegativeInfinity), dim: -1));
        drawing.Text(44, 316, "weight", color: Drawing.Muted);
        for (int i = 0; i <= Inks.Length; i++)
        {
            if (i < Inks.Length) drawing.Rect(104 + (i * 32), 306, 32, 12, Inks[i], Drawing.Rule);
            drawing.Text(104 + (i * 32), 332, FormattableString.Invariant($"{Math.Pow((double)i / Inks.Length, 2):0.##}"), "middle", 11,
                color: Drawing.Muted);
        }

        return drawing.ToString();
    }

    // Layer 0 of the checkpoint, where the input is nothing but embeddings: queries and keys of one head, and their products over √D.
    private static Tensor Scores()
    {
        using CharacterModel trained = CharacterModel.Load(Path.Combine(Root.Find(), "checkpoints", "moby-dick"));
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> weights = trained.Model.state_dict();
        Tensor ids = tensor(trained.Tokenizer.Encode(Text).Select(id => (long)id).ToArray());
        int width = trained.Model.Config.Width, depth = width / trained.Model.Config.Heads;
        Tensor x = weights["wte.weight"].index_select(0, ids) + weights["wpe.weight"].narrow(0, 0, ids.shape[0]);         // [T, C]
        Tensor normed = nn.functional.layer_norm(x, [width], weights["h.0.ln_1.weight"], null, trained.Model.Config.NormEpsilon);
        Tensor fused = nn.functional.linear(normed, weights["h.0.attn.c_attn.weight"]);                                        // [T, 3C]
        Tensor queries = fused.narrow(1, Head * depth, depth), keys = fused.narrow(1, width + (Head * depth), depth);     // [T, D]
        return queries.matmul(keys.t()).div(Math.Sqrt(depth)).to(ScalarType.Float64);                                     // [T, T]
    }

    private static void Panel(Drawing drawing, double left, double top, string name, Tensor mask, Tensor weights)
    {
        double[] values = weights.contiguous().data<double>().ToArray();
        bool[] sees = mask.contiguous().data<bool>().ToArray();
        drawing.Text(left, top - 26, name, bold: true);
        IEnumerable<(double X, double Y)> At(Func<int, bool> which) => Enumerable.Range(0, values.Length).Where(which)
            .Select(i => (left + (i % Text.Length * Cell), top + (double)(i / Text.Length * Cell)));
        for (int ink = 0; ink < Inks.Length; ink++) drawing.Cells(At(i => sees[i] && Level(values[i]) == ink), Cell, Inks[ink]);
        drawing.Hatch(At(i => !sees[i]), Cell, Drawing.Rule);
        drawing.Rect(left, top, Side, Side, "none", Drawing.Muted);
        for (int i = 0; i < Text.Length; i++)
        {
            string letter = Text[i] == ' ' ? "␣" : Text[i].ToString(CultureInfo.InvariantCulture);
            drawing.Text(left + (i * Cell) + (Cell / 2.0), top - 6, letter, "middle", 11);
            drawing.Text(left - 9, top + (i * Cell) + 10, letter, "middle", 11);
        }
    }

    // By the square root, so that the small weights of long rows differ too.
    private static int Level(double weight) => Math.Min(Inks.Length - 1, (int)(Math.Sqrt(weight) * Inks.Length));
}
