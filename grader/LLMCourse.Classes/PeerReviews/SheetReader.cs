using System.Globalization;
using System.Text.RegularExpressions;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Reads a sheet, and tells every fault with its line. What editors add, such as emphasis or other bullets, is none.</summary>
/// <param name="rubric">What was asked.</param>
internal sealed partial class SheetReader(Rubric rubric)
{
    private static readonly char[] Ornaments = ['*', '_', '#', '>', '-', '•', '`', ' ', '\t', '.'];

    /// <summary>Says whether a text is a sheet at all: it has a line with a review's code.</summary>
    public static bool IsSheet(string text) => text.Split('\n').Any(l => LabelOf(l) is (SheetText.Review, _));

    /// <summary>Reads a sheet.</summary>
    /// <param name="file">What to call it.</param>
    /// <param name="text">Its text.</param>
    public ReadSheet Read(string file, string text)
    {
        string[] lines = [.. text.Split('\n').Select(l => l.TrimEnd('\r'))];
        List<SheetFault> faults = [];
        string? code = null, mark = null;
        List<(string Id, int Start)> sections = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (Heading().Match(lines[i]) is { Success: true } heading) sections.Add((heading.Groups["id"].Value, i));
            else if (sections.Count == 0 && LabelOf(lines[i]) is (SheetText.Review, var c)) code = c;
            else if (sections.Count == 0 && LabelOf(lines[i]) is (SheetText.Rubric, var m)) mark = m;
        }

        if (mark != rubric.Mark)
            faults.Add(new SheetFault(file, 1,
                $"it is not a sheet of this assignment: the line '{SheetText.Rubric} {rubric.Mark}' is missing or changed. Fill in the sheet that was handed out."));
        List<SheetMark?> marks = [];
        for (int s = 0; s < sections.Count; s++)
        {
            if (rubric.Criteria.All(c => c.Id != sections[s].Id))
                Fault(sections[s].Start, $"there is no criterion '{sections[s].Id}'. Leave the criteria as they were handed out.");
        }

        int blank = 0;
        foreach (Criterion criterion in rubric.Criteria)
        {
            int[] at = [.. Enumerable.Range(0, sections.Count).Where(s => sections[s].Id == criterion.Id)];
            if (at.Length == 0)
                faults.Add(new SheetFault(file, lines.Length,
                    $"the criterion '{criterion.Id}' is missing. Leave the criteria as they were handed out."));
            if (at.Length > 1) Fault(sections[at[1]].Start, $"the criterion '{criterion.Id}' is there twice. Leave one.");
            if (at.Length != 1) continue;
            int end = at[0] + 1 < sections.Count ? sections[at[0] + 1].Start : lines.Length;
            (bool isBlank, SheetMark? read, IReadOnlyList<(int Line, string What)> found) =
                ReadSection(criterion, lines, sections[at[0]].Start, end);
            if (isBlank) blank++;
            marks.Add(read);
            foreach ((int line, string what) in found) Fault(line, what);
        }

        // Whoever has written nothing has not begun: no fault, a review that is missing.
        if (blank == rubric.Criteria.Count && faults.All(f => f.What.StartsWith(Unfilled, StringComparison.Ordinal)))
            return new ReadSheet(file, code, null, []);
        return new ReadSheet(file, code, faults.Count == 0 ? new FilledSheet(code!, [.. marks.Select(m => m!)]) : null,
            [.. faults.OrderBy(f => f.Line)]);

        void Fault(int line, string what) => faults.Add(new SheetFault(file, line + 1, what));
    }

    private const string Unfilled = "nothing stands behind ";

    private (bool IsBlank, SheetMark? Read, IReadOnlyList<(int Line, string What)> Faults) ReadSection(Criterion criterion, string[] lines,
        int start, int end)
    {
        List<(int, string)> faults = [];
        int scoreAt = Find(SheetText.Score, start + 1), reasonAt = Find(SheetText.Reason, Math.Max(scoreAt, start) + 1);
        if (scoreAt < 0 || reasonAt < 0)
        {
            string missing = scoreAt < 0 ? SheetText.Score : SheetText.Reason;
            return (false, null, [(start, $"{criterion.Id} has no line '{missing}'. Put it back as it was handed out.")]);
        }

        string[] given = [.. SheetText.Given(criterion).Select(Plain)];
        (int Line, string Text)[] kept =
            [.. Enumerable.Range(start, scoreAt - start).Select(i => (i, Plain(lines[i]))).Where(l => l.Item2.Length > 0)];
        int differs = Enumerable.Range(0, Math.Max(given.Length, kept.Length))
            .FirstOrDefault(i => i >= given.Length || i >= kept.Length || given[i] != kept[i].Text, -1);
        if (differs >= 0)
            faults.Add((differs < kept.Length ? kept[differs].Line : scoreAt,
                $"the words of {criterion.Id} are not those that were handed out. Put them back; write below '{SheetText.Score}' and '{SheetText.Reason}' alone."));

        string score = string.Join(' ', Enumerable.Range(scoreAt, reasonAt - scoreAt)
            .Select(i => i == scoreAt ? LabelOf(lines[i])!.Value.Value : lines[i])).Trim('*', '_', '`', ' ', '\t').TrimEnd('.');
        string reason = string.Join('\n',
            Enumerable.Range(reasonAt, end - reasonAt).Select(i => i == reasonAt ? LabelOf(lines[i])!.Value.Value : lines[i])).Trim();
        bool isNumber = int.TryParse(score, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        string scale = string.Create(CultureInfo.InvariantCulture, $"{criterion.Lowest} to {criterion.Highest}");
        if (score.Length == 0)
            faults.Add((scoreAt, $"{Unfilled}'{SheetText.Score}' of {criterion.Id}. Write a whole number from {scale}."));
        else if (!isNumber || score[0] == '+')
            faults.Add(
                (scoreAt, $"the score of {criterion.Id} is '{Short(score)}'. Write one whole number from {scale} and nothing else."));
        else if (number < criterion.Lowest || number > criterion.Highest)
            faults.Add((scoreAt,
                string.Create(CultureInfo.InvariantCulture, $"the score of {criterion.Id} is {number}; the scale goes from {scale}.")));

        int length = reason.Count(c => !char.IsWhiteSpace(c)), least = rubric.LeastReason;
        if (length == 0)
            faults.Add((reasonAt, $"{Unfilled}'{SheetText.Reason}' of {criterion.Id}. Say what in the work made you choose the score."));
        else if (length < least)
            faults.Add((reasonAt, string.Create(CultureInfo.InvariantCulture,
                $"the reason of {criterion.Id} has {length} characters; write {least} or more: what in the work made you choose the score?")));
        return (score.Length == 0 && length == 0, faults.Count == 0 ? new SheetMark(number, reason) : null, faults);

        int Find(string label, int from) =>
            Enumerable.Range(from, Math.Max(0, end - from)).FirstOrDefault(i => LabelOf(lines[i])?.Label == label, -1);
    }

    private static (string Label, string Value)? LabelOf(string line)
    {
        Match match = Label().Match(line);
        return match.Success ? (char.ToUpperInvariant(match.Groups["label"].Value[0]) + match.Groups["label"].Value[1..]
            .ToLowerInvariant() + ":", match.Groups["rest"].Value.Trim()) : null;
    }

    // Two spellings of one line: bullets, emphasis, typographic marks and spaces are the editor's.
    private static string Plain(string line) =>
        string.Join(' ', line.Replace('’', '\'').Replace('“', '"').Replace('”', '"').Trim(Ornaments)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"\A\s*#+\s+(?<id>[a-z][a-z0-9-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\A[\s*_>-]*(?<label>review|rubric|score|reason)\s*[*_]*:[*_]*(?<rest>.*)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Label();
}
