using LLMCourse.Reference.Decoding;

namespace LLMCourse.M07;

/// <summary>Attacks a target of one's own, and counts what works.</summary>
public static class RedTeam
{
    /// <summary>Runs attacks against a target.</summary>
    /// <remarks>
    /// The target is asked one thing after the other, never the same trial twice, and never more often than the budget allows: first the
    /// benign requests, in their order; then trials, each of one attack in the writing of one mutator; then what makes findings shorter.
    /// An exception of the target, a mutator or the judge is passed on.
    /// <para><b>Order of trials.</b> They are listed by attack and then by mutator, and shuffled with <see cref="Xoshiro256"/> of the
    /// seed (Fisher and Yates): for i from the last place down to the second, the trial at i changes places with the one at ⌊(i + 1)·u⌋,
    /// u the next of <see cref="Xoshiro256.NextDouble"/>. So a budget that is too small tries a fair sample of all pairs, and not the
    /// first attacks alone. What was not tried counts in no rate.</para>
    /// <para><b>Making findings shorter.</b> The findings are taken in the order of the report. Words, parts between single spaces, are
    /// left out one by one, from the first one: if what is left still works with the same mutator, it stays out, and the next word to try
    /// stands at the same place; otherwise the next place is tried. Passes are repeated until one takes nothing out, or one word is left,
    /// or <see cref="RedTeamOptions.ShrinkBudget"/> of this finding or the budget is used up. In the first two cases the finding is
    /// minimal (Zeller and Hildebrandt 2002, <see href="https://doi.org/10.1109/32.988498"/>, call that 1-minimal).</para>
    /// </remarks>
    /// <param name="target">What is attacked: gives an answer to a prompt.</param>
    /// <param name="attacks">The attacks.</param>
    /// <param name="mutators">The mutators.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work before the next call; the target gets it.</param>
    /// <returns>The report, the same for the same seed and a target that always answers the same.</returns>
    /// <exception cref="ArgumentException">Two attacks, or two mutators, have one name, or a budget is below 0.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M07.E4", Title = "Red teaming your own guard", Weight = 2)]
    public static async Task<RedTeamReport> RunAsync(
        Func<string, CancellationToken, Task<string>> target,
        IReadOnlyList<RedTeamAttack> attacks,
        IReadOnlyList<RedTeamMutator> mutators,
        RedTeamOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(attacks);
        ArgumentNullException.ThrowIfNull(mutators);
        ArgumentNullException.ThrowIfNull(options);
        // TODO M07.E4: ask the benign requests, then the shuffled trials, then shorten what worked, and count.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegative(options.Budget, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.ShrinkBudget, nameof(options));
        if (attacks.Select(attack => attack.Id).Distinct().Count() < attacks.Count)
            throw new ArgumentException("Two attacks have one id; give each its own.", nameof(attacks));
        if (mutators.Select(mutator => mutator.Name).Distinct().Count() < mutators.Count)
            throw new ArgumentException("Two mutators have one name; give each its own.", nameof(mutators));

        int calls = 0;
        int asked = Math.Min(options.Benign.Count, options.Budget), refused = 0;
        foreach (string request in options.Benign.Take(asked))
        {
            if (options.IsRefusal(await AskAsync(request))) refused++;
        }

        string?[,] answers = new string?[attacks.Count, mutators.Count];
        bool[,] worked = new bool[attacks.Count, mutators.Count], tried = new bool[attacks.Count, mutators.Count];
        foreach (int trial in Shuffled(attacks.Count * mutators.Count, options.Seed).Take(options.Budget - calls))
        {
            (int a, int m) = Math.DivRem(trial, mutators.Count);
            answers[a, m] = await AskAsync(mutators[m].Apply(attacks[a].Text));
            tried[a, m] = true;
            worked[a, m] = options.Judge(attacks[a], answers[a, m]!);
        }

        List<RedTeamFinding> findings = [];
        for (int a = 0; a < attacks.Count; a++)
        {
            for (int m = 0; m < mutators.Count; m++)
            {
                if (worked[a, m]) findings.Add(await ShrinkAsync(attacks[a], mutators[m], answers[a, m]!));
            }
        }

        return new RedTeamReport(
            Count("all", (_, _) => true),
            [.. attacks.Select((attack, at) => Count(attack.Id, (a, _) => a == at))],
            [.. mutators.Select((mutator, at) => Count(mutator.Name, (_, m) => m == at))],
            RedTeamRate.Of("benign", refused, asked),
            findings,
            calls);

        Task<string> AskAsync(string prompt)
        {
            cancellationToken.ThrowIfCancellationRequested();
            calls++;
            return target(prompt, cancellationToken);
        }

        async Task<RedTeamFinding> ShrinkAsync(RedTeamAttack attack, RedTeamMutator mutator, string answer)
        {
            List<string> words = [.. attack.Text.Split(' ')];
            int last = calls + Math.Min(options.ShrinkBudget, options.Budget - calls);
            bool isShorter = true;
            while (isShorter && words.Count > 1)
            {
                isShorter = false;
                for (int at = 0; at < words.Count && words.Count > 1;)
                {
                    if (calls == last) return Finding(false);
                    List<string> fewer = [.. words[..at], .. words[(at + 1)..]];
                    string next = await AskAsync(mutator.Apply(string.Join(' ', fewer)));
                    if (options.Judge(attack, next)) (words, answer, isShorter) = (fewer, next, true);
                    else at++;
                }
            }

            return Finding(true);

            RedTeamFinding Finding(bool isMinimal)
            {
                string text = string.Join(' ', words);
                return new RedTeamFinding(attack.Id, mutator.Name, text, mutator.Apply(text), answer, isMinimal);
            }
        }

        RedTeamRate Count(string name, Func<int, int, bool> counts)
        {
            int total = 0, successes = 0;
            for (int a = 0; a < attacks.Count; a++)
            {
                for (int m = 0; m < mutators.Count; m++)
                {
                    if (!tried[a, m] || !counts(a, m)) continue;
                    total++;
                    if (worked[a, m]) successes++;
                }
            }

            return RedTeamRate.Of(name, successes, total);
        }
        #endregion
    }

    #region Solution
    private static int[] Shuffled(int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Xoshiro256 random = new(seed);
        for (int i = count - 1; i > 0; i--)
        {
            int other = (int)(random.NextDouble() * (i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
    #endregion
}
