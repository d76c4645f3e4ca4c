using System.Globalization;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using VerifyXunit;

namespace LLMCourse.LocalModels.Tests.Tasks;

public sealed class TaskTests
{
    public static TheoryData<string> Names => [.. StandardTasks.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Make_TwoOfEach_Read(string name)
    {
        var random = new TaskRandom(3);
        TaskItem[] items = [StandardTasks.All[name].Make(random), StandardTasks.All[name].Make(random)];
        IEnumerable<string> lines =
            items.SelectMany(item => item.Prompt.Append(item.Reply)
                .Select(turn => $"{turn.Role}{(turn.IsToolCall ? " calls" : "")}: {turn.Text}").Append(""));

        return Verifier.Verify(string.Join('\n', lines)).UseParameters(name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_SameSeed_GivesTheSame(string name)
    {
        IEnumerable<string> all(ulong seed)
        {
            var random = new TaskRandom(seed);
            return Enumerable.Range(0, 50).Select(_ => StandardTasks.All[name].Make(random))
                .Select(item => string.Join('\n', item.Prompt.Append(item.Reply)));
        }

        Assert.Equal(all(5), all(5));
        Assert.NotEqual(all(5), all(6));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void IsRight_OwnReplyAndThoseOfOtherQuestions_AreToldApart(string name)
    {
        var random = new TaskRandom(8);
        TaskItem[] items = [.. Enumerable.Range(0, 100).Select(_ => StandardTasks.All[name].Make(random))];

        foreach ((TaskItem item, TaskItem other) in items.Zip(items.Skip(1)))
        {
            Assert.True(item.IsRight(item.Reply.Text));
            Assert.True(item.IsRight($" {item.Reply.Text}\n"));
            Assert.Equal(item.Answer == other.Answer, item.IsRight(other.Reply.Text));
            Assert.False(item.IsRight(""));
            Assert.False(item.IsRight("I do not know."));
        }
    }

    [Theory]
    [InlineData("The answer is 21.", true)]
    [InlineData("7+14=21", true)]
    [InlineData("21 is not it, 22 is", false)]
    [InlineData("-21", false)]
    [InlineData("121", false)]
    public void IsRight_LastNumber_CountsAlone(string reply, bool isRight) =>
        Assert.Equal(isRight, new TaskItem("t", [], ChatTurn.Assistant("21"), "21", AnswerRule.LastNumber).IsRight(reply));

    [Theory]
    [InlineData("{\"arguments\":{\"a\":\"x\"},\"name\":\"f\"}", true)]
    [InlineData("{\"name\":\"f\",\"arguments\":{\"a\":\"y\"}}", false)]
    [InlineData("{\"name\":\"f\",\"arguments\":{\"a\":\"x\"}", false)]
    public void IsRight_Json_ComparesValues(string reply, bool isRight) =>
        Assert.Equal(isRight,
            new TaskItem("t", [], ChatTurn.Call("{}"), "{\"name\": \"f\", \"arguments\": {\"a\": \"x\"}}", AnswerRule.Json).IsRight(reply));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Arithmetic_AnswerAndSteps_AreWhatTheQuestionSays(bool steps)
    {
        var random = new TaskRandom(11);
        for (int i = 0; i < 500; i++)
        {
            TaskItem item = new ArithmeticTask { Operations = random.Between(1, 6), Steps = steps }.Make(random);
            string[] words = item.Prompt[^1].Text.Split([' ', '\n', ':', '.', '?'], StringSplitOptions.RemoveEmptyEntries);
            int value = int.Parse(words.First(word => char.IsAsciiDigit(word[0])), CultureInfo.InvariantCulture);
            var expected = new List<string>();
            for (int at = 0; at < words.Length; at++)
            {
                int before = value;
                if (words[at] is "add" or "subtract")
                {
                    int by = int.Parse(words[at + 1], CultureInfo.InvariantCulture);
                    value += words[at] == "add" ? by : -by;
                    expected.Add(string.Create(CultureInfo.InvariantCulture,
                        $"{expected.Count + 1}: {before} {(words[at] == "add" ? '+' : '-')} {by} = {value}"));
                }
                else if (words[at] == "double")
                {
                    value *= 2;
                    expected.Add(string.Create(CultureInfo.InvariantCulture, $"{expected.Count + 1}: {before} * 2 = {value}"));
                }
                else
                {
                    continue;
                }

                Assert.InRange(value, 0, ArithmeticTask.Greatest);
            }

            Assert.Equal(value.ToString(CultureInfo.InvariantCulture), item.Answer);
            if (steps)
                Assert.Equal(expected, item.Reply.Text.Split('\n')[..^1]);
        }
    }

    [Theory]
    [InlineData(ShotLayout.Turns)]
    [InlineData(ShotLayout.Lines)]
    public void Labels_WithShots_TellTheAnswerAndNeverTheQuestionItself(ShotLayout layout)
    {
        var random = new TaskRandom(12);
        for (int i = 0; i < 200; i++)
        {
            TaskItem item = new LabelTask { Shots = 2, Layout = layout }.Make(random);
            string[] lines = [.. item.Prompt.SelectMany(turn => turn.Text.Split('\n')).Skip(1)];
            string[] shots = [.. lines.Where(line => layout == ShotLayout.Lines ? line.StartsWith('-') : line.Split(' ').Length == 2
                && !line.StartsWith("Word:", StringComparison.Ordinal))];
            string word = lines[^1].Split(' ')[^1];

            Assert.Equal($"{word} {item.Answer}", item.Reply.Text);
            Assert.Equal(8, shots.Length);
            Assert.Equal(2, shots.Count(shot => shot.EndsWith(" " + item.Answer, StringComparison.Ordinal)));
            Assert.DoesNotContain(shots, shot => shot.Split(' ').Contains(word));
        }
    }

    [Fact]
    public void Labels_Seen_AskForAWordOfTheExamples()
    {
        var random = new TaskRandom(14);
        for (int i = 0; i < 50; i++)
        {
            TaskItem item = new LabelTask { Layout = ShotLayout.Lines, Seen = 1 }.Make(random);

            Assert.Contains("- " + item.Reply.Text, item.Prompt[0].Text.Split('\n'));
        }
    }

    [Fact]
    public void Lookup_Answer_StandsInTheTextOrIsUnknown()
    {
        var random = new TaskRandom(13);
        TaskItem[] items = [.. Enumerable.Range(0, 300).Select(_ => new LookupTask().Make(random))];

        Assert.All(items,
            item => Assert.True(item.Answer == "unknown" || item.Prompt[0].Text.Contains(item.Answer, StringComparison.Ordinal)));
        Assert.InRange(items.Count(item => item.Answer == "unknown"), 20, 80); // 45 expected, with a deviation of 6
    }
}
