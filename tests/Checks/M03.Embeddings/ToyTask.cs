using System.Text;

namespace LLMCourse.Checks.M03;

/// <summary>What the toy model of the experiment learns: to copy and to reverse letters, and a small language.</summary>
internal static class ToyTask
{
    /// <summary>How many letters there are to choose from.</summary>
    public const int Letters = 10;

    /// <summary>How many letters a sequence begins with; a separator and as many blanks follow.</summary>
    public const int Length = 6;

    /// <summary>The characters of a text that the model sees in training.</summary>
    public const int Context = 32;

    public const string Copy = "copy", Reverse = "reverse", Text = "text";

    private const string Alphabet = "\n abcdefghijklmnopqrstuvwxyz.,";

    private static readonly string[] Articles = ["the", "a", "every", "one"];

    private static readonly string[] Adjectives = ["small", "grey", "old", "quiet", "clever", "tired", "green"];

    private static readonly string[] Nouns = ["cat", "sailor", "lamp", "teacher", "river", "machine", "bird", "garden", "wolf"];

    private static readonly string[] Verbs = ["sees", "follows", "paints", "forgets", "carries", "hears", "likes"];

    private static readonly string[] Places = ["near the harbour", "at night", "in the snow", "behind the house", "without a word"];

    /// <summary>Gets how many different tokens a task has.</summary>
    public static int Vocabulary(string task) => task == Text ? Alphabet.Length : Letters + 2;

    /// <summary>Completes letters to sequences: letters, a separator, blanks.</summary>
    /// <param name="letters">int64 <c>[B, Length]</c>.</param>
    /// <returns>int64 <c>[B, 2·Length + 1]</c>.</returns>
    public static Tensor Sequences(Tensor letters) => cat(
        [letters, full([letters.shape[0], 1], Letters, ScalarType.Int64), full([letters.shape[0], Length], Letters + 1, ScalarType.Int64)],
        1);

    /// <summary>Writes sentences until there are enough characters, and gives them as ids.</summary>
    public static long[] Sentences(CheckRandom random, int characters)
    {
        StringBuilder text = new();
        while (text.Length < characters)
        {
            _ = text.Append(Pick(Articles)).Append(' ');
            if (random.NextDouble() < 0.6) _ = text.Append(Pick(Adjectives)).Append(' ');
            _ = text.Append(Pick(Nouns)).Append(' ').Append(Pick(Verbs)).Append(' ').Append(Pick(Articles)).Append(' ').Append(Pick(Nouns));
            if (random.NextDouble() < 0.4) _ = text.Append(", ").Append(Pick(Places));
            _ = text.Append(random.NextDouble() < 0.2 ? ".\n" : ". ");
        }

        return [.. text.ToString().Take(characters).Select(c => (long)Alphabet.IndexOf(c, StringComparison.Ordinal))];

        string Pick(string[] words) => words[random.NextInteger(0, words.Length)];
    }
}
