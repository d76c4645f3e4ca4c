using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Training;

/// <summary>A matrix and a vector, of sizes that no vector width divides, the matrix longer than one piece of work.</summary>
internal sealed class LayerNormAndMatrix : nn.Module
{
    public LayerNormAndMatrix(ScalarType type)
        : base(nameof(LayerNormAndMatrix))
    {
        register_parameter("matrix", new Parameter(Values.Random(1, type, 257, 301)));
        register_parameter("vector", new Parameter(Values.Random(2, type, 301)));
        foreach (Tensor parameter in parameters())
            _ = parameter.DetachFromDisposeScope();
    }

    public Parameter Matrix => get_parameter("matrix")!;

    public Parameter Vector => get_parameter("vector")!;
}
