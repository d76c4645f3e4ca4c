using LLMCourse.Classes.Slurm;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Sandbox;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Slurm;

/// <summary>What is asked of Slurm, and how its answers are read.</summary>
public sealed class SlurmJobsTests
{
    private static readonly SlurmPlan Plan = new()
    {
        RunId = "0123456789ab",
        PlannedUtc = TemporaryGradebook.Noon,
        Gradebook = "/home/ada/class.db",
        Course = "/home/ada/course",
        Module = "M02.Attention",
        ChecksVersion = "c1",
        GraderVersion = "0.1.0",
        Sandbox = SandboxMode.Required,
        Options = new GradeOptions(),
        Jobs = 2,
        Submissions = 300,
        Shards = 30,
        ShardJob = "17",
    };

    [Fact]
    public async Task Submission_EveryOption_ReachesSbatch()
    {
        var folder = new RunFolder("/home/ada/100% class.db.slurm");
        SlurmSettings plain = new(),
            full = new()
            {
                Partition = "gpu",
                ArrayLimit = 8,
                Gres = "gpu:1",
                Time = "2:00:00",
                Memory = "4G",
                Extra = ["--account=cs101", "--exclude=n7"],
                Setup = "module load dotnet"
            };

        await Verifier.Verify(string.Join("\n\n",
            ((SlurmSettings[])[plain, full]).SelectMany(
                s => new[] { JobScripts.ForShards(folder, Plan, s), JobScripts.ForMerge(folder, Plan, s) })
                    .Select(a => string.Join('\n', a))));
    }

    [Theory]
    [InlineData(1, null, 10)]
    [InlineData(100, null, 10)]
    [InlineData(10_000, null, 20)]
    [InlineData(1_000_000, null, 2000)]
    [InlineData(300, 7, 7)]
    public void ShardSize_ByClass_IsWhatFits(int submissions, int? wanted, int expected) =>
        Assert.Equal(expected, ShardSizes.Choose(submissions, wanted, most: 1001));

    [Fact]
    public void ShardSize_MoreShardsThanTheClusterTakes_SaysWhichSizeFits()
    {
        CourseException e = Assert.Throws<CourseException>(() => ShardSizes.Choose(10_000, 5, most: 1001));

        Assert.Equal("10000 submissions in shards of 5 are 2000 jobs, but this cluster takes 1001 in an array (MaxArraySize). Use --shard-size 10 or more.", e.Message);
    }

    [Fact]
    public void JobState_AnswerOfSqueue_IsRead()
    {
        IReadOnlyList<JobState> states = JobState.Parse("""
            18|PENDING|Dependency|
            17_0|RUNNING|None|n1
            17_1|PENDING|BeginTime|
            17_[2-9%2]|PENDING|JobArrayTaskLimit|
            17_10|NODE_FAIL|None|n2
            slurm_load_jobs error: something else

            """);

        Assert.Equal(
            [
                new JobState("18", null, "PENDING", "Dependency", ""), new JobState("17", 0, "RUNNING", "None", "n1"),
                new JobState("17", 1, "PENDING", "BeginTime", ""),
                new JobState("17", null, "PENDING", "JobArrayTaskLimit", ""), new JobState("17", 10, "NODE_FAIL", "None", "n2"),
            ],
            states);
        Assert.Equal([true, true, true, true, false], states.Select(s => s.Active));
        Assert.Equal("1 shards running, 2 waiting (BeginTime; JobArrayTaskLimit), 1 ended early", RunWatcher.Describe(states, "17"));
        Assert.Equal("the merge job is waiting", RunWatcher.Describe([states[0], states[4]], "17"));
    }
}
