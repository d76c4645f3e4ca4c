namespace LLMCourse.Classes.Gradebooks;

/// <content>Which modules students may see.</content>
public sealed partial class Gradebook
{
    /// <summary>Enters that students may see a module's grades.</summary>
    /// <exception cref="GradebookException">It could not be saved.</exception>
    public void Add(Release entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Guard(() => Execute(null, "INSERT INTO releases (module, who, why, made_utc) VALUES ($module, $who, $why, $made)",
            ("$module", entry.Module), ("$who", entry.Who), ("$why", entry.Why), ("$made", Text(entry.MadeUtc))));
    }

    /// <summary>Lists the releases that were not taken back, in the order in which they were made.</summary>
    public IReadOnlyList<Release> Releases() => Read(
        $"SELECT d.module, d.who, d.why, d.made_utc FROM releases d WHERE {Held("R")} ORDER BY d.id",
        r => new Release(r.GetString(0), r.GetString(1), r.GetString(2), Time(r.GetString(3))));

    /// <summary>Lists those of some modules whose grades students may not see yet, in their order.</summary>
    /// <param name="policy">The course file; unless it says <c>release: manual</c> students may see all.</param>
    /// <param name="modules">The modules.</param>
    public IReadOnlyList<string> Withheld(CoursePolicy policy, IEnumerable<string> modules)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!policy.ReleaseByHand) return [];
        HashSet<string> released = [.. Releases().Select(r => r.Module)];
        return [.. modules.Where(m => !released.Contains(m))];
    }
}
