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
    private readonly Assembly _assembly;
    private readonly Exception? _unfit;

    /// <summary>Loads both assemblies, and every other one that the checks use. No code of the submission runs.</summary>
    /// <exception cref="IOException">One is missing: a fault of the grader, known before any code
    /// of the submission could feign it.</exception>
    /// <exception cref="BadImageFormatException">One is damaged.</exception>
    public SubmissionContext(LoadRequest request)
        : base("submission")
    {
        Submission = FromMemory(request.Submission, request.Symbols);
        _assembly = FromMemory(request.Checks, default);
        foreach (AssemblyName used in _assembly.GetReferencedAssemblies()) _ = LoadFromAssemblyName(used);
        Type[] types;
        try
        {
            types = _assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            // With the solution all of them load, so it is the submission that they do not fit.
            types = [.. e.Types.OfType<Type>()];
            _unfit = e.LoaderExceptions[0];
        }

        _checks = CheckCatalog.Load(types).ToDictionary(c => c.Id, StringComparer.Ordinal);
    }

    /// <summary>Gets the submission's assembly.</summary>
    public Assembly Submission { get; }

    /// <summary>Finds a check.</summary>
    /// <exception cref="UnknownCheckException">The checks assembly has no such check.</exception>
    /// <exception cref="TypeLoadException">It has, and the check does not load beside this submission.</exception>
    public Check Check(string id) => _checks.GetValueOrDefault(id)
        ?? throw (_unfit is null ? new UnknownCheckException(id) : new TypeLoadException(_unfit.Message, _unfit));

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == Submission.GetName().Name ? Submission
        : assemblyName.Name == _assembly.GetName().Name ? _assembly
        : null;

    private Assembly FromMemory(ReadOnlyMemory<byte> assembly, ReadOnlyMemory<byte> symbols)
    {
        using var image = new MemoryStream(assembly.ToArray(), writable: false);
        using MemoryStream? pdb = symbols.IsEmpty ? null : new MemoryStream(symbols.ToArray(), writable: false);
        return LoadFromStream(image, pdb);
    }
}
