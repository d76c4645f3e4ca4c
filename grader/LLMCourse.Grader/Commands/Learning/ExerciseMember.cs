using LLMCourse.Grading.Watching;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Grader.Commands.Learning;

/// <summary>A member of a module's source, by its text alone.</summary>
/// <param name="Name">Its type and name, with the types of its parameters, such as <c>Attention.Attend(Tensor, Tensor)</c>.</param>
/// <param name="File">The file's name.</param>
/// <param name="Line">Its first line there, from 1.</param>
/// <param name="Code">Its text, without the comments above it, and without what only the course's author needs.</param>
internal sealed record ExerciseMember(string Name, string File, int Line, string Code)
{
    /// <summary>Finds members in the files of a folder, in their order there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isWanted">Says by the exercises that a member's own attributes name whether it is wanted.</param>
    public static IEnumerable<ExerciseMember> In(string folder, Func<IReadOnlyCollection<string>, bool> isWanted)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.cs").Order(StringComparer.Ordinal))
        {
            SyntaxNode root = CSharpSyntaxTree.ParseText(System.IO.File.ReadAllText(path)).GetRoot();
            foreach (MemberDeclarationSyntax member in root.DescendantNodes().OfType<MemberDeclarationSyntax>()
                .Where(m => m is not BaseNamespaceDeclarationSyntax))
            {
                if (isWanted([.. MemberReader.MarksOn(member)]))
                    yield return new ExerciseMember(NameOf(member), Path.GetFileName(path), LineOf(member), CodeOf(member));
            }
        }
    }

    private static string NameOf(MemberDeclarationSyntax member)
    {
        string own = member switch
        {
            MethodDeclarationSyntax m => m.Identifier.Text + Types(m.ParameterList),
            ConstructorDeclarationSyntax c => c.Identifier.Text + Types(c.ParameterList),
            PropertyDeclarationSyntax p => p.Identifier.Text,
            BaseTypeDeclarationSyntax t => t.Identifier.Text,
            OperatorDeclarationSyntax o => $"operator {o.OperatorToken.Text}{Types(o.ParameterList)}",
            IndexerDeclarationSyntax i => $"this[{string.Join(", ", i.ParameterList.Parameters.Select(p => p.Type))}]",
            BaseFieldDeclarationSyntax f => f.Declaration.Variables[0].Identifier.Text,
            _ => member.ToString().Split('\n')[0],
        };
        return string.Join('.',
            [.. member.Ancestors().OfType<BaseTypeDeclarationSyntax>().Reverse().Select(type => type.Identifier.Text), own]);
    }

    private static string Types(ParameterListSyntax parameters) => $"({string.Join(", ", parameters.Parameters.Select(p => p.Type))})";

    private static int LineOf(MemberDeclarationSyntax member) => member.SyntaxTree.GetLineSpan(member.Span).StartLinePosition.Line + 1;

    private static string CodeOf(MemberDeclarationSyntax member)
    {
        string[] lines = [.. member.ToString().ReplaceLineEndings("\n").Split('\n').Where(line => line.Trim() is var text
            && !text.StartsWith("#region", StringComparison.Ordinal)
            && !text.StartsWith("#endregion", StringComparison.Ordinal) && !text.StartsWith("[Exercise", StringComparison.Ordinal)
                && !text.StartsWith("// TODO M", StringComparison.Ordinal))];

        // The first line has lost its indentation already.
        int indent = lines.Skip(1).Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(line => line.Length - line.TrimStart().Length >= indent ? line[indent..] : line.TrimStart()));
    }
}
