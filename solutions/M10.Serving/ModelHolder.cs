using LLMCourse.Reference;

namespace LLMCourse.M10;

/// <summary>Holds the model that serves, and changes it while requests are under way. Safe for use by several threads.</summary>
/// <remarks>A model is disposed exactly once: when it serves no more and its last lease has ended, on the thread that ends it, outside of any lock.
/// A holder gets each model once.</remarks>
/// <typeparam name="T">The model.</typeparam>
public sealed class ModelHolder<T> : IDisposable
    where T : class, IDisposable
{
    #region Solution
    private readonly Lock _lock = new();
    private Slot? _current;
    #endregion

    /// <summary>Makes a holder.</summary>
    /// <param name="first">The model that serves first; the holder disposes it.</param>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public ModelHolder(T first)
    {
        ArgumentNullException.ThrowIfNull(first);
        // TODO M10.E5: keep the model with a count of its users, of whom the holder is one.
        #region Solution
        _current = new Slot(first);
        #endregion
    }

    /// <summary>Lends the model that serves now.</summary>
    /// <returns>The lease, which the caller disposes; until then the model is not.</returns>
    /// <exception cref="ObjectDisposedException">The holder is disposed.</exception>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public ModelLease<T> Acquire()
    {
        // TODO M10.E5: read which model serves and count the user in one step.
        #region Solution
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_current is null, this);
            Slot slot = _current;
            slot.Users++;
            return new ModelLease<T>(slot.Model, () => Release(slot));
        }
        #endregion
    }

    /// <summary>Puts another model in the place of the one that serves. It does not wait for leases.</summary>
    /// <param name="next">The model that every later lease has; the holder disposes it.</param>
    /// <exception cref="ObjectDisposedException">The holder is disposed; <paramref name="next"/> stays the caller's.</exception>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public void Swap(T next)
    {
        ArgumentNullException.ThrowIfNull(next);
        // TODO M10.E5: exchange the models in one step, then end the holder's own use of the old one.
        #region Solution
        Slot old;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_current is null, this);
            (old, _current) = (_current, new Slot(next));
        }

        Release(old);
        #endregion
    }

    /// <summary>Ends the service: no further leases. The model is disposed when the last lease ends. A second call does nothing.</summary>
    [Exercise("M10.E5", Title = "Model registry and canaries", Weight = 2)]
    public void Dispose()
    {
        // TODO M10.E5: take the model out, and end the holder's own use of it.
        #region Solution
        Slot? old;
        lock (_lock) (old, _current) = (_current, null);
        if (old is not null) Release(old);
        #endregion
    }

    #region Solution
    private void Release(Slot slot)
    {
        bool isLast;
        lock (_lock) isLast = --slot.Users == 0;
        if (isLast) slot.Model.Dispose();
    }

    private sealed class Slot(T model)
    {
        public T Model => model;

        /// <summary>Gets or sets how many use the model: the leases, and the holder while it serves.</summary>
        public int Users { get; set; } = 1;
    }
    #endregion
}
