using LLMCourse.Reference.Corpora;

namespace LLMCourse.M12;

/// <summary>Compares a project's data with its card.</summary>
public static class CardReview
{
    /// <summary>Reviews the data of a project.</summary>
    /// <remarks>The handout says what each code goes by, and in which order the splits are.</remarks>
    /// <param name="card">The card.</param>
    /// <param name="sources">The sources as they were delivered; each name once.</param>
    /// <param name="splits">The rows of each split, by the split's name; none of them is changed.</param>
    /// <returns>The problems, in the order in which <see cref="CardProblem"/> has their codes. Those of a code are in the card's order, of splits and rows in
    /// that of the splits, and where neither says anything in ordinal order.</returns>
    [Exercise("M12.E1", Title = "Problem card", Weight = 2)]
    public static IReadOnlyList<CardProblem> Problems(ProjectCard card, IReadOnlyList<NoticeSource> sources, IReadOnlyDictionary<string, IReadOnlyList<Notice>> splits)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(splits);
        // TODO M12.E1: compare the sources with the card, then the splits, and then look for rows of a split in those before it.
        throw new NotImplementedException("M12.E1: compare the sources with the card, then the splits, and then look for rows of a split in those before it.");
    }
}
