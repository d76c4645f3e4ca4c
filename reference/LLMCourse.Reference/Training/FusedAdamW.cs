using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Training;

/// <summary>AdamW in one pass over the memory: Adam with a weight decay that is apart from the gradient.</summary>
/// <remarks>
/// Loshchilov and Hutter 2019, algorithm 2 (<see href="https://arxiv.org/abs/1711.05101"/>). Differs: the decay is multiplied by the
/// learning rate, as in PyTorch. Matrices decay, vectors (norms and biases) do not. As single operators the update would read and
/// write each parameter a dozen times; float32 tensors on the CPU are updated in one loop, which also applies the clipping's factor.
/// Other tensors take the operators. Both are deterministic: the order of additions does not depend on the number of threads.
/// </remarks>
public sealed class FusedAdamW : IDisposable
{
    private readonly nn.Module _model;
    private readonly AdamWOptions _options;
    private readonly Slot[] _slots;

    /// <summary>Makes the optimizer for all trainable parameters of a module, with moments of 0.</summary>
    /// <param name="model">The module; parameters that require no gradient are left out. Make the
    /// optimizer after moving it to its device.</param>
    /// <param name="options">The constants; null: the defaults.</param>
    public FusedAdamW(nn.Module model, AdamWOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = (options ?? new AdamWOptions()).Validate();
        using var noGrad = no_grad();
        var slots = new List<Slot>();
        var seen = new HashSet<Tensor>(SameMemory.Instance);
        foreach ((string name, Parameter parameter) in model.named_parameters())
        {
            // A tied weight may be listed under each of its names; it moves once.
            if (!parameter.requires_grad || !seen.Add(parameter))
                continue;
            Tensor mean = zeros_like(parameter).DetachFromDisposeScope(), square = zeros_like(parameter).DetachFromDisposeScope();
            slots.Add(new Slot(name, parameter, mean, square, parameter.ndim >= 2 ? _options.WeightDecay : 0));
        }

        _slots = [.. slots];
    }

    /// <summary>Gets the number of steps taken, which the correction of the moments depends on.</summary>
    public long Steps { get; internal set; }

    /// <summary>Gets the moments by name: <c>NAME.mean</c> and <c>NAME.square</c>; they stay the optimizer's.</summary>
    public IReadOnlyDictionary<string, Tensor> Moments => _slots
        .SelectMany(
            slot => new[] { KeyValuePair.Create($"{slot.Name}.mean", slot.Mean), KeyValuePair.Create($"{slot.Name}.square", slot.Square) })
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Gets the names of the parameters that decay.</summary>
    public IReadOnlyList<string> Decaying => [.. _slots.Where(slot => slot.Decay > 0).Select(slot => slot.Name)];

    /// <summary>Computes the length of all gradients as one vector.</summary>
    /// <returns>The Euclidean norm; 0 where there are no gradients.</returns>
    public double GradientNorm()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Work[] work = Collect();
        double total = 0;
        foreach (Work other in work.Where(item => !item.IsPlain))
            total += other.Gradient.to(ScalarType.Float64).square().sum().item<double>();
        return Math.Sqrt(total + AdamWKernel.SumOfSquares([.. work.Where(item => item.IsPlain)], get_num_threads()));
    }

    /// <summary>Computes the factor that brings the gradients down to a norm, and leaves smaller ones alone.</summary>
    /// <param name="norm">The norm now.</param>
    /// <param name="greatest">The greatest norm allowed; 0 or less: any.</param>
    /// <returns>min(1, greatest/norm), which <see cref="Step"/> takes. The 1e-6 that PyTorch adds to the norm is added here too.</returns>
    public static double ClipFactor(double norm, double greatest) => greatest <= 0 ? 1 : Math.Min(1, greatest / (norm + 1e-6));

    /// <summary>Updates every parameter that has a gradient, in place.</summary>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="gradientFactor">What the gradients are multiplied by first, see
    /// <see cref="ClipFactor"/>; they themselves stay as they are.</param>
    public void Step(double learningRate, double gradientFactor = 1)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Steps++;
        var update = new AdamWUpdate(
            learningRate, gradientFactor, _options.Beta1, _options.Beta2, _options.Epsilon, 1 - Math.Pow(_options.Beta1, Steps),
            1 - Math.Pow(_options.Beta2, Steps));
        Work[] work = Collect();
        AdamWKernel.Run([.. work.Where(item => item.IsPlain)], update, get_num_threads());
        foreach (Work item in work)
        {
            if (!item.IsPlain)
                ByOperators(item, update);
            else
                _ = item.Slot.Parameter.narrow(0, 0, 0).zero_(); // changes nothing, but tells autograd that older graphs are stale
        }
    }

    /// <summary>Forgets the gradients. The next backward pass keeps its own memory then, instead of adding to zeros.</summary>
    public void ZeroGradients() => _model.zero_grad(set_to_none: true);

    /// <summary>Frees the moments.</summary>
    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }

    private static void ByOperators(Work work, AdamWUpdate update)
    {
        Slot slot = work.Slot;
        Tensor gradient = work.Gradient.mul(update.Factor);
        _ = slot.Parameter.mul_(1 - (update.Rate * slot.Decay));
        _ = slot.Mean.mul_(update.Beta1).add_(gradient, 1 - update.Beta1);
        _ = slot.Square.mul_(update.Beta2).addcmul_(gradient, gradient, 1 - update.Beta2);
        Tensor root = slot.Square.sqrt().div_(Math.Sqrt(update.Correction2)).add_(update.Epsilon);
        _ = slot.Parameter.addcdiv_(slot.Mean, root, -update.Rate / update.Correction1);
    }

    private Work[] Collect() => [.. _slots.Select(slot => (Slot: slot, Gradient: slot.Parameter.grad))
        .Where(pair => pair.Gradient is not null)
        .Select(pair =>
            new Work(pair.Slot, pair.Gradient!, IsPlain(pair.Slot.Parameter) && IsPlain(pair.Gradient!) && IsPlain(pair.Slot.Mean)))];

    private static bool IsPlain(Tensor tensor) => tensor.dtype == ScalarType.Float32 && tensor.device_type == TorchSharp.DeviceType.CPU
        && tensor.ndim > 0 && tensor.is_contiguous() && tensor.numel() is > 0 and <= int.MaxValue / sizeof(float);

    /// <summary>A parameter, its moments and its decay.</summary>
    internal sealed record Slot(string Name, Parameter Parameter, Tensor Mean, Tensor Square, double Decay);

    /// <summary>A parameter that has a gradient in this step.</summary>
    internal sealed record Work(Slot Slot, Tensor Gradient, bool IsPlain)
    {
        /// <summary>Gets the elements of a plain tensor.</summary>
        public static Span<float> Elements(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }
}
