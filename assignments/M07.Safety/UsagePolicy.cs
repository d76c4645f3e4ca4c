namespace LLMCourse.M07;

/// <summary>Says what stands in the way of a use.</summary>
public static class UsagePolicy
{
    /// <summary>Lists the objections to a use of a model under a licence.</summary>
    /// <param name="licence">The name of a licence of <see cref="Licences.All"/>; case does not matter.</param>
    /// <param name="use">The use.</param>
    /// <returns>
    /// Of <c>commercial</c> (it is, and the licence forbids it), <c>users</c> (more than it allows), <c>attribution</c> (asked for and not
    /// given) those that hold, in this order; none where the use is allowed;
    /// <c>unknown licence</c> alone where the table does not have it: what nobody has read allows nothing.
    /// </returns>
    [Exercise("M07.E7")]
    public static IReadOnlyList<string> Check(string licence, ModelUse use)
    {
        ArgumentNullException.ThrowIfNull(licence);
        ArgumentNullException.ThrowIfNull(use);
        // TODO M07.E7: look the licence up, and compare each of its terms with the use.
        throw new NotImplementedException("M07.E7: look the licence up, and compare each of its terms with the use.");
    }
}
