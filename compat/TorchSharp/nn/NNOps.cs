namespace TorchSharp;

/// <summary>The operators of ATen that layers and losses are made of.</summary>
internal static class NNOps
{
    internal static readonly Op linear = new("linear");
    internal static readonly Op embedding = new("embedding");
    internal static readonly Op embedding_renorm_ = new("embedding_renorm_");
    internal static readonly Op layer_norm = new("layer_norm");
    internal static readonly Op dropout = new("dropout");
    internal static readonly Op dropout_ = new("dropout_");
    internal static readonly Op relu = new("relu");
    internal static readonly Op relu_ = new("relu_");
    internal static readonly Op gelu = new("gelu");
    internal static readonly Op gelu_ = new("gelu_");
    internal static readonly Op silu = new("silu");
    internal static readonly Op silu_ = new("silu_");
    internal static readonly Op tanh = new("tanh");
    internal static readonly Op tanh_ = new("tanh_");
    internal static readonly Op sigmoid = new("sigmoid");
    internal static readonly Op sigmoid_ = new("sigmoid_");
    internal static readonly Op softmax = new("softmax", "int");
    internal static readonly Op log_softmax = new("log_softmax", "int");
    internal static readonly Op cross_entropy_loss = new("cross_entropy_loss");
    internal static readonly Op nll_loss_nd = new("nll_loss_nd");
    internal static readonly Op mse_loss = new("mse_loss");
    internal static readonly Op l1_loss = new("l1_loss");
    internal static readonly Op kl_div = new("kl_div");
    internal static readonly Op binary_cross_entropy = new("binary_cross_entropy");
    internal static readonly Op binary_cross_entropy_with_logits = new("binary_cross_entropy_with_logits");
    internal static readonly Op one_hot = new("one_hot");
    internal static readonly Op pad = new("pad");
    internal static readonly Op matmul = new("matmul");
    internal static readonly Op transpose = new("transpose", "int");
    internal static readonly Op mul = new("mul", "Scalar");
    internal static readonly Op add = new("add", "Tensor");
    internal static readonly Op masked_fill = new("masked_fill", "Scalar");
    internal static readonly Op logical_not = new("logical_not");
    internal static readonly Op ones = new("ones");
    internal static readonly Op triu = new("triu");
}
