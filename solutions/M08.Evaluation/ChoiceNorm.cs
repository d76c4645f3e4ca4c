namespace LLMCourse.M08;

/// <summary>What the log-probability of a continuation is set against.</summary>
public enum ChoiceNorm
{
    /// <summary>Nothing: the sum over its tokens. The harness calls the accuracy by it <c>acc</c>.</summary>
    Sum,

    /// <summary>The sum divided by the number of tokens.</summary>
    Token,

    /// <summary>The sum divided by the number of bytes of the text, which does not depend on the tokenizer.</summary>
    Byte,

    /// <summary>The sum less the one after a context that does not ask the question: pointwise mutual information.</summary>
    Pmi,
}
