namespace LLMCourse.Tools.Finetune;

/// <summary>What the process ends with, as the grader's.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The command line or its surroundings are wrong; the message says what to do.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Stopped = 130;
}
