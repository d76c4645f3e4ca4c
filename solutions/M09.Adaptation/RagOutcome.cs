namespace LLMCourse.M09;

/// <summary>How a question ended.</summary>
public enum RagOutcome
{
    /// <summary>The model answered, and cited passages that it was given.</summary>
    Answered,

    /// <summary>No passage was found that is good and short enough; the model was not asked.</summary>
    NothingFound,

    /// <summary>The model said that it does not know.</summary>
    ModelAbstained,

    /// <summary>The model called a tool, or answered without citing anything.</summary>
    NothingCited,

    /// <summary>The model cited a number that it was not given.</summary>
    UnknownCited,
}
