using LLMCourse.Reference;

namespace LLMCourse.M08;

/// <summary>Finds what is wrong with a decision before somebody else does.</summary>
public static class DecisionSheet
{
    /// <summary>Checks that a decision follows from what it says.</summary>
    /// <remarks>
    /// A sum is of weight times points over the scores of an option; scores of options or criteria that the sheet does not have count for nothing and are not looked at.
    /// A fact of an id is stale where it is from after the decision, or where more than <see cref="Fact.GoodForDays"/> days lie between the two. A fact about a
    /// machine, or anything else that is no option, may support any option.
    /// </remarks>
    /// <param name="decision">The decision.</param>
    /// <param name="facts">The facts that it may rest on.</param>
    /// <returns>The flaws, each once, in any order; none where it is consistent.</returns>
    [Exercise("M08.E8")]
    public static IReadOnlyList<Flaw> Check(Decision decision, IReadOnlyList<Fact> facts)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(facts);
        // TODO M08.E8: look for each kind of flaw in turn.
        #region Solution
        List<Flaw> flaws = [];
        if (decision.Criteria.Sum(criterion => criterion.Weight) != 1 || decision.Criteria.Any(criterion => criterion.Weight <= 0)) flaws.Add(new Flaw(FlawKind.Weights));
        Dictionary<string, decimal> sums = [];
        foreach (string option in decision.Options)
        {
            decimal sum = 0;
            foreach (Criterion criterion in decision.Criteria)
            {
                string about = $"{option}/{criterion.Name}";
                Score[] scores = [.. decision.Scores.Where(score => score.Option == option && score.Criterion == criterion.Name)];
                if (scores.Length != 1) flaws.Add(new Flaw(FlawKind.NotOneScore, about));
                foreach (Score score in scores)
                {
                    sum += criterion.Weight * score.Points;
                    if (score.Points is < 0 or > 5) flaws.Add(new Flaw(FlawKind.Points, about));
                    if (score.Evidence.Count == 0) flaws.Add(new Flaw(FlawKind.NoEvidence, about));
                    flaws.AddRange(score.Evidence.Select(id => Doubt(decision, option, id, facts)).OfType<Flaw>());
                }
            }

            sums[option] = sum;
            if (!decision.Totals.TryGetValue(option, out decimal total) || total != sum) flaws.Add(new Flaw(FlawKind.Total, option));
        }

        string[] missed = [.. Missed(decision, decision.Choice)];
        flaws.AddRange(missed.Select(criterion => new Flaw(FlawKind.RequiredNotMet, criterion)));
        bool isKnown = sums.TryGetValue(decision.Choice, out decimal chosen);
        if (!isKnown || sums.Any(sum => sum.Value > chosen && !Missed(decision, sum.Key).Any())) flaws.Add(new Flaw(FlawKind.NotTheBest, decision.Choice));
        return [.. flaws.Distinct()];
        #endregion
    }

    #region Solution
    private static Flaw? Doubt(Decision decision, string option, string id, IReadOnlyList<Fact> facts)
    {
        if (facts.FirstOrDefault(fact => fact.Id == id) is not { } fact) return new Flaw(FlawKind.UnknownEvidence, id);
        if (fact.About != option && decision.Options.Contains(fact.About)) return new Flaw(FlawKind.EvidenceOfAnother, id);
        int age = decision.Date.DayNumber - fact.Date.DayNumber;
        return age < 0 || age > fact.GoodForDays ? new Flaw(FlawKind.Stale, id) : null;
    }

    private static IEnumerable<string> Missed(Decision decision, string option) => decision.Criteria
        .Where(criterion => criterion.IsRequired && decision.Scores.Any(score => score.Option == option && score.Criterion == criterion.Name && score.Points == 0))
        .Select(criterion => criterion.Name);
    #endregion
}
