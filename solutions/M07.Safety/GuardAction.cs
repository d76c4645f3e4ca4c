namespace LLMCourse.M07;

/// <summary>Names what happens to a text that a rule matches; a greater value is more severe.</summary>
public enum GuardAction
{
    /// <summary>The text stays as it is. A rule with this action is one on trial: it only tells that it matches.</summary>
    Allow,

    /// <summary>What matches is replaced by <see cref="GuardPolicy.Mask"/>.</summary>
    Redact,

    /// <summary>The text stays as it is, and the turn is to be put before a person.</summary>
    Escalate,

    /// <summary>The turn ends here.</summary>
    Block,
}
