using LLMCourse.Checks;
using LLMCourse.Grading.Files;
using YamlDotNet.Core;

namespace LLMCourse.Grading.Judging;

/// <summary>Reads a module's <c>mistakes.yaml</c>.</summary>
public static class MistakeCatalog
{
    /// <summary>Reads the mistakes of a module.</summary>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="source">The file's name, for the message of an error.</param>
    /// <returns>In the order of the file.</returns>
    /// <exception cref="InvalidDataException">The text is not a list of mistakes, an id stands twice, or a field is missing.</exception>
    public static IReadOnlyList<Mistake> Parse(string yaml, string source)
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

        List<Mistake> mistakes = [.. entries.Select(e => e.ToMistake(source))];
        HashSet<string> ids = [];
        foreach (Mistake mistake in mistakes)
        {
            if (!ids.Add(mistake.Id)) throw new InvalidDataException($"{source}: the id '{mistake.Id}' stands twice.");
        }

        foreach (Mistake mistake in mistakes)
        {
            foreach (string other in mistake.SameAs.Where(o => !ids.Contains(o)))
                throw new InvalidDataException($"{source}: {mistake.Id} is said to be the same as '{other}', which there is not.");
        }

        return mistakes;
    }

    private sealed class Entry
    {
        public string? Id { get; set; }

        public string? File { get; set; }

        public string? Find { get; set; }

        public string? Replace { get; set; }

        public string? Says { get; set; }

        public string? Hint { get; set; }

        public List<string>? SameAs { get; set; }

        public Mistake ToMistake(string source)
        {
            string id = Id ?? throw new InvalidDataException($"{source}: a mistake has no id.");
            int dot = id.LastIndexOf('.');
            if (dot < 0 || !ExerciseId.TryParse(id[..dot], out ExerciseId exercise))
                throw new InvalidDataException($"{source}: '{id}' is not the id of a mistake; write it as M02.E2.no-scale.");
            return new Mistake
            {
                Id = id,
                Exercise = exercise,
                File = Need(File, "file"),
                Find = Need(Find, "find"),
                Replace = Replace ?? throw new InvalidDataException($"{source}: {id} has no 'replace'; write replace: \"\" to delete."),
                Says = Need(Says, "says").Trim(),
                Hint = Hint?.Trim(),
                SameAs = SameAs ?? [],
            };

            string Need(string? value, string field) =>
                string.IsNullOrEmpty(value) ? throw new InvalidDataException($"{source}: {id} has no '{field}'.") : value;
        }
    }
}
