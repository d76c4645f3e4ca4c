using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using Xunit.Abstractions;

namespace LLMCourse.Grader.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class UnknownFaultTests(GradingFixture grading, ITestOutputHelper output)
{
    /// <summary>Faults that students are likely to make, in exercises of several members: the place named is right for most.</summary>
    [Fact]
    public async Task Locate_FaultsOfTheList_NamesTheMember()
    {
        int asked = 0, recognised = 0;
        List<string> wrong = [];
        foreach (IGrouping<string, UnknownFault> module in UnknownFault.Load().GroupBy(f => f.Id[..3]))
        {
            ModuleContent content = ModuleContent.Load(GradingFixture.Layout, GradingFixture.Layout.Resolve(module.Key));
            UnknownFault[] faults = [.. module];
            IReadOnlyList<IReadOnlyDictionary<string, CheckBehaviour>?> seen =
                await grading.ObserveAsync(content.Manifest.Name, manifest => [.. faults.Select(f => f.In(manifest))]);
            foreach ((UnknownFault fault, IReadOnlyDictionary<string, CheckBehaviour>? behaviour) in faults.Zip(seen))
            {
                Assert.True(behaviour is not null, $"{fault.Id} does not compile.");
                asked++;
                (string? named, bool isMistake) = Named(content, content.Manifest.Exercises.Single(e => e.Id == fault.Exercise), behaviour);
                if (isMistake) recognised++;
                if (named != fault.Member)
                    wrong.Add($"{fault.Id}: {named} instead of {fault.Member}{(isMistake ? ", as a known mistake" : "")}");
            }
        }

        string figures =
            $"{asked - wrong.Count} of {asked} are right, {recognised} taken for known mistakes. Wrong:\n{string.Join('\n', wrong)}";
        output.WriteLine(figures);
        Assert.True(asked >= 80 && wrong.Count <= 0.22 * asked, figures);
    }

    // As a report names it.
    private static (string? Member, bool IsMistake) Named(ModuleContent content, ManifestExercise exercise,
        IReadOnlyDictionary<string, CheckBehaviour> behaviour)
    {
        IReadOnlyList<Mistake> mistakes = MistakeMatcher.Match(
            behaviour,
            [.. content.Mistakes.Where(m => m.Mistake.Exercise.Text == exercise.Id)
                .Select(m => m with { Behaviour = m.Behaviour.Where(b => behaviour.ContainsKey(b.Key)).ToDictionary() })]);
        if (mistakes is [Mistake mistake, ..]) return (content.Manifest.MemberMistaken(exercise, mistake.Id)?.Name, true);
        Failures failures = new(content.Expectations);
        string? found = new FaultLocator(content.Manifest.CheckedMembers).Locate(
            [.. exercise.Members.Select(m => m.DocId)],
            behaviour,
            failures.Of(behaviour),
            failures.FirstOf(content.Checks.Select(c => c.Id), behaviour),
            content.KnownFaults(exercise, behaviour.ContainsKey).Select(f => (f.Members, f.Failures)));
        return (exercise.Members.FirstOrDefault(m => m.DocId == found)?.Name, false);
    }
}
