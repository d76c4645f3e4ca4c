using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Watching;

namespace LLMCourse.Grader.Tests.Watching;

/// <summary>Which exercise somebody works on, by what has changed in the files.</summary>
public sealed class ExerciseChangesTests
{
    private const string Sums =
        """
        using System.Linq;
        namespace LLMCourse.M01;

        public static partial class Sums
        {
            [Exercise("M01.E1")]
            public static int Add(int a, int b) => a + b;

            [Exercise("M01.E2")]
            public static int AddAll(int[] numbers) => numbers.Sum(Once);

            private static int Once(int x) => x;

            private static int Unused(int x) => x;
        }
        """;

    private const string Counter =
        """
        namespace LLMCourse.M01;

        [Exercise("M01.E3")]
        public sealed class Counter(int step)
        {
            public int Value { get; private set; }

            public void Next() => Value = Sums.Add(Value, step);
        }
        """;

    private const string Other =
        """
        namespace LLMCourse.M01;

        public sealed class Other
        {
            [Exercise("M01.E4")]
            public int Next() => Tools.Four();
        }
        """;

    private const string Tools =
        """
        namespace LLMCourse.M01;

        internal static class Tools
        {
            public static int Four() => Half(8);

            private static int Half(int x) => x / 2;
        }
        """;

    private static readonly ModuleManifest Manifest = new()
    {
        Id = "M01",
        Name = "M01.Sums",
        Title = "Sums",
        Files = ["Counter.cs", "Other.cs", "Sums.cs"],
        HasQuiz = true,
        Usings = [],
        PublicApi = [],
        Exercises =
        [
            new("M01.E1", "Add two", 1, [new("M:LLMCourse.M01.Sums.Add(System.Int32,System.Int32)", "Sums.Add", "Sums.cs")]),
            new("M01.E2", "Add many", 1, [new("M:LLMCourse.M01.Sums.AddAll(System.Int32[])", "Sums.AddAll", "Sums.cs")]),
            new("M01.E3", "Count", 1, [new("T:LLMCourse.M01.Counter", "Counter", "Counter.cs")]),
            new("M01.E4", "Other", 1, [new("M:LLMCourse.M01.Other.Next", "Other.Next", "Other.cs")]),
        ],
    };

    public static TheoryData<string, string, string, string, string, string> Edits => new()
    {
        // What it shows, the file, what stands there, what replaces it, the exercises written, the exercises that depend on it.
        { "a body", "Sums.cs", "a + b", "b + a", "M01.E1", "M01.E3" },
        { "the other of two in a file", "Sums.cs", "numbers.Sum(Once)", "0", "M01.E2", "" },
        { "both of a file", "Sums.cs",
            "a + b;\n\n    [Exercise(\"M01.E2\")]\n    public static int AddAll(int[] numbers) => numbers.Sum(Once)",
            "0;\n\n    [Exercise(\"M01.E2\")]\n    public static int AddAll(int[] numbers) => 0", "M01.E1 M01.E2", "M01.E3" },
        { "a comment", "Sums.cs", "a + b;", "a + b; // the sum", "", "" },
        { "white space", "Sums.cs", "a + b;", "a  +\n        b;", "", "" },
        { "a helper that one exercise of its file uses", "Sums.cs", "Once(int x) => x", "Once(int x) => 1 * x", "M01.E2", "" },
        { "a helper that nobody uses", "Sums.cs", "Unused(int x) => x", "Unused(int x) => 0", "M01.E1 M01.E2", "" },
        { "a helper that is new", "Sums.cs", "private static int Unused", "private static int New() => 1;\n\n    private static int Unused",
            "M01.E1 M01.E2", "" },
        { "a using", "Sums.cs", "using System.Linq;", "using System.Linq;\nusing System.IO;", "M01.E1 M01.E2", "" },
        { "the head of a type of one exercise", "Counter.cs", "(int step)", "(int step = 1)", "M01.E3", "" },
        { "a property in a type that is an exercise", "Counter.cs", "private set;", "set;", "M01.E3", "" },
        { "a member by its old name", "Sums.cs", "int Add(", "int Plus(", "M01.E1", "M01.E3" },
        { "the parameters of a member", "Sums.cs", "Add(int a, int b)", "Add(long a, int b)", "M01.E1", "M01.E3" },
        { "an attribute alone", "Sums.cs", "[Exercise(\"M01.E1\")]\n", "[Exercise(\"M01.E1\"), Obsolete]\n", "M01.E1", "M01.E3" },
        { "the mark itself", "Sums.cs", "[Exercise(\"M01.E1\")]\n", "", "M01.E1", "M01.E3" },
        { "a helper of a helper in a file of one's own", "Tools.cs", "x / 2", "x >> 1", "M01.E4", "" },
        { "a brace too few", "Sums.cs", "=> a + b;", "{ return a + b;", "M01.E1 M01.E2", "M01.E3" },
        { "a member marked with an exercise that the manifest does not know of it", "Sums.cs", "private static int Unused(int x) => x",
            "[Exercise(\"M01.E2\")]\n    private static int Unused(int x) => 0", "M01.E2", "" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Between_Edit_NamesTheExercises(string what, string file, string find, string replace, string written, string dependent)
    {
        SourceSet before = Files(), after = Files((file, Text(before, file).Replace(find, replace, StringComparison.Ordinal)));
        Assert.NotEqual(Text(before, file), Text(after, file));

        ChangedExercises change = new ExerciseChanges(Manifest).Between(before, after);

        Assert.Equal((what, written, dependent), (what, string.Join(' ', change.Written), string.Join(' ', change.Dependent)));
    }

    [Fact]
    public void Between_MemberMovedToAnotherPart_ChangesNothing()
    {
        const string Add = "    [Exercise(\"M01.E1\")]\n    public static int Add(int a, int b) => a + b;\n";
        SourceSet after = Files(
            ("Sums.cs", Sums.Replace(Add, "", StringComparison.Ordinal)),
            ("Sums.Add.cs", $"namespace LLMCourse.M01;\n\npublic static partial class Sums\n{{\n{Add}}}\n"));

        ChangedExercises change = new ExerciseChanges(Manifest).Between(Files(), after);

        // The head of the type stands twice now, which is all that is new.
        Assert.DoesNotContain("M01.E3", change.Written);
    }

    [Fact]
    public void Between_PartOfAPartialClass_NamesTheExerciseOfTheMemberInIt()
    {
        SourceFile part = new("Sums.More.cs",
            "namespace LLMCourse.M01;\n\npublic static partial class Sums\n{\n    [Exercise(\"M01.E2\")]\n    public static int AddNone() => 0;\n}\n");
        SourceSet before = Files((part.Name, part.Text)),
            after = Files((part.Name, part.Text.Replace("=> 0", "=> 1", StringComparison.Ordinal)));

        Assert.Equal(["M01.E2"], new ExerciseChanges(Manifest).Between(before, after).Written);
    }

    [Fact]
    public void Between_FileRemoved_NamesItsExercises()
    {
        SourceSet after = Files() with { Files = [.. Files().Files.Where(file => file.Name != "Sums.cs")] };

        Assert.Equal(["M01.E1", "M01.E2"], new ExerciseChanges(Manifest).Between(Files(), after).Written);
    }

    [Fact]
    public void Between_Answers_NamesTheQuiz() =>
        Assert.Equal(["M01.Q"], new ExerciseChanges(Manifest).Between(Files(), Files() with { Answers = "{}" }).Written);

    [Fact]
    public void Between_SourceThatNestsWithoutEnd_IsNotParsed()
    {
        SourceSet after = Files(("Sums.cs", Sums.Replace("a + b", $"{new string('(', 100_000)}a + b", StringComparison.Ordinal)));

        Assert.Equal(["M01.E1", "M01.E2"], new ExerciseChanges(Manifest).Between(Files(), after).Written);
    }

    [Fact]
    public void Between_OneAfterTheOther_ComparesWithWhatIsGiven()
    {
        ExerciseChanges changes = new(Manifest);
        SourceSet one = Files(), two = Files(("Sums.cs", Sums.Replace("a + b", "0", StringComparison.Ordinal))),
            three = Files(("Counter.cs", Counter.Replace("Value, step", "step, Value", StringComparison.Ordinal)));

        Assert.Equal(["M01.E1"], changes.Between(one, two).Written);
        Assert.Equal(["M01.E1", "M01.E3"], changes.Between(two, three).Written);
        Assert.Equal(["M01.E3"], changes.Between(one, three).Written);
    }

    private static string Text(SourceSet sources, string file) => sources.Files.Single(other => other.Name == file).Text;

    private static SourceSet Files(params (string Name, string Text)[] changed)
    {
        Dictionary<string, string> all =
            new(StringComparer.Ordinal) { ["Counter.cs"] = Counter, ["Other.cs"] = Other, ["Sums.cs"] = Sums, ["Tools.cs"] = Tools };
        foreach ((string name, string text) in changed) all[name] = text;
        return new SourceSet { Name = "", ContentHash = "", Files = [.. all.Select(file => new SourceFile(file.Key, file.Value))] };
    }
}
