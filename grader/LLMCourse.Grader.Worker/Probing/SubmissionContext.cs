using System.Reflection;
using System.Runtime.Loader;
using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grader.Worker.Probing;

/// <summary>
/// Holds a submission and the checks, loaded from memory. The checks were compiled against the solution's assembly; here that
/// name is the submission. Everything else is shared with the worker.
/// </summary>
internal sealed class SubmissionContext : AssemblyLoadContext
{
    private readonly Dictionary<string, Check> _checks;

    /// <summary>Loads both assemblies. No code of the submission runs.</summary>
    public SubmissionContext(LoadRequest request)
        : base("submission")
    {
        Submission = FromMemory(request.Submission, request.Symbols);
        _checks = CheckCatalog.Load(FromMemory(request.Checks, default)).ToDictionary(c => c.Id, StringComparer.Ordinal);
    }

    /// <summary>Gets the submission's assembly.</summary>
    public Assembly Submission { get; }

    /// <summary>Finds a check.</summary>
    /// <exception cref="UnknownCheckException">The checks assembly has no such check.</exception>
    public Check Check(string id) => _checks.GetValueOrDefault(id) ?? throw new UnknownCheckException(id);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == Submission.GetName().Name ? Submission : null;

    private Assembly FromMemory(ReadOnlyMemory<byte> assembly, ReadOnlyMemory<byte> symbols)
    {
        using var image = new MemoryStream(assembly.ToArray(), writable: false);
        using MemoryStream? pdb = symbols.IsEmpty ? null : new MemoryStream(symbols.ToArray(), writable: false);
        return LoadFromStream(image, pdb);
    }
}
