using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis;

namespace LLMCourse.Grading.Compiling;

/// <summary>Compares a build's public members with the solution's: the checks call the members that the solution has.</summary>
public static class SignatureComparer
{
    /// <summary>The code of the notes.</summary>
    public const string Code = "API001";

    /// <summary>Compares.</summary>
    /// <param name="build">The submission.</param>
    /// <param name="manifest">Its module.</param>
    /// <returns>What is missing or changed; what a submission has beyond the solution is its own business.</returns>
    public static IReadOnlyList<SignatureBreak> Compare(Build build, ModuleManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(manifest);
        if (build.Compilation is not { } compilation) return [];
        List<SignatureBreak> breaks = [];
        HashSet<string> lost = [];
        HashSet<string> uncalled = [.. manifest.UncalledMembers];
        HashSet<string> known = [.. manifest.PublicApi.Select(member => member.DocId)];
        // Types come before their members, so that a lost type is reported once and not with everything in it.
        foreach (PublicMember member in manifest.PublicApi.OrderBy(member => member.DocId[0] == 'T' ? 0 : 1)
            .ThenBy(member => member.DocId, StringComparer.Ordinal))
        {
            if (uncalled.Contains(member.DocId) || build.BrokenFiles.Contains(member.File) || lost.Any(type => IsWithin(member, type)))
                continue;
            ISymbol? found = PublicApi.Find(compilation, member.DocId);
            if (found is not null && PublicApi.Fulfils(found, member.Contract, TypeOf(member))) continue;
            if (found is null && member.DocId[0] == 'T') _ = lost.Add(member.DocId[2..]);
            IReadOnlyList<string> exercises = found is not null || member.DocId[0] != 'T'
                ? member.Exercises
                : [.. manifest.PublicApi.Where(other => other == member || IsWithin(other, member.DocId[2..]))
                    .SelectMany(other => other.Exercises).Distinct().Order(StringComparer.Ordinal)];
            breaks.Add(new SignatureBreak(Explain(compilation, member, found, known), exercises));
        }

        return breaks;
    }

    private static SourceNote Explain(Compilation compilation, PublicMember member, ISymbol? found, HashSet<string> known)
    {
        found ??= Likeliest(compilation, member, known);
        if (found is null)
            return new SourceNote(Code, true,
                $"Expected `{member.Signature}` in {member.File}, found nothing of that name. Put it back: the checks use it.", null, null);
        string message =
            $"Expected `{member.Signature}`, found `{PublicApi.Signature(found)}`. Give it back its signature: the checks use it.";
        Location location = found.Locations.First(place => place.IsInSource);
        return Notes.At(location, Code, isError: true, message);
    }

    /// <summary>Finds what the student probably made of a member: one of the same name, else a new one
    /// of a similar name, in the same type.</summary>
    private static ISymbol? Likeliest(Compilation compilation, PublicMember member, HashSet<string> known)
    {
        string path = member.DocId[2..].Split('(')[0].Split('~')[0];
        string name = path[(path.LastIndexOf('.') + 1)..].Split('`')[0];
        if (member.DocId[0] == 'T')
        {
            ISymbol[] types = [.. PublicApi.AllSymbolsOf(compilation.Assembly.GlobalNamespace)
                .Where(symbol => symbol is INamedTypeSymbol { IsImplicitlyDeclared: false } && !known.Contains(PublicApi.IdOf(symbol)))];
            return Named(types, name);
        }

        string typePath = path[..path.LastIndexOf('.')];
        if (PublicApi.Find(compilation, "T:" + typePath) is not INamedTypeSymbol type) return null;
        string metadataName = name.Replace('#', '.');
        ISymbol[] members = [.. type.GetMembers().Where(symbol => !symbol.IsImplicitlyDeclared && symbol.CanBeReferencedByName)];
        return type.GetMembers(metadataName).FirstOrDefault(symbol => symbol.Locations.Any(place => place.IsInSource))
            ?? Named([.. members.Where(symbol => !known.Contains(PublicApi.IdOf(symbol)))], name);
    }

    private static ISymbol? Named(ISymbol[] symbols, string name) =>
        symbols.FirstOrDefault(symbol => symbol.Name == name)
        ?? (NearestName.Among(name, symbols.Select(symbol => symbol.Name)) is { } near
            ? symbols.First(symbol => symbol.Name == near)
            : null);

    /// <summary>Returns the full name of the type of a member.</summary>
    private static string? TypeOf(PublicMember member)
    {
        string path = member.DocId[2..].Split('(')[0].Split('~')[0];
        return member.DocId[0] == 'T' || path.LastIndexOf('.') is not (> 0 and int end) ? null : path[..end];
    }

    private static bool IsWithin(PublicMember member, string type) =>
        member.DocId.AsSpan(2).StartsWith(type + ".", StringComparison.Ordinal);
}
