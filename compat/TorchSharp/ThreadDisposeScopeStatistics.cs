namespace TorchSharp;

/// <summary>Counts of what a thread made and disposed of.</summary>
public class ThreadDisposeScopeStatistics
{
    internal readonly LifetimeStatistics Tensors = new();

    public LifetimeStatistics TensorStatistics => Tensors;
    public LifetimeStatistics PackedSequenceStatistics { get; } = new();

    public long CreatedOutsideScopeCount => Tensors.CreatedOutsideScopeCount;
    public long DisposedOutsideScopeCount => Tensors.DisposedOutsideScopeCount;
    public long CreatedInScopeCount => Tensors.CreatedInScopeCount;
    public long DisposedInScopeCount => Tensors.DisposedInScopeCount;
    public long AttachedToScopeCount => Tensors.AttachedToScopeCount;
    public long DetachedFromScopeCount => Tensors.DetachedFromScopeCount;
    public long ThreadTotalLiveCount => Tensors.ThreadTotalLiveCount;

    public void Reset()
    {
        TensorStatistics.Reset();
        PackedSequenceStatistics.Reset();
    }
}
