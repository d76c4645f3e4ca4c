using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Compiles the mutants of one solution. Each differs from it by one tree, so that the others are parsed once.</summary>
internal sealed class MutantCompiler
{
    private readonly Dictionary<string, SyntaxTree> _trees;

    /// <summary>Reads a solution.</summary>
    /// <param name="manifest">Its module.</param>
    /// <param name="files">Its files.</param>
    /// <param name="references">What it is compiled against.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CourseException">It does not compile.</exception>
    public MutantCompiler(ModuleManifest manifest, IEnumerable<SourceFile> files, ReferenceSet references,
        CancellationToken cancellation = default)
    {
        // Parsed once and for all: a compilation asks for its trees more than once.
        SyntaxTree[] trees = [.. files.Select(file => ModuleCompilation.Parse(file, cancellation))];
        Solution =
            FrameworkGenerators.Run(ModuleCompilation.Create(manifest.Name, trees, manifest.Usings, references), out _, cancellation);
        _trees = Solution.SyntaxTrees.Where(ModuleCompilation.IsOfModule).ToDictionary(tree => tree.FilePath, StringComparer.Ordinal);
        if (Emit(Solution, cancellation) is not { } image)
            throw new CourseException(
                $"The solution of {manifest.Name} does not compile; `./course verify --module {manifest.Id}` says why.");
        Image = image;
    }

    /// <summary>Gets the solution itself.</summary>
    public CSharpCompilation Solution { get; }

    /// <summary>Gets the solution's assembly.</summary>
    public byte[] Image { get; }

    /// <summary>Compiles a mutant.</summary>
    /// <returns>Its assembly; null where the compiler refuses it.</returns>
    public byte[]? Compile(Mutant mutant, CancellationToken cancellation = default)
    {
        SyntaxTree tree = _trees[mutant.File];
        SourceText text = tree.GetText(cancellation).WithChanges(new TextChange(mutant.Span, mutant.Replacement));
        return Emit(Solution.ReplaceSyntaxTree(tree, tree.WithChangedText(text)), cancellation);
    }

    // Without symbols: nobody reads the lines of a mutant's exceptions.
    private static byte[]? Emit(CSharpCompilation compilation, CancellationToken cancellation)
    {
        using MemoryStream assembly = new();
        return compilation.Emit(assembly, cancellationToken: cancellation).Success ? assembly.ToArray() : null;
    }
}
