namespace LLMCourse.M06;

/// <summary>Names the ways to solve a question.</summary>
public enum StrategyKind
{
    /// <summary>One reply, asked for without steps.</summary>
    Direct,

    /// <summary>One reply, worked step by step.</summary>
    ChainOfThought,

    /// <summary>Several replies, worked step by step, that vote.</summary>
    SelfConsistency,

    /// <summary>A search over steps.</summary>
    TreeOfThoughts,
}
