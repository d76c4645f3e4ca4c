namespace TorchSharp;

/// <summary>Counts of one kind of disposable object on one thread.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }

    /// <summary>Made on this thread and not yet disposed of on it; what finalizers free is not counted.</summary>
    public long ThreadTotalLiveCount =>
        CreatedOutsideScopeCount - DisposedOutsideScopeCount + CreatedInScopeCount - DisposedInScopeCount;

    public void Reset() =>
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount =
            AttachedToScopeCount = DetachedFromScopeCount = 0;
}
