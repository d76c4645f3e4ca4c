using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Compiling;

public sealed class SignatureComparerTests : IDisposable
{
    private readonly TinyCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Fact]
    public void Compare_Solution_IsWhole() => Assert.Empty(Compare(TinyCourse.Counter, TinyCourse.Sums));

    [Fact]
    public void Compare_MoreMembersNamesAndInterfaces_AreFine()
    {
        string counter = TinyCourse.Counter.Replace("class Counter(int step = 1)", "class Counter(int stride = 2) : IDisposable",
            StringComparison.Ordinal)
            .Replace("step;", "stride; public void Dispose() { }", StringComparison.Ordinal)
            .Replace("{ get; private set; }", "{ get; set; }", StringComparison.Ordinal)
            .Replace("Value += stride; public void Dispose() { }", "Value += stride;", StringComparison.Ordinal);
        string sums = TinyCourse.Sums.Replace("Add(int a, int b)", "Add(int x, int y)", StringComparison.Ordinal)
            .Replace("return a + b;", "return x + y;", StringComparison.Ordinal)
            .Replace("private static int Helper", "public static int Helper", StringComparison.Ordinal);

        Assert.Empty(Compare(counter, sums));
    }

    [Fact]
    public async Task Compare_ChangedMembers_AreNamed()
    {
        string counter = TinyCourse.Counter.Replace("int step = 1", "long step = 1", StringComparison.Ordinal)
            .Replace("Value += step", "Value += (int)step", StringComparison.Ordinal)
            .Replace("public int Step => step;", "public long Step => step;", StringComparison.Ordinal)
            .Replace("public int Value { get; private set; }", "public long Value { get; private set; }", StringComparison.Ordinal)
            .Replace("void Next()", "void Nxt()", StringComparison.Ordinal);
        string sums = TinyCourse.Sums.Replace("Add(int a, int b)", "Add(int a, params int[] b)", StringComparison.Ordinal)
            .Replace("a + b", "a + b[0]", StringComparison.Ordinal)
            .Replace("public static int AddAll", "internal static int AddAll", StringComparison.Ordinal);

        await Verifier.Verify(Describe(Compare(counter, sums)));
    }

    [Fact]
    public void Compare_MembersOfAnOwnBaseClass_AreFine()
    {
        string counter = TinyCourse.Counter.Replace("public sealed class Counter(int step = 1)",
            "public sealed class Counter(int step = 1) : Steps(step)", StringComparison.Ordinal)
            .Replace("public int Value { get; private set; }", "", StringComparison.Ordinal)
            .Replace("public int Step => step;", "", StringComparison.Ordinal)
            + "public class Steps(int step)\n{\n    public int Value { get; protected set; }\n    public int Step => step;\n}\n";

        Assert.Empty(Compare(counter, TinyCourse.Sums));
    }

    [Fact]
    public void Compare_MembersOfAnOwnBaseClassWithAnotherType_AreNamed()
    {
        string counter = TinyCourse.Counter.Replace("public sealed class Counter(int step = 1)",
            "public sealed class Counter(int step = 1) : Steps(step)", StringComparison.Ordinal)
            .Replace("public int Step => step;", "", StringComparison.Ordinal)
            + "public class Steps(int step)\n{\n    public long Step => step;\n}\n";

        SignatureBreak broken = Assert.Single(Compare(counter, TinyCourse.Sums));

        Assert.Contains("Expected `public int Counter.Step { get; }`, found `public long Steps.Step { get; }`", broken.Note.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_MembersThatNoCheckCalls_MayBeMissing()
    {
        string counter = TinyCourse.Counter.Replace("public int Step => step;", "", StringComparison.Ordinal);
        string step =
            _course.Manifest.PublicApi.Single(member => member.Signature.Contains("Counter.Step", StringComparison.Ordinal)).DocId;

        SignatureBreak missing = Assert.Single(Compare(counter, TinyCourse.Sums));
        Assert.Contains("Counter.Step", missing.Note.Message, StringComparison.Ordinal);
        Assert.Empty(Compare(counter, TinyCourse.Sums, uncalled: step));
    }

    [Fact]
    public async Task Compare_LostType_IsNamedOnce()
    {
        string counter = TinyCourse.Counter.Replace("class Counter", "class Tally", StringComparison.Ordinal);

        await Verifier.Verify(Describe(Compare(counter, TinyCourse.Sums)));
    }

    private static string Describe(IEnumerable<SignatureBreak> breaks) =>
        string.Join('\n', breaks.Select(
            item => $"{string.Join(',', item.Exercises)} {item.Note.Place?.File}({item.Note.Place?.Line}): {item.Note.Message}\n    {item.Note.SourceLine?.Trim()}"));

    private IReadOnlyList<SignatureBreak> Compare(string counter, string sums, params string[] uncalled)
    {
        ModuleManifest manifest = _course.Manifest with { UncalledMembers = uncalled };
        Build build =
            SubmissionCompiler.Compile(TinyCourse.Sources(("Counter.cs", counter), ("Sums.cs", sums)), manifest, TinyCourse.References);
        Assert.True(build.Success, string.Join('\n', build.Diagnostics));
        return SignatureComparer.Compare(build, manifest);
    }
}
