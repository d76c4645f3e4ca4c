namespace LLMCourse.M12;

/// <summary>A multinomial naive Bayes classifier: what counting words can do, and what every net has to beat.</summary>
/// <remarks>McCallum and Nigam 1998, "A comparison of event models for naive Bayes text classification", §2.2, with add-one smoothing. All in float64.</remarks>
public sealed class KeywordBaseline
{

    /// <summary>Gets the classes: the labels of the training rows without repetition, in ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; } = [];

    /// <summary>Counts words.</summary>
    /// <param name="rows">What to learn from; at least one row.</param>
    /// <returns>A classifier with P(c) = rows of c / all rows and P(w | c) = (n(w, c) + 1) / (n(c) + V), where n(w, c) counts the occurrences of the word w
    /// (<see cref="NoticeWords.Split"/>) in all rows of c, n(c) all words of these rows, and V the different words of all rows.</returns>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public static KeywordBaseline Train(IReadOnlyList<LabelledText> rows)
    {
        // TODO M12.E3: count rows by class, and words by class; then the logarithms of the two formulas.
        throw new NotImplementedException("M12.E3: count rows by class, and words by class; then the logarithms of the two formulas.");
    }

    /// <summary>Computes log P(c) + Σ log P(w | c) over the words of a text, each as often as it occurs; words that no training row has are left out.</summary>
    /// <param name="text">The text; without known words, the scores are the log-priors.</param>
    /// <returns>A score for each of <see cref="Classes"/>, not normalised.</returns>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public IReadOnlyList<double> Scores(string text)
    {
        // TODO M12.E3: begin with the log-priors and add the log-probabilities of every known word.
        throw new NotImplementedException("M12.E3: begin with the log-priors and add the log-probabilities of every known word.");
    }

    /// <summary>Predicts the class of the greatest score for each text; of equal scores, the first class.</summary>
    /// <param name="texts">The texts; may be none.</param>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public IReadOnlyList<string> Predict(IReadOnlyList<string> texts)
    {
        // TODO M12.E3: the class of the greatest score of each text.
        throw new NotImplementedException("M12.E3: the class of the greatest score of each text.");
    }
}
