namespace LLMCourse.Grading.Workers;

/// <summary>How many pieces of work both sides run at one size.</summary>
/// <remarks>A slow submission gets fewer than the reference wants, so that it is told how slow it is instead of timing out. It has them
/// only as long as it is slow.</remarks>
internal sealed class PieceCount
{
    private const int MuchFaster = 4;

    private readonly int _wanted;
    private readonly TimeSpan _longest;

    /// <summary>Creates a count.</summary>
    /// <param name="wanted">What the reference wants.</param>
    /// <param name="once">How long one piece took the submission.</param>
    /// <param name="longest">How long a run may take.</param>
    public PieceCount(int wanted, TimeSpan once, TimeSpan longest)
    {
        _wanted = wanted;
        _longest = longest;
        Now = once * wanted <= longest ? wanted : Math.Max(1, (int)(longest / once));
    }

    /// <summary>Gets the count.</summary>
    public int Now { get; private set; }

    /// <summary>Says whether a run shows that the submission had pretended to be slow, and raises the count if so.</summary>
    /// <param name="measured">The run.</param>
    public bool IsTooLow(TimingRound measured)
    {
        if (Now == _wanted || measured.SubmissionMicroseconds * Now > _longest.TotalMicroseconds / MuchFaster) return false;
        Now = _wanted;
        return true;
    }
}
