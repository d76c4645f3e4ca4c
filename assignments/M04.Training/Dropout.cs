using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M04;

/// <summary>Inverted dropout: while training, each number is 0 with probability p and x/(1 − p) otherwise; after eval() everything passes.</summary>
/// <remarks>Srivastava et al. 2014, §4 and §10. Differs: scaled while training, not afterwards, so that the trained model needs no change.</remarks>
public sealed class Dropout : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the module.</summary>
    /// <param name="probability">p, from 0 (nothing is dropped) to 1 (everything is).</param>
    /// <param name="generator">Draws what is dropped, and stays the caller's; null, the default, for the global one.</param>
    /// <exception cref="ArgumentException"><paramref name="probability"/> is not from 0 to 1.</exception>
    [Exercise("M04.E7", Title = "Dropout, initialisation, curriculum", Weight = 1)]
    public Dropout(double probability, Generator? generator = null)
        : base(nameof(Dropout))
    {
        // TODO M04.E7: check and keep the arguments.
        throw new NotImplementedException("M04.E7: check and keep the arguments.");
    }

    /// <summary>Drops numbers while training.</summary>
    /// <param name="input">Floating point, any shape.</param>
    /// <returns>The shape and dtype of <paramref name="input"/>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="input"/> is not floating point.</exception>
    [Exercise("M04.E7")]
    public override Tensor forward(Tensor input)
    {
        // TODO M04.E7: multiply with a mask of 0 and 1/(1 − p) while training; p = 1 gives zeros.
        throw new NotImplementedException("M04.E7: multiply with a mask of 0 and 1/(1 − p) while training; p = 1 gives zeros.");
    }
}
