using LLMCourse.Reference.Decoding;

namespace LLMCourse.M08;

[Trait("Exercise", "M08.E7")]
public sealed class DiagnosisTests
{
    [Fact(DisplayName = "M08.E7 Worked by hand: 3 of 4 wrong here, 1 of 6 wrong there")]
    public void Find_OfTenItems_ComputesZ()
    {
        string[] languages = ["de", "de", "de", "de", "en", "en", "en", "en", "en", "en"];
        bool[] wrong = [true, true, true, false, true, false, false, false, false, false];

        // p = 4/10: (3/4 − 1/6) / √(0.4 · 0.6 · (1/4 + 1/6)) = 0.58333 / 0.31623
        ErrorSlice slice = Assert.Single(ErrorSlices.Find(wrong, [Feature.Categorical("language", languages)], leastSize: 2));

        Assert.Equal("language = de", slice.Condition);
        Assert.Equal((4, 3), (slice.Size, slice.Errors));
        Assert.Equal(1 / 6.0, slice.RestRate, 1e-12);
        Assert.Equal(1.84466, slice.Score, 1e-5);
    }

    [Fact(DisplayName = "M08.E7 A planted slice of two conditions comes out on top")]
    public void Find_APlantedSlice_IsTheTopOne()
    {
        var random = new Xoshiro256(8);
        double[] lengths = [.. Enumerable.Range(0, 600).Select(_ => Math.Floor(random.NextDouble() * 10))];
        string[] digits = [.. lengths.Select(_ => random.NextDouble() < 0.4 ? "yes" : "no")];
        string[] topics = [.. lengths.Select(_ => random.NextDouble() < 0.5 ? "history" : "physics")];
        bool[] wrong = [.. lengths.Select((length, i) => random.NextDouble() < (length > 6 && digits[i] == "yes" ? 0.7 : 0.15))];

        IReadOnlyList<ErrorSlice> slices = ErrorSlices.Find(wrong, [Feature.Categorical("topic", topics), Feature.Numeric("length", lengths), Feature.Categorical("digit", digits)]);

        Assert.Equal("length > 6 AND digit = yes", slices[0].Condition);
        Assert.Equal(10, slices.Count);
        Assert.Equal(slices.OrderByDescending(slice => slice.Score), slices);
    }

    [Fact(DisplayName = "M08.E7 Small slices, and perfect models, have nothing to show")]
    public void Find_WithoutErrorsOrItems_IsEmpty()
    {
        string[] labels = ["a", "a", "b", "b", "b"];
        Assert.Empty(ErrorSlices.Find([true, true, false, false, false], [Feature.Categorical("label", labels)], leastSize: 3));
        Assert.Empty(ErrorSlices.Find(new bool[5], [Feature.Categorical("label", labels)], leastSize: 1));
        Assert.Empty(ErrorSlices.Find([], []));
    }

    [Fact(DisplayName = "M08.E7 Worked by hand: the calibration error of four answers")]
    public void Ece_OfFourAnswers_WeighsGaps()
    {
        double[] probabilities = [0.9, 0.95, 0.6, 1];
        bool[] right = [true, false, true, true];

        // From 0.9 on three answers: confidence 0.95, accuracy 2/3. At 0.6 one: 0.6 and 1. (3 · 0.28333 + 1 · 0.4) / 4
        Assert.Equal(0.3125, Calibration.Ece(probabilities, right), 1e-12);
        Assert.Equal([(0.6, 0.7, 1), (0.9, 1.0, 3)], Calibration.Reliability(probabilities, right).Select(bin => (bin.Lower, bin.Upper, bin.Count)));

        // 0.1² + 0.95² + 0.4² + 0
        Assert.Equal((0.01 + 0.9025 + 0.16) / 4, Calibration.Brier(probabilities, right), 1e-12);
    }

    [Fact(DisplayName = "M08.E7 Bins of equal mass have as many items each")]
    public void Reliability_OfEqualMass_HasEqualCounts()
    {
        double[] probabilities = [0.9, 0.8, 0.85, 0.99, 0.7, 0.97];
        bool[] right = [true, true, false, true, false, true];

        IReadOnlyList<ReliabilityBin> bins = Calibration.Reliability(probabilities, right, 3, Binning.EqualMass);

        Assert.Equal([(0.7, 0.8, 2), (0.85, 0.9, 2), (0.97, 0.99, 2)], bins.Select(bin => (bin.Lower, bin.Upper, bin.Count)));
        Assert.Equal([0.5, 0.5, 1], bins.Select(bin => bin.Accuracy));
    }

    [Fact(DisplayName = "M08.E7 A leaked item is found, however it is typed")]
    public void NGramOverlap_OfALeakedItem_FindsIt()
    {
        string[] train = ["It is said that a quick brown fox jumps over the lazy dog near the old river bank.", "One two three"];
        string[] test =
        [
            "A QUICK, brown fox -- jumps over the lazy dog near the old river!", // 13 words
            "A quick brown fox jumped over the lazy dog near the old river bank today", // runs of at most 10
            "Too short: a quick brown fox",
        ];

        ContaminationReport report = Contamination.NGramOverlap(train, test);

        Assert.Equal([0], report.Leaked);
        Assert.Equal([2], report.TooShort);
    }

    [Fact(DisplayName = "M08.E7 Paraphrases that agree, and labels that are wrong")]
    public void Robustness_OfFewItems_IsCounted()
    {
        Assert.Equal(0.5, Robustness.Consistency([["B", "B", "B"], ["B", "b"]]));
        Assert.Equal(new ConfidenceInterval(0.75, 1), Robustness.UnderLabelNoise(0.875, 0.125));
    }

    [Fact(DisplayName = "M08.E7 Bad arguments are refused")]
    public void Diagnosis_BadArguments_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => ErrorSlices.Find([true], [Feature.Numeric("x", [1, 2])]));
        Assert.ThrowsAny<ArgumentException>(() => Calibration.Ece([0.5], [true, false]));
        Assert.ThrowsAny<ArgumentException>(() => Calibration.Brier([1.2], [true]));
        Assert.ThrowsAny<ArgumentException>(() => Contamination.NGramOverlap([], [], 0));
        Assert.ThrowsAny<ArgumentException>(() => Robustness.Consistency([[]]));
        Assert.ThrowsAny<ArgumentException>(() => Robustness.UnderLabelNoise(double.NaN, 0));
    }
}
