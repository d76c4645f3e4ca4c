using Dropout = LLMCourse.M04.Dropout;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.Checks.M04;

/// <summary>
/// The neural language model of Bengio et al. 2003: the embeddings of the last characters side by side, one hidden layer, a head. Small
/// enough to train in seconds, and large enough to know 150 lines by heart.
/// </summary>
internal sealed class OverfitModel : nn.Module<Tensor, Tensor>
{
    private const int Window = 16, Embedding = 16, Hidden = 256;

    private readonly int _vocabulary;
    private readonly Dropout _drop;

    /// <summary>Makes the model with seeded weights.</summary>
    public OverfitModel(int vocabulary, CheckRandom random, double dropout, Generator generator)
        : base(nameof(OverfitModel))
    {
        _vocabulary = vocabulary;
        register_parameter("embedding", new Parameter(random.Normal(vocabulary + 1, Embedding) * 0.3)); // one more: before the beginning
        register_parameter("hidden", new Parameter(random.Normal(Hidden, Window * Embedding) * Math.Sqrt(2.0 / (Window * Embedding))));
        register_parameter("bias", new Parameter(zeros(Hidden)));
        register_parameter("head", new Parameter(random.Normal(vocabulary, Hidden) * 0.05));
        register_module("dropout", _drop = new Dropout(dropout, generator));
    }

    /// <summary>Computes logits <c>[B·S, V]</c> of characters <c>[B, S]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        (long batch, long length) = (input.shape[0], input.shape[1]);
        Tensor padded = cat([full([batch, Window - 1], _vocabulary, ScalarType.Int64), input], 1);
        Tensor windows = stack([.. Enumerable.Range(0, Window).Select(k => padded.narrow(1, k, length))], 2); // [B, S, Window]
        Tensor x = get_parameter("embedding")!.index_select(0, windows.reshape(-1)).reshape(batch * length, Window * Embedding);
        Tensor hidden = (x.matmul(get_parameter("hidden")!.t()) + get_parameter("bias")!).relu();
        return _drop.call(hidden).matmul(get_parameter("head")!.t()).MoveToOuterDisposeScope();
    }
}
