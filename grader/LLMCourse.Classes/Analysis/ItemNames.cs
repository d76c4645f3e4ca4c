using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Analysis;

/// <summary>What the rows of a gradebook do not say of a module's exercises and checks: titles,
/// weights, order. Taken from results.</summary>
internal sealed class ItemNames
{
    private readonly Dictionary<string, string> _checks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Title, double Weight, int Order)> _exercises = new(StringComparer.Ordinal);

    /// <summary>Gets the module's title; its id until a result was learned from.</summary>
    public string? Title { get; private set; }

    /// <summary>Learns from a result.</summary>
    public void Learn(GradeResult result)
    {
        Title ??= result.Module.Title;
        foreach (ExerciseResult exercise in result.Exercises)
        {
            // A check that ended as a grader error is not in the maximum: the weight is that of all of them.
            int all = exercise.Checks.Sum(c => c.Points),
                counted = exercise.Checks.Where(c => c.Outcome != Outcome.GraderError).Sum(c => c.Points);
            if (counted > 0) _exercises.TryAdd(exercise.Id, (exercise.Title, (double)exercise.Maximum * all / counted, _exercises.Count));
            foreach (CheckResult check in exercise.Checks) _checks.TryAdd(check.Id, check.Title);
        }
    }

    /// <summary>Returns whether there is nothing more to learn about a check from its result.</summary>
    public bool Knows(string exercise, string check) => _exercises.ContainsKey(exercise) && _checks.ContainsKey(check);

    /// <summary>Returns a check's title.</summary>
    public string TitleOfCheck(string id) => _checks.GetValueOrDefault(id, id);

    /// <summary>Returns an exercise's title.</summary>
    public string TitleOfExercise(string id) => _exercises.TryGetValue(id, out var known) ? known.Title : id;

    /// <summary>Returns an exercise's weight in points; 0 where every grading of it failed.</summary>
    public double WeightOf(string exercise) => _exercises.TryGetValue(exercise, out var known) ? known.Weight : 0;

    /// <summary>Returns an exercise's place in the module; one that is not known comes last.</summary>
    public int OrderOf(string exercise) => _exercises.TryGetValue(exercise, out var known) ? known.Order : int.MaxValue;
}
