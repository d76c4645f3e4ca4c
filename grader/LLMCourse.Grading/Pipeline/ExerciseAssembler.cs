using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Quizzes;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Pipeline;

/// <summary>Puts together the result of each exercise.</summary>
internal sealed class ExerciseAssembler(
    ModuleContent module,
    Build build,
    Findings findings,
    ScoreSheet sheet,
    IReadOnlyDictionary<string, CheckRun> runs)
{
    /// <summary>Assembles the exercises in their order, and the quiz.</summary>
    public IEnumerable<ExerciseResult> Assemble()
    {
        foreach (ManifestExercise exercise in module.Manifest.Exercises) yield return Exercise(exercise);
        if (module.Quiz is not null) yield return Quiz();
    }

    private ExerciseResult Exercise(ManifestExercise exercise)
    {
        ExerciseId id = ExerciseId.Parse(exercise.Id);
        (decimal earned, decimal maximum) = sheet.Score(id, exercise.Weight);
        IReadOnlyList<CheckResult> checks = [.. sheet.Of(id).Select(c => c with { Subject = module.Manifest.SubjectOf(exercise, c.Id) })];
        Outcome outcome = sheet.OutcomeOf(id);
        SourcePlace? place = build.PlaceOf(exercise.Members[0]);
        Dictionary<string, CheckBehaviour> behaviour = Behaviour(id);
        IReadOnlyList<MistakeMatch> mistakes = [.. Mistakes(id, behaviour).Select(m => Match(exercise, m))];
        Suspect? suspect = mistakes.Count == 0 ? SuspectOf(exercise, behaviour) : null;
        return new ExerciseResult
        {
            Id = exercise.Id,
            Title = exercise.Title,
            Member = exercise.Members[0].Name,
            Place = place,
            Earned = earned,
            Maximum = maximum,
            Outcome = outcome,
            Checks = checks,
            Mistakes = mistakes,
            Suspect = suspect,
            Violations = [.. findings.NotesOn(exercise.Id)],
            Next = mistakes is [{ Place: SourcePlace mistaken } mistake, ..]
                ? NextStep.For(exercise, outcome, checks, mistake.Member, mistaken)
                : NextStep.For(exercise, outcome, checks, suspect?.Member, suspect?.Place ?? place),
        };
    }

    private MistakeMatch Match(ManifestExercise exercise, Mistake mistake)
    {
        ManifestMember? member = module.Manifest.MemberMistaken(exercise, mistake.Id);
        return new MistakeMatch(mistake.Id, mistake.Says, mistake.Hint, member?.Name, member is null ? null : build.PlaceOf(member));
    }

    private ExerciseResult Quiz()
    {
        ExerciseId id = QuizSheet.IdOf(module.Manifest);
        (decimal earned, decimal maximum) = sheet.Score(id, QuizSheet.Weight);
        IReadOnlyList<CheckResult> checks = sheet.Of(id);
        Outcome outcome = sheet.OutcomeOf(id);
        return new ExerciseResult
        {
            Id = id.Text,
            Title = "Quiz",
            Earned = earned,
            Maximum = maximum,
            Outcome = outcome,
            Checks = checks,
            Next = outcome switch
            {
                Outcome.Passed => null,
                Outcome.NotImplemented when checks.All(c => c.Outcome == Outcome.NotImplemented) =>
                    $"Read `quiz.md` and write your answers into `{ModuleManifest.AnswersFile}`.",
                _ => $"Put the answers named above right in `{ModuleManifest.AnswersFile}`.",
            },
        };
    }

    private Dictionary<string, CheckBehaviour> Behaviour(ExerciseId exercise) => runs
        .Where(o => o.Value.Report is not null && ExerciseId.Parse(o.Key[..o.Key.LastIndexOf('.')]) == exercise)
        .ToDictionary(o => o.Key, o => o.Value.Behaviour);

    private IReadOnlyList<Mistake> Mistakes(ExerciseId exercise, Dictionary<string, CheckBehaviour> behaviour)
    {
        if (behaviour.Values.All(b => b.Outcome == Outcome.Passed)) return [];
        return MistakeMatcher.Match(behaviour, [.. module.Mistakes.Where(m => m.Mistake.Exercise == exercise).Select(WhereRun)]);
    }

    // A check that this grading leaves out, such as one of performance, says nothing for or against a mistake.
    private RecordedMistake WhereRun(RecordedMistake mistake) =>
        mistake with { Behaviour = mistake.Behaviour.Where(b => runs.ContainsKey(b.Key)).ToDictionary(StringComparer.Ordinal) };

    private Suspect? SuspectOf(ManifestExercise exercise, Dictionary<string, CheckBehaviour> behaviour)
    {
        if (exercise.Members.Count == 1) return null;
        CheckResult[] failed = [.. sheet.Of(ExerciseId.Parse(exercise.Id))
            .Where(c => behaviour.TryGetValue(c.Id, out CheckBehaviour? b) && b.Outcome != Outcome.Passed)];

        // Where each of them names its line, such as the one that throws, there is nothing to guess.
        if (failed.All(c => c.Place is not null)) return null;
        Failures failures = new(module.Expectations);
        string? id = new FaultLocator(module.Manifest.CheckedMembers).Locate(
            [.. exercise.Members.Select(m => m.DocId)],
            behaviour,
            failures.Of(behaviour),
            failures.FirstOf(failed.Select(c => c.Id), behaviour),
            module.KnownFaults(exercise, runs.ContainsKey).Select(f => (f.Members, f.Failures)));
        return exercise.Members.FirstOrDefault(m => m.DocId == id) is { } member ? new Suspect(member.Name, build.PlaceOf(member)) : null;
    }
}
