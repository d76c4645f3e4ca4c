namespace LLMCourse.M06;

/// <summary>Names how an agent's run ended.</summary>
public enum AgentOutcome
{
    /// <summary>The model answered.</summary>
    Answered,

    /// <summary>The model still called tools when its last reply was due.</summary>
    OutOfSteps,
}
