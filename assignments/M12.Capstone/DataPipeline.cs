using LLMCourse.Reference.Corpora;

namespace LLMCourse.M12;

/// <summary>Makes a dataset of dirty sources, in which every record can be traced and every dropped row has its reason.</summary>
public static class DataPipeline
{
    /// <summary>Cleans a text: HTML, boilerplate, white space; step 2 to 4 of <see cref="Build"/>.</summary>
    /// <remarks>
    /// <list type="number">
    /// <item>Each tag becomes a space: <c>&lt;</c>, perhaps <c>/</c>, an ASCII letter, anything but <c>&lt;</c> and <c>&gt;</c>, <c>&gt;</c>. Then, once and from the left, <c>&amp;nbsp;</c> becomes a
    /// space and <c>&amp;amp;</c> <c>&amp;lt;</c> <c>&amp;gt;</c> <c>&amp;quot;</c> <c>&amp;#39;</c> the character that each stands for.</item>
    /// <item>Lines (ended by <c>\n</c>) are removed that have at most <see cref="PipelineOptions.BoilerplateWords"/> words and one of <see cref="PipelineOptions.Boilerplate"/> in them, in whatever
    /// case (ordinal). Words are separated by white space.</item>
    /// <item>Soft hyphens (U+00AD), zero-width characters (U+200B to U+200D) and byte-order marks (U+FEFF) are removed; ‘ and ’ become <c>'</c>, “ and ” become <c>"</c>; then each run of white space (<see cref="char.IsWhiteSpace(char)"/>)
    /// and control characters becomes one space, and none stays at the ends.</item>
    /// </list>
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <param name="options">What lines of boilerplate are.</param>
    [Exercise("M12.E2", Title = "Data pipeline", Weight = 2)]
    public static string Clean(string text, PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        // TODO M12.E2: take the tags away, decode the references, drop lines of boilerplate, then make all white space single spaces.
        throw new NotImplementedException("M12.E2: take the tags away, decode the references, drop lines of boilerplate, then make all white space single spaces.");
    }

    /// <summary>Builds the dataset.</summary>
    /// <remarks>
    /// <para>The rows go through these steps in the order of <see cref="Dataset.Records"/>, whatever the order in which sources are given:</para>
    /// <list type="number">
    /// <item>Licence: dropped where the source's licence is not in the options.</item>
    /// <item>to 4. <see cref="Clean"/>.</item>
    /// <item value="5">Quality. Words are separated by spaces. Dropped where there is none; where there are fewer than <see cref="PipelineOptions.MinWords"/> or more than <see cref="PipelineOptions.MaxWords"/>; where the
    /// characters of all words by the number of words are less than <see cref="PipelineOptions.MinMeanLength"/> or more than <see cref="PipelineOptions.MaxMeanLength"/>; where symbols (neither letter, digit, space, nor
    /// one of <c>. , ; : ! ? ' " ( ) -</c>) by all characters, spaces too, are more than <see cref="PipelineOptions.MaxSymbols"/>.</item>
    /// <item>Personal data: <see cref="PersonalDataMask.Mask"/>.</item>
    /// <item>Exact duplicates: of rows with the same text the first stays.</item>
    /// <item>Near-duplicates: two texts are near where the Jaccard similarity of their <see cref="WordGrams"/> is at least <see cref="PipelineOptions.NearThreshold"/>; exactly, so in decimals. Rows that hang together by a chain of near ones are
    /// a group, of which the first row stays.</item>
    /// <item>Splits: with h the first 8 bytes, the greatest first, of the SHA-256 of the UTF-8 of <c>seed</c>, a line feed and the text, it is the first split at which h / 2⁶⁴ is below the sum of the fractions up to and with its own.</item>
    /// </list>
    /// <para>So a row's split depends on its text and the seed alone: a row more or less moves no other.</para>
    /// </remarks>
    /// <param name="sources">The sources.</param>
    /// <param name="options">The options.</param>
    /// <param name="seed">What decides on splits.</param>
    /// <exception cref="ArgumentException">Two sources have the same name, the threshold is not above 0 and at most 1, or the fractions of the splits do not add up to 1.</exception>
    [Exercise("M12.E2", Title = "Data pipeline", Weight = 2)]
    public static Dataset Build(IReadOnlyList<NoticeSource> sources, PipelineOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        // TODO M12.E2: put the rows in order, find for each why it is dropped, then group the near-duplicates, and split what is left.
        throw new NotImplementedException("M12.E2: put the rows in order, find for each why it is dropped, then group the near-duplicates, and split what is left.");
    }
}
