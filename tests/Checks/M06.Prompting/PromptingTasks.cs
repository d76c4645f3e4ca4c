using System.Security.Cryptography;
using System.Text;
using LLMCourse.LocalModels.Tasks;

namespace LLMCourse.Checks.M06;

/// <summary>A question of the experiment.</summary>
/// <param name="Text">What is asked.</param>
/// <param name="Expected">The right answer.</param>
internal sealed record PromptingQuestion(string Text, string Expected)
{
    /// <summary>Gets what joins an answer to its question: the first 16 hexadecimal digits of the SHA-256 of the text.</summary>
    public string Hash => HashOf(Text);

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}

/// <summary>The experiment's tasks: two that have to be worked out, and one whose answer only has to be read off.</summary>
internal static class PromptingTasks
{
    public const string Short = "two operations", Long = "four operations", Lookup = "lookup";

    /// <summary>The number of wordings of each item: other phrases for the calculations,
    /// another order of the list for the lookup.</summary>
    public const int Paraphrases = 3;

    public static IReadOnlyList<string> Names { get; } = [Short, Long, Lookup];

    /// <summary>Gets the number of lines that a worked answer has, the one with the answer included.</summary>
    public static int Steps(string task) => task == Short ? 3 : task == Long ? 5 : 2;

    /// <summary>Makes an item in one of its wordings; the answer is the same in all of them.</summary>
    public static PromptingQuestion Make(string task, ulong seed, int paraphrase)
    {
        ITask generator = task == Lookup
            ? new LookupTask { Phrasing = 0, Missing = 0 }
            : new ArithmeticTask { Operations = Steps(task) - 1, Instructs = false, Phrasing = paraphrase };
        TaskItem item = generator.Make(new TaskRandom(seed));
        string text = item.Prompt[0].Text;
        return new PromptingQuestion(task == Lookup ? Rotate(text, paraphrase) : text, item.Answer);
    }

    // The first line is the title and the last one the question.
    private static string Rotate(string text, int by)
    {
        string[] lines = text.Split('\n'), entries = lines[1..^1];
        return string.Join('\n', [lines[0], .. entries[by..], .. entries[..by], lines[^1]]);
    }
}
