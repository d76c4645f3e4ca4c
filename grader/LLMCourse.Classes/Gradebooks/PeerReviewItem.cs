namespace LLMCourse.Classes.Gradebooks;

/// <summary>The part of a module's grade that peers judge: an item of its own in the gradebook,
/// such as <c>M12.P</c> beside <c>M12</c>.</summary>
/// <remarks>docs/adr/0014-peer-review-is-an-item.md says why it is no part of the module's own grade.</remarks>
public static class PeerReviewItem
{
    private const string Ending = ".P", Name = "peer review (";

    /// <summary>Returns the item of a module.</summary>
    /// <param name="module">The module's id.</param>
    public static string Of(string module) => module + Ending;

    /// <summary>Returns the module of an item; null when it is none.</summary>
    /// <param name="item">The item, such as <c>M12.P</c>; case does not matter.</param>
    public static string? ModuleOf(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Length == 5 && item.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? item[..3] : null;
    }

    /// <summary>Returns who enters the points of reviews.</summary>
    /// <param name="reviewers">The reviewers' codes.</param>
    public static string Who(IEnumerable<string> reviewers) => $"{Name}{string.Join(", ", reviewers)})";

    /// <summary>Says whether a name would be taken for that of reviews; no person may enter a decision under such a one.</summary>
    /// <param name="who">The name.</param>
    public static bool IsTakenFor(string who)
    {
        ArgumentNullException.ThrowIfNull(who);
        return who.TrimStart().StartsWith(Name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Says whether a decision came out of reviews, and not from a person.</summary>
    /// <param name="who">Who decided.</param>
    public static bool IsBy(string who)
    {
        ArgumentNullException.ThrowIfNull(who);
        return who.StartsWith(Name, StringComparison.Ordinal);
    }
}
