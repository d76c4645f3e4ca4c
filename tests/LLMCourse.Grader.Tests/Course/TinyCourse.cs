using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grader.Tests.Course;

/// <summary>A course of one small module, in a temporary folder of its own.</summary>
public sealed class TinyCourse : IDisposable
{
    public const string Module = "M01.Sums";

    public const string Sums =
        """
        namespace LLMCourse.M01;

        /// <summary>Adds numbers.</summary>
        public static class Sums
        {
            /// <summary>Adds two numbers.</summary>
            [Exercise("M01.E1", Title = "Add two numbers", Weight = 2)]
            public static int Add(int a, int b)
            {
                // TODO M01.E1: return a plus b.
                #region Solution
                return a + b;
                #endregion
            }

            #region Solution

            private static int Helper(int x) => x;
            #endregion

            /// <summary>Adds many numbers.</summary>
            [Exercise("M01.E1")]
            public static int AddAll(IEnumerable<int> numbers)
            {
                ArgumentNullException.ThrowIfNull(numbers);

                // TODO M01.E1: return the sum of all numbers;
                // 0 when there are none.
                #region Solution
                return Helper(numbers.Sum());
                #endregion
            }
        }

        """;

    public const string Counter =
        """
        namespace LLMCourse.M01;

        /// <summary>Counts.</summary>
        /// <param name="step">How far each time.</param>
        [Exercise("M01.E2", Title = "Count in steps")]
        public sealed class Counter(int step = 1)
        {
            /// <summary>Gets the count.</summary>
            public int Value { get; private set; }

            /// <summary>Counts on.</summary>
            public void Next()
            {
                // TODO M01.E2: add the step to the value.
                #region Solution
                Value += step;
                #endregion
            }

            /// <summary>Gets the step.</summary>
            public int Step => step;
        }

        """;

    public const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <Using Include="System.Globalization" />
          </ItemGroup>
        </Project>

        """;

    public const string QuizYaml =
        """
        title: "Quiz: sums"
        questions:
          - id: q1
            kind: choice
            text: What is $1 + 1$?
            choices:
              a: "1"
              b: "2"
            answer: b
            explain:
              a: That is one of the two summands.
            because: Two ones are two.
          - id: q2
            kind: multiple
            text: Which are even?
            choices:
              a: "2"
              b: "3"
              c: "4"
            answer: [a, c]
            explain:
              b: Three leaves a remainder of 1.
          - id: q3
            kind: number
            text: What is 1/3, to two decimals?
            answer: 0.333
            tolerance: 0.005
            because: 0.33 is near enough.

        """;

    private static readonly Lazy<ReferenceSet> LazyReferences = new(() => ReferenceSet.Framework.With(
        Library("LLMCourse.Reference", """
            namespace LLMCourse
            {
                [System.AttributeUsage(System.AttributeTargets.All)]
                public sealed class ExerciseAttribute(string id) : System.Attribute
                {
                    public string Id { get; } = id;
                    public string? Title { get; set; }
                    public int Weight { get; set; } = 1;
                }
            }
            namespace LLMCourse.Reference
            {
                public static class Ready
                {
                    public static int Sum(int a, int b) => a + b;
                    public static int Double(this int a) => 2 * a;
                }
            }
            """),
        Library("TorchSharp", FakeTorch.Source)));

    public TinyCourse()
    {
        Root = Path.Combine(Path.GetTempPath(), $"course-{Guid.NewGuid():N}");
        Write($"solutions/{Module}/Sums.cs", Sums);
        Write($"solutions/{Module}/Counter.cs", Counter);
        Write($"solutions/{Module}/SumsTests.cs", "// tests\n");
        Write($"solutions/{Module}/README.md", "# Sums\n\nAdd.\n");
        Write($"solutions/{Module}/quiz.yaml", QuizYaml);
        Write($"solutions/{Module}/{Module}.csproj", Project);
        Write("course.json", "{}\n");
    }

    public static ReferenceSet References => LazyReferences.Value;

    public string Root { get; }

    public CourseLayout Layout => new(Root);

    public string Solution => Layout.SolutionOf(Module);

    public string Assignment => Layout.AssignmentOf(Module);

    public ModuleManifest Manifest => SolutionReader.Read(Solution, References);

    /// <summary>Compiles a library that the tests' modules may use.</summary>
    public static MetadataReference Library(string name, string source)
    {
        using MemoryStream image = new();
        var emitted = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            ReferenceSet.Framework.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable)).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    /// <summary>Makes a source set as intake would.</summary>
    public static SourceSet Sources(params (string Name, string Text)[] files) => new()
    {
        Name = "test",
        Files = [.. files.Select(file => new SourceFile(file.Name, file.Text))],
        ContentHash = "",
    };

    public string Write(string relative, string text)
    {
        string path = Path.Combine(Root, relative);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
