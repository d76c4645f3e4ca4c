using System.Text;

namespace LLMCourse.M11;

/// <summary>What a model is asked.</summary>
/// <param name="Task">What the program should do, in words.</param>
/// <param name="Examples">The examples of the task.</param>
/// <param name="Sample">Which of the k programs this is about, from 0.</param>
/// <param name="Repair">How many repairs came before: 0 asks for a new program.</param>
/// <param name="Program">The program that failed; null if a new one is asked for.</param>
/// <param name="Feedback">How it failed; null if a new one is asked for.</param>
public sealed record CodePrompt(string Task, IReadOnlyList<CodeExample> Examples, int Sample, int Repair, string? Program = null, string? Feedback = null)
{
    /// <summary>Gets the prompt as one text.</summary>
    public string Text
    {
        get
        {
            StringBuilder text = new();
            _ = text.Append(Task).Append("\n\n");
            foreach (CodeExample example in Examples) _ = text.Append(example.Call()).Append(" = ").Append(example.Expected).Append('\n');
            if (Program is not null)
                _ = text.Append("\nThis program does not do it:\n\n```\n").Append(Program).Append("\n```\n\n").Append(Feedback).Append('\n');
            return text.Append("\nReply with a program in a fenced block.").ToString();
        }
    }
}
