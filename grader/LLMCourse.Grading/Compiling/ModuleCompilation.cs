using System.Collections.Immutable;
using System.Text;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Grading.Compiling;

/// <summary>Makes compilations the way a module's project does, whether of a submission, a solution or a starter.</summary>
internal static class ModuleCompilation
{
    private const string UsingsFile = "GlobalUsings.g.cs";

    /// <summary>Gets how source is read: no documentation comments, which no one needs here.</summary>
    internal static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None);

    // Not concurrent: the work then runs on the caller's thread, whose stack is large.
    private static readonly CSharpCompilationOptions Options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        .WithOptimizationLevel(OptimizationLevel.Release)
        .WithNullableContextOptions(NullableContextOptions.Enable)
        .WithAllowUnsafe(false)
        .WithOverflowChecks(false)
        .WithDeterministic(true)
        .WithConcurrentBuild(false)
        .WithMetadataImportOptions(MetadataImportOptions.Public)
        // A package built for an older .NET, which TorchSharp is, refers to that one's assemblies. The SDK suppresses the same two.
        .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]);

    /// <summary>Parses a file. Its <c>#line</c> directives are blanked, so that debug symbols name the true file and line.</summary>
    internal static SyntaxTree Parse(SourceFile file, CancellationToken cancellation)
    {
        SourceText text = SourceText.From(file.Text, Encoding.UTF8, SourceHashAlgorithm.Sha256);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, ParseOptions, file.Name, cancellation);
        SyntaxNode root = tree.GetRoot(cancellation);
        if (!root.ContainsDirectives) return tree;
        List<TextChange> blanks = [.. root.DescendantNodes(descendIntoTrivia: true)
            .OfType<DirectiveTriviaSyntax>()
            .Where(directive => directive is LineOrSpanDirectiveTriviaSyntax or PragmaChecksumDirectiveTriviaSyntax)
            .Select(directive => new TextChange(new TextSpan(directive.HashToken.SpanStart, 2), "//"))];
        return blanks.Count == 0 ? tree : CSharpSyntaxTree.ParseText(text.WithChanges(blanks), ParseOptions, file.Name, cancellation);
    }

    /// <summary>Makes the compilation of a module's files.</summary>
    internal static CSharpCompilation Create(string name, IEnumerable<SyntaxTree> trees, IReadOnlyList<string> usings,
        ReferenceSet references)
    {
        string globals = string.Concat(usings.Select(use => $"global using {Qualify(use)};\n"));
        SyntaxTree usingsTree =
            CSharpSyntaxTree.ParseText(SourceText.From(globals, Encoding.UTF8, SourceHashAlgorithm.Sha256), ParseOptions, UsingsFile);
        return references.Empty(name, Options).AddSyntaxTrees(trees.Prepend(usingsTree));
    }

    /// <summary>Emits the assembly and its portable symbols.</summary>
    internal static EmitResult Emit(CSharpCompilation compilation, Stream assembly, Stream symbols, CancellationToken cancellation) =>
        compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            cancellationToken: cancellation);

    /// <summary>Says whether a tree is a file of the submission, not one that the grader or a generator of .NET's adds.</summary>
    /// <remarks>Generated files have a path; files of a submission have a name, in which there can be no separator.</remarks>
    internal static bool IsOfModule(SyntaxTree tree) => tree.FilePath != UsingsFile && Path.GetFileName(tree.FilePath) == tree.FilePath;

    private static string Qualify(string use) =>
        use.StartsWith("static ", StringComparison.Ordinal) ? $"static global::{use["static ".Length..]}"
        : use.Contains('=', StringComparison.Ordinal) ? use
        : $"global::{use}";
}
