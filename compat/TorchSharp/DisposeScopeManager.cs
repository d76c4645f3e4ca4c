namespace TorchSharp;

/// <summary>The dispose scopes of one thread, innermost last.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? s_singleton;

    internal static DisposeScopeManager ThreadSingleton => s_singleton ??= new DisposeScopeManager();

    internal DisposeScope? Current { get; private set; }

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    /// <summary>How many tensors this thread has made, moved and disposed of.</summary>
    public static ThreadDisposeScopeStatistics Statistics => ThreadSingleton.StatisticsInstance;

    internal void Register(torch.Tensor tensor)
    {
        if (Current is { } scope)
        {
            StatisticsInstance.Tensors.CreatedInScopeCount++;
            scope.Add(tensor);
        }
        else StatisticsInstance.Tensors.CreatedOutsideScopeCount++;
    }

    internal DisposeScope NewDisposeScope() => Current = new DisposeScope(this) { OuterScope = Current };

    // Scopes end in the reverse order of their making, but a caller that breaks the rule must not corrupt the stack.
    internal void Remove(DisposeScope scope)
    {
        for (DisposeScope? s = Current; s is not null; s = s.OuterScope)
        {
            if (s != scope) continue;
            Current = scope.OuterScope;
            return;
        }
    }
}
