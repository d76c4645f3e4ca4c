using LLMCourse.Authoring.Benchmarking;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Benchmarking;

public sealed class ComparisonTests
{
    [Fact]
    public void LoadAll_TheCoursesOwn_HasAGoalOrAPeerEach()
    {
        IReadOnlyList<Comparison> all =
            Comparison.LoadAll(Path.Combine(CourseLayout.Find(null).Root, "tests", "Benchmarks", "comparisons.yaml"));

        Assert.NotEmpty(all);
        Assert.All(all, c => Assert.Subset(new HashSet<string> { "cpu", "cuda" }, c.Devices.ToHashSet()));
        Assert.All(all, c =>
            Assert.True(c.Peer is not null || c.Goal is not { Ratio: null, PerSecond: null, Seconds: null, MemoryRatio: null }, c.Name));
    }

    [Theory]
    [InlineData("- name: a\n- name: a\n", "'a' is there twice")]
    [InlineData("- about: x\n", "needs a name")]
    [InlineData("- name: a\n  peer: {name: b}\n", "either a command or a work")]
    [InlineData("- name: a\n  gaol: {ratio: 2}\n", ":2: ")]
    public void LoadAll_FlawedFile_SaysWhatIsWrong(string yaml, string message)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, yaml);

            var e = Assert.Throws<InvalidDataException>(() => Comparison.LoadAll(file));

            Assert.Contains(message, e.Message, StringComparison.Ordinal);
            Assert.Contains(file, e.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(1.25, null, null, true)]
    [InlineData(2.5, null, null, false)]
    [InlineData(null, 100.0, null, true)]
    [InlineData(null, 101.0, null, false)]
    [InlineData(1.25, 101.0, null, false)]
    [InlineData(null, null, 1.0, false)]
    [InlineData(null, null, null, null)]
    public void Met_Goals_AreAllNeeded(double? ratio, double? perSecond, double? memory, bool? met)
    {
        var comparison = new Comparison { Name = "a", Goal = new Goal { Ratio = ratio, PerSecond = perSecond, MemoryRatio = memory } };

        // 100 units a second against 50, with twice the memory.
        var result = new ComparisonResult(comparison, "tokens", [new WorkRound(100, 1, 200)], [new WorkRound(100, 2, 100)], null);

        Assert.Equal(met, result.Met);
    }

    [Fact]
    public void Met_PeerThatIsNotThere_IsNotKnown()
    {
        var comparison = new Comparison { Name = "a", Peer = new Peer { Name = "P", Command = ["p"] }, Goal = new Goal { Ratio = 1 } };

        Assert.Null(new ComparisonResult(comparison, "tokens", [new WorkRound(100, 1, 200)], [], "P does not start.").Met);
    }

    [Fact]
    public Task Write_ThreeComparisons_IsATable()
    {
        ComparisonResult[] results =
        [
            new(new Comparison { Name = "train", About = "training step", Peer = new Peer { Name = "PyTorch" }, Goal =
                new Goal { Ratio = 1.25, MemoryRatio = 1.1 } }, "tokens",
                [new WorkRound(768, 0.03, 300), new WorkRound(768, 0.032, 300), new WorkRound(768, 0.04, 310)],
                [new WorkRound(768, 0.04, 290), new WorkRound(768, 0.044, 290), new WorkRound(768, 0.05, 290)], null),
            new(new Comparison { Name = "bytes", About = "encoding", Goal = new Goal { PerSecond = 20_000_000 } }, "bytes",
                [new WorkRound(5_000_000, 0.5, 1)], [], null),
            new(new Comparison { Name = "decode", About = "greedy", Peer = new Peer { Name = "C" }, Goal = new Goal { Ratio = 2 } },
                "tokens", [new WorkRound(256, 4, 1)], [], "C does not build:\ngcc is not there. It needs gcc."),
        ];

        return Verifier.Verify(BenchmarkTable.Write(results, "A machine", 3, "./course bench"));
    }
}
