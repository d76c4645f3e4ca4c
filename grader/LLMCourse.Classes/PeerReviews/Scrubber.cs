using System.Text;
using System.Text.RegularExpressions;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Takes out of a text what tells whose it is, as far as the roster knows: ids and names of
/// the class, addresses, home folders.</summary>
/// <remarks>It does not know what a person would: a nickname, a style, a link to one's own page, a name in a picture or spelt in escapes.
/// docs/peer-review.md says so to those who use it.</remarks>
internal sealed partial class Scrubber
{
    /// <summary>What stands in the place of a name.</summary>
    public const string Mark = "[name]";

    // Shorter ones are words and numbers of their own in any text.
    private const int LeastName = 3, LeastNumber = 5, LeastAnywhere = 6;

    // By their first letters: a class has thousands of spellings, and a text is read once.
    private readonly Dictionary<long, Term[]> _terms;

    /// <summary>Prepares to scrub the work of one student.</summary>
    /// <param name="author">Whose work it is: each part of this name is taken out, also alone.</param>
    /// <param name="roster">The class: everybody's ids and whole names are taken out.</param>
    public Scrubber(Student author, IReadOnlyList<Student> roster) => _terms =
        roster.Where(s => s.Key != author.Key).SelectMany(s => TermsOf(s, isAuthor: false)).Concat(TermsOf(author, isAuthor: true))
            .Where(t => t.Text.Length >= LeastName).Distinct().GroupBy(t => StartOf(t.Text, 0)).ToDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Scrubs a text.</summary>
    public string Scrub(string text)
    {
        text = Home().Replace(Address().Replace(text, "[e-mail]"), "${root}[home]");
        var folded = new FoldedText(text);
        List<(int Start, int End)> found = [];
        for (int at = 0; at + LeastName <= folded.Text.Length; at++)
        {
            foreach (Term term in _terms.GetValueOrDefault(StartOf(folded.Text, at), []))
            {
                int end = at + term.Text.Length;
                if (string.CompareOrdinal(folded.Text, at, term.Text, 0, term.Text.Length) == 0
                    && (term.Anywhere || IsAlone(folded, at, end)))
                    found.Add((folded.PlaceOf(at), folded.PlaceOf(end)));
            }
        }

        StringBuilder made = new(text.Length);
        int done = 0;
        foreach ((int start, int end) in found.Order())
        {
            if (start >= done) made.Append(text, done, start - done).Append(Mark);
            done = Math.Max(done, end);
        }

        return made.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Scrubs a file's path; what stands in a name's place is good for a file's name.</summary>
    public string ScrubPath(string path) => Scrub(path).Replace(Mark, "name", StringComparison.Ordinal)
        .Replace("[e-mail]", "e-mail", StringComparison.Ordinal).Replace("[home]", "home", StringComparison.Ordinal);

    private static long StartOf(string text, int at) => ((long)text[at] << 32) | ((long)text[at + 1] << 16) | text[at + 2];

    private static IEnumerable<Term> TermsOf(Student student, bool isAuthor)
    {
        foreach (string id in (string[])[student.Key, student.Login, student.Email, student.LmsId])
        {
            string folded = FoldedText.Of(id);
            bool number = folded.All(char.IsAsciiDigit);
            if (folded.Length >= (number ? LeastNumber : LeastName))
                yield return new Term(folded, !number && folded.Length >= LeastAnywhere);
        }

        foreach (string written in (string[])[student.Name, WithTwoLetters(student.Name)])
        {
            string[] parts =
                [.. written.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(FoldedText.Of).Where(p => p.Length > 0)];
            if (parts.Length >= 2)
            {
                foreach (string[] order in (string[][])[parts, [.. parts[1..], parts[0]], [parts[^1], .. parts[..^1]],
                    [parts[0], parts[^1]], [parts[^1], parts[0]]])
                {
                    foreach (string between in (string[])[" ", ", ", ",", "", "_", "-", "."]) yield return Of(string.Join(between, order));
                    yield return Of($"{order[0][0]}. {order[^1]}");
                    yield return Of($"{order[0][0]}.{order[^1]}");
                    yield return Of($"{order[0][0]}{order[^1]}");
                }
            }

            if (!isAuthor && parts.Length >= 2) continue;
            foreach (string part in parts.Where(p => p.Length >= LeastName)) yield return new Term(part, false);
        }

        static Term Of(string text) => new(text, text.Length >= LeastAnywhere);
    }

    // As Müller becomes Mueller in a login; without the e it is found by folding.
    private static string WithTwoLetters(string name) => Composition.Of(name)
        .Replace("ä", "ae", StringComparison.OrdinalIgnoreCase).Replace("ö", "oe", StringComparison.OrdinalIgnoreCase)
            .Replace("ü", "ue", StringComparison.OrdinalIgnoreCase);

    // A word of its own, also within a name of code: MyAdaModel, ada_model, ada2.
    private static bool IsAlone(FoldedText text, int at, int end)
    {
        bool digits = char.IsAsciiDigit(text.Text[at]), digitsAtEnd = char.IsAsciiDigit(text.Text[end - 1]);
        bool begins = at == 0 || !IsSame(text.Text[at - 1], digits) || (IsUpper(text, at) && !IsUpper(text, at - 1));
        bool ends = end == text.Text.Length || !IsSame(text.Text[end], digitsAtEnd) || (IsUpper(text, end) && !IsUpper(text, end - 1));
        return begins && ends;
    }

    private static bool IsSame(char c, bool digit) => digit ? char.IsAsciiDigit(c) : char.IsLetter(c);

    private static bool IsUpper(FoldedText text, int at) => char.IsUpper(text.Original[text.PlaceOf(at)]);

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<root>/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2})[^/\\\s""'<>]+", RegexOptions.CultureInvariant)]
    private static partial Regex Home();

    /// <summary>Something to take out.</summary>
    /// <param name="Text">As <see cref="FoldedText"/> has it.</param>
    /// <param name="Anywhere">Whether it is taken out within words too.</param>
    private sealed record Term(string Text, bool Anywhere);
}
