using static TorchSharp.torch;

namespace LLMCourse.Reference;

/// <summary>A table that a module computes from its sizes, so that no file holds it: cosines of positions and the like.</summary>
/// <remarks>
/// In the place of a buffer with <c>persistent: false</c>, which TorchSharp 0.107 keeps out of <c>buffers()</c> altogether: such a buffer
/// stays behind when its module moves to another device, and is not disposed with it.
/// </remarks>
internal sealed class FixedTable : IDisposable
{
    private readonly Lock _moving = new();
    private Tensor _values;

    /// <summary>Takes a tensor over.</summary>
    /// <param name="values">The table; no dispose scope owns it any more.</param>
    public FixedTable(Tensor values) => _values = values.DetachFromDisposeScope();

    /// <summary>Gets the table where it is wanted; the first who asks for it on a device moves it there.</summary>
    /// <param name="device">The device of the activations.</param>
    /// <returns>The table itself: not to be disposed, nor written to.</returns>
    public Tensor On(Device device)
    {
        lock (_moving)
        {
            if (_values.device_type == device.type && _values.device_index == device.index)
                return _values;
            using Tensor old = _values;
            return _values = old.to(device).DetachFromDisposeScope();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();
}
