namespace LLMCourse.M08;

/// <summary>What BLEU takes for the precision of n-grams of which none matches. Given; the names are sacreBLEU's.</summary>
public enum BleuSmoothing
{
    /// <summary>0, and so the whole score is 0.</summary>
    None,

    /// <summary>0.1 instead of no match: 0.1 / total.</summary>
    Floor,

    /// <summary>½, ¼, ⅛, … of a match: for the k-th length without a match 2⁻ᵏ / total. sacreBLEU's default.</summary>
    Exponential,
}
