using System.Globalization;
using LLMCourse.Authoring.Recording;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Pipeline;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Inspection;

/// <summary>How many workers the solutions need, and with how many builds in turn: more only where two
/// exercises each use what the other may not.</summary>
public class SolutionBuildsTests
{
    [Fact]
    public async Task Processes_OfTheSolutions_AreFew()
    {
        List<string> lines = [];
        foreach (string name in GradingFixture.Layout.Modules)
        {
            ModuleContent module = ModuleContent.Load(GradingFixture.Layout, name);
            Build build = new SolutionBuilder(GradingFixture.Layout, module.Manifest).Build(CancellationToken.None);
            InspectionResult inspected = SymbolInspector.Inspect(build, module.Manifest, module.Bans);
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {inspected.Bodies.Count} bodies; {string.Join(" | ", inspected.Sequences.Select(sequence => string.Join(", then ", sequence.Select(step => string.Join(' ', step.Exercises)))))}"));
        }

        await Verifier.Verify(string.Join('\n', lines));
    }
}
