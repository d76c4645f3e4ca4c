namespace LLMCourse.M08;

/// <summary>What can be wrong with a decision.</summary>
public enum FlawKind
{
    /// <summary>The weights do not sum to 1, or one is not above 0. About: nothing.</summary>
    Weights,

    /// <summary>An option has no score in a criterion, or several. About: option and criterion.</summary>
    NotOneScore,

    /// <summary>A score is below 0 or above 5. About: option and criterion.</summary>
    Points,

    /// <summary>A score has no evidence. About: option and criterion.</summary>
    NoEvidence,

    /// <summary>There is no fact of an id. About: the id.</summary>
    UnknownEvidence,

    /// <summary>A fact is about another option of the sheet. About: the id.</summary>
    EvidenceOfAnother,

    /// <summary>A fact is from after the decision, or could not be relied on any more at its date. About: the id.</summary>
    Stale,

    /// <summary>A total is missing, or is not the sum of weight times points. About: the option.</summary>
    Total,

    /// <summary>What is chosen has 0 points in a required criterion. About: the criterion.</summary>
    RequiredNotMet,

    /// <summary>What is chosen is no option, or another option that meets what is required has a greater sum of weight times points. About: the chosen option.</summary>
    NotTheBest,
}
