using System.Text.Json;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M09;

/// <summary>Reads conversations from JSON lines, in the two forms that instruction data is published in.</summary>
/// <remarks>
/// OpenAI's chat form, <c>{"messages":[{"role":"user","content":"…"},{"role":"assistant","content":"…"}]}</c>, and Alpaca's (Taori et al. 2023),
/// <c>{"instruction":"…","input":"…","output":"…"}</c>.
/// </remarks>
public static class SftJson
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="text">Lines that end with <c>\n</c> or <c>\r\n</c>, the last one perhaps with neither; a byte order mark (U+FEFF) may stand first.
    /// Lines of nothing but white space are skipped.</param>
    /// <returns>A conversation for each other line, in order. One has at most one turn of the system, which comes first; then users and assistant
    /// take turns, from a user's to an assistant's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="InvalidDataException">A line is not a conversation. The message has the line's number, from 1, skipped lines counted.</exception>
    /// <remarks>
    /// An object with <c>messages</c> is in the chat form; whatever else it has is ignored. Otherwise <c>instruction</c> and <c>output</c> must be there,
    /// and <c>input</c> may be: the user says the instruction, or, where the input is not empty, the instruction, <c>\n\n</c> and the input.
    /// Roles are <c>system</c>, <c>user</c> and <c>assistant</c>. Texts are strings; only <c>input</c> may be empty.
    /// </remarks>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static IReadOnlyList<IReadOnlyList<ChatTurn>> Read(string text)
    {
        // TODO M09.E1: parse each line that is not blank, and say of a wrong one which it is and what to do.
        throw new NotImplementedException("M09.E1: parse each line that is not blank, and say of a wrong one which it is and what to do.");
    }
}
