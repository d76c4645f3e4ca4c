using LLMCourse.Reference.Corpora;

namespace LLMCourse.M07;

[Trait("Exercise", "M07.E2")]
public sealed class ContentClassifierTests
{
    [Fact(DisplayName = "M07.E2 Worked by hand: the vector of two words")]
    public void Features_TwoWords_ThreeEntries()
    {
        // FNV-1a of "a" is e40c292c, of "b" e70c2de5, of "a b" 10a3f9f2: modulo 16 these are 12, 5 and 2, and the first two are 2³¹ or more.
        HashedFeature[] three = [new(2, 1 / Math.Sqrt(3)), new(5, -1 / Math.Sqrt(3)), new(12, -1 / Math.Sqrt(3))];
        Assert.Equal(three, ContentClassifier.Features("a b", 16, 2));
        Assert.Equal([new HashedFeature(5, -1 / Math.Sqrt(2)), new HashedFeature(12, -1 / Math.Sqrt(2))], ContentClassifier.Features("A, b!", 16, 1));
    }

    [Theory(DisplayName = "M07.E2 Normalised texts")]
    [InlineData("FR33 v1agra", "free viagra")]
    [InlineData("c\u200Ba\u200Dsh", "cash")]
    [InlineData("\u0441\u0430sh \uFF21\uFF22\uFF23", "cash abc")]
    [InlineData(" 100 dollars,\r\n 10:30 ", "100 dollars, 10:30")]
    [InlineData("n\u0303o", "no")]
    public void Normalize_Texts(string text, string expected) => Assert.Equal(expected, ContentClassifier.Normalize(text));

    [Fact(DisplayName = "M07.E2 One step, by hand")]
    public void Train_OneStep_IsTheMeanGradient()
    {
        // p is 1/2 for both; (p − y)·x is −1/2 and +1/2 times the vectors, each −1 at one place; their mean is half of that.
        ClassifierModel model = ContentClassifier.Train([new("a", true), new("b", false)], new ClassifierOptions { Buckets = 16, Steps = 1, LearningRate = 2 });
        Assert.Equal(-0.5, model.Weights[12], 12);
        Assert.Equal(0.5, model.Weights[5], 12);
        Assert.Equal(0, model.Bias, 12);
    }

    [Fact(DisplayName = "M07.E2 Thresholds with ties")]
    public void ForFalsePositiveRate_Ties_StayTogether()
    {
        double[] scores = [0.9, 0.8, 0.8, 0.8, 0.3, 0.2];
        bool[] labels = [true, true, false, false, true, false];
        Assert.Equal(0.9, Thresholds.ForFalsePositiveRate(scores, labels, 0.5));
        Assert.Equal(0.3, Thresholds.ForFalsePositiveRate(scores, labels, 0.67));
        Assert.Equal(0.2, Thresholds.ForFalsePositiveRate(scores, labels, 1));
    }

    [Fact(DisplayName = "M07.E2 The temperature of overconfident logits")]
    public void Fit_ThreeOfFour_SaysThreeQuarters()
    {
        double temperature = TemperatureScaling.Fit([5, 5, 5, 5], [true, true, true, false]);
        Assert.Equal(0.75, 1 / (1 + Math.Exp(-5 / temperature)), 5);
    }

    [Fact(DisplayName = "M07.E2 Trained on 600 mails, it tells most of 400 others")]
    public void Train_Mails_F1()
    {
        LabelledText[] mails = [.. MailCorpus.Generate(7, 1000).Select(mail => new LabelledText(mail.Text, mail.IsSpam))];
        ClassifierModel model = ContentClassifier.Train(mails[..600]);
        int right = mails[600..].Count(mail => ContentClassifier.Score(model, mail.Text) >= 0.5 == mail.IsPositive);
        Assert.InRange(right, 372, 400);
    }
}
