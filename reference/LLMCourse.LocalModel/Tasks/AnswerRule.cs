namespace LLMCourse.LocalModels.Tasks;

/// <summary>Names how a reply is compared with the right answer.</summary>
public enum AnswerRule
{
    /// <summary>The whole reply is the answer, but for white space around it.</summary>
    Exact,

    /// <summary>The last word of the reply is the answer.</summary>
    LastWord,

    /// <summary>The last whole number in the reply is the answer.</summary>
    LastNumber,

    /// <summary>The reply is a JSON value equal to the answer, whatever its white space and the order of its keys.</summary>
    Json,
}
