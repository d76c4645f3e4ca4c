using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter between steps.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public virtual void Initialize(OptimizerOptions options)
    {
    }

    public abstract void SaveStateDict(BinaryWriter writer);
    public abstract void LoadStateDict(BinaryReader reader);
    public abstract void LoadStateDict(OptimizerState source);

    public virtual void to(Device device)
    {
    }

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(tensor is not null);
        if (tensor is not null) TensorFile.Write(writer, tensor);
    }

    internal static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Parameter like)
    {
        bool there = reader.ReadBoolean();
        if (!there)
        {
            result?.Dispose();
            result = null;
            return;
        }
        result ??= Zeros(like);
        TensorFile.Read(reader, result, "optimizer state");
    }

    /// <summary>Zeros of the parameter's shape, type and device that belong to no dispose scope.</summary>
    internal static Tensor Zeros(Parameter like)
    {
        using var off = no_grad();
        return zeros_like(like).DetachFromDisposeScope();
    }

    /// <summary>Makes <paramref name="own"/> hold another optimizer's values, as a copy.</summary>
    internal static void Copy(ref Tensor? own, Tensor? source, Parameter like)
    {
        if (source is null)
        {
            own?.Dispose();
            own = null;
            return;
        }
        own ??= Zeros(like);
        using var off = no_grad();
        own.copy_(source);
    }

    internal static void Move(ref Tensor? tensor, Device device)
    {
        if (tensor is null) return;
        Tensor moved = tensor.to(device).DetachFromDisposeScope();
        tensor.Dispose();
        tensor = moved;
    }

    internal static bool Close(Tensor? a, Tensor? b) => a is null || b is null ? a is null && b is null : a.allclose(b);

    private protected static T As<T>(OptimizerState source) where T : OptimizerState =>
        source as T ?? throw new ArgumentException(
            $"The state is of {source?.GetType().DeclaringType?.Name ?? "nothing"}; load it into an optimizer of that kind.", nameof(source));
}
