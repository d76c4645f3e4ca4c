namespace LLMCourse.M08;

/// <summary>How much a disagreement of two raters weighs. Given.</summary>
public enum KappaWeights
{
    /// <summary>Every disagreement weighs 1.</summary>
    None,

    /// <summary>As many as the categories are places apart.</summary>
    Linear,

    /// <summary>The square of how many places the categories are apart.</summary>
    Quadratic,
}
