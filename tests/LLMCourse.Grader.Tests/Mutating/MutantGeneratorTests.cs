using LLMCourse.Authoring.Mutating;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Mutating;

public sealed class MutantGeneratorTests : IDisposable
{
    private const string Source =
        """
        namespace LLMCourse.M01;

        public static class Sums
        {
            private static int s_given = 3;

            [Exercise("M01.E1", Title = "Sums", Weight = 2)]
            public static double Mean(IReadOnlyList<int> numbers, int from, int to)
            {
                // TODO M01.E1: the mean of some numbers.
                #region Solution
                ArgumentNullException.ThrowIfNull(numbers);
                if (from < 0 || to > numbers.Count) throw new ArgumentException($"The numbers go from 0 to {numbers.Count - 1}.", nameof(from));
                double sum = 0;
                for (int i = from; i < to; i++)
                {
                    if (numbers[i] is < -5 or > 5) continue;
                    sum += Weigh(numbers[i], i);
                }

                bool isEmpty = !numbers.Any();
                return isEmpty ? 0.5 : sum / Math.Max(1, (double)to - from);
                #endregion
            }

            #region Solution
            private const char Letter = 'a';

            private static int Weigh(int number, int place) => number * (place + 1) << 1;
            #endregion

            [Exercise("M01.E2", Title = "Names")]
            public static string Name(string? given)
            {
                // TODO M01.E2: the name.
                #region Solution
                int length = Weigh((given ?? "nobody").Length, 2) & 7;
                return true && length != 0 ? $"{given}{Letter}"[..length] : "none";
                #endregion
            }

            public static int Given() => s_given - 1;
        }

        """;

    private readonly TinyCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Fact]
    public Task Generate_OfASmallSource_ListsWhatIsTried()
    {
        _course.Write($"solutions/{TinyCourse.Module}/Sums.cs", Source);
        File.Delete(Path.Combine(_course.Solution, "Counter.cs"));
        MutantCompiler compiler = Compiler();

        IEnumerable<string> lines = MutantGenerator.Generate(_course.Manifest, compiler.Solution).Select(m =>
            $"{m.Line,2} {m.Member} for {m.CountsFor}, {string.Join(" and ", m.Exercises)}: {m.Change}{(compiler.Compile(m) is null ? " (does not compile)" : "")}");

        return Verifier.Verify(string.Join('\n', lines));
    }

    // Neither shows in a check but by chance: no check runs in a synchronization context, and a race that is lost may be won the next time.
    [Fact]
    public void Generate_LocksAndConfigureAwait_AreLeftAlone()
    {
        const string Body = "lock (Gate) { return WaitAsync(a + b).ConfigureAwait(false).GetAwaiter().GetResult(); } } private static readonly object Gate = new(); private static async Task<int> WaitAsync(int sum) { await Task.Yield(); return sum;";
        _course.Write($"solutions/{TinyCourse.Module}/Sums.cs", TinyCourse.Sums.Replace("return a + b;", Body, StringComparison.Ordinal));

        string[] changes = [.. MutantGenerator.Generate(_course.Manifest, Compiler().Solution).Select(mutant => mutant.Change)];

        Assert.Contains(changes, change => change.Contains("a - b", StringComparison.Ordinal));
        Assert.DoesNotContain(changes,
            change => change.Contains("lock", StringComparison.Ordinal) || change.Contains("(true)", StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_TwoThatReadTheSame_AreNumbered()
    {
        _course.Write($"solutions/{TinyCourse.Module}/Sums.cs",
            TinyCourse.Sums.Replace("return a + b;", "int c = a + b;\n        c = a + b;\n        return c;", StringComparison.Ordinal));

        IReadOnlyList<Mutant> mutants = MutantGenerator.Generate(_course.Manifest, Compiler().Solution);

        Assert.Equal(mutants.Count, mutants.Select(m => (m.Member, m.Change)).Distinct().Count());
    }

    private MutantCompiler Compiler() => new(_course.Manifest, SolutionReader.FilesOf(_course.Solution), TinyCourse.References);
}
