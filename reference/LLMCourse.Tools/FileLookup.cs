using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace LLMCourse.Tools;

/// <summary>Reads text files of one folder, and of no other.</summary>
public sealed class FileLookup
{
    /// <summary>The greatest number of characters of an answer.</summary>
    public const int MostCharacters = 4000;

    private readonly string _root;

    /// <summary>Takes a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">It does not exist.</exception>
    public FileLookup(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (!Directory.Exists(root)) throw new DirectoryNotFoundException($"{root} does not exist; name a folder with text files.");
        _root = Path.GetFullPath(root);
    }

    /// <summary>Makes the tool, whose parameter is <c>path</c>.</summary>
    /// <param name="name">What it is called.</param>
    public AIFunction Create(string name = "read_file") => AIFunctionFactory.Create(Read, name);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path within the folder, such as <c>notes/today.txt</c>.</param>
    /// <returns>Its text, cut where it is longer than <see cref="MostCharacters"/>.</returns>
    /// <exception cref="ToolException">There is no such file in the folder; the message lists those that there are.</exception>
    [Description("Reads a text file.")]
    public string Read([Description("its name, such as today.txt")] string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        // Of the files that are there, not of the paths that can be written: then nothing outside has a name.
        string? file = Files().FirstOrDefault(f => NameOf(f) == path.Replace('\\', '/'));
        if (file is null)
            throw new ToolException(
                $"there is no file '{path}'; there are {string.Join(", ", Files().Select(NameOf).Order(StringComparer.Ordinal).Take(20))}");
        string text = File.ReadAllText(file);
        return text.Length <= MostCharacters ? text : text[..MostCharacters] + $"\n… {text.Length - MostCharacters} more characters";
    }

    private IEnumerable<string> Files() =>
        Directory.EnumerateFiles(_root, "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });

    private string NameOf(string file) => Path.GetRelativePath(_root, file).Replace('\\', '/');
}
