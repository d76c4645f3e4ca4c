using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LLMCourse.M06;

/// <summary>Finds the answer in what a model replied, and lets several answers vote.</summary>
/// <remarks>
/// What is not found is wrong, and what is found in the wrong place is wrong too: two harnesses that read the same replies differ by several
/// points through these rules alone. GSM8K takes the last number (Cobbe et al. 2021, <see href="https://arxiv.org/abs/2110.14168"/>), MMLU a
/// letter (Hendrycks et al. 2021, <see href="https://arxiv.org/abs/2009.03300"/>). The vote is self-consistency (Wang et al. 2022, §2,
/// <see href="https://arxiv.org/abs/2203.11171"/>).
/// </remarks>
public static class AnswerExtractor
{
    #region Solution
    // A word with a digit in it, or a number. Groups of thousands are tried first, and only where the whole run of digits and commas is made of them.
    private static readonly Regex Numbers = new(
        @"(?<word>(?<![\p{L}_])[\p{L}_]+[0-9][\p{L}0-9_]*(?:\.[0-9]+)*)"
        + @"|(?:(?<![\p{L}\p{N}_)\]])(?<sign>[-−]))?[$€£¥]?"
        + @"(?<number>(?:(?<![0-9],)[0-9]{1,3}(?:,[0-9]{3})+(?!,?[0-9])|[0-9]+)(?:\.[0-9]+)?|(?<![\p{L}\p{N}.])\.[0-9]+)",
        RegexOptions.CultureInvariant);
    #endregion

    /// <summary>Finds the answer in a reply.</summary>
    /// <param name="reply">The reply; may be empty.</param>
    /// <param name="format">What to look for.</param>
    /// <returns>
    /// The answer, in one form for each value so that equal answers are equal texts; null where there is none.
    /// <list type="bullet">
    /// <item><see cref="AnswerFormat.Number"/>: the last number of the reply; but where a number stands directly behind <c>####</c>
    /// (only spaces, tabs, a sign and a currency sign may come between), the one behind the last such mark. Digits are 0 to 9. A comma
    /// separates thousands where the whole run of digits and commas is one to three digits and then groups of three (<c>1,234</c>);
    /// otherwise it separates a list (<c>1,2</c> ends with 2). A point with digits behind it is a decimal point (<c>20.</c> is 20); at
    /// the beginning (<c>.5</c>) it is one where no letter, digit or point stands before it. <c>-</c> or <c>−</c> (U+2212) directly
    /// before the number or its currency sign ($, €, £, ¥) is a sign, unless a letter, a digit, an underscore or a closing bracket
    /// stands directly before it (<c>5-3</c> ends with 3). Digits behind a letter or an underscore belong to a word, and so do
    /// decimals behind them (<c>H2O</c>, <c>v2.7</c>); units behind a number do not matter. The result has no separators, no currency, no plus, no needless zeros: <c>1,234.50</c> gives
    /// <c>1234.5</c>, <c>-0.0</c> gives <c>0</c>. Numbers of any length are exact.</item>
    /// <item><see cref="AnswerFormat.Letter"/>: a capital letter of an option that stands by itself. No letter or digit touches it, and
    /// no hyphen or apostrophe that a letter or digit touches on its other side (<c>A-level</c>). First choice is a letter announced by
    /// the word <c>answer</c>, in capitals or not, with or without <c>is</c>, and then nothing but white space, colons, quotation
    /// marks, asterisks and opening brackets; of several the last. Otherwise it is the last letter that stands by itself; but <c>A</c>
    /// and <c>I</c>, with one space and a small letter behind them, are words.</item>
    /// <item><see cref="AnswerFormat.Json"/>: the field of the last JSON object that has it, whatever stands around it; what does not
    /// parse is no object. Objects within objects do not count, those in lists do. A string gives its text without white space around
    /// it, null where nothing is left; a number is written as above, one with an exponent as it stands; <c>true</c> and <c>false</c>
    /// give themselves; <c>null</c>, lists and objects give null.</item>
    /// </list>
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    [Exercise("M06.E5", Title = "Answers out of text, and a vote", Weight = 2)]
    public static string? Extract(string reply, AnswerFormat format)
    {
        // TODO M06.E5: find the number, the letter or the field by the rules above, and write it in its one form.
        #region Solution
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(format);
        return format.Kind switch
        {
            AnswerKind.Number => FindNumber(reply),
            AnswerKind.Letter => FindLetter(reply, (char)('A' + format.Options - 1)),
            _ => FindField(reply, format.Field),
        };
        #endregion
    }

    /// <summary>Takes the answer that most candidates have.</summary>
    /// <param name="candidates">The candidates; may be none.</param>
    /// <returns>
    /// The answer with the most votes. Answers are compared character by character; null does not vote. Of answers with equally many votes it is
    /// the one whose candidates' log-probabilities have the greatest sum, and of those with equal sums the one that comes first. Null where
    /// nobody votes.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="candidates"/> is null.</exception>
    /// <exception cref="ArgumentException">A log-probability is NaN or above 0, of whatever candidate.</exception>
    [Exercise("M06.E5")]
    public static string? Vote(IReadOnlyList<Candidate> candidates)
    {
        // TODO M06.E5: count the answers that are not null; more votes first, then the greater sum of log-probabilities, then the first.
        #region Solution
        ArgumentNullException.ThrowIfNull(candidates);
        foreach (Candidate candidate in candidates)
        {
            if (!(candidate.LogProbability <= 0))
                throw new ArgumentException($"A log-probability is {candidate.LogProbability}; it must be at most 0.", nameof(candidates));
        }

        // Sorting keeps the order of equals, and groups come in the order of their first members.
        return candidates.Where(candidate => candidate.Answer is not null).GroupBy(candidate => candidate.Answer)
            .OrderByDescending(votes => votes.Count())
            .ThenByDescending(votes => votes.Sum(vote => vote.LogProbability))
            .FirstOrDefault()?.Key;
        #endregion
    }

    #region Solution
    private static string? FindNumber(string reply)
    {
        string? last = null, marked = null;
        foreach (Match match in Numbers.Matches(reply))
        {
            if (match.Groups["word"].Success) continue;
            last = Normalize(match.Groups["sign"].Success, match.Groups["number"].Value);
            if (reply.AsSpan(0, match.Index).TrimEnd(" \t").EndsWith("####")) marked = last;
        }

        return marked ?? last;
    }

    private static string Normalize(bool isNegative, string number)
    {
        string[] parts = number.Replace(",", "", StringComparison.Ordinal).Split('.');
        string whole = parts[0].TrimStart('0'), fraction = parts.Length > 1 ? parts[1].TrimEnd('0') : "";
        if (whole.Length + fraction.Length == 0) return "0";
        string value = whole.Length == 0 ? "0" : whole;
        return (isNegative ? "-" : "") + (fraction.Length == 0 ? value : value + "." + fraction);
    }

    private static string? FindLetter(string reply, char last)
    {
        string alone = $@"(?<![\p{{L}}\p{{N}}]|[\p{{L}}\p{{N}}]['’-])(?<letter>[A-{last}])(?![\p{{L}}\p{{N}}]|['’-][\p{{L}}\p{{N}}])";
        Match announced = Last(@"(?<![\p{L}\p{N}])(?i:answer)(?:\s+(?i:is))?[\s:""'“‘*(\[]*" + alone);
        Match found = announced.Success ? announced : Last(alone + @"(?<![AI](?= \p{Ll}))");
        return found.Success ? found.Groups["letter"].Value : null;

        Match Last(string pattern) => Regex.Matches(reply, pattern, RegexOptions.CultureInvariant).LastOrDefault() ?? Match.Empty;
    }

    private static string? FindField(string reply, string field)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(reply);
        string? answer = null;
        int at = 0;
        while (at < bytes.Length)
        {
            int length = 1;
            try
            {
                if (bytes[at] == '{') length = ReadObject(bytes.AsSpan(at));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // No object begins at this bracket, or its strings are no Unicode text; one may begin at the next.
            }

            at += length;
        }

        return answer;

        int ReadObject(ReadOnlySpan<byte> rest)
        {
            var reader = new Utf8JsonReader(rest);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.TryGetProperty(field, out JsonElement value)) answer = Text(value);
            return (int)reader.BytesConsumed;
        }
    }

    private static string? Text(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                string text = value.GetString()!.Trim();
                return text.Length == 0 ? null : text;
            case JsonValueKind.Number:
                string raw = value.GetRawText();
                return raw.Contains('e', StringComparison.OrdinalIgnoreCase) ? raw : Normalize(raw[0] == '-', raw.TrimStart('-'));
            case JsonValueKind.True:
                return "true";
            case JsonValueKind.False:
                return "false";
            default:
                return null;
        }
    }
    #endregion
}
