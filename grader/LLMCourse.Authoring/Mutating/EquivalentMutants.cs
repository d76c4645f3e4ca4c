using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Pipeline;
using YamlDotNet.Core;

namespace LLMCourse.Authoring.Mutating;

/// <summary>The mutants of a module that are no mistakes, each with a reason: what no check can or should tell from the solution.</summary>
public sealed class EquivalentMutants
{
    private readonly string _source;
    private readonly Dictionary<(string Member, string Change), string> _reasons = [];

    private EquivalentMutants(string source) => _source = source;

    /// <summary>Gets how many there are.</summary>
    public int Count => _reasons.Count;

    /// <summary>Reads a module's file; without one there are none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static EquivalentMutants Load(CourseLayout layout, string module)
    {
        ArgumentNullException.ThrowIfNull(layout);
        string file = Path.Combine(layout.ChecksOf(module), ModuleContent.EquivalentMutantsFile);
        return File.Exists(file) ? Parse(File.ReadAllText(file), file) : new EquivalentMutants(file);
    }

    /// <summary>Reads a list of entries, each with <c>member</c>, <c>reason</c> and the <c>mutants</c> that it is given for.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">The file's name, for the message of an error.</param>
    /// <exception cref="InvalidDataException">The text is no such list, a field is missing, or a mutant stands twice.</exception>
    public static EquivalentMutants Parse(string yaml, string source)
    {
        List<Entry> entries;
        try
        {
            entries = YamlText.Read<List<Entry>>(yaml) ?? [];
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{source}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }

        EquivalentMutants read = new(source);
        foreach (Entry entry in entries)
        {
            if (string.IsNullOrWhiteSpace(entry.Member) || string.IsNullOrWhiteSpace(entry.Reason) || entry.Mutants is not { Count: > 0 })
                throw new InvalidDataException(
                    $"{source}: an entry needs a member, a reason and mutants; this one is of '{entry.Member}'.");
            foreach (string change in entry.Mutants)
            {
                if (!read._reasons.TryAdd((entry.Member, change), entry.Reason.Trim()))
                    throw new InvalidDataException($"{source}: '{change}' of {entry.Member} stands twice.");
            }
        }

        return read;
    }

    /// <summary>Returns why a mutant is equivalent; null where it is not said to be.</summary>
    public string? ReasonFor(Mutant mutant)
    {
        ArgumentNullException.ThrowIfNull(mutant);
        return _reasons.GetValueOrDefault((mutant.Member, mutant.Change));
    }

    /// <summary>Makes sure that each entry is a mutant of the solution as it is.</summary>
    /// <param name="all">All mutants of the module.</param>
    /// <exception cref="InvalidDataException">An entry is stale: the solution has moved on.</exception>
    public void CheckAgainst(IEnumerable<Mutant> all)
    {
        HashSet<(string, string)> known = [.. all.Select(m => (m.Member, m.Change))];
        string[] stale = [.. _reasons.Keys.Where(k => !known.Contains(k)).Select(k => $"  {k.Member}: {k.Change}")];
        if (stale.Length > 0)
            throw new InvalidDataException(
                $"{_source} lists mutants that the solution does not have any more; take them out, or bring them up to date:\n{string.Join('\n', stale)}");
    }

    private sealed class Entry
    {
        public string? Member { get; set; }

        public string? Reason { get; set; }

        public List<string>? Mutants { get; set; }
    }
}
