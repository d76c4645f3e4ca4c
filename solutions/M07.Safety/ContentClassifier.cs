using LLMCourse.Reference;
#region Solution
using System.Globalization;
using System.Text;
#endregion

namespace LLMCourse.M07;

/// <summary>A linear classifier over hashed n-grams: small, fast, and the same everywhere.</summary>
public static class ContentClassifier
{
    /// <summary>Undoes what is done to words so that filters do not know them.</summary>
    /// <remarks>
    /// In this order, by code point: characters of the Unicode categories Format (zero-width ones are), NonSpacingMark,
    /// SpacingCombiningMark and EnclosingMark go; letters become lower case (invariant); what
    /// <see cref="Confusables.ByCodePoint"/> has becomes ASCII. Then every maximal run of characters of <see cref="Confusables.Leet"/> that
    /// stands directly beside a letter (a to z), on either side, becomes letters: <c>fr33</c> is free,
    /// and <c>100</c> stays. Then each run of white space becomes one space, and none is left at the ends. Half of a surrogate pair becomes
    /// U+FFFD. To normalise twice changes nothing.
    /// </remarks>
    /// <param name="text">The text.</param>
    [Exercise("M07.E2")]
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E2: drop what is not seen, fold what looks alike, then read leetspeak, then white space.
        #region Solution
        StringBuilder folded = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark) continue;
            Rune lower = Rune.ToLowerInvariant(rune);
            _ = Confusables.ByCodePoint.TryGetValue(lower.Value, out char ascii) ? folded.Append(ascii) : folded.Append(lower);
        }

        for (int start = 0, end; start < folded.Length; start = end + 1)
        {
            end = start;
            while (end < folded.Length && Confusables.Leet.ContainsKey(folded[end])) end++;
            bool isBeside = (start > 0 && char.IsAsciiLetterLower(folded[start - 1])) || (end < folded.Length && char.IsAsciiLetterLower(folded[end]));
            for (int i = start; i < end && isBeside; i++) folded[i] = Confusables.Leet[folded[i]];
        }

        return string.Join(' ', folded.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        #endregion
    }

    /// <summary>Makes the vector of a text.</summary>
    /// <remarks>
    /// The normalised text is cut into words, the maximal runs of letters and digits (of Unicode, by code point). Each run of 1 to
    /// <paramref name="longestNGram"/> words in sequence, joined by one space, is a feature. Its hash h is FNV-1a of 32 bits over
    /// its UTF-8 bytes (h = 2166136261; for each byte h = (h xor byte)·16777619 modulo 2³²). It adds 1 to bucket h mod <paramref name="buckets"/>
    /// where h &lt; 2³¹, and −1 otherwise, so that collisions cancel on average. The
    /// vector is then divided by its length, unless that is 0. Weinberger et al. 2009, §2 (<see href="https://arxiv.org/abs/0902.2206"/>).
    /// Differs: one hash gives bucket and sign.
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <param name="buckets">The length of the vector; at least 1.</param>
    /// <param name="longestNGram">The most words of an n-gram; at least 1.</param>
    /// <returns>The entries that are not 0, by bucket.</returns>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    [Exercise("M07.E2")]
    public static IReadOnlyList<HashedFeature> Features(string text, int buckets, int longestNGram)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E2: hash every n-gram of the normalised text, add its sign to its bucket, and divide by the length.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(longestNGram, 1);
        List<string> words = Words(Normalize(text));
        SortedDictionary<int, double> vector = [];
        for (int first = 0; first < words.Count; first++)
        {
            string gram = "";
            for (int last = first; last < Math.Min(words.Count, first + (long)longestNGram); last++)
            {
                gram += last > first ? " " + words[last] : words[last];
                uint hash = 2166136261;
                foreach (byte b in Encoding.UTF8.GetBytes(gram)) hash = unchecked((hash ^ b) * 16777619);
                int bucket = (int)(hash % (uint)buckets);
                vector[bucket] = vector.GetValueOrDefault(bucket) + (hash < 1u << 31 ? 1 : -1);
            }
        }

        double length = Math.Sqrt(vector.Values.Sum(value => value * value));
        return [.. vector.Where(entry => entry.Value != 0).Select(entry => new HashedFeature(entry.Key, entry.Value / length))];
        #endregion
    }

    /// <summary>Trains a classifier by gradient descent on the logistic loss.</summary>
    /// <remarks>
    /// With x the vector of a text, y its label (1 or 0) and p = σ(w·x + b), each step takes, over all texts, g = mean((p − y)·x) + L2·w
    /// and h = mean(p − y), and then w ← w − η·g and b ← b − η·h. Weights and bias begin at 0. All in float64.
    /// </remarks>
    /// <param name="texts">The texts, of both labels.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <exception cref="ArgumentException">There is no text of one of the labels, a text is null, or an option is out of range (NaN
    /// is).</exception>
    [Exercise("M07.E2", Title = "A content classifier", Weight = 2)]
    public static ClassifierModel Train(IReadOnlyList<LabelledText> texts, ClassifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new ClassifierOptions();
        // TODO M07.E2: make the vectors once, then step along the mean gradient; add up in an order that does not depend on threads.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Buckets, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LongestNGram, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Steps, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        if (!(options.L2 >= 0)) throw new ArgumentOutOfRangeException(nameof(options), options.L2, "The penalty must be 0 or more.");
        if (!(options.LearningRate > 0)) throw new ArgumentOutOfRangeException(nameof(options), options.LearningRate, "The learning rate must be above 0.");
        if (texts.All(text => text.IsPositive) || !texts.Any(text => text.IsPositive))
            throw new ArgumentException("All texts have one label; give texts of both.", nameof(texts));
        if (texts.Any(text => text.Text is null)) throw new ArgumentException("A text is null.", nameof(texts));

        // Threads make vectors, each of one text; sums, whose last bits depend on the order, have one thread.
        IReadOnlyList<HashedFeature>[] vectors = [.. texts.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Min(options.Threads, 64))
            .Select(text => Features(text.Text, options.Buckets, options.LongestNGram))];
        double[] weights = new double[options.Buckets];
        double bias = 0;
        for (int step = 0; step < options.Steps; step++)
        {
            double[] gradient = [.. weights.Select(weight => options.L2 * weight)];
            double ofBias = 0;
            for (int i = 0; i < vectors.Length; i++)
            {
                double error = (Sigmoid(Dot(weights, vectors[i]) + bias) - (texts[i].IsPositive ? 1 : 0)) / vectors.Length;
                foreach ((int bucket, double value) in vectors[i]) gradient[bucket] += error * value;
                ofBias += error;
            }

            for (int bucket = 0; bucket < weights.Length; bucket++) weights[bucket] -= options.LearningRate * gradient[bucket];
            bias -= options.LearningRate * ofBias;
        }

        return new ClassifierModel(weights, bias, options.LongestNGram);
        #endregion
    }

    /// <summary>Computes w·x + b of a text, before the temperature.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text; without a word, x is 0.</param>
    [Exercise("M07.E2")]
    public static double Logit(ClassifierModel model, string text)
    {
        ArgumentNullException.ThrowIfNull(model);
        // TODO M07.E2: the weights times the text's vector, plus the bias.
        #region Solution
        return Dot(model.Weights, Features(text, model.Weights.Count, model.LongestNGram)) + model.Bias;
        #endregion
    }

    /// <summary>Says how probable it is that a text is positive: σ(logit / temperature).</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text.</param>
    /// <returns>From 0 to 1.</returns>
    [Exercise("M07.E2")]
    public static double Score(ClassifierModel model, string text)
    {
        ArgumentNullException.ThrowIfNull(model);
        // TODO M07.E2: divide the logit by the temperature, and squash it.
        #region Solution
        return Sigmoid(Logit(model, text) / model.Temperature);
        #endregion
    }

    #region Solution
    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Dot(IReadOnlyList<double> weights, IReadOnlyList<HashedFeature> vector)
    {
        double sum = 0;
        foreach ((int bucket, double value) in vector) sum += weights[bucket] * value;
        return sum;
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        string word = "";
        foreach (Rune rune in (text + " ").EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word += rune.ToString();
            }
            else if (word.Length > 0)
            {
                words.Add(word);
                word = "";
            }
        }

        return words;
    }
    #endregion
}
