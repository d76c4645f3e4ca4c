using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.M09;

/// <summary>Chooses which part of a model learns.</summary>
public static class Freezing
{
    /// <summary>Freezes a model but for its last blocks and, if there is such a block, the final norm behind them. Embeddings and the head of
    /// the vocabulary are always frozen.</summary>
    /// <param name="model">The model. What it had frozen or not before does not matter.</param>
    /// <param name="blocks">How many blocks learn, from the last one back: 0 freezes everything, the number of layers leaves all blocks.</param>
    /// <returns>How many numbers can be trained afterwards.</returns>
    /// <exception cref="ArgumentException"><paramref name="blocks"/> is negative or above the number of layers; the model is as it was.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public static long FreezeExceptLast(Gpt model, int blocks)
    {
        // TODO M09.E4: go through the named parameters; h.{i}. is block i, ln_f. the final norm.
        throw new NotImplementedException("M09.E4: go through the named parameters; h.{i}. is block i, ln_f. the final norm.");
    }
}
