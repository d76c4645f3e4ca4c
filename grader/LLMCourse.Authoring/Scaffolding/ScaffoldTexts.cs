namespace LLMCourse.Authoring.Scaffolding;

/// <summary>What new files begin with. They build, release and record as they are; <c>verify</c> says what they still lack.</summary>
internal static class ScaffoldTexts
{
    public static string SolutionProject(string id) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <RootNamespace>LLMCourse.{id}</RootNamespace>
            <UseTorchSharp>true</UseTorchSharp>
            <UseVerify>true</UseVerify>
            <UseXunit>true</UseXunit>
            <!-- Code and public tests live side by side here; CS1591: the name of a test is its documentation. -->
            <NoWarn>$(NoWarn);CS1591</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="../../reference/LLMCourse.Reference/LLMCourse.Reference.csproj" />
          </ItemGroup>
        </Project>

        """;

    public static string ChecksProject(string module, string id) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <RootNamespace>LLMCourse.Checks.{id}</RootNamespace>
            <UseTorchSharp>true</UseTorchSharp>
            <Description>The hidden checks of module {int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture)}. Travels to the sandbox, so that it holds no expected value.</Description>
            <!-- CS1591: checks are named and titled; the title is their documentation. CA1861, CA1859: a probe runs once. CA1001: what a
                 probe makes lives as long as its dispose scope. CA1806: an object is made to see whether it is refused. -->
            <NoWarn>$(NoWarn);CS1591;CA1861;CA1859;CA1001;CA1806</NoWarn>
          </PropertyGroup>

          <ItemGroup>
            <ProjectReference Include="../../../grader/LLMCourse.Checks/LLMCourse.Checks.csproj" />
            <!-- For its public signatures: in the worker the submission stands in its place. -->
            <ProjectReference Include="../../../solutions/{module}/{module}.csproj" Private="false" />
            <Using Include="TorchSharp" />
            <Using Include="TorchSharp.torch" Static="true" />
          </ItemGroup>
        </Project>

        """;

    public static string Handout(string id, string title) => $"""
        # {id} {title}

        TODO: what the module is about, in three sentences.

        ## Read first

        | what | where | for |
        |---|---|---|

        The letters for axes (B, T, C, H, G, D, V, L) and the rules that hold everywhere are in [`docs/conventions.md`](../../docs/conventions.md).

        ## Exercises

        Fill in the bodies that throw `NotImplementedException`; each says in one sentence what to do, and the comment above it says the
        rest. Start where you like: no exercise needs your answer to another one.

        | id | write | file | points | a hint to start with |
        |---|---|---|---|---|
        {QuizRow(id)}

        ## Run it

        ```sh
        dotnet test                             # the public tests
        dotnet test --filter Exercise={id}.E1   # those of one exercise
        ```

        """;

    public static string QuizRow(string id) => $"| {id}.Q | the answers to one question | `quiz.md`, `answers.json` | 1 | |";

    public static string ExerciseRow(string exercise, string type, string method) =>
        $"| {exercise} | `{type}.{method}` | `{type}.cs` | 1 | TODO: a question that leads to the first step |";

    public static string Quiz(string id, string title) => $"""
        title: "{id} {title}: one question"
        questions:
          - id: q1
            kind: choice
            text: |
              TODO: a question that somebody who did the exercises answers, and somebody who guesses does not.
            choices:
              a: "TODO: right"
              b: "TODO: wrong in the way that most people are"
            answer: a
            explain:
              b: "TODO: why not"
            because: "TODO: why"

        """;

    public const string Bans = """
        # What an exercise may not use. The reference is banned but for what `allow` lists.
        # A symbol covers what it contains; `*` at its end covers every name that begins so.

        """;

    public static string ExerciseBans(string exercise) => $"""

        {exercise}:
          ban: []

        """;

    public const string Mistakes = """
        # One-edit changes of the solution, each with what to say to a student whose code behaves so. `grader verify` proves that the checks
        # notice every one and tell them apart.

        """;

    public static string Mistake(string exercise, string type) => $"""

        - id: {exercise}.not-doubled
          file: {type}.cs
          find: 'return 2 * x;'
          replace: 'return x;'
          says: 'TODO: what the code does wrong, as the student sees it.'
          hint: 'TODO: where to look.'

        """;

    public const string CompleteSample = """
        about: Everything solved, and every question answered rightly.
        solve: [all]
        answer: [all]
        expect: {percent: 100}

        """;

    public static string StarterSample(string id, IEnumerable<string> exercises) => $$"""
        about: Nothing solved, no question answered.
        expect:
          percent: 0
          outcomes: {{{string.Join(", ", exercises.Append($"{id}.Q").Select(e => $"{e}: not-implemented"))}}}

        """;

    public static string Solution(string id, string exercise, string title, string type, string method) => $$"""
        namespace LLMCourse.{{id}};

        /// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
        public static class {{type}}
        {
            /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
            /// <param name="x">Any number.</param>
            [Exercise("{{exercise}}", Title = "{{title}}", Weight = 1)]
            public static double {{method}}(double x)
            {
                // TODO {{exercise}}: say in one sentence what to do.
                #region Solution
                return 2 * x;
                #endregion
            }
        }

        """;

    public static string PublicTests(string id, string exercise, string type, string method) => $$"""
        namespace LLMCourse.{{id}};

        [Trait("Exercise", "{{exercise}}")]
        public sealed class {{type}}Tests
        {
            [Fact(DisplayName = "{{exercise}} Worked by hand: twice 3 is 6")]
            public void {{method}}_OfThree_IsSix() => Assert.Equal(6, {{type}}.{{method}}(3));
        }

        """;

    public static string Check(string id, string exercise, string type, string method) => $$"""
        namespace LLMCourse.Checks.{{id}};

        public sealed class {{type}}OfANumber() : VisibleCheck("{{exercise}}.a-number", "doubles a number")
        {
            public override void Probe(Probe probe) => probe.Observe("result", {{type}}.{{method}}(probe.Random.NextDouble()));

            public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
        }

        """;
}
