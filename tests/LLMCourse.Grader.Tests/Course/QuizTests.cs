using LLMCourse.Authoring.Release;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Quizzes;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Course;

public class QuizTests
{
    private static readonly Quiz Quiz = QuizParser.Parse(TinyCourse.QuizYaml);

    [Fact]
    public async Task Questions_Quiz_HasNoKey()
    {
        string page = QuizHandout.Questions(Quiz);

        Assert.DoesNotContain("Two ones", page, StringComparison.Ordinal);
        await Verifier.Verify(page);
    }

    [Fact]
    public void BlankAnswers_Quiz_IsUnansweredEverywhere()
    {
        QuizResult result = QuizGrader.Grade(Quiz, QuizHandout.BlankAnswers(Quiz));

        Assert.Empty(result.Problems);
        Assert.All(result.Questions, question => Assert.Equal(QuestionOutcome.Unanswered, question.Outcome));
    }

    [Theory]
    [InlineData("""{ "q1": "b", "q2": ["c", "a"], "q3": 0.33 }""", "CCC")]
    [InlineData("""{ "q1": " B ", "q2": ["A", "C"], "q3": "0.333", }""", "CCC")]
    [InlineData("""{ "q1": ["b"], "q3": 3.3e-1 /* near */ }""", "CUC")]
    [InlineData("""{ "q1": "a", "q2": ["a"], "q3": 0.32 }""", "WWW")]
    [InlineData("""{ "q1": "z", "q2": ["a", "a", "c"], "q3": "1e999" }""", "WWW")]
    [InlineData("""{ "q1": { "b": true }, "q2": "a", "q3": [0.33] }""", "WWW")]
    [InlineData("""{ "q1": "", "q2": [], "q3": null }""", "UUU")]
    [InlineData("""{ "q1": "b", "q1": "a" }""", "CUU")]
    [InlineData("""[]""", "UUU")]
    [InlineData("", "UUU")]
    public void Grade_Answers_GivesOutcomes(string answers, string expected) =>
        Assert.Equal(expected, string.Concat(QuizGrader.Grade(Quiz, answers).Questions.Select(question => question.Outcome.ToString()[0])));

    [Fact]
    public async Task Grade_WrongAnswers_Explains()
    {
        string[] sheets =
        [
            """{ "q1": "a", "q2": ["a", "b"], "q3": "a third", "q9": 1 }""",
            """{ "q1": "e", "q2": ["a"], "q3": 3 }""",
            """{ "q1": "b", "q2": ["a", "c"], "q3": 0.33 }""",
            "{\n  \"q1\": \"a\"\n  \"q2\": [] }",
            "[1]",
        ];

        await Verifier.Verify(string.Join("\n\n", sheets.Append(null).Select(sheet =>
        {
            QuizResult result = QuizGrader.Grade(Quiz, sheet);
            return string.Join('\n', result.Problems.Concat(
                result.Questions.Select(question => $"{question.Id} {question.Outcome} {question.Given}: {question.Explanation}")));
        })));
    }

    [Fact]
    public void Grade_Answers_SaysWhereEachStands()
    {
        QuizResult result = QuizGrader.Grade(Quiz, "{\n  // é\n  \"q1\": \"a\", \"q3\": 1,\n  \"x\": { \"q2\": 1 }\n}");

        Assert.Equal(["answers.json:3:3", "nowhere", "answers.json:3:14"],
            result.Questions.Select(q => q.Place is { } place ? $"{place.File}:{place.Line}:{place.Column}" : "nowhere"));
    }

    [Theory]
    [InlineData(768, "factor of 2")]
    [InlineData(192, "factor of 2")]
    [InlineData(96, "factor of 4")]
    [InlineData(3072, "bits and bytes")]
    [InlineData(38.4, "decimal point")]
    [InlineData(38400, "percent")]
    [InlineData(0.384, "factor of 1,000")]
    [InlineData(393216, "KiB, MiB and GiB")]
    [InlineData(402653184, "KiB, MiB and GiB")]
    [InlineData(402.653184, "units of 1,000 (MB) and of 1,024 (MiB)")]
    [InlineData(-384, "the sign does not")]
    [InlineData(383, "off by one")]
    [InlineData(554, "another base")]
    [InlineData(147456, "square")]
    [InlineData(19.596, "square")]
    [InlineData(300, null)]
    [InlineData(0, null)]
    public void Grade_WrongNumber_SaysWhichSlipFitsAndNotTheNumber(double given, string? says)
    {
        Quiz quiz = QuizParser.Parse(
            "title: T\nquestions:\n- {id: q1, kind: number, text: How many?, answer: 384, tolerance: 0.5, because: So.}\n");

        string? said = QuizGrader.Grade(quiz, FormattableString.Invariant($"{{ \"q1\": {given} }}")).Questions[0].Explanation;

        if (says is null) Assert.Null(said);
        else Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.DoesNotContain("384", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Grade_HugeOrDeepText_LosesTheQuizOnly()
    {
        Assert.Single(QuizGrader.Grade(Quiz, new string('[', 70_000)).Problems);
        Assert.Single(QuizGrader.Grade(Quiz, new string('[', 60_000)).Problems);
        Assert.True(QuizGrader.Grade(Quiz, $"{{ \"q1\": \"{new string('x', 60_000)}\" }}").Questions[0].Given!.Length < 200);
        Assert.Equal(10,
            QuizGrader.Grade(Quiz, $"{{ {string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"x{i}\": 1"))} }}").Problems.Count);
    }

    [Fact]
    public async Task Parse_FlawedQuizzes_NamesTheQuestion()
    {
        string[] flaws =
        [
            "title: T",
            "title: [",
            "title: T\nquestions: [1]",
            TinyCourse.QuizYaml.Replace("id: q2", "id: q1", StringComparison.Ordinal),
            TinyCourse.QuizYaml.Replace("kind: multiple", "kind: several", StringComparison.Ordinal),
            TinyCourse.QuizYaml.Replace("answer: b", "answer: e", StringComparison.Ordinal),
            TinyCourse.QuizYaml.Replace("answer: b", "answer: [a, b]", StringComparison.Ordinal),
            TinyCourse.QuizYaml.Replace("answer: 0.333", "answer: many", StringComparison.Ordinal),
            TinyCourse.QuizYaml.Replace("      a: That is one of the two summands.", "      c: x", StringComparison.Ordinal),
            TinyCourse.QuizYaml.Replace("tolerance: 0.005", "tolerence: 0.005", StringComparison.Ordinal),
            TinyCourse.QuizYaml.Replace("    text: Which are even?\n", "", StringComparison.Ordinal),
        ];

        await Verifier.Verify(
            string.Join('\n', flaws.Select(yaml => Assert.Throws<CourseException>(() => QuizParser.Parse(yaml)).Message)));
    }
}
