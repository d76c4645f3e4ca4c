namespace LLMCourse.M12;

/// <summary>A multinomial naive Bayes classifier: what counting words can do, and what every net has to beat.</summary>
/// <remarks>McCallum and Nigam 1998, "A comparison of event models for naive Bayes text classification", §2.2, with add-one smoothing. All in float64.</remarks>
public sealed class KeywordBaseline
{
    #region Solution
    private readonly Dictionary<string, double[]> _logLikelihoods; // of each known word, by class
    private readonly double[] _logPriors;

    private KeywordBaseline(IReadOnlyList<string> classes, double[] logPriors, Dictionary<string, double[]> logLikelihoods) =>
        (Classes, _logPriors, _logLikelihoods) = (classes, logPriors, logLikelihoods);
    #endregion

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
        #region Solution
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) throw new ArgumentException("There are no rows to learn from.", nameof(rows));
        string[] classes = [.. rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        double[] ofClass = new double[classes.Length], words = new double[classes.Length];
        Dictionary<string, double[]> counts = [];
        foreach (LabelledText row in rows)
        {
            int c = Array.IndexOf(classes, row.Label);
            ofClass[c]++;
            foreach (string word in NoticeWords.Split(row.Text))
            {
                if (!counts.TryGetValue(word, out double[]? count)) counts[word] = count = new double[classes.Length];
                count[c]++;
                words[c]++;
            }
        }

        double[] logPriors = [.. ofClass.Select(count => Math.Log(count / rows.Count))];
        return new KeywordBaseline(classes, logPriors, counts.ToDictionary(entry => entry.Key, entry => entry.Value.Select((count, c) => Math.Log((count + 1) / (words[c] + counts.Count))).ToArray()));
        #endregion
    }

    /// <summary>Computes log P(c) + Σ log P(w | c) over the words of a text, each as often as it occurs; words that no training row has are left out.</summary>
    /// <param name="text">The text; without known words, the scores are the log-priors.</param>
    /// <returns>A score for each of <see cref="Classes"/>, not normalised.</returns>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public IReadOnlyList<double> Scores(string text)
    {
        // TODO M12.E3: begin with the log-priors and add the log-probabilities of every known word.
        #region Solution
        double[] scores = [.. _logPriors];
        foreach (string word in NoticeWords.Split(text))
        {
            if (!_logLikelihoods.TryGetValue(word, out double[]? each)) continue;
            for (int c = 0; c < scores.Length; c++) scores[c] += each[c];
        }

        return scores;
        #endregion
    }

    /// <summary>Predicts the class of the greatest score for each text; of equal scores, the first class.</summary>
    /// <param name="texts">The texts; may be none.</param>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public IReadOnlyList<string> Predict(IReadOnlyList<string> texts)
    {
        // TODO M12.E3: the class of the greatest score of each text.
        #region Solution
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.Select(text => Scores(text)).Select(scores => Classes[scores.Index().MaxBy(score => score.Item).Index])];
        #endregion
    }
}
