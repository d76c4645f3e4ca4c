using System.Reflection;

namespace LLMCourse.Checks;

/// <summary>Finds the checks that an assembly holds.</summary>
public static class CheckCatalog
{
    /// <summary>Creates one instance of every concrete <see cref="Check"/> with a public parameterless constructor.</summary>
    /// <param name="assembly">The assembly of a module's checks.</param>
    /// <returns>
    /// In the order of their exercises, then as they are declared (files in alphabetical order). Reports tell failures in this order, so an
    /// author puts what is built upon before what builds on it.
    /// </returns>
    /// <exception cref="InvalidOperationException">Two checks share an id, or one has points below 1: a fault of the checks.</exception>
    public static IReadOnlyList<Check> Load(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return Load(assembly.GetTypes());
    }

    /// <summary>Does so for given types of an assembly of checks.</summary>
    /// <param name="types">The types.</param>
    /// <inheritdoc cref="Load(Assembly)"/>
    public static IReadOnlyList<Check> Load(IEnumerable<Type> types)
    {
        List<Check> checks = [.. types
            .Where(t => t is { IsAbstract: false, IsClass: true } && t.IsSubclassOf(typeof(Check)) && t.GetConstructor([]) is not null)
            .Select(t => (Check)Activator.CreateInstance(t)!)
            .OrderBy(c => c.Exercise).ThenBy(c => c.GetType().MetadataToken)]; // the compiler numbers types as it reads them
        foreach (IGrouping<string, Check> same in checks.GroupBy(c => c.Id).Where(g => g.Count() > 1))
            throw new InvalidOperationException(
                $"{same.Count()} checks have the id '{same.Key}': {string.Join(", ", same.Select(c => c.GetType().Name))}. Rename all but one.");
        return checks.Find(c => c.Points < 1) is { } worthless
            ? throw new InvalidOperationException($"{worthless.Id} is worth {worthless.Points} points; a check is worth at least 1.")
            : checks;
    }
}
