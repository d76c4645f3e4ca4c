using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>What modules and optimizers do with gradients.</summary>
internal static class Gradients
{
    /// <summary>Takes the gradient away, or fills it with zeros.</summary>
    internal static void Zero(Tensor parameter, bool setToNone)
    {
        if (setToNone)
        {
            parameter.grad = null;
            return;
        }
        using Tensor? grad = parameter.grad;
        if (grad is null) return;
        using var off = no_grad();
        if (!grad.requires_grad)
        {
            _ = grad.zero_();
            return;
        }
        using Tensor free = grad.detach(); // zero_() of a gradient with a graph of its own would be recorded
        _ = free.zero_();
    }

    /// <summary>Gives the parameter, whose data are converted, its gradient back in the same type and place.</summary>
    internal static void Set(Tensor parameter, Tensor grad, Device? device, ScalarType? dtype)
    {
        using Tensor moved = grad.to(dtype ?? grad.dtype, device ?? grad.device);
        parameter.grad = moved;
    }
}
