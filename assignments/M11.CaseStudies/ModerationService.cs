namespace LLMCourse.M11;

/// <summary>Decides over texts by the scores of several categories, and closes where a score is missing.</summary>
public sealed class ModerationService
{

    /// <summary>Makes a service.</summary>
    /// <param name="categories">The categories, in the order in which reasons are told; copied. At least one.</param>
    /// <exception cref="ArgumentException">There is no category; a name is null, empty, or white space, or there twice; a threshold is NaN; <c>Block</c> is below
    /// <c>Review</c>; or a category has no scorer.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public ModerationService(IReadOnlyList<ModerationCategory> categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        // TODO M11.E5: look at every category, and keep them.
        throw new NotImplementedException("M11.E5: look at every category, and keep them.");
    }

    /// <summary>Decides over a batch.</summary>
    /// <remarks>
    /// Each category's scorer is called once, with all texts; for an empty batch none is called. A score above <see cref="ModerationCategory.Block"/> is a reason to block, otherwise one above
    /// <see cref="ModerationCategory.Review"/> is a reason to review. Where a scorer throws, or gives null or another number of scores than there are texts, every text has a reason
    /// to be reviewed, without a score; where a score is not finite, that text has. The other categories count as ever.
    /// </remarks>
    /// <param name="texts">The texts; none is null.</param>
    /// <returns>A decision for each text, in their order.</returns>
    /// <exception cref="ArgumentException">A text is null.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public IReadOnlyList<ModerationDecision> Moderate(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        // TODO M11.E5: score the batch once per category, and collect each text's reasons.
        throw new NotImplementedException("M11.E5: score the batch once per category, and collect each text's reasons.");
    }
}
