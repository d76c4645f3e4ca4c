namespace LLMCourse.M08;

/// <summary>Rates models by one battle after the other.</summary>
/// <remarks>
/// Elo 1978, "The Rating of Chessplayers"; on models with these defaults: Chatbot Arena's first leaderboard
/// (<see href="https://lmsys.org/blog/2023-05-03-arena/"/>), which later took Bradley–Terry instead, as the order of the battles means nothing there.
/// </remarks>
public static class Elo
{
    /// <summary>Says how many points of a battle to expect, a tie being half a point: 1 / (1 + 10^((opponent − own) / 400)).</summary>
    /// <param name="own">One's rating.</param>
    /// <param name="opponent">The opponent's.</param>
    [Exercise("M08.E5")]
    public static double Expected(double own, double opponent)
    {
        // TODO M08.E5: write the formula.
        throw new NotImplementedException("M08.E5: write the formula.");
    }

    /// <summary>Rates models by their battles, in the order in which they were fought.</summary>
    /// <param name="battles">The battles; there may be none.</param>
    /// <param name="k">How many points a battle moves at most, positive and finite.</param>
    /// <param name="initial">The rating of a model before its first battle, finite.</param>
    /// <returns>The rating of each model by its name. After a battle, a model's rating grows by k times its points less those that were expected of it;
    /// both expectations are of the ratings before the battle.</returns>
    /// <exception cref="ArgumentException">A name is null or empty; a model fights itself; a result is not one of the three; <paramref name="k"/> or
    /// <paramref name="initial"/> is out of range.</exception>
    [Exercise("M08.E5")]
    public static IReadOnlyDictionary<string, double> Rate(IReadOnlyList<Battle> battles, double k = 4, double initial = 1000)
    {
        // TODO M08.E5: after each battle, move both ratings by k times the surprise.
        throw new NotImplementedException("M08.E5: after each battle, move both ratings by k times the surprise.");
    }
}
