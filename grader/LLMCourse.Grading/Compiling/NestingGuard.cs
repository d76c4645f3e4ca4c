using System.Globalization;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grading.Compiling;

/// <summary>Refuses source that nests so deeply that the compiler's recursion is at risk, before the parser sees it.</summary>
/// <remarks>
/// Depth comes from brackets, or from long runs of tokens without a comma, semicolon or brace between them (a thousand minus
/// signs, casts, lambdas or <c>?:</c>), or from a chain of <c>else if</c> or <c>for</c>. Only the lexer is needed to see all three.
/// </remarks>
internal static class NestingGuard
{
    private const int DirectiveLength = 500;

    /// <summary>Looks at a file.</summary>
    /// <returns>A note about the place where a limit is passed; null when none is.</returns>
    internal static SourceNote? TooDeep(SourceFile file, CompilerLimits limits)
    {
        // A directive's condition is parsed with the token after it, so its length has to be looked at first.
        int lineNumber = 0;
        foreach (ReadOnlySpan<char> line in file.Text.AsSpan().EnumerateLines())
        {
            lineNumber++;
            if (line.Length > DirectiveLength && line.TrimStart().StartsWith("#", StringComparison.Ordinal))
                return Note(file, lineNumber,
                    string.Create(CultureInfo.InvariantCulture, $"A directive has at most {DirectiveLength} characters. Shorten it."));
        }

        int depth = 0;
        int run = 0;
        int chain = 0;
        foreach (SyntaxToken token in SyntaxFactory.ParseTokens(file.Text, options: ModuleCompilation.ParseOptions))
        {
            run++;
            switch (token.Kind())
            {
                case SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken:
                    depth++;
                    break;
                case SyntaxKind.OpenBraceToken:
                    depth++;
                    run = 0;
                    break;
                case SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken:
                    depth = Math.Max(0, depth - 1);
                    break;
                case SyntaxKind.CloseBraceToken:
                    depth = Math.Max(0, depth - 1);
                    run = 0;
                    break;
                case SyntaxKind.CommaToken or SyntaxKind.SemicolonToken:
                    run = 0;
                    break;
                case SyntaxKind.ElseKeyword or SyntaxKind.ForKeyword:
                    chain++;
                    break;
            }

            // An interpolated string is one token here, whatever its holes hold.
            if (token.Text.Contains('$', StringComparison.Ordinal))
                run += token.Text.Count(char.IsPunctuation) + token.Text.Count(char.IsSymbol);
            if (depth > limits.Nesting)
                return Note(file, token, string.Create(CultureInfo.InvariantCulture,
                    $"Brackets nest more than {limits.Nesting} deep here. Split the expression."));
            if (run > limits.RunLength)
                return Note(file, token, string.Create(CultureInfo.InvariantCulture,
                    $"This expression has more than {limits.RunLength} parts. Split it into statements."));
            if (chain > limits.RunLength)
                return Note(file, token, string.Create(CultureInfo.InvariantCulture,
                    $"There are more than {limits.RunLength} else and for in this file. Use a table or a loop."));
        }

        return null;
    }

    private static SourceNote Note(SourceFile file, SyntaxToken token, string message) =>
        Note(file, file.Text.AsSpan(0, Math.Min(token.SpanStart, file.Text.Length)).Count('\n') + 1, message);

    private static SourceNote Note(SourceFile file, int line, string message) =>
        new("FILE005", true, message, new SourcePlace(file.Name, line), null);
}
