namespace LLMCourse.M11;

/// <summary>What a model wrote in reply to a <see cref="CodePrompt"/>.</summary>
public static class CodeReply
{
    /// <summary>Finds the program in a reply.</summary>
    /// <remarks>A fence is a line that begins with <c>```</c>, perhaps behind spaces and tabs; whatever follows it in the line (such as the
    /// name of a language) does not count. The first fence opens a block, the next closes it, and so on; a block without a closing fence reaches to the end.
    /// The program is the last block: what a model quotes, it quotes before its own.</remarks>
    /// <param name="reply">The reply.</param>
    /// <returns>The lines of the last block, joined by <c>\n</c>, or the whole reply where there is no fence; without white space at both ends.
    /// Line ends of Windows (<c>\r\n</c>) become <c>\n</c>.</returns>
    [Exercise("M11.E4", Title = "Code generation with execution", Weight = 4)]
    public static string Program(string reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        // TODO M11.E4: go through the lines; each fence opens a block or closes the open one, and the last block is the program.
        #region Solution
        string[] lines = reply.ReplaceLineEndings("\n").Split('\n');
        int start = 0, end = lines.Length;
        bool isOpen = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart(' ', '\t').StartsWith("```", StringComparison.Ordinal)) continue;
            isOpen = !isOpen;
            if (isOpen) (start, end) = (i + 1, lines.Length);
            else end = i;
        }

        return string.Join('\n', lines[start..end]).Trim();
        #endregion
    }
}
