namespace LLMCourse.M08;

/// <summary>Finds strengths of models that explain who won against whom.</summary>
/// <remarks>
/// Bradley and Terry 1952: P(i beats j) = 1 / (1 + exp(βⱼ − βᵢ)). The iteration and when it has an answer: Hunter 2004, "MM algorithms for
/// generalized Bradley–Terry models", §2 (<see href="https://doi.org/10.1214/aos/1079120141"/>). On models: Chiang et al. 2024, "Chatbot
/// Arena", §4 (<see href="https://arxiv.org/abs/2403.04132"/>).
/// </remarks>
public static class BradleyTerry
{
    /// <summary>Finds the strengths β, in logarithms, under which the battles are the likeliest.</summary>
    /// <param name="battles">The battles, at least one, in any order. A tie is half a win for each side.</param>
    /// <returns>The strength of each model by its name. They add up to 0, and differ from the maximum's by at most 10⁻⁶.</returns>
    /// <exception cref="UnrankableException">The strengths of some models would be infinite, or could be moved against the others' at will.</exception>
    /// <exception cref="ArgumentException">There are no battles; a name is null or empty; a model fights itself; a result is not one of the three.</exception>
    /// <remarks>
    /// <para>Say that i reaches j if i won against j or against one that reaches j; in a tie both won. Strengths exist, and only one set of them, if every
    /// model reaches every other one. If not, models that reach each other are a group, and the exception names the groups: names within a group
    /// in ordinal order, groups by their first name. Names are compared by their characters.</para>
    /// <para>Hunter's iteration on pᵢ = exp(βᵢ): each new pᵢ is i's number of wins, over the sum of nᵢⱼ / (pᵢ + pⱼ) over its opponents, with nᵢⱼ battles
    /// between the two. It never makes the battles less likely. Newton's method is as good.</para>
    /// </remarks>
    [Exercise("M08.E5", Title = "Ranking from comparisons, and a judge", Weight = 4)]
    public static IReadOnlyDictionary<string, double> Fit(IReadOnlyList<Battle> battles)
    {
        // TODO M08.E5: count wins, look whether every model reaches every other one, then iterate until the strengths stand still.
        throw new NotImplementedException("M08.E5: count wins, look whether every model reaches every other one, then iterate until the strengths stand still.");
    }
}
