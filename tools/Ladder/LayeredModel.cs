using LLMCourse.Reference;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = LLMCourse.Reference.LayerNorm;

namespace LLMCourse.Tools.Ladder;

/// <summary>Attention layers between an embedding and a head, with or without what makes them a transformer.</summary>
internal sealed class LayeredModel : nn.Module<Tensor, Tensor>
{
    private readonly bool _causal;
    private readonly bool _residual;
    private readonly Embedding _tokens;
    private readonly Embedding _positions;
    private readonly ModuleList<MultiHeadAttention> _attention;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _forward;
    private readonly ModuleList<LayerNorm> _norms;
    private readonly Linear _head;

    /// <summary>Makes the model; its weights come from the global generator.</summary>
    public LayeredModel(int vocabulary, int length, int width, int layers, bool causal, bool feedForward, bool residual)
        : base(nameof(LayeredModel))
    {
        _causal = causal;
        _residual = residual;
        _tokens = nn.Embedding(vocabulary, width);
        _positions = nn.Embedding(length, width);
        _attention = new([.. Enumerable.Range(0, layers).Select(_ => new MultiHeadAttention(width, heads: 4))]);
        _forward = new(
            [.. Enumerable.Range(0, feedForward ? layers : 0).Select(_ => (nn.Module<Tensor, Tensor>)new FeedForward(width, 4 * width))]);
        _norms = new([.. Enumerable.Range(0, feedForward ? (2 * layers) + 1 : 0).Select(_ => new LayerNorm(width))]);
        _head = nn.Linear(width, vocabulary);
        RegisterComponents();

        // PyTorch's embeddings begin at N(0, 1), too loud beside a layer's output.
        using var noGrad = no_grad();
        _ = _tokens.weight!.mul_(0.5);
        _ = _positions.weight!.mul_(0.5);
    }

    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        long length = ids.shape[1];
        Tensor? mask = _causal ? Attention.CausalMask(length) : null;
        Tensor x = _tokens.call(ids).add(_positions.weight!.narrow(0, 0, length));       // [B, T, C]
        for (int i = 0; i < _attention.Count; i++)
        {
            x = Add(x, _attention[i].call(Norm(x, 2 * i), mask));
            if (_forward.Count > 0)
                x = Add(x, _forward[i].call(Norm(x, (2 * i) + 1)));
        }

        return _head.call(Norm(x, 2 * _attention.Count)).MoveToOuterDisposeScope();      // [B, T, V]
    }

    private Tensor Norm(Tensor x, int i) => _norms.Count > 0 ? _norms[i].call(x) : x;

    private Tensor Add(Tensor x, Tensor y) => _residual ? x.add(y) : y;
}
