using static TorchSharp.torch;

namespace LLMCourse.Reference;

/// <summary>Makes a module own its tensors.</summary>
internal static class ModuleOwnership
{
    /// <summary>Takes parameters and buffers out of the dispose scope that the module is made in, so that
    /// they live until the module is disposed.</summary>
    public static void Own(this nn.Module module)
    {
        foreach (Tensor parameter in module.parameters())
            _ = parameter.DetachFromDisposeScope();
        foreach (Tensor buffer in module.buffers())
            _ = buffer.DetachFromDisposeScope();
    }
}
