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
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        int layers = model.Config.Layers;
        if (blocks < 0 || blocks > layers)
            throw new ArgumentException($"blocks is {blocks}; the model has {layers}, so that it must be from 0 to {layers}.", nameof(blocks));
        long count = 0;
        foreach ((string name, Parameter parameter) in model.named_parameters())
        {
            string[] parts = name.Split('.');
            bool learns = parts[0] switch
            {
                "h" => int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) >= layers - blocks,
                "ln_f" => blocks > 0,
                _ => false,
            };
            parameter.requires_grad = learns;
            count += learns ? parameter.numel() : 0;
        }

        return count;
        #endregion
    }
}
