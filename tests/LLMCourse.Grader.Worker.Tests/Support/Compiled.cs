using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Grader.Worker.Tests.Support;

/// <summary>A small assembly compiled from text, as submissions are but without the inspector: the sandbox has to hold alone.</summary>
public sealed record Compiled(byte[] Assembly, byte[] Symbols)
{
    private static readonly MetadataReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    public static Compiled Create(string assemblyName, string fileName, string source, params byte[][] references)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), path: fileName);
        CSharpCompilation compilation = CSharpCompilation.Create(
            assemblyName,
            [tree],
            [.. Platform, .. references.Select(r => MetadataReference.CreateFromImage(r))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true));
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        EmitResult result =
            compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return new Compiled(assembly.ToArray(), symbols.ToArray());
    }
}
