using System.Globalization;
using LLMCourse.Grader.Intake;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Compiling;

/// <summary>Refuses source whose brackets nest so deeply that the compiler's recursion is at risk, before the compiler sees it.</summary>
internal static class NestingGuard
{
    /// <summary>Counts brackets as they stand, in text and comments too: no honest source comes near the limit either way.</summary>
    /// <returns>A note about the place where the limit is passed; null when it is not.</returns>
    internal static SourceNote? TooDeep(SourceFile file, int limit)
    {
        int depth = 0;
        int line = 1;
        foreach (char c in file.Text)
        {
            switch (c)
            {
                case '\n':
                    line++;
                    break;
                case '(' or '[' or '{':
                    if (++depth > limit)
                        return new SourceNote("FILE005", true, string.Create(CultureInfo.InvariantCulture, $"Brackets nest more than {limit} deep here. Split the expression."), new SourcePlace(file.Name, line), null);
                    break;
                case ')' or ']' or '}':
                    depth = Math.Max(0, depth - 1);
                    break;
            }
        }

        return null;
    }
}
