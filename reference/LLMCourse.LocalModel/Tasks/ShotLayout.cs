namespace LLMCourse.LocalModels.Tasks;

/// <summary>Names where the solved examples of a prompt stand.</summary>
public enum ShotLayout
{
    /// <summary>As earlier turns of the user and the assistant.</summary>
    Turns,

    /// <summary>As lines in the user's one message, before the question.</summary>
    Lines,
}
