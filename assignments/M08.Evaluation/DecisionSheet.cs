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
        throw new NotImplementedException("M08.E8: look for each kind of flaw in turn.");
    }
}
