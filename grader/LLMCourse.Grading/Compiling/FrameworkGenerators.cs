using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grading.Compiling;

/// <summary>Runs .NET's own source generators on a submission: those for <c>[GeneratedRegex]</c> and
/// <c>[JsonSerializable]</c>, and no others.</summary>
/// <remarks>They come from the SDK's reference pack, beside the assemblies that submissions are compiled
/// against; nothing of a submission adds one.</remarks>
internal static class FrameworkGenerators
{
    // By name: the assemblies hold editors' fixes too, which need parts of Roslyn that are not here.
    private static readonly (string Assembly, string Type, string Attribute)[] Allowed =
    [
        ("System.Text.RegularExpressions.Generator", "System.Text.RegularExpressions.Generator.RegexGenerator", "GeneratedRegex"),
        ("System.Text.Json.SourceGeneration", "System.Text.Json.SourceGeneration.JsonSourceGenerator", "JsonSerializable"),
    ];

    private static readonly Lazy<ImmutableArray<ISourceGenerator>> Known = new(Load);

    /// <summary>Adds what the generators write; a submission that asks for nothing stays as it is.</summary>
    /// <param name="compilation">The submission.</param>
    /// <param name="diagnostics">What the generators say, such as that a pattern is no regular expression.</param>
    /// <param name="cancellation">Stops them.</param>
    internal static CSharpCompilation Run(CSharpCompilation compilation, out ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellation)
    {
        diagnostics = [];
        if (!compilation.SyntaxTrees.Any(tree => ModuleCompilation.IsOfModule(tree) && Asks(tree, cancellation)) || Known.Value.IsEmpty)
            return compilation;
        _ = CSharpGeneratorDriver.Create(Known.Value, parseOptions: ModuleCompilation.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out diagnostics, cancellation);
        return (CSharpCompilation)generated;
    }

    private static bool Asks(SyntaxTree tree, CancellationToken cancellation)
    {
        string text = tree.GetText(cancellation).ToString();
        return Array.Exists(Allowed, generator => text.Contains(generator.Attribute, StringComparison.Ordinal));
    }

    private static ImmutableArray<ISourceGenerator> Load()
    {
        if (ReferenceSet.Pack is not { } pack) return [];
        string folder = Path.Combine(pack, "analyzers", "dotnet", "cs");
        return
        [
            .. Allowed.Select(generator => (File: Path.Combine(folder, generator.Assembly + ".dll"), generator.Type))
                .Where(generator => File.Exists(generator.File))
                .Select(generator => Assembly.LoadFrom(generator.File).GetType(generator.Type, throwOnError: true)!)
                .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()),
        ];
    }
}
