using System.Text.Json;

namespace LLMCourse.M11;

/// <summary>Takes from a model's reply what its document really says.</summary>
public static class Extractor
{
    /// <summary>Checks each value of a reply against the document, and brings it into one form.</summary>
    /// <remarks>
    /// <b>Evidence.</b> A value stands where the document has the same words: capital and small letters are the same (ordinal), and so is any run
    /// of white space; white space at its ends does not count. It must be whole: where its first or last character is a letter or digit,
    /// the character beyond is neither; and where it is a digit, what is beyond is not a <c>.</c> or <c>,</c> with another digit behind it. The first such place counts.
    /// <para><b>Value.</b> The words of the document at that place, not of the reply, are read by <see cref="Normalizer"/>: text with each run of white
    /// space as one space; an integer (a number without a fraction that fits 64 bits) or a decimal, written by <see cref="Normalizer.Write"/>; a day; a
    /// quantity in the field's unit, written alike; a choice as the schema spells it.</para>
    /// <para><b>Null.</b> Where the reply has null, or, for anything but a choice, nothing but white space, where the document does not have the words, or where they
    /// cannot be read, the value is null, and nothing is put in its place. The last two are problems; the first is one of a required field.</para>
    /// </remarks>
    /// <param name="document">The document.</param>
    /// <param name="reply">What a model wrote: a JSON object as <see cref="SchemaConstraint"/> lets it through, white space and the order of keys aside.</param>
    /// <param name="fields">The schema.</param>
    /// <param name="options">How the document is read; null: the defaults.</param>
    /// <returns>The values and problems.</returns>
    /// <exception cref="FormatException">The reply is not JSON, its keys are not the fields, each once, a value is neither a string nor null, or a
    /// choice is none of the field's. Lengths are not looked at.</exception>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public static ExtractionResult Extract(string document, string reply, IReadOnlyList<ExtractionField> fields, ExtractionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(fields);
        options ??= new ExtractionOptions();
        // TODO M11.E6: for each field find the reply's words in the document, read what stands there, and say why where there is nothing.
        #region Solution
        Dictionary<string, string?> given = Parse(reply, fields);
        List<ExtractedValue> values = [];
        List<ExtractionProblem> problems = [];
        foreach (ExtractionField field in fields)
        {
            string[] words = (given[field.Name] ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            EvidenceSpan? evidence = words.Length == 0 ? null : Find(document, words);
            string? value = evidence is null ? null : field.Kind == ExtractionKind.Choice ? given[field.Name] : Read(document.Substring(evidence.Start, evidence.Length), field, options);
            values.Add(new ExtractedValue(field.Name, value, value is null ? null : evidence));
            if (value is null && (words.Length > 0 || field.IsRequired))
                problems.Add(new ExtractionProblem(field.Name, words.Length == 0 ? ExtractionFault.Missing : evidence is null ? ExtractionFault.NotInDocument : ExtractionFault.Unreadable));
        }

        return new ExtractionResult(values, problems);
        #endregion
    }

    #region Solution
    private static Dictionary<string, string?> Parse(string reply, IReadOnlyList<ExtractionField> fields)
    {
        Dictionary<string, string?> given = new(StringComparer.Ordinal);
        try
        {
            using JsonDocument json = JsonDocument.Parse(reply);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("The reply is not an object.");
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                ExtractionField field = fields.FirstOrDefault(field => field.Name == property.Name) ?? throw new FormatException($"The reply has {property.Name}, which is not a field.");
                if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)) throw new FormatException($"{field.Name} is neither a string nor null.");
                string? value = property.Value.GetString();
                if (value is not null && field.Kind == ExtractionKind.Choice && !field.Choices.Contains(value)) throw new FormatException($"{value} is none of the choices of {field.Name}.");
                if (!given.TryAdd(field.Name, value)) throw new FormatException($"The reply has {field.Name} twice.");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException) // the last two: half a surrogate pair
        {
            throw new FormatException("The reply is not JSON.", e);
        }

        return given.Count == fields.Count ? given : throw new FormatException("The reply does not have all fields.");
    }

    private static EvidenceSpan? Find(string document, string[] words)
    {
        for (int start = 0; start < document.Length; start++)
        {
            int at = start;
            for (int word = 0; at >= 0 && word < words.Length; word++)
            {
                int from = at;
                while (word > 0 && at < document.Length && char.IsWhiteSpace(document[at])) at++;
                bool fits = (word == 0 || at > from) && string.Compare(document, at, words[word], 0, words[word].Length, StringComparison.OrdinalIgnoreCase) == 0;
                at = fits ? at + words[word].Length : -1;
            }

            if (at >= 0 && IsWhole(document, start, -1) && IsWhole(document, at - 1, 1)) return new EvidenceSpan(start, at - start);
        }

        return null;
    }

    // Whether what ends at a character goes on beyond it.
    private static bool IsWhole(string document, int end, int step)
    {
        if (!char.IsLetterOrDigit(At(end))) return true;
        char beyond = At(end + step);
        bool goesOn = char.IsAsciiDigit(At(end)) && beyond is '.' or ',' && char.IsAsciiDigit(At(end + step + step));
        return !char.IsLetterOrDigit(beyond) && !goesOn;

        char At(int index) => index >= 0 && index < document.Length ? document[index] : '\0';
    }

    private static string? Read(string words, ExtractionField field, ExtractionOptions options) => field.Kind switch
    {
        ExtractionKind.Integer => Normalizer.Number(words, options.DecimalComma) is { } number && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? Normalizer.Write(number)
            : null,
        ExtractionKind.Decimal => Normalizer.Number(words, options.DecimalComma) is { } number ? Normalizer.Write(number) : null,
        ExtractionKind.Date => Normalizer.Date(words, options.DateOrder),
        ExtractionKind.Quantity => Normalizer.Quantity(words, field.Unit, options.DecimalComma) is { } quantity ? Normalizer.Write(quantity) : null,
        _ => string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
    };
    #endregion
}
