namespace LLMCourse.Reference.Mixture;

/// <summary>Says by what the outputs of a token's chosen experts are multiplied before they are added up.</summary>
public enum ExpertGate
{
    /// <summary>The chosen experts' probabilities divided by their sum, which is a softmax over the chosen ones (Jiang et al. 2024, §2.1).
    /// With one chosen expert the factor is always 1, and the router learns by the load-balancing loss alone.</summary>
    Renormalised,

    /// <summary>The probabilities as they are (Fedus et al. 2022, §2.1, eq. 2), so that the router gets a
    /// gradient even with one chosen expert.</summary>
    Probability,
}
