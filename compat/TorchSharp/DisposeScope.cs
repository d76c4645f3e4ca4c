namespace TorchSharp;

/// <summary>
/// Owns the disposable objects that its thread makes while it is the innermost scope, and disposes of them when it ends.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    // A tensor knows its place in the list, so that leaving costs no search; what leaves is replaced by the last one.
    private readonly List<IDisposable> _disposables = [];
    private readonly DisposeScopeManager _manager;
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager) => _manager = manager;

    internal DisposeScope? OuterScope { get; init; }

    public int DisposablesCount => _disposables.Count;

    public IReadOnlyList<IDisposable> DisposablesView => _disposables.ToArray();

    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        MoveOne(OuterScope, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable d in disposables) MoveOne(OuterScope, d);
    }

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        MoveOne(scope, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second));

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable d in disposables) MoveOne(scope, d);
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        MoveOne(null, disposable);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable d in disposables) MoveOne(null, d);
    }

    public void Attach(IDisposable disposable)
    {
        ArgumentNullException.ThrowIfNull(disposable);
        if (disposable is torch.Tensor t)
        {
            if (t.OwningScope is { } other)
            {
                if (other == this) return;
                other.MoveOne(this, t);
                return;
            }
            _manager.StatisticsInstance.Tensors.AttachedToScopeCount++;
        }
        else if (_disposables.Contains(disposable)) return;
        Add(disposable);
    }

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        IDisposable[] all = [.. disposables];
        foreach (IDisposable d in all) Attach(d);
        return all;
    }

    public bool Contains(IDisposable disposable) => disposable is torch.Tensor t ? t.OwningScope == this : _disposables.Contains(disposable);

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        // Disposing of an object may dispose of others in the list, so each is taken out first.
        foreach (IDisposable d in _disposables.ToArray())
            if (!keep.Contains(d) && Contains(d)) DisposeOne(d);
    }

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    /// <summary>Ends the scope and disposes of what it holds.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        while (_disposables.Count > 0) DisposeOne(_disposables[^1]);
        _manager.Remove(this);
    }

    /// <summary>Takes out an object that was disposed of by itself.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (Remove(disposable) && disposable is torch.Tensor) _manager.StatisticsInstance.Tensors.DisposedInScopeCount++;
    }

    internal void Add(IDisposable disposable)
    {
        if (disposable is torch.Tensor t) Add(t);
        else _disposables.Add(disposable);
    }

    internal void Add(torch.Tensor tensor)
    {
        tensor.OwningScope = this;
        tensor.ScopeSlot = _disposables.Count;
        _disposables.Add(tensor);
    }

    private void DisposeOne(IDisposable disposable)
    {
        if (disposable is not torch.Tensor) Remove(disposable);
        disposable.Dispose(); // a tensor calls MarkAsDisposed
    }

    private void MoveOne(DisposeScope? scope, IDisposable? disposable)
    {
        if (disposable is null || scope == this || !Remove(disposable)) return;
        if (scope is not null) scope.Add(disposable);
        else if (disposable is torch.Tensor) _manager.StatisticsInstance.Tensors.DetachedFromScopeCount++;
    }

    private bool Remove(IDisposable disposable)
    {
        int slot;
        if (disposable is torch.Tensor t)
        {
            if (t.OwningScope != this) return false;
            t.OwningScope = null;
            slot = t.ScopeSlot;
        }
        else if ((slot = _disposables.IndexOf(disposable)) < 0) return false;
        int last = _disposables.Count - 1;
        if (slot != last)
        {
            IDisposable moved = _disposables[slot] = _disposables[last];
            if (moved is torch.Tensor m) m.ScopeSlot = slot;
        }
        _disposables.RemoveAt(last);
        return true;
    }
}
