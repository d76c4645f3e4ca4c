namespace LLMCourse.M07;

/// <summary>Names what a rule reads.</summary>
public enum GuardStage
{
    /// <summary>What the model is shown and the developer has not written: turns of the user and of tools.</summary>
    Input,

    /// <summary>The model's reply, streamed or not.</summary>
    Output,
}
