namespace LLMCourse.Grader.Tests.Templates;

/// <summary>Reads a step's log by the rules of GitHub's runner.</summary>
internal static class RunnerLog
{
    /// <summary>Returns the lines that are commands: those that begin, after white space, with <c>::name …::</c>, and those with the older
    /// <c>##[name]</c> anywhere; between <c>::stop-commands::TOKEN</c> and <c>::TOKEN::</c> none is.</summary>
    public static IReadOnlyList<string> Commands(string log)
    {
        List<string> commands = [];
        string? token = null;
        foreach (string line in log.Split('\n').Select(l => l.TrimEnd('\r')))
        {
            string trimmed = line.TrimStart();
            if (token is not null)
            {
                if (trimmed == $"::{token}::") token = null;
            }
            else if (trimmed.StartsWith("::stop-commands::", StringComparison.Ordinal))
            {
                token = trimmed["::stop-commands::".Length..];
            }
            else if ((trimmed.StartsWith("::", StringComparison.Ordinal) && trimmed.IndexOf("::", 2, StringComparison.Ordinal) > 0)
                || (line.IndexOf("##[", StringComparison.Ordinal) is >= 0 and var old && line.IndexOf(']', old) > 0))
            {
                commands.Add(trimmed);
            }
        }

        return commands;
    }
}
