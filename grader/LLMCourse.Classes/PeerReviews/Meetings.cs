namespace LLMCourse.Classes.PeerReviews;

/// <summary>Counts how often two people review the same submission, and how often two review each other: what
/// an assignment should have little of.</summary>
internal sealed class Meetings
{
    // To meet twice costs more than to review each other: two who always judge together count as less than two opinions.
    private const int Twice = 2, Mutual = 1;

    private readonly List<int>[] _reviewers;
    private readonly int[,] _together;

    /// <summary>Counts those of an assignment, which is changed through this from then on.</summary>
    /// <param name="reviewers">The reviewers of each submission.</param>
    public Meetings(List<int>[] reviewers)
    {
        _reviewers = reviewers;
        _together = new int[reviewers.Length, reviewers.Length];
        List<int>[] all = [.. reviewers.Select(r => r.ToList())];
        foreach (List<int> of in reviewers) of.Clear();
        for (int s = 0; s < all.Length; s++)
        {
            foreach (int r in all[s]) Enter(s, r);
        }
    }

    /// <summary>Gets what all meetings cost; 0 when nobody meets twice and nobody reviews each other.</summary>
    public int Cost { get; private set; }

    /// <summary>Makes somebody a reviewer of a submission.</summary>
    public void Enter(int submission, int reviewer)
    {
        foreach (int other in _reviewers[submission]) Cost += Twice * Pair(other, reviewer)++;
        if (_reviewers[reviewer].Contains(submission)) Cost += Mutual;
        _reviewers[submission].Add(reviewer);
    }

    /// <summary>Takes a submission away from a reviewer.</summary>
    public void Leave(int submission, int reviewer)
    {
        _reviewers[submission].Remove(reviewer);
        foreach (int other in _reviewers[submission]) Cost -= Twice * --Pair(other, reviewer);
        if (_reviewers[reviewer].Contains(submission)) Cost -= Mutual;
    }

    private ref int Pair(int a, int b) => ref _together[Math.Min(a, b), Math.Max(a, b)];
}
