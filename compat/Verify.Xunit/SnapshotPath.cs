using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace VerifyTests;

/// <summary>Names snapshot files as the real package does: {directory}/{class}.{method}_{parameter}={value}.</summary>
internal static class SnapshotPath
{
    // Deterministic builds write this in place of the repository's folder.
    private const string MappedRoot = "/_/";

    private static readonly ConcurrentDictionary<string, bool> Used = new();

    /// <summary>The path of a snapshot up to, and without, ".verified" or ".received".</summary>
    public static string Stem(VerifySettings settings, MethodInfo test, string sourceFile)
    {
        if (settings.FileName is not null && settings.MethodName is not null)
            throw new VerifyException("UseFileName names the whole file, so UseMethodName cannot be used with it. Leave one out.");

        string parameters = ParameterSuffix(settings.Parameters, test);
        string folder = Path.GetDirectoryName(Locate(sourceFile))!;
        string name = settings.FileName ?? $"{TypeName(test.ReflectedType!)}.{settings.MethodName ?? test.Name}{parameters}";
        string stem = Path.GetFullPath(Path.Combine(folder, settings.Directory ?? "", name));
        if (!Used.TryAdd(stem, true))
            throw new VerifyException($"The prefix has already been used: {stem}. Name one of the two with UseMethodName, UseFileName or UseParameters.");
        return stem;
    }

    private static string TypeName(Type type) => type.IsNested ? $"{TypeName(type.DeclaringType!)}.{type.Name}" : type.Name;

    private static string ParameterSuffix(object?[]? values, MethodInfo test)
    {
        ParameterInfo[] names = test.GetParameters();
        if (values is null)
        {
            // xunit 2 does not tell anyone the values of a theory, so the real package cannot guess them either.
            if (names.Length > 0)
                throw new VerifyException($"{test.Name} has parameters. Add .UseParameters({string.Join(", ", names.Select(n => n.Name))}), so that each case has its own file.");
            return "";
        }

        if (values.Length > names.Length)
            throw new VerifyException($"The number of passed in parameters ({values.Length}) must not exceed the number of parameters for the method ({names.Length}).");
        return string.Concat(values.Select((value, i) => $"_{names[i].Name}={Clean(Show(value))}"));
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => $"[{string.Join(',', items.Cast<object?>().Select(Show))}]",
        _ => value.ToString() ?? "",
    };

    // The same characters on every system, so that a snapshot made on one is found on another.
    private static string Clean(string value) =>
        string.Create(value.Length, value, (to, from) =>
        {
            for (int i = 0; i < to.Length; i++) to[i] = from[i] < ' ' || "\"<>|:*?\\/".Contains(from[i], StringComparison.Ordinal) ? '-' : from[i];
        });

    private static string Locate(string sourceFile)
    {
        if (!sourceFile.StartsWith(MappedRoot, StringComparison.Ordinal)) return sourceFile;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, sourceFile[MappedRoot.Length..]);
            if (File.Exists(candidate)) return candidate;
        }

        throw new VerifyException(
            $"The build mapped source paths ({sourceFile}), and no folder above {AppContext.BaseDirectory} holds that file. "
            + "Run the tests inside the repository, or build them with -p:DeterministicSourcePaths=false.");
    }
}
