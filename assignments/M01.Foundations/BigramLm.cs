using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M01;

/// <summary>Language model 1: the logits of the next token stand in a table, a row for each token.</summary>
/// <remarks>
/// <para>Bengio et al. 2003, "A Neural Probabilistic Language Model" (<see href="https://www.jmlr.org/papers/v3/bengio03a.html"/>), §1 poses
/// the problem; this is its smallest case, a context of one token and no hidden layer. Trained to the end it is the table of bigram
/// counts: softmax of row i becomes c(i, ·)/c(i).</para>
/// <para>State dictionary: <c>weight</c> [V, V], normal numbers with a standard deviation of 0.02 at first, so that all tokens are about
/// equally likely and the untrained loss is about ln V.</para>
/// </remarks>
public sealed class BigramLm : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the untrained model.</summary>
    /// <param name="vocabularySize">V, at least 1.</param>
    /// <exception cref="ArgumentException"><paramref name="vocabularySize"/> is below 1.</exception>
    [Exercise("M01.E6", Title = "Bigram language model", Weight = 2)]
    public BigramLm(int vocabularySize)
        : base(nameof(BigramLm))
    {
        // TODO M01.E6: check the argument, then register the parameter weight [V, V], small normal numbers.
        throw new NotImplementedException("M01.E6: check the argument, then register the parameter weight [V, V], small normal numbers.");
    }

    /// <summary>Looks up the logits of the token after each token.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, from 0 to V − 1.</param>
    /// <returns>Logits, float32 <c>[B, T, V]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="ids"/> is not int64, not of two axes, or has a token that is not in the vocabulary.</exception>
    [Exercise("M01.E6")]
    public override Tensor forward(Tensor ids)
    {
        // TODO M01.E6: check the ids, then take the row of each.
        throw new NotImplementedException("M01.E6: check the ids, then take the row of each.");
    }

    /// <summary>Computes the mean loss −ln P(next token | token) over all tokens that have a next one.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c> with T ≥ 2; the target of position t is the token at t + 1.</param>
    /// <returns>The loss in nats per token, float32 <c>[]</c>, with its graph; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>, or T is below 2.</exception>
    [Exercise("M01.E6")]
    public Tensor Loss(Tensor ids)
    {
        // TODO M01.E6: the logits of all but the last position against the tokens from the second on, by cross-entropy.
        throw new NotImplementedException("M01.E6: the logits of all but the last position against the tokens from the second on, by cross-entropy.");
    }

    /// <summary>Returns the loss that a model has before it has learned anything: that of V equally likely tokens.</summary>
    /// <param name="vocabularySize">V, at least 1.</param>
    /// <returns>The loss in nats per token.</returns>
    /// <exception cref="ArgumentException"><paramref name="vocabularySize"/> is below 1.</exception>
    /// <remarks>Compare the first loss of any training with it: much more means bad initial weights, much less a leak of the targets.</remarks>
    [Exercise("M01.E6")]
    public static double InitialLoss(int vocabularySize)
    {
        // TODO M01.E6: −ln(1/V).
        throw new NotImplementedException("M01.E6: −ln(1/V).");
    }

    /// <summary>Trains the model on the same tokens again and again.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c> with T ≥ 2.</param>
    /// <param name="steps">How many steps, 0 or more.</param>
    /// <param name="learningRate">The step size of Adam, above 0.</param>
    /// <returns>The loss after the last step, in nats per token.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Loss"/>, or a number is out of its range.</exception>
    /// <remarks>Any optimizer will do that comes as close to the counts as Adam does; a step is zero_grad, loss, backward, step.</remarks>
    [Exercise("M01.E6")]
    public double Train(Tensor ids, int steps, double learningRate)
    {
        // TODO M01.E6: make an optimizer of the library over parameters(), take the steps, and return the loss after them.
        throw new NotImplementedException("M01.E6: make an optimizer of the library over parameters(), take the steps, and return the loss after them.");
    }
}
