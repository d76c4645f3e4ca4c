using TorchSharp;
using static LLMCourse.M01.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M01;

[Trait("Exercise", "M01.E7")]
public sealed class MetricsTests
{
    private static readonly (string, string)[] Words = [("hund", "dog"), ("köter", "dog"), ("katze", "cat"), ("und", "and")];

    [Fact(DisplayName = "M01.E7 Worked by hand: 8 ln 2 nats over 4 bytes are 2 bits a byte; ü is two bytes")]
    public void BitsAndTokensPerByte_OfSmallNumbers()
    {
        Assert.Equal(2, Metrics.BitsPerByte(8 * Math.Log(2), 4), 1e-12);
        Assert.Equal(0.75, Metrics.TokensPerByte(3, "Tür"), 1e-12);
        Assert.Equal(0, Metrics.TokensPerByte(0, ""));
    }

    [Fact(DisplayName = "M01.E7 An exact power law has its exponent and R² = 1; equal counts have exponent 0")]
    public void Zipf_OfExactLaws_IsExact()
    {
        ZipfFit half = Zipf.Fit([4, 0, 8]);
        AssertFit(1, 1, half);
        ZipfFit law = Zipf.Fit(Enumerable.Range(1, 500).Select(rank => (long)Math.Round(1e12 * Math.Pow(rank, -1.1))).Reverse());
        Assert.InRange(law.Exponent, 1.0999, 1.1001);
        AssertFit(0, 1, Zipf.Fit([7, 7, 7]));
    }

    [Theory(DisplayName = "M01.E7 Edit distances, counted in characters")]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    [InlineData("😀b", "b", 1)]
    [InlineData("Straße", "Strasse", 2)]
    [InlineData("abcdef", "bcdefa", 2)]
    public void Distance_OfPairs_IsTheFewestEdits(string a, string b, int expected)
    {
        Assert.Equal(expected, Levenshtein.Distance(a, b));
        Assert.Equal(expected, Levenshtein.Distance(b, a));
    }

    [Fact(DisplayName = "M01.E7 The dictionary: words in their order, target words once")]
    public void Lookup_OfWords_IsTheirTranslation()
    {
        DictionaryTranslator translator = new(Words);

        Assert.Equal(["hund", "köter", "katze", "und"], translator.SourceWords);
        Assert.Equal(["dog", "cat", "and"], translator.TargetWords);
        Assert.Equal(("dog", "cat"), (translator.Lookup("köter"), translator.Lookup("katze")));
        Assert.Null(translator.Lookup("Hund"));
    }

    [Fact(DisplayName = "M01.E7 One-hot times matrix is the same as the dictionary, and so is a sharp softmax")]
    public void Matrix_TimesOneHot_EqualsLookup()
    {
        using DisposeScope scope = NewDisposeScope();
        DictionaryTranslator translator = new(Words);

        AssertClose("Matrix", [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], [4, 3], translator.Matrix(), Exact, "row i has its 1 at the target of source word i.");
        foreach (string word in translator.SourceWords)
        {
            Tensor query = translator.OneHot(word);
            AssertClose($"{word} by the matrix", Values(query.matmul(translator.Matrix())), [3], translator.SoftLookup(query, 1000), Exact, "at a scale of 1000 softmax picks one entry.");
            Assert.Equal(translator.Lookup(word), translator.TargetWords[(int)query.matmul(translator.Matrix()).argmax().item<long>()]);
        }

        AssertClose("An unknown word", [0, 0, 0, 0], [4], translator.OneHot("maus"), Exact, "it is no source word: all zeros.");
    }

    [Fact(DisplayName = "M01.E7 Worked by hand: at scale 0 every source word counts the same, so dog gets a half")]
    public void SoftLookup_AtScale0_Averages()
    {
        using DisposeScope scope = NewDisposeScope();
        DictionaryTranslator translator = new(Words);

        AssertClose("Scale 0", [0.5, 0.25, 0.25, 0.5, 0.25, 0.25], [2, 3], translator.SoftLookup(Normal(71, 2, 4), 0), Exact, "softmax of equal numbers is uniform; two source words mean dog.");

        // d softmax₀ / d q₀ = scale·p(1 − p) with p = 1/4, for cat and for and, which have one source word each.
        Tensor query = zeros(4).requires_grad_(true);
        translator.SoftLookup(query, 2)[1].backward();
        AssertClose("The gradient of cat", [-0.125, -0.125, 0.375, -0.125], [4], query.grad!, Exact, "a lookup by softmax is differentiable; do not leave the graph.");
    }

    [Fact(DisplayName = "M01.E7 Bad arguments are refused, and nothing but the result stays in memory")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        DictionaryTranslator translator = new(Words);

        AssertRefuses("0 bytes", () => Metrics.BitsPerByte(1, 0));
        AssertRefuses("Negative nats", () => Metrics.BitsPerByte(-1, 1));
        AssertRefuses("−1 tokens", () => Metrics.TokensPerByte(-1, "a"));
        AssertRefuses("One count", () => Zipf.Fit([5, 0]));
        AssertRefuses("A negative count", () => Zipf.Fit([5, 3, -1]));
        AssertRefuses("A source word twice", () => new DictionaryTranslator([("a", "b"), ("a", "c")]));
        AssertRefuses("No words", () => new DictionaryTranslator([]));
        AssertRefuses("A query of the wrong length", () => translator.SoftLookup(zeros(3), 1));
        AssertNoLeak("Matrix", translator.Matrix);
        Tensor query = zeros(4);
        AssertNoLeak("SoftLookup", () => translator.SoftLookup(query, 1));
    }

    private static void AssertFit(double exponent, double rSquared, ZipfFit fit)
    {
        Assert.Equal(exponent, fit.Exponent, 1e-9);
        Assert.Equal(rSquared, fit.RSquared, 1e-9);
    }
}
