using LLMCourse.Reference.Decoding;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Lets a model write several replies to each prompt.</summary>
public static class RolloutSampler
{
    /// <summary>Samples replies at temperature 1, without a filter: only so are they the policy's own.</summary>
    /// <param name="policy">The model: ids <c>[B, T]</c> in, logits <c>[B, T, V]</c> out. It writes in evaluation mode and without gradients, and
    /// has the mode that it had before afterwards.</param>
    /// <param name="prompts">The prompts' tokens, at least one prompt, each with at least one token.</param>
    /// <param name="groupSize">How many replies each prompt gets, at least 1.</param>
    /// <param name="end">The token that ends a reply, which is a part of it; any number, and with one that is no token, as −1, every reply gets as long as it may.</param>
    /// <param name="longest">How many tokens a reply has at most, with its end; at least 1.</param>
    /// <param name="random">What is drawn from: for each token in turn, one number a reply that goes on, in the order of the replies.</param>
    /// <returns>The replies, those of a prompt next to each other, in the order of the prompts. The token drawn by u is the first whose cumulative probability, in the
    /// order of ids, is above u.</returns>
    /// <exception cref="ArgumentException">There is no prompt, one is empty, or a number is out of range.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public static IReadOnlyList<Rollout> Sample(nn.Module<Tensor, Tensor> policy, IReadOnlyList<IReadOnlyList<int>> prompts, int groupSize, int end, int longest, Xoshiro256 random)
    {
        // TODO M09.E5: while a reply goes on: the logits after each one's last token, a draw for each, its log-probability kept.
        throw new NotImplementedException("M09.E5: while a reply goes on: the logits after each one's last token, a draw for each, its log-probability kept.");
    }
}
