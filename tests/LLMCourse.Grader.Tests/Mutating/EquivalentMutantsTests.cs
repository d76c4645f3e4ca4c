using LLMCourse.Authoring.Mutating;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Mutating;

public sealed class EquivalentMutantsTests
{
    private const string Yaml =
        """
        - member: Sums.Add
          reason: "A sum does not depend on the order."
          mutants:
            - "swapped: a, b → b, a"
            - "boundary: a < b → a <= b (2)"
        """;

    [Fact]
    public void ReasonFor_AMutantThatIsListed_IsGiven()
    {
        EquivalentMutants read = EquivalentMutants.Parse(Yaml, "equivalents.yaml");

        Assert.Equal("A sum does not depend on the order.", read.ReasonFor(Mutants.Boundary with { Number = 2 }));
        Assert.Null(read.ReasonFor(Mutants.Boundary));
        Assert.Null(read.ReasonFor(Mutants.Boundary with { Number = 2, Member = "Sums.Other" }));
    }

    [Fact]
    public void CheckAgainst_AnEntryWithoutItsMutant_IsAnError()
    {
        EquivalentMutants read = EquivalentMutants.Parse(Yaml, "equivalents.yaml");
        Mutant swapped = Mutants.Boundary with { Operator = "swapped", Original = "a, b", Mutated = "b, a" };

        InvalidDataException e = Assert.Throws<InvalidDataException>(() => read.CheckAgainst([swapped, Mutants.Boundary]));

        Assert.EndsWith("bring them up to date:\n  Sums.Add: boundary: a < b → a <= b (2)", e.Message, StringComparison.Ordinal);
        read.CheckAgainst([swapped, Mutants.Boundary with { Number = 2 }]);
    }

    [Theory]
    [InlineData("- member: A\n  mutants: [\"x\"]")]
    [InlineData("- reason: A\n  mutants: [\"x\"]")]
    [InlineData("- member: A\n  reason: B")]
    [InlineData("- member: A\n  reason: B\n  mutants: [\"x\", \"x\"]")]
    [InlineData("member: A")]
    public void Parse_IncompleteEntries_AreRefused(string yaml) =>
        Assert.Throws<InvalidDataException>(() => EquivalentMutants.Parse(yaml, "equivalents.yaml"));

    // Of every other module the list is held against the solution by `mutate`, a sample of which runs in CI: all mutants take a minute.
    [Fact]
    public void Load_AModule_ListsMutantsThatThereAre()
    {
        ModuleManifest manifest = ModuleManifest.Load(GradingFixture.Layout.ManifestOf(GradingFixture.Module));
        MutantCompiler compiler =
            new(manifest, SolutionReader.FilesOf(GradingFixture.Layout.SolutionOf(GradingFixture.Module)), ReferenceSet.Default);

        EquivalentMutants.Load(GradingFixture.Layout, GradingFixture.Module)
            .CheckAgainst(MutantGenerator.Generate(manifest, compiler.Solution));
    }
}
