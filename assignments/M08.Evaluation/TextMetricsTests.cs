namespace LLMCourse.M08;

[Trait("Exercise", "M08.E3")]
public sealed class TextMetricsTests
{
    // The example of sacreBLEU's README; there the references stand the other way round.
    private static readonly string[] Candidates = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."];

    private static readonly string[][] References =
    [
        ["The dog bit the man.", "The dog had bit the man."],
        ["It was not unexpected.", "No one was surprised."],
        ["The man bit him first.", "The man had bitten the dog."],
    ];

    [Fact(DisplayName = "M08.E3 Worked by hand: BLEU of five words, one of them wrong")]
    public void Corpus_OfOneSentence_IsTheGeometricMean()
    {
        // the cat sat on a | the cat sat on the: 4 of 5 words, 3 of 4 pairs, 2 of 3 triples, 1 of 2 runs of four; equally long.
        double expected = 100 * Math.Pow(4 / 5.0 * 3 / 4.0 * 2 / 3.0 * 1 / 2.0, 0.25);

        Assert.Equal(expected, Bleu.Corpus(["the cat sat on a"], [["the cat sat on the"]]), 1e-9);

        // The candidate is a word shorter than its reference: exp(1 − 6/5).
        Assert.Equal(expected * Math.Exp(-0.2), Bleu.Corpus(["the cat sat on a"], [["the cat sat on the mat"]]), 1e-9);
    }

    [Fact(DisplayName = "M08.E3 BLEU gives the values of sacreBLEU's tests")]
    public void Corpus_OfPublishedExamples_IsThePublishedValue()
    {
        // sacreBLEU, test/test_bleu.py, with tokenize = none.
        Assert.Equal(49.1919566, Bleu.Corpus(Candidates, References), 1e-6);
        Assert.Equal(0, Bleu.Corpus(["", "", ""], References));

        // sacreBLEU, test/test_sentence_bleu.py; there the tokeniser separates the semicolon.
        string[] written = ["Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb ;"];
        string[][] wanted = [["producţia de zahăr brut se exprimă în zahăr alb ;"]];
        Assert.Equal(8.493, Bleu.Corpus(written, wanted), 1e-3);
        Assert.Equal(4.517, Bleu.Corpus(written, wanted, BleuSmoothing.Floor), 1e-3);
        Assert.Equal(0, Bleu.Corpus(written, wanted, BleuSmoothing.None));
    }

    [Fact(DisplayName = "M08.E3 BLEU counts a word only as often as a reference has it")]
    public void Corpus_OfARepeatedWord_IsClipped()
    {
        // Papineni et al. 2002, §2.1: 2 of 7 words, and no pair.
        double expected = 100 * Math.Pow(2 / 7.0 * (0.1 / 6) * (0.1 / 5) * (0.1 / 4), 0.25);

        Assert.Equal(expected, Bleu.Corpus(["the the the the the the the"], [["the cat is on the mat", "there is a cat on the mat"]], BleuSmoothing.Floor), 1e-9);
    }

    [Fact(DisplayName = "M08.E3 ROUGE gives the values of rouge_score's tests")]
    public void Score_OfPublishedExamples_IsThePublishedValue()
    {
        // rouge_score, rouge_scorer_test.py
        Assert.Equal(new RougeScore(1, 1 / 3.0, 1 / 2.0), Rouge.Score("testing", ["testing one two"], RougeVariant.One));
        Assert.Equal(new RougeScore(1, 1 / 2.0, 2 / 3.0), Rouge.Score("testing one", ["testing one two"], RougeVariant.Two));
        Assert.Equal(new RougeScore(1, 2 / 3.0, 4 / 5.0), Rouge.Score("testing two", ["testing one two"], RougeVariant.Longest));
        Assert.Equal(default, Rouge.Score("", ["testing one two"], RougeVariant.One));
    }

    [Fact(DisplayName = "M08.E3 chrF gives the values of sacreBLEU's README and tests")]
    public void ChrF_OfPublishedExamples_IsThePublishedValue()
    {
        Assert.Equal(59.73, ChrF.Corpus(Candidates, References), 5e-3);
        Assert.Equal(100, ChrF.Corpus(["a b c"], [["abc"]]), 1e-9);
        Assert.Equal(50, ChrF.Corpus(["a", "b"], [["a"], ["c"]]), 1e-9);
        Assert.Equal(25, ChrF.Corpus(["aa"], [["ab"]]), 1e-9);
        Assert.Equal(0, ChrF.Corpus([""], [["reference"]]));
    }

    [Fact(DisplayName = "M08.E3 An emoji is one character")]
    public void ChrF_OfEmoji_CountsCodePoints() =>
        // 😀 and 😁 share their first UTF-16 unit, and nothing else.
        Assert.Equal(0, ChrF.Corpus(["😀"], [["😁"]]));

    [Fact(DisplayName = "M08.E3 SQuAD's normalisation: case, punctuation, articles, white space")]
    public void AnswerMatch_OfSpellings_ComparesWords()
    {
        Assert.True(AnswerMatch.Exact(" The Eiffel-Tower!", ["eiffeltower", "Paris"]));
        Assert.False(AnswerMatch.Exact("Theodore", ["odore"]));

        // cat sat | cat sat down: 2 words shared, of 2 and of 3.
        Assert.Equal(0.8, AnswerMatch.F1("the cat sat", ["A cat sat down.", "dog"]), 1e-12);
        Assert.Equal(1, AnswerMatch.F1("The", [""]));
        Assert.Equal(0, AnswerMatch.F1("", ["cat"]));
    }

    [Fact(DisplayName = "M08.E3 Worked by hand: pass@2 of 5 samples, 2 of them right")]
    public void Estimate_OfTwoOutOfFive_CountsChoices()
    {
        // Of the 10 choices of 2 samples, 3 hold wrong ones only.
        Assert.Equal(0.7, PassAtK.Estimate(5, 2, 2), 1e-12);
        Assert.Equal(0.4, PassAtK.Estimate(5, 2, 1), 1e-12);
        Assert.Equal(1, PassAtK.Estimate(5, 2, 4));
        Assert.Equal(0, PassAtK.Estimate(5, 0, 5));
        Assert.Equal(1, PassAtK.Estimate(5000, 2500, 1000), 1e-12);
    }

    [Fact(DisplayName = "M08.E3 Bad arguments are refused")]
    public void Metrics_BadArguments_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Bleu.Corpus([], []));
        Assert.ThrowsAny<ArgumentException>(() => Bleu.Corpus(["a"], [[]]));
        Assert.ThrowsAny<ArgumentException>(() => ChrF.Corpus(["a", "b"], [["a"]]));
        Assert.ThrowsAny<ArgumentException>(() => Rouge.Score("a", [], RougeVariant.One));
        Assert.ThrowsAny<ArgumentException>(() => AnswerMatch.F1("a", []));
        Assert.ThrowsAny<ArgumentException>(() => PassAtK.Estimate(5, 6, 1));
        Assert.ThrowsAny<ArgumentException>(() => PassAtK.Estimate(5, 2, 6));
    }
}
