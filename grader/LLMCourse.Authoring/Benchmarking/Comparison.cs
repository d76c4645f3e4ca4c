using LLMCourse.Grading.Files;
using YamlDotNet.Core;

namespace LLMCourse.Authoring.Benchmarking;

/// <summary>One row of the benchmark: a piece of the reference's work, who does the same work, and what is aimed at.</summary>
/// <remarks>An entry of <c>tests/Benchmarks/comparisons.yaml</c>.</remarks>
public sealed class Comparison
{
    /// <summary>Gets or sets the name, unique in the file, for example <c>train-small</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets what is done, with its sizes, in a few words.</summary>
    public string About { get; set; } = "";

    /// <summary>Gets or sets the name of the reference's work; the default is <see cref="Name"/>.</summary>
    public string? Work { get; set; }

    /// <summary>Gets or sets who does the same; null where the goal is a figure of its own.</summary>
    public Peer? Peer { get; set; }

    /// <summary>Gets or sets where it can run: <c>cpu</c>, <c>cuda</c> or both.</summary>
    public List<string> Devices { get; set; } = ["cpu"];

    /// <summary>Gets or sets what is aimed at.</summary>
    public Goal Goal { get; set; } = new();

    /// <summary>Reads the comparisons.</summary>
    /// <exception cref="InvalidDataException">The file is not a list of comparisons; the message has its name and line.</exception>
    public static IReadOnlyList<Comparison> LoadAll(string file)
    {
        try
        {
            List<Comparison> all = YamlText.Read<List<Comparison>>(File.ReadAllText(file))
                ?? throw new InvalidDataException($"{file} is empty.");
            if (all.Find(c => c.Name.Length == 0) is not null) throw new InvalidDataException($"{file}: every comparison needs a name.");
            if (all.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new InvalidDataException($"{file}: '{twice.Key}' is there twice; a name is given once.");
            if (all.Find(c => c.Peer is { } peer && peer.Work is null == (peer.Command.Count == 0)) is { } unclear)
                throw new InvalidDataException(
                    $"{file}: the peer of '{unclear.Name}' has either a command or a work, not both and not neither.");
            return all;
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{file}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}
