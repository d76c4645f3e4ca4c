namespace LLMCourse.M07;

/// <summary>What a decision says of a detector that failed. It names the rule and nothing that was read: reasons end up in logs.</summary>
public static class GuardFailure
{
    /// <summary>It threw.</summary>
    /// <param name="ruleId">The rule.</param>
    public static string Threw(string ruleId) => $"The detector of {ruleId} threw an exception.";

    /// <summary>It took longer than <see cref="GuardPolicy.TimeLimit"/>.</summary>
    /// <param name="ruleId">The rule.</param>
    public static string Late(string ruleId) => $"The detector of {ruleId} took too long.";

    /// <summary>It gave a number that is not from 0 to 1.</summary>
    /// <param name="ruleId">The rule.</param>
    public static string NoScore(string ruleId) => $"The detector of {ruleId} gave no number from 0 to 1.";
}
