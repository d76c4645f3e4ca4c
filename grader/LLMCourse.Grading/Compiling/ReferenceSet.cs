using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using LLMCourse.Grading.Course;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grading.Compiling;

/// <summary>The fixed list of assemblies that every submission is compiled against; nothing of a submission adds to it.</summary>
/// <param name="references">The assemblies.</param>
public sealed class ReferenceSet(ImmutableArray<MetadataReference> references)
{
    private readonly ConcurrentDictionary<string, CSharpCompilation> _empty = new(StringComparer.Ordinal);

    /// <summary>Gets the assemblies.</summary>
    public ImmutableArray<MetadataReference> References { get; } = references;

    /// <summary>The libraries that a module may use, beside .NET itself; they lie beside the grader.</summary>
    private static readonly string[] Libraries = ["TorchSharp.dll", "LLMCourse.Reference.dll"];

    /// <summary>The framework of web servers, which a module's project names as a whole.</summary>
    private const string WebFramework = "Microsoft.AspNetCore.App";

    private static readonly ConcurrentDictionary<string, ReferenceSet> Wider = new(StringComparer.Ordinal);
    private static readonly Lazy<ReferenceSet> LoadedFramework = new(LoadFramework);
    private static readonly Lazy<ReferenceSet> LoadedDefault = new(() => LoadedFramework.Value.With(Libraries.Select(Library)));

    /// <summary>Gets .NET's own assemblies, read once in the life of the process.</summary>
    public static ReferenceSet Framework => LoadedFramework.Value;

    /// <summary>Gets .NET, TorchSharp and the reference transformer, read once in the life of the process.</summary>
    /// <exception cref="CourseException">A library is not beside the grader.</exception>
    public static ReferenceSet Default => LoadedDefault.Value;

    /// <summary>Returns what a module's submissions are compiled against: <see cref="Default"/> and the libraries
    /// that its project names beside those.</summary>
    /// <param name="libraries"><see cref="ModuleManifest.Libraries"/>.</param>
    /// <exception cref="CourseException">A library is not beside the grader.</exception>
    public static ReferenceSet For(IReadOnlyList<string> libraries)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        return libraries.Count == 0
            ? Default
            : Wider.GetOrAdd(string.Join('|', libraries),
                static (_, names) => Default.With(names.SelectMany(name => name == WebFramework ? Web() : [Library($"{name}.dll")])),
                libraries);
    }

    /// <summary>Returns this set with more assemblies.</summary>
    /// <param name="more">The assemblies to add.</param>
    public ReferenceSet With(params IEnumerable<MetadataReference> more) => new(References.AddRange(more));

    /// <summary>Returns a compilation without source, always the same for a name.</summary>
    /// <remarks>
    /// Compilations made from it share its symbols of the referenced assemblies. Those hold on to nothing of a submission, and reading
    /// them anew for each one takes a sixth of the time that a batch spends in this process.
    /// </remarks>
    /// <param name="name">The assembly to be made.</param>
    /// <param name="options">How it is made; the same for every call.</param>
    internal CSharpCompilation Empty(string name, CSharpCompilationOptions options) =>
        _empty.GetOrAdd(name, assembly =>
        {
            CSharpCompilation compilation = CSharpCompilation.Create(assembly, references: References, options: options);
            // Only a compilation that has looked its references up hands them on.
            _ = compilation.GetSpecialType(SpecialType.System_Object);
            return compilation;
        });

    private static PortableExecutableReference Library(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(path)
            ? MetadataReference.CreateFromFile(path)
            : throw new CourseException($"{path} is missing: the grader's build is incomplete. Build LLMCourse.sln again.");
    }

    private static IEnumerable<PortableExecutableReference> Web()
    {
        // <dotnet>/shared/Microsoft.NETCore.App/10.0.1 → <dotnet>/shared/Microsoft.AspNetCore.App/10.0.*
        string shared = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", WebFramework));
        string? folder = FindVersion(Path.GetFullPath(Path.Combine(shared, "..", "..", "packs", $"{WebFramework}.Ref"))) is { } pack
            ? RefFolder(pack)
            : FindVersion(shared);
        if (folder is null || !Directory.Exists(folder))
            throw new CourseException(
                $"There is no {WebFramework} beside this .NET. Install the .NET {Environment.Version.Major} SDK, or the ASP.NET Core runtime.");
        HashSet<string> known = [.. Default.References.Select(reference => Path.GetFileName(reference.Display!))];
        return [.. Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal).Where(path => !known.Contains(Path.GetFileName(path)))
            .Select(path => MetadataReference.CreateFromFile(path))];
    }

    private static ReferenceSet LoadFramework()
    {
        string shared = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return new ReferenceSet([.. (ReferencePack() ?? Implementation(shared)).Order(StringComparer.Ordinal)
            .Select(path => MetadataReference.CreateFromFile(path))]);
    }

    /// <summary>Gets the folder of what the SDK compiles against; null where there is a runtime and no SDK.</summary>
    internal static string? Pack { get; } = FindPack(Path.GetDirectoryName(typeof(object).Assembly.Location)!);

    private static string? FindPack(string shared)
    {
        // <dotnet>/shared/Microsoft.NETCore.App/10.0.1 → <dotnet>/packs/Microsoft.NETCore.App.Ref/10.0.*/ref/net10.0
        return FindVersion(Path.GetFullPath(Path.Combine(shared, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref")));
    }

    /// <summary>Finds the newest version of the running .NET's major number among the folders of a folder.</summary>
    private static string? FindVersion(string versions)
    {
        if (!Directory.Exists(versions)) return null;
        string major = string.Create(CultureInfo.InvariantCulture, $"{Environment.Version.Major}.");
        return Directory.EnumerateDirectories(versions)
            .Where(folder => Path.GetFileName(folder).StartsWith(major, StringComparison.Ordinal))
            .MaxBy(folder => Version.TryParse(Path.GetFileName(folder), out Version? version) ? version : new Version(0, 0));
    }

    private static string RefFolder(string pack) =>
        Path.Combine(pack, "ref", string.Create(CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.0"));

    /// <summary>Finds the assemblies that the SDK compiles against, so that a submission sees
    /// exactly what its author's compiler saw.</summary>
    private static string[]? ReferencePack()
    {
        return Pack is not null && Directory.Exists(RefFolder(Pack)) ? Directory.GetFiles(RefFolder(Pack), "*.dll") : null;
    }

    /// <summary>Falls back on the running .NET's own assemblies, for machines with a runtime but no SDK.</summary>
    private static IEnumerable<string> Implementation(string shared) =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => Path.GetDirectoryName(path) == shared);
}
