using System.Reflection;
using System.Runtime.Loader;
using LLMCourse.Checks.Protocol;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Inspection;

public class BodyCutterTests
{
    private const string Source =
        """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;

        namespace LLMCourse.M01;

        public static class Work
        {
            public static int Plain(int x) => Math.Abs(x);

            public static int ByLambda(int x)
            {
                Func<int, int> f = y => Math.Abs(y);
                return f(x);
            }

            public static IEnumerable<int> Steps(int x)
            {
                yield return Math.Abs(x);
            }

            public static async Task<int> Later(int x)
            {
                await Task.Yield();
                return Math.Abs(x);
            }

            public static int Swallows(int x)
            {
                try
                {
                    return Plain(x);
                }
                catch (Exception)
                {
                    return 7;
                }
            }

            public static int Fails(int x) =>
                int.Parse("no number", System.Globalization.CultureInfo.InvariantCulture) + x;
        }

        """;

    [Fact]
    public void Cut_Body_SaysThatItWasReachedOnWhateverPath()
    {
        Type work = Load(out int[] numbers).GetType("LLMCourse.M01.Work")!;
        Assert.Equal(4, numbers.Length);

        Assert.IsType<InvalidOperationException>(Thrown(work, "Plain"));
        Assert.Single(CutCode.Take());
        Assert.IsType<InvalidOperationException>(Thrown(work, "ByLambda"));
        Assert.Single(CutCode.Take());
        Assert.Throws<InvalidOperationException>(() => ((IEnumerable<int>)Call(work, "Steps")!).Sum());
        Assert.Single(CutCode.Take());
        // The machinery that catches an exception of an async method is a part of the body that is gone.
        Assert.ThrowsAny<Exception>(() => ((Task<int>)Call(work, "Later")!).Wait());
        Assert.Single(CutCode.Take());
    }

    [Fact]
    public void Cut_ExceptionThatIsCaught_IsNotedAllTheSame()
    {
        Assert.Equal(7, Call(Load(out _).GetType("LLMCourse.M01.Work")!, "Swallows"));
        Assert.Single(CutCode.Take());
        Assert.Empty(CutCode.Take());
    }

    [Fact]
    public void Cut_OtherBodies_KeepTheirLines()
    {
        Exception thrown = Thrown(Load(out _).GetType("LLMCourse.M01.Work")!, "Fails");

        Assert.IsType<FormatException>(thrown);
        Assert.Contains("Work.cs:line 41", thrown.StackTrace, StringComparison.Ordinal);
        Assert.Empty(CutCode.Take());
    }

    [Fact]
    public void Cut_Nothing_IsTheSameBuild()
    {
        Build build = Compile();
        Assert.Same(build, BodyCutter.Cut(build, []));
    }

    private static object? Call(Type type, string method) =>
        type.GetMethod(method)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [-3], null);

    private static Exception Thrown(Type type, string method) => Assert.ThrowsAny<Exception>(() => Call(type, method));

    private static Build Compile()
    {
        ModuleManifest manifest =
            new() { Id = "M01", Name = "M01.Work", Title = "Work", Files = ["Work.cs"], Usings = [], Exercises = [], PublicApi = [] };
        Build build = SubmissionCompiler.Compile(TinyCourse.Sources(("Work.cs", Source)), manifest, TinyCourse.References);
        Assert.True(build.Success, string.Join('\n', build.Diagnostics));
        return build;
    }

    private static Assembly Load(out int[] numbers)
    {
        Build build = Compile();
        (int Token, int Number)[] bodies;
        using (Mono.Cecil.ModuleDefinition module = CompiledCode.Open(build.Assembly, build.Symbols))
            bodies = [.. CompiledCode.Bodies(module).Where(b => b.Uses.Any(use => use.Name == "System.Math.Abs"))
                .Select((b, i) => (b.Token, i))];
        numbers = [.. bodies.Select(b => b.Number)];
        _ = CutCode.Take();
        Build cut = BodyCutter.Cut(build, bodies);
        return new AssemblyLoadContext("cut").LoadFromStream(new MemoryStream(cut.Assembly.ToArray()),
            new MemoryStream(cut.Symbols.ToArray()));
    }
}
