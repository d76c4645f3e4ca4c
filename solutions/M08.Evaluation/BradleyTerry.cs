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
        #region Solution
        ArgumentNullException.ThrowIfNull(battles);
        if (battles.Count == 0) throw new ArgumentException("There are no battles; give at least one.", nameof(battles));
        foreach (Battle battle in battles)
        {
            if (string.IsNullOrEmpty(battle.First) || string.IsNullOrEmpty(battle.Second)) throw new ArgumentException("A battle has a model without a name.", nameof(battles));
            if (battle.First == battle.Second) throw new ArgumentException($"{battle.First} fights itself; give two different models.", nameof(battles));
            if (battle.Result is not (Preference.First or Preference.Second or Preference.Tie)) throw new ArgumentException($"A battle has the result {battle.Result}, which is none of the three.", nameof(battles));
        }

        string[] names = [.. battles.SelectMany(battle => new[] { battle.First, battle.Second }).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, int> index = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        double[,] wins = new double[names.Length, names.Length]; // of the row's model against the column's
        foreach (Battle battle in battles)
        {
            (int i, int j) = (index[battle.First], index[battle.Second]);
            double share = battle.Result switch { Preference.First => 1, Preference.Second => 0, _ => 0.5 };
            wins[i, j] += share;
            wins[j, i] += 1 - share;
        }

        string[][] groups = Groups(names, wins);
        if (groups.Length > 1) throw new UnrankableException(groups);
        double[] strengths = Maximize(wins);
        return names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => strengths[pair.i]);
        #endregion
    }

    #region Solution
    private static string[][] Groups(string[] names, double[,] wins)
    {
        int n = names.Length;
        bool[,] reaches = new bool[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) reaches[i, j] = i == j || wins[i, j] > 0;
        }

        for (int via = 0; via < n; via++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) reaches[i, j] |= reaches[i, via] && reaches[via, j];
            }
        }

        // A group is told by the first model in it.
        return [.. Enumerable.Range(0, n).GroupBy(i => Enumerable.Range(0, n).First(j => reaches[i, j] && reaches[j, i])).Select(group => group.Select(i => names[i]).ToArray())];
    }

    private static double[] Maximize(double[,] wins)
    {
        const double Still = 1e-12;
        int n = wins.GetLength(0);
        double[] logs = new double[n];
        double moved = 1;
        while (moved > Still)
        {
            double[] next = new double[n];
            for (int i = 0; i < n; i++)
            {
                double won = 0, divisor = 0;
                for (int j = 0; j < n; j++)
                {
                    won += wins[i, j];
                    divisor += (wins[i, j] + wins[j, i]) / (Math.Exp(logs[i]) + Math.Exp(logs[j]));
                }

                next[i] = Math.Log(won / divisor);
            }

            double mean = next.Average();
            moved = 0;
            for (int i = 0; i < n; i++)
            {
                next[i] -= mean;
                moved = Math.Max(moved, Math.Abs(next[i] - logs[i]));
            }

            logs = next;
        }

        return logs;
    }
    #endregion
}
