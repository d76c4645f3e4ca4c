using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>A linear layer on the vector of a text's last token: what turns a language model into a classifier.</summary>
/// <remarks>State dict: <c>weight</c> <c>[K, C]</c> and <c>bias</c> <c>[K]</c>, for K classes and vectors of width C.</remarks>
public sealed class ClassifierHead : nn.Module<Tensor, Tensor, Tensor>
{

    /// <summary>Makes a head. Weights are drawn from a normal distribution of standard deviation 0.02, as GPT-2's are; biases are 0.</summary>
    /// <param name="width">The width C of the vectors, at least 1.</param>
    /// <param name="classes">How many classes K there are, at least 2.</param>
    /// <param name="seed">Draws the weights; the same seed gives the same weights, and the global generator is neither used nor changed.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public ClassifierHead(int width, int classes, long seed = 0)
        : base(nameof(ClassifierHead))
    {
        // TODO M09.E4: a weight [K, C] drawn with a generator of your own, a bias [K] of zeros, both registered as parameters.
        throw new NotImplementedException("M09.E4: a weight [K, C] drawn with a generator of your own, a bias [K] of zeros, both registered as parameters.");
    }

    /// <summary>Scores each text.</summary>
    /// <param name="hidden">Vectors of the model's positions, floating point <c>[B, T, C]</c>.</param>
    /// <param name="mask">Boolean <c>[B, T]</c>: true at tokens, false at padding.</param>
    /// <returns>Logits <c>[B, K]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="LastToken.Of"/>, or the vectors are not C wide.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public override Tensor forward(Tensor hidden, Tensor mask)
    {
        // TODO M09.E4: x·Wᵀ + b, where x is the vector of each row's last token.
        throw new NotImplementedException("M09.E4: x·Wᵀ + b, where x is the vector of each row's last token.");
    }
}
