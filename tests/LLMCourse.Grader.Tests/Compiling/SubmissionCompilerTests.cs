using System.Runtime.Loader;
using LLMCourse.Authoring.Release;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Compiling;

public sealed class SubmissionCompilerTests : IDisposable
{
    private readonly TinyCourse _course = new();
    private readonly ModuleManifest _manifest;
    private readonly IReadOnlyList<SourceFile> _starter;

    public SubmissionCompilerTests()
    {
        _manifest = _course.Manifest;
        _starter = StarterMaker.Make(SolutionReader.FilesOf(_course.Solution));
    }

    public void Dispose() => _course.Dispose();

    [Fact]
    public void Compile_Solution_GivesAssemblyAndPlaces()
    {
        Build build = Compile(TinyCourse.Counter, TinyCourse.Sums);

        Assert.True(build.Success);
        Assert.Empty(build.Diagnostics);
        Assert.Empty(build.BrokenFiles);
        Assert.NotEqual(0, build.Symbols.Length);
        Assert.Equal(new SourcePlace("Sums.cs", 8, 23), build.PlaceOf(_manifest.Exercises[0].Members[0]));
        AssemblyLoadContext context = new("test", isCollectible: true);
        using MemoryStream image = new(build.Assembly.ToArray());
        Assert.Equal("M01.Sums", context.LoadFromStream(image).GetName().Name);
        context.Unload();
    }

    [Fact]
    public void Compile_Twice_GivesTheSameBytes() =>
        Assert.True(Compile(TinyCourse.Counter,
            TinyCourse.Sums).Assembly.Span.SequenceEqual(Compile(TinyCourse.Counter, TinyCourse.Sums).Assembly.Span));

    [Fact]
    public async Task Compile_ErrorInOneFile_StarterStandsIn()
    {
        Build build = Compile(TinyCourse.Counter, TinyCourse.Sums.Replace("a + b;", "a + c", StringComparison.Ordinal));

        Assert.True(build.Success);
        Assert.Equal(["Sums.cs"], build.BrokenFiles);
        Assert.Equal(["M01.E1"], build.BrokenExercises);
        Assert.Null(build.PlaceOf(_manifest.Exercises[0].Members[0]));
        Assert.NotNull(build.PlaceOf(_manifest.Exercises[1].Members[0]));
        await Verifier.Verify(Describe(build));
    }

    [Fact]
    public async Task Compile_ErrorThatFollowsFromAnother_IsSaidSo()
    {
        string counter = TinyCourse.Counter.Replace("Value += step;", "Value += Sums.Extra(step);", StringComparison.Ordinal);
        string sums = TinyCourse.Sums.Replace("private static int Helper",
            "internal static int Extra(int x) => y; private static int Helper", StringComparison.Ordinal);

        Build build = Compile(counter, sums);

        Assert.True(build.Success);
        Assert.Equal(["Counter.cs", "Sums.cs"], build.BrokenFiles);
        await Verifier.Verify(Describe(build));
    }

    [Fact]
    public async Task Compile_MissingFile_StarterStandsIn()
    {
        SourceSet sources = TinyCourse.Sources(("Counter.cs", TinyCourse.Counter)) with { Missing = ["Sums.cs"] };

        Build build = SubmissionCompiler.Compile(sources, _manifest, TinyCourse.References, _starter);

        Assert.True(build.Success);
        Assert.Equal(["M01.E1"], build.BrokenExercises);
        await Verifier.Verify(Describe(build));
    }

    [Fact]
    public void Compile_FileOfTheStudentsOwn_IsCompiledInAndInspected()
    {
        string sums = TinyCourse.Sums.Replace("return a + b;", "return Adder.Add(a, b);", StringComparison.Ordinal);
        const string Own = "namespace LLMCourse.M01;\ninternal static class Adder { public static int Add(int a, int b) => System.IO.File.Exists(\"x\") ? 0 : a + b; }\n";

        Build build = Compile(TinyCourse.Counter, sums, ("Adder.cs", Own));

        Assert.True(build.Success);
        Assert.Empty(build.BrokenFiles);
        Violation violation = Assert.Single(SymbolInspector.Inspect(build, _manifest, BanList.Parse("")).Violations);
        Assert.Equal(("Adder.cs", 2), (violation.Note.Place?.File, violation.Note.Place?.Line));
    }

    [Theory]
    [InlineData("using Xunit;\npublic class Scratch { [Fact] public void Try() { } }")] // what it needs is not here
    [InlineData("class {")]
    [InlineData("namespace LLMCourse.M01; public static class Sums { }")] // a second one
    public void Compile_FileOfTheStudentsOwnThatDoesNotCompile_IsLeftOut(string own)
    {
        Build build = Compile(TinyCourse.Counter, TinyCourse.Sums, ("Scratch.cs", own));

        Assert.True(build.Success);
        Assert.Empty(build.BrokenFiles);
        Assert.Empty(build.BrokenExercises);
        Assert.Contains(build.Diagnostics, note => note.IsError && note.Place?.File == "Scratch.cs");
    }

    [Fact]
    public void Compile_ErrorInAnOwnFileThatOneFileNeeds_CostsThatFileAlone()
    {
        string sums = TinyCourse.Sums.Replace("return a + b;", "return Adder.Add(a, b);", StringComparison.Ordinal);

        Build build = Compile(TinyCourse.Counter, sums, ("Adder.cs", "static class Adder { public static int Add(int a, int b) => c; }"));

        Assert.Equal(["Sums.cs"], build.BrokenFiles);
        Assert.Contains(build.Diagnostics,
            note => note.Message == "Sums.cs uses what Adder.cs declares, and can be graded once that compiles.");
    }

    [Fact]
    public void Compile_GeneratedRegexAndJson_AreGeneratedAndNotInspected()
    {
        string sums = TinyCourse.Sums.Replace("return a + b;",
            "return Patterns.Digits().IsMatch(System.Text.Json.JsonSerializer.Serialize(a, Numbers.Default.Int32)) ? a + b : 0;",
            StringComparison.Ordinal);
        const string Own = """
            namespace LLMCourse.M01;
            internal static partial class Patterns
            {
                [System.Text.RegularExpressions.GeneratedRegex("^[0-9]+$")]
                internal static partial System.Text.RegularExpressions.Regex Digits();
            }
            [System.Text.Json.Serialization.JsonSerializable(typeof(int))]
            internal sealed partial class Numbers : System.Text.Json.Serialization.JsonSerializerContext;
            """;

        Build build = Compile(TinyCourse.Counter, sums, ("Patterns.cs", Own));

        Assert.True(build.Success);
        Assert.Empty(build.Diagnostics);
        Assert.Empty(SymbolInspector.Inspect(build, _manifest, BanList.Parse("")).Violations);
    }

    [Fact]
    public void Compile_PatternThatIsNone_SaysSoAtItsLine()
    {
        Build build = Compile(TinyCourse.Counter, TinyCourse.Sums,
            ("Patterns.cs", "static partial class P\n{\n    [System.Text.RegularExpressions.GeneratedRegex(\"(\")]\n    internal static partial System.Text.RegularExpressions.Regex X();\n}"));

        Assert.Empty(build.BrokenFiles);
        Assert.Contains(build.Diagnostics, note => note.Code == "SYSLIB1042" && note.Place?.File == "Patterns.cs");
    }

    [Fact]
    public void Compile_ErrorWithoutStarter_Fails()
    {
        Build build = SubmissionCompiler.Compile(
            TinyCourse.Sources(("Counter.cs", "class {"), ("Sums.cs", TinyCourse.Sums)), _manifest, TinyCourse.References);

        Assert.False(build.Success);
        Assert.Equal(["M01.E1", "M01.E2"], build.BrokenExercises);
        Assert.Equal(0, build.Assembly.Length);
    }

    [Fact]
    public void Compile_LineDirective_DoesNotMovePlaces()
    {
        string sums = "#line 900 \"Elsewhere.cs\"\n" + TinyCourse.Sums.Replace("a + b;", "a + c;", StringComparison.Ordinal);

        SourceNote note = Assert.Single(Compile(TinyCourse.Counter, sums).Diagnostics);

        Assert.Equal(new SourcePlace("Sums.cs", 13, 20), note.Place);
    }

    [Fact]
    public void Compile_ManyErrors_AreCapped()
    {
        string sums = string.Concat(Enumerable.Range(0, 80).Select(i => $"class A{i} : B{i};\n")) + TinyCourse.Sums;

        Build build = Compile(TinyCourse.Counter, sums);

        Assert.Equal(51, build.Diagnostics.Count);
        Assert.Contains("more errors", build.Diagnostics[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_WarningThatHelps_IsKept()
    {
        string sums = TinyCourse.Sums.Replace("return a + b;", "int c = 1; return a + b;", StringComparison.Ordinal);

        SourceNote note = Assert.Single(Compile(TinyCourse.Counter, sums).Diagnostics);

        Assert.False(note.IsError);
        Assert.Equal("CS0219", note.Code);
    }

    [Fact]
    public void Compile_UnsafeCode_DoesNotCompile()
    {
        string sums = TinyCourse.Sums.Replace("return a + b;", "unsafe { int* p = &a; return *p + b; }", StringComparison.Ordinal);

        Assert.Contains(Compile(TinyCourse.Counter, sums).Diagnostics, note => note.Code == "CS0227");
    }

    public static TheoryData<string, string> Pathological => new()
    {
        { "brackets", $"return {new string('(', 100_000)}1{new string(')', 100_000)};" },
        { "braces", $"{new string('{', 100_000)}{new string('}', 100_000)} return 1;" },
        { "minus signs", $"return {string.Concat(Enumerable.Repeat("- ", 200_000))}1;" },
        { "nots", $"return {new string('!', 400_000)}true ? 1 : 0;" },
        { "sum", $"return {string.Concat(Enumerable.Repeat("a + ", 100_000))}b;" },
        { "else ifs", $"{string.Concat(Enumerable.Repeat("if (a == 1) b = 1; else ", 30_000))}b = 2; return 1;" },
        { "conditionals", $"return {string.Concat(Enumerable.Repeat("a == 1 ? 1 : ", 50_000))}2;" },
        { "lambdas", $"System.Action f = {string.Concat(Enumerable.Repeat("() => ", 50_000))}{{ }}; return 1;" },
        { "calls", $"return a{string.Concat(Enumerable.Repeat(".ToString().Length", 50_000))};" },
        { "casts", $"return {string.Concat(Enumerable.Repeat("(int)", 100_000))}a;" },
        { "generics",
            $"System.Collections.Generic.{string.Concat(Enumerable.Repeat("List<", 20_000))}int{new string('>', 20_000)} x; return 1;" },
        { "arrays", $"int{string.Concat(Enumerable.Repeat("[]", 100_000))} x; return 1;" },
        { "assignments", $"return {string.Concat(Enumerable.Repeat("a = ", 100_000))}b;" },
        { "throws", $"return {string.Concat(Enumerable.Repeat("a is 1 or ", 50_000))}a is 2 ? 1 : 0;" },
        { "embedded statements", $"{string.Concat(Enumerable.Repeat("if (a == 1) ", 50_000))} return 1; return 2;" },
        { "loops", $"{string.Concat(Enumerable.Repeat("for (;;) ", 50_000))} return 1;" },
        { "interpolation", $"return $\"{{{new string('!', 100_000)}true}}\".Length;" },
        { "directive", $"\n#if {new string('!', 100_000)}X\n#endif\nreturn 1;" },
        { "directive with brackets", $"\n#if {new string('(', 100_000)}X\n#endif\nreturn 1;" },
        { "wide lambdas", $"int M(System.Func<int, int> f) => 1; {Nest("M(x{0} => ", 450)}1{new string(')', 450)}; return 1;" },
    };

    [Theory]
    [MemberData(nameof(Pathological))]
    public void Compile_PathologicalSource_EndsWithWords(string name, string body)
    {
        string sums = TinyCourse.Sums.Replace("return a + b;", body, StringComparison.Ordinal);

        Build build = Compile(TinyCourse.Counter, sums);

        Assert.True(build.Success, name);
        Assert.Equal(["M01.E1"], build.BrokenExercises);
        Assert.True(build.Diagnostics[0].IsError);
    }

    public static TheoryData<string, string> Deep => new()
    {
        { "brackets", $"return {new string('(', 390)}1{new string(')', 390)};" },
        { "nots", $"return {new string('!', 950)}true ? 1 : 0;" },
        { "casts", $"return {string.Concat(Enumerable.Repeat("(int)", 310))}a;" },
        { "lambdas", $"System.Action f = {string.Concat(Enumerable.Repeat("() => ", 310))}{{ }}; return 1;" },
        { "conditionals", $"return {string.Concat(Enumerable.Repeat("a == 1 ? 1 : ", 150))}2;" },
        { "assignments", $"return {string.Concat(Enumerable.Repeat("a = ", 450))}b;" },
        { "calls", $"return a{string.Concat(Enumerable.Repeat(".ToString().Length", 60))};" },
        { "arrays", $"int{string.Concat(Enumerable.Repeat("[]", 450))} x; return 1;" },
        { "generics",
            $"System.Collections.Generic.{string.Concat(Enumerable.Repeat("List<", 310))}int{new string('>', 310)} x; return 1;" },
        { "else ifs", $"{string.Concat(Enumerable.Repeat("if (a == 1) b = 1; else ", 950))}b = 2; return 1;" },
    };

    [Theory]
    [MemberData(nameof(Deep))]
    public void Compile_DepthWithinTheLimits_DoesNotEndTheProcess(string name, string body)
    {
        Build build = Compile(TinyCourse.Counter, TinyCourse.Sums.Replace("return a + b;", body, StringComparison.Ordinal));

        Assert.True(build.Success || build.Diagnostics.Any(note => note.IsError), name);
        Assert.Empty(SymbolInspector.Inspect(build, _manifest, BanList.Parse("")).Violations);
    }

    [Fact]
    public void Compile_TimeIsUp_SaysSo()
    {
        Build build = SubmissionCompiler.Compile(
            TinyCourse.Sources(("Counter.cs", TinyCourse.Counter), ("Sums.cs", TinyCourse.Sums)),
            _manifest,
            TinyCourse.References,
            _starter,
            new CompilerLimits { Time = TimeSpan.Zero });

        Assert.False(build.Success);
        Assert.Contains("did not finish", Assert.Single(build.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_Cancelled_Throws() =>
        Assert.ThrowsAny<OperationCanceledException>(() => SubmissionCompiler.Compile(
            TinyCourse.Sources(("Sums.cs", TinyCourse.Sums)), _manifest, TinyCourse.References, _starter,
            cancellation: new CancellationToken(canceled: true)));

    private static string Nest(string step, int depth) =>
        string.Concat(Enumerable.Range(0, depth).Select(i => step.Replace("{0}", $"{i}", StringComparison.Ordinal)));

    private static string Describe(Build build) =>
        string.Join('\n', build.Diagnostics.Select(
            note => $"{note.Place?.File}({note.Place?.Line},{note.Place?.Column}): {note.Code}: {note.Message}\n    {note.SourceLine?.Trim()}"));

    private Build Compile(string counter, string sums, params (string Name, string Text)[] own) =>
        SubmissionCompiler.Compile(TinyCourse.Sources([("Counter.cs", counter), ("Sums.cs", sums), .. own]), _manifest,
            TinyCourse.References, _starter);
}
