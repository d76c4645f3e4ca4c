using LLMCourse.Reference.Corpora;

namespace LLMCourse.M12;

[Trait("Exercise", "M12.E3")]
public sealed class NetPredictorTests
{
    // Word order alone tells these apart, and every third one is empty.
    private static readonly LabelledText[] Small =
    [
        .. Enumerable.Range(0, 30).Select(i => new LabelledText(i % 3 == 0 ? "yes and not no" : i % 3 == 1 ? "no and not yes" : "", i % 3 == 0 ? "for" : i % 3 == 1 ? "against" : "silent")),
    ];

    [Fact(DisplayName = "M12.E3 Worked by hand: three rows, four words")]
    public void KeywordBaseline_WorkedByHand()
    {
        KeywordBaseline baseline = KeywordBaseline.Train([new("good tea", "yes"), new("good day", "yes"), new("Bad tea, bad", "no")]);

        Assert.Equal(["no", "yes"], baseline.Classes);
        // The four words are bad, day, good and tea. In "no" are 3 words, in "yes" 4; so (1 + 1)/(3 + 4) and (1 + 1)/(4 + 4) for tea.
        IReadOnlyList<double> scores = baseline.Scores("TEA? unheard-of tea!");
        Assert.Equal(Math.Log(1.0 / 3) + (2 * Math.Log(2.0 / 7)), scores[0], 1e-12);
        Assert.Equal(Math.Log(2.0 / 3) + (2 * Math.Log(2.0 / 8)), scores[1], 1e-12);
        Assert.Equal(["yes", "no", "yes"], baseline.Predict(["tea tea", "bad", ""]));
    }

    [Fact(DisplayName = "M12.E3 Worked by hand: four against one on five texts has a p of 3/8")]
    public void Comparison_WorkedByHand()
    {
        bool[] first = [true, true, true, true, false, true, false], second = [false, false, false, false, true, true, false];

        Comparison comparison = PairedComparison.Of(first, second);

        Assert.Equal(3.0 / 7, comparison.Difference, 1e-12);
        // Of 32 ways, 1 + 5 have at least four for the first, and as many at least four for the second.
        Assert.Equal(12.0 / 32, comparison.PValue, 1e-12);
        Assert.Equal(1, PairedComparison.Of(second, second).PValue, 1e-12);
    }

    [Fact(DisplayName = "M12.E3 The net tells apart what only the order of the words tells apart")]
    public void Train_OnOrder_Learns()
    {
        LabelledText[] rows = [.. Enumerable.Repeat(Small, 20).SelectMany(row => row)];
        using NetPredictor net = NetPredictor.Train(rows, 1);

        Assert.Equal(["for", "against", "silent"], net.Predict(["yes and not no", "no and not yes", ""]));
        Assert.Empty(net.Predict([]));
    }

    [Fact(DisplayName = "M12.E3 A text has the same logits alone and beside a longer one")]
    public void Logits_OfABatch_AreThoseOfEachText()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using NetPredictor net = NetPredictor.Train(Small, 2);
        string[] texts = ["yes", "no and not yes and not no and never heard of", ""];

        float[] all = net.Logits(texts).data<float>().ToArray();
        float[] each = [.. texts.SelectMany(text => net.Logits([text]).data<float>().ToArray())];

        Assert.Equal(9, all.Length);
        Assert.All(all.Zip(each), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact(DisplayName = "M12.E3 The same seed gives the same net, and what is loaded is what was saved")]
    public void Load_OfSaved_IsTheSame()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using NetPredictor net = NetPredictor.Train(Small, 3), again = NetPredictor.Train(Small, 3), other = NetPredictor.Train(Small, 4);
        byte[] saved = net.Save();

        Assert.Equal(saved, again.Save());
        Assert.NotEqual(saved, other.Save());
        using NetPredictor loaded = NetPredictor.Load(saved);
        Assert.Equal(net.Logits(["yes and no"]).data<float>().ToArray(), loaded.Logits(["yes and no"]).data<float>().ToArray());
        _ = Assert.Throws<ArgumentException>(() => NetPredictor.Load(saved[..^1]));
        _ = Assert.Throws<ArgumentException>(() => NetPredictor.Load([]));
    }

    [Fact(DisplayName = "M12.E3 The declared margin holds on notices that were kept aside")]
    public void Declare_HoldsOnWhatWasKeptAside()
    {
        Declaration declared = MyModel.Declare();
        Assert.Contains(declared.Task, new[] { "topic", "tone" });
        LabelledText[] all = [.. NoticeCorpus.Clean(2026, 1600).Select(notice => new LabelledText(notice.Text, declared.Task == "tone" ? notice.Tone : notice.Topic))];
        LabelledText[] train = all[..1200], aside = all[1200..];
        string[] texts = [.. aside.Select(row => row.Text)];

        using NetPredictor net = NetPredictor.Train(train, 1);
        bool[] byNet = [.. net.Predict(texts).Zip(aside, (label, row) => label == row.Label)], byWords = [.. KeywordBaseline.Train(train).Predict(texts).Zip(aside, (label, row) => label == row.Label)];

        Comparison comparison = PairedComparison.Of(byNet, byWords);
        Assert.True(100 * comparison.Difference >= declared.Margin, $"{comparison}");
        Assert.True(comparison.PValue < 0.05, $"{comparison}");
    }
}
