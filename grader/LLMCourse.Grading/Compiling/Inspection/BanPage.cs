using System.Text;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Writes the page for students of what no submission may use, from the list that the grader goes by.</summary>
public static class BanPage
{
    /// <summary>The page's file within the course's docs.</summary>
    public const string FileName = "not-allowed.md";

    /// <summary>Gets the page in Markdown.</summary>
    public static string Text { get; } = Write();

    private static string Write()
    {
        StringBuilder page = new();
        _ = page.Append("""
            # What no submission may use

            <!-- Written by ./course release from the list that the grader goes by. -->

            Your code gets what it needs as arguments and gives back a result; the rest of the machine is not its business. What is below is
            refused wherever it could run in a check, and the report names the line. Each exercise's section in its handout says what that
            exercise does not allow beside this, such as the library's softmax where you write softmax. Where it allows a type of the
            reference, it allows the enums and records that the type's members take and give as well.

            A name covers what is inside it: `System.Net` is every type in it. The longest name decides, so what is listed as fine is fine,
            though it is inside something that is not. What is not mentioned at all is allowed, and so are enums and exceptions of .NET
            wherever they are.

            Never: `unsafe`, pointers, `[DllImport]` and `[LibraryImport]`, `dynamic`, and code that runs by itself (module initializers,
            finalizers).

            """);
        foreach ((string code, string reason) in GeneralBans.Reasons.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            _ = page.Append($"\n## {code}\n\n{char.ToUpperInvariant(reason[0])}{reason[1..]}.\n\nNot allowed:\n\n");
            AppendList(page, GeneralBans.NamesOf(code));
            string[] fine = [.. GeneralBans.AllowedWithin(code)];
            if (fine.Length == 0) continue;
            _ = page.Append("\nFine:\n\n");
            AppendList(page, fine);
        }

        return page.ToString();
    }

    // A line for each namespace or type, and what of it is meant.
    private static void AppendList(StringBuilder page, IEnumerable<string> names)
    {
        foreach (IGrouping<string, string> group in names.GroupBy(name => name[..name.LastIndexOf('.')])
            .OrderBy(group => group.Key, StringComparer.Ordinal))
            _ = page.Append($"- in `{group.Key}`: {string.Join(", ", group.Order(StringComparer.Ordinal).Select(name => $"`{name[(group.Key.Length + 1)..]}`"))}\n");
    }
}
