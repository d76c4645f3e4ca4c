namespace LLMCourse.M11;

/// <summary>Decides over texts by the scores of several categories, and closes where a score is missing.</summary>
public sealed class ModerationService
{
    #region Solution
    private readonly ModerationCategory[] _categories;
    #endregion

    /// <summary>Makes a service.</summary>
    /// <param name="categories">The categories, in the order in which reasons are told; copied. At least one.</param>
    /// <exception cref="ArgumentException">There is no category; a name is null, empty, or white space, or there twice; a threshold is NaN; <c>Block</c> is below
    /// <c>Review</c>; or a category has no scorer.</exception>
    [Exercise("M11.E5", Title = "Moderation service", Weight = 2)]
    public ModerationService(IReadOnlyList<ModerationCategory> categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        // TODO M11.E5: look at every category, and keep them.
        #region Solution
        if (categories.Count == 0) throw new ArgumentException("There is no category; without one everything would be allowed.", nameof(categories));
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ModerationCategory category in categories)
        {
            ArgumentNullException.ThrowIfNull(category, nameof(categories));
            ArgumentException.ThrowIfNullOrWhiteSpace(category.Name, nameof(categories));
            ArgumentNullException.ThrowIfNull(category.Score, nameof(categories));
            if (!names.Add(category.Name)) throw new ArgumentException($"Two categories have the name {category.Name}; give each its own.", nameof(categories));
            if (!(category.Review <= category.Block))
                throw new ArgumentException($"{category.Name} reviews above {category.Review} and blocks above {category.Block}; the second must be at least the first.", nameof(categories));
        }

        _categories = [.. categories];
        #endregion
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
        #region Solution
        if (texts.Contains(null!)) throw new ArgumentException("A text is null; leave it out, or give an empty one.", nameof(texts));
        if (texts.Count == 0) return [];
        double?[][] scores = [.. _categories.Select(category => Scores(category, texts))];
        return [.. texts.Select((_, text) => Decide([.. scores.Select(category => category[text])]))];
        #endregion
    }

    #region Solution
    private static double?[] Scores(ModerationCategory category, IReadOnlyList<string> texts)
    {
        try
        {
            IReadOnlyList<double>? scores = category.Score(texts);
            if (scores?.Count == texts.Count) return [.. scores.Select(score => double.IsFinite(score) ? score : (double?)null)];
        }
        catch (Exception)
        {
            // Whatever it was, there is no score, and what has none is looked at by a person.
        }

        return new double?[texts.Count];
    }

    private ModerationDecision Decide(double?[] scores)
    {
        List<ModerationReason> reasons = [];
        for (int i = 0; i < _categories.Length; i++)
        {
            ModerationAction action = scores[i] is not { } score ? ModerationAction.Review
                : score > _categories[i].Block ? ModerationAction.Block
                : score > _categories[i].Review ? ModerationAction.Review
                : ModerationAction.Allow;
            if (action != ModerationAction.Allow) reasons.Add(new ModerationReason(_categories[i].Name, action, scores[i]));
        }

        ModerationReason[] sorted = [.. reasons.OrderByDescending(reason => reason.Action)]; // equal ones stay in their order
        return new ModerationDecision(sorted.Length > 0 ? sorted[0].Action : ModerationAction.Allow, sorted);
    }
    #endregion
}
