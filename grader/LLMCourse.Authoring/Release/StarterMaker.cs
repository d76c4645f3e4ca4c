using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Authoring.Release;

/// <summary>Turns a solution's file into what students get: every <c>#region Solution</c> gives way to a
/// <see cref="NotImplementedException"/>.</summary>
/// <remarks>
/// A region within a body is replaced by one throw, whose message is the <c>// TODO M02.E2: …</c> comment before it. A region
/// between members is removed with the blank line before it. All other text stays as it is.
/// </remarks>
public static partial class StarterMaker
{
    private const string RegionName = "Solution";

    /// <summary>Makes the starters of a module's files.</summary>
    /// <param name="files">The solution's files.</param>
    /// <exception cref="CourseException">A region is not closed, holds half a statement, or has no TODO before it.</exception>
    public static IReadOnlyList<SourceFile> Make(IEnumerable<SourceFile> files) => [.. files.Select(Make)];

    /// <summary>Makes the starter of one file.</summary>
    /// <param name="file">The solution's file.</param>
    /// <exception cref="CourseException">A region is not closed, holds half a statement, or has no TODO before it.</exception>
    public static SourceFile Make(SourceFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        SourceText text = SourceText.From(file.Text);
        SyntaxNode root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp14), file.Name).GetRoot();
        List<TextChange> changes = [];
        foreach (RegionDirectiveTriviaSyntax region in Regions(root))
        {
            int line = text.Lines.GetLineFromPosition(region.SpanStart).LineNumber;
            EndRegionDirectiveTriviaSyntax end = region.GetRelatedDirectives().OfType<EndRegionDirectiveTriviaSyntax>().FirstOrDefault()
                ?? throw new CourseException($"{file.Name}({line + 1}): #region Solution has no #endregion.");
            int lastLine = text.Lines.GetLineFromPosition(end.SpanStart).LineNumber;
            changes.Add(IsWithinBody(root, region) ? Body(file, text, line, lastLine) : Member(text, line, lastLine));
        }

        return file with { Text = text.WithChanges(changes).ToString() };
    }

    private static IEnumerable<RegionDirectiveTriviaSyntax> Regions(SyntaxNode root) =>
        root.DescendantNodes(descendIntoTrivia: true).OfType<RegionDirectiveTriviaSyntax>()
            .Where(region => region.EndOfDirectiveToken.LeadingTrivia.ToString().Trim() == RegionName);

    /// <summary>Says whether a region stands within a block of statements; otherwise it stands between members.</summary>
    private static bool IsWithinBody(SyntaxNode root, RegionDirectiveTriviaSyntax region) =>
        root.DescendantNodes().OfType<BlockSyntax>()
            .Any(block => block.OpenBraceToken.SpanStart < region.SpanStart && region.SpanStart < block.CloseBraceToken.SpanStart);

    private static TextChange Body(SourceFile file, SourceText text, int first, int last)
    {
        string message = TodoBefore(text, first)
            ?? throw new CourseException(
                $"{file.Name}({first + 1}): no '// TODO M02.E1: …' comment stands before this #region Solution. Write one: it tells the student what to do.");
        string line = text.Lines[first].ToString();
        string indent = line[..^line.TrimStart().Length];
        string literal = SymbolDisplay.FormatLiteral(message, quote: true);
        return new TextChange(TextSpan.FromBounds(text.Lines[first].Start, text.Lines[last].End),
            $"{indent}throw new NotImplementedException({literal});");
    }

    private static TextChange Member(SourceText text, int first, int last)
    {
        int start = first > 0 && text.Lines[first - 1].ToString().Trim().Length == 0 ? first - 1 : first;
        return new TextChange(TextSpan.FromBounds(text.Lines[start].Start, text.Lines[last].EndIncludingLineBreak), "");
    }

    /// <summary>Reads the nearest TODO comment above a line, its continuation lines joined by spaces.</summary>
    private static string? TodoBefore(SourceText text, int line)
    {
        List<string> lines = [];
        for (int at = line - 1; at >= 0; at--)
        {
            string content = text.Lines[at].ToString().Trim();
            if (content.Length == 0 && lines.Count == 0) continue;
            if (!content.StartsWith("//", StringComparison.Ordinal)) return null;
            string words = content.TrimStart('/').Trim();
            if (Todo().Match(words) is { Success: true } match)
            {
                lines.Add(match.Groups["text"].Value);
                lines.Reverse();
                return string.Join(' ', lines);
            }

            lines.Add(words);
        }

        return null;
    }

    [GeneratedRegex(@"\ATODO\s+(?<text>M[0-9]{2}\.E[0-9]{1,2}\s*:.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Todo();
}
