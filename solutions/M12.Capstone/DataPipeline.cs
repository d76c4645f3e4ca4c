using LLMCourse.Reference.Corpora;
#region Solution
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
#endregion

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
        #region Solution
        string plain = Reference.Replace(Tag.Replace(text, " "), match => Characters[match.Groups[1].Value]);
        IEnumerable<string> lines = plain.Split('\n').Where(line => Words(line).Length > options.BoilerplateWords
            || !options.Boilerplate.Any(phrase => line.Contains(phrase, StringComparison.OrdinalIgnoreCase)));
        StringBuilder clean = new();
        foreach (char c in string.Join('\n', lines))
        {
            if (c is '\u00ad' or (>= '\u200b' and <= '\u200d') or '\ufeff') continue;
            bool isSpace = char.IsWhiteSpace(c) || char.IsControl(c);
            if (isSpace && (clean.Length == 0 || clean[^1] == ' ')) continue;
            _ = clean.Append(isSpace ? ' ' : c is '‘' or '’' ? '\'' : c is '“' or '”' ? '"' : c);
        }

        return clean.ToString().TrimEnd(' ');
        #endregion
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
        #region Solution
        if (sources.DistinctBy(source => source.Name).Count() != sources.Count) throw new ArgumentException("Two sources have the same name; each must have its own.", nameof(sources));
        if (options.NearThreshold is <= 0 or > 1) throw new ArgumentException($"The threshold is {options.NearThreshold}; it must be above 0 and at most 1.", nameof(options));
        if (options.Splits.Sum(split => split.Fraction) != 1) throw new ArgumentException("The fractions of the splits must add up to 1.", nameof(options));

        List<(Notice Row, string Text)> kept = [];
        List<DroppedRow> dropped = [];
        HashSet<string> texts = new(StringComparer.Ordinal);
        foreach (NoticeSource source in sources.OrderBy(source => source.Name, StringComparer.Ordinal))
        {
            foreach (Notice row in source.Rows)
            {
                string text = Clean(row.Text, options);
                string? reason = options.Licences.Contains(source.Licence) ? Quality(text, options) : DropReason.Licence;
                if (reason is null && !texts.Add(text = PersonalDataMask.Mask(text))) reason = DropReason.Duplicate;
                if (reason is null) kept.Add((row, text));
                else dropped.Add(new DroppedRow(source.Name, row.Row, reason));
            }
        }

        int[] groups = Groups([.. kept.Select(x => WordGrams.Of(x.Text))], options.NearThreshold);
        dropped.AddRange(kept.Where((_, i) => groups[i] != i).Select(x => new DroppedRow(x.Row.Source, x.Row.Row, DropReason.NearDuplicate)));
        DataRecord[] records = [.. kept.Where((_, i) => groups[i] == i).Select(x => new DataRecord(x.Row.Source, x.Row.Row, x.Text, x.Row.Topic, x.Row.Tone, Split(x.Text, options, seed)))];
        string lines = string.Concat(records.Select(x => string.Create(CultureInfo.InvariantCulture, $"{x.Split}\t{x.Source}\t{x.Row}\t{x.Topic}\t{x.Tone}\t{x.Text}\n")));
        return new Dataset(
            records,
            [.. dropped.OrderBy(row => row.Source, StringComparer.Ordinal).ThenBy(row => row.Row)],
            Sheet(sources, records, dropped, options),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))));
        #endregion
    }

    #region Solution
    private const string Punctuation = ".,;:!?'\"()- ";

    private static readonly Regex Tag = new("</?[A-Za-z][^<>]*>", RegexOptions.CultureInvariant);

    private static readonly Regex Reference = new("&(nbsp|amp|lt|gt|quot|#39);", RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, string> Characters = new() { ["nbsp"] = " ", ["amp"] = "&", ["lt"] = "<", ["gt"] = ">", ["quot"] = "\"", ["#39"] = "'" };

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string? Quality(string text, PipelineOptions options)
    {
        int words = Words(text).Length, letters = text.Length - text.Count(c => c == ' '), symbols = text.Count(c => !char.IsLetterOrDigit(c) && !Punctuation.Contains(c));
        return words == 0 ? DropReason.Empty
            : words < options.MinWords || words > options.MaxWords ? DropReason.WordCount
            : letters < options.MinMeanLength * words || letters > options.MaxMeanLength * words ? DropReason.WordLength
            : symbols > options.MaxSymbols * text.Length ? DropReason.Symbols
            : null;
    }

    // The first member of each text's group. An index from 3-grams to texts finds all pairs that share one.
    private static int[] Groups(HashSet<string>[] grams, decimal threshold)
    {
        int[] first = [.. Enumerable.Range(0, grams.Length)];
        Dictionary<string, List<int>> index = new(StringComparer.Ordinal);
        for (int i = 0; i < grams.Length; i++)
        {
            Dictionary<int, int> shared = [];
            foreach (string gram in grams[i])
            {
                if (!index.TryGetValue(gram, out List<int>? having)) index[gram] = having = [];
                foreach (int other in having) shared[other] = shared.GetValueOrDefault(other) + 1;
                having.Add(i);
            }

            foreach ((int other, int count) in shared)
            {
                if (count < threshold * (grams[i].Count + grams[other].Count - count)) continue;
                (int low, int high) = (Math.Min(first[i], first[other]), Math.Max(first[i], first[other]));
                for (int k = 0; k <= i; k++) first[k] = first[k] == high ? low : first[k];
            }
        }

        return first;
    }

    private static string Split(string text, PipelineOptions options, ulong seed)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{text}")));
        decimal at = BinaryPrimitives.ReadUInt64BigEndian(hash), limit = 0;
        return options.Splits.First(split => at < (limit += split.Fraction * 18446744073709551616m)).Name;
    }

    private static Datasheet Sheet(IReadOnlyList<NoticeSource> sources, DataRecord[] records, List<DroppedRow> dropped, PipelineOptions options)
    {
        return new Datasheet(
            sources.Sum(source => source.Rows.Count),
            records.Length,
            Count(DropReason.All, dropped.Select(row => row.Reason)),
            Count(sources.Select(source => source.Name).Order(StringComparer.Ordinal), records.Select(record => record.Source)),
            Count(NoticeCorpus.Topics, records.Select(record => record.Topic)),
            Count(NoticeCorpus.Tones, records.Select(record => record.Tone)),
            Count(options.Splits.Select(split => split.Name), records.Select(record => record.Split)));

        static SheetCount[] Count(IEnumerable<string> names, IEnumerable<string> values)
        {
            ILookup<string, string> all = values.ToLookup(value => value);
            return [.. names.Select(name => new SheetCount(name, all[name].Count()))];
        }
    }
    #endregion
}
