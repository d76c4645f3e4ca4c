namespace LLMCourse.M10;

/// <summary>A model that somebody uses, and that stays usable until this is disposed.</summary>
/// <typeparam name="T">The model.</typeparam>
/// <param name="model">The model.</param>
/// <param name="release">Called by the first <see cref="Dispose"/>, and by no other.</param>
public sealed class ModelLease<T>(T model, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>Gets the model.</summary>
    public T Model => model;

    /// <summary>Gives the model back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
