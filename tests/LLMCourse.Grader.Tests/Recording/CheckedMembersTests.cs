using LLMCourse.Authoring.Recording;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Tests.Recording;

public sealed class CheckedMembersTests
{
    public static TheoryData<string> Modules => [.. GradingFixture.Layout.Modules];

    [Theory]
    [InlineData("M01.Foundations", "M01.E8.chart", "Svg.Line")]
    [InlineData("M02.Attention", "M02.E3.padding", "Masks.Padding")]
    // forward: through the library's call
    [InlineData("M02.Attention", "M02.E4.causal", "MultiHeadAttention.MultiHeadAttention", "MultiHeadAttention.LoadWeights",
        "MultiHeadAttention.forward")]
    [InlineData("M02.Attention", "M02.E7.parameter-count", "GptModel.ParameterCount")]
    [InlineData("M04.Training", "M04.E1.sum", "Var.operator *", "Var.Sum", "Var.Backward")]
    [InlineData("M05.Decoding", "M05.E1.top-p", "TopP.TopP", "TopP.Apply")] // Apply: through ILogitProcessor, by a helper of the checks
    [InlineData("M05.Decoding", "M05.E1.order", "LogitPipeline.LogitPipeline", "LogitPipeline.Apply")]
    // Length: a property
    [InlineData("M05.Decoding", "M05.E5.append", "KvCache.KvCache", "KvCache.Length", "KvCache.Seen", "KvCache.Append", "KvCache.Rollback",
        "KvCache.Dispose")]
    [InlineData("M05.Decoding", "M05.E5.size", "KvCache.SizeInBytes")]
    public void Manifest_Check_NamesTheMembersThatItUses(string module, string check, params string[] members)
    {
        ModuleManifest manifest = ModuleManifest.Load(GradingFixture.Layout.ManifestOf(module));
        ManifestExercise exercise = manifest.Exercises.Single(e => check.StartsWith(e.Id + ".", StringComparison.Ordinal));
        Assert.Equal(members, manifest.CheckedMembers[check].Select(id => exercise.Members.Single(m => m.DocId == id).Name));
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Find_Module_IsWhatIsRecorded(string name)
    {
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, name);
        IReadOnlyDictionary<string, IReadOnlyList<string>> found = CheckedMembers.Find(
            module.Manifest, new SolutionBuilder(GradingFixture.Layout, module.Manifest).Build(CancellationToken.None).Compilation!,
            module.ChecksAssemblyFile, module.Checks);

        Assert.Equal(module.Checks.Select(c => c.Id).Order(StringComparer.Ordinal), found.Keys);
        Assert.All(found, used => Assert.NotEmpty(used.Value));
        foreach ((string check, IReadOnlyList<string> members) in found)
            Assert.True(module.Manifest.CheckedMembers[check].SequenceEqual(members),
                $"{check} uses other members than are recorded; run grader record.");
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void FindUncalled_Module_IsWhatIsRecorded(string name)
    {
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, name);

        Assert.Equal(
            CheckedMembers.FindUncalled(module.Manifest,
                new SolutionBuilder(GradingFixture.Layout, module.Manifest).Build(CancellationToken.None).Compilation!,
                module.ChecksAssemblyFile),
            module.Manifest.UncalledMembers);
    }

    [Theory]
    [InlineData("M01.Foundations", "F:LLMCourse.M01.Svg.Width", true)] // a constant, which compiled checks hold
    [InlineData("M04.Training", "M:LLMCourse.M04.Sgd.ZeroGrad", true)] // through IOptimizer alone
    [InlineData("M04.Training", "M:LLMCourse.M04.AdamW.ZeroGrad", false)]
    [InlineData("M03.Embeddings", "M:LLMCourse.M03.ITokenizer.Encode(System.String)", false)] // the checks have tokenizers of their own
    [InlineData("M05.Decoding", "P:LLMCourse.M05.KvCache.Length", false)]
    [InlineData("M05.Decoding", "F:LLMCourse.M05.StopReason.Length", false)] // its number is part of what checks were compiled to
    public void Manifest_Member_IsUncalled(string module, string member, bool isUncalled) =>
        Assert.Equal(isUncalled, ModuleManifest.Load(GradingFixture.Layout.ManifestOf(module)).UncalledMembers.Contains(member));

    [Theory]
    [InlineData("M02.E2.causal", "Attend")] // the exercise's one member
    [InlineData("M02.E3.padding", "Padding")] // the one of several
    [InlineData("M02.E3.no-leak", "Masks")] // several members of a type
    [InlineData("M02.E7.dropout", null)] // several types
    [InlineData("M02.E3.of-tomorrow", "Masks")] // not recorded: all members of the exercise
    [InlineData("M02.E7.of-tomorrow", null)]
    public void SubjectOf_Check_IsWhatItIsAbout(string check, string? subject)
    {
        ModuleManifest manifest = ModuleManifest.Load(GradingFixture.Layout.ManifestOf("M02.Attention"));
        Assert.Equal(subject,
            manifest.SubjectOf(manifest.Exercises.Single(e => check.StartsWith(e.Id + ".", StringComparison.Ordinal)), check));
    }
}
