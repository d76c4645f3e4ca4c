using System.Globalization;
using LLMCourse.Grader.Compiling;
using LLMCourse.Grader.Inspection;
using LLMCourse.Grader.Pipeline;
using LLMCourse.Grader.Recording;
using LLMCourse.Grader.Tests.EndToEnd;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Inspection;

/// <summary>How many workers the solutions need: as many as there are exercises that may use what others may not.</summary>
public class SolutionBuildsTests
{
    [Fact]
    public async Task Groups_OfTheSolutions_AreFew()
    {
        List<string> lines = [];
        foreach (string name in Grading.Layout.Modules)
        {
            ModuleContent module = ModuleContent.Load(Grading.Layout, name);
            Build build = new SolutionBuilder(Grading.Layout, module.Manifest).Build(CancellationToken.None);
            InspectionResult inspected = SymbolInspector.Inspect(build, module.Manifest, module.Bans);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {inspected.Bodies.Count} bodies; {string.Join(" | ", inspected.Groups.Select(group => string.Join(' ', group)))}"));
        }

        await Verifier.Verify(string.Join('\n', lines));
    }
}
