using System.Runtime.CompilerServices;

namespace LLMCourse.Bans.Tests;

/// <summary>The functions of TorchSharp that give the answer to a puzzle, as they were found.</summary>
/// <remarks>
/// The search calls every public function with many arguments, most of which libtorch refuses, at some milliseconds each: it takes too long
/// for every test run. What it finds changes with the version of TorchSharp alone, which is recorded with it.
/// </remarks>
public static class Answers
{
    /// <summary>Gets the file, beside the sources.</summary>
    public static string File { get; } = Path.Combine(Here(), "answers.txt");

    /// <summary>Gets the version of TorchSharp.</summary>
    public static string Version { get; } = typeof(Tensor).Assembly.GetName().Version!.ToString(3);

    /// <summary>Reads what was found.</summary>
    /// <returns>The version of TorchSharp, and for each puzzle the functions: one, or what makes an
    /// object and the function of the object.</returns>
    public static (string Version, ILookup<string, string[]> Found) Read()
    {
        string[] lines = System.IO.File.ReadAllLines(File);
        return (lines[0], lines.Skip(1).Select(line => line.Split(": ")).ToLookup(parts => parts[0], parts => parts[1].Split(' ')));
    }

    /// <summary>Writes what was found.</summary>
    /// <param name="found">It.</param>
    public static void Write(ILookup<string, string[]> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        IEnumerable<string> lines = found.SelectMany(puzzle => puzzle.Select(chain => $"{puzzle.Key}: {string.Join(' ', chain)}"));
        System.IO.File.WriteAllText(File, string.Join('\n', [Version, .. lines.Distinct().Order(StringComparer.Ordinal)]) + "\n");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
