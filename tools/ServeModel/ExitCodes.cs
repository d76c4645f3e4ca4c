namespace LLMCourse.Tools.ServeModel;

/// <summary>What the process ends with, as the grader's.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A question got no whole reply.</summary>
    public const int Incomplete = 1;

    /// <summary>The command line or its surroundings are wrong; the message says what to do.</summary>
    public const int Usage = 2;
}
