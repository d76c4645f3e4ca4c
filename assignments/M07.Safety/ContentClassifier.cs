using LLMCourse.Reference;

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
        throw new NotImplementedException("M07.E2: drop what is not seen, fold what looks alike, then read leetspeak, then white space.");
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
        throw new NotImplementedException("M07.E2: hash every n-gram of the normalised text, add its sign to its bucket, and divide by the length.");
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
        throw new NotImplementedException("M07.E2: make the vectors once, then step along the mean gradient; add up in an order that does not depend on threads.");
    }

    /// <summary>Computes w·x + b of a text, before the temperature.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text; without a word, x is 0.</param>
    [Exercise("M07.E2")]
    public static double Logit(ClassifierModel model, string text)
    {
        ArgumentNullException.ThrowIfNull(model);
        // TODO M07.E2: the weights times the text's vector, plus the bias.
        throw new NotImplementedException("M07.E2: the weights times the text's vector, plus the bias.");
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
        throw new NotImplementedException("M07.E2: divide the logit by the temperature, and squash it.");
    }
}
