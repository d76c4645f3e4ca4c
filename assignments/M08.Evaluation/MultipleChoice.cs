using System.Text;
using LLMCourse.Reference.Decoding;
using LLMCourse.Reference.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M08;

/// <summary>Answers multiple-choice questions with a model that only predicts: the choice whose text is the likeliest continuation wins.</summary>
/// <remarks>
/// Brown et al. 2020, "Language Models are Few-Shot Learners", §2.4 (<see href="https://arxiv.org/abs/2005.14165"/>): per token, and against an
/// unconditional context. Holtzman et al. 2021, "Surface Form Competition" (<see href="https://arxiv.org/abs/2104.08315"/>): why. How texts become
/// tokens follows EleutherAI's harness, Biderman et al. 2024, "Lessons from the Trenches" (<see href="https://arxiv.org/abs/2405.14782"/>).
/// </remarks>
public static class MultipleChoice
{
    /// <summary>Makes tokens of a context and a continuation, as they stand in one text.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="context">The context, with the question. It may be empty.</param>
    /// <param name="continuation">The text that follows; usually begun by a space.</param>
    /// <returns>
    /// White space at the end of the context (as <see cref="string.TrimEnd()"/> has it) is moved to the beginning of the continuation. Then the
    /// context's tokens are those of the context alone, n of them, and the continuation's are those of the whole text from token n on.
    /// </returns>
    /// <exception cref="ArgumentException">The continuation is nothing but white space, or no token is left for it, because its text merges
    /// with the end of the context.</exception>
    /// <remarks>Texts are data: <c>&lt;|endoftext|&gt;</c> in one is encoded as the ordinary characters that it has.</remarks>
    [Exercise("M08.E2", Title = "Multiple-choice scoring", Weight = 2)]
    public static EncodedPair Encode(BytePairTokenizer tokenizer, string context, string continuation)
    {
        // TODO M08.E2: move the white space, encode the whole text, and split it at the context's own number of tokens.
        throw new NotImplementedException("M08.E2: move the white space, encode the whole text, and split it at the context's own number of tokens.");
    }

    /// <summary>Scores each choice by the log-probability of its continuation after its context, and says which one wins.</summary>
    /// <param name="model">The model.</param>
    /// <param name="choices">The choices, at least one. Contexts and continuations have at least one token each, all from 0 to V − 1.</param>
    /// <param name="norm">What the log-probabilities are set against.</param>
    /// <param name="unconditional">For <see cref="ChoiceNorm.Pmi"/>: the context, at least one token, after which a continuation's probability
    /// without the question is taken. The others ignore it.</param>
    /// <returns>The scores, in nats and computed in double, and the choice with the greatest, of several the first. A choice that the model
    /// finds impossible after its context has −∞, also for <see cref="ChoiceNorm.Pmi"/>.</returns>
    /// <exception cref="ArgumentException">There are no choices; a context or a continuation is empty, or has a token that is not in the vocabulary; a
    /// continuation has more tokens than the model's context length; with <see cref="ChoiceNorm.Byte"/>, a choice has fewer than 1 byte; with
    /// <see cref="ChoiceNorm.Pmi"/>, there is no unconditional context, or it is empty or has a token that is not in the vocabulary.</exception>
    /// <remarks>
    /// <para>The model is shown the context and the continuation without its last token, which has no successor to predict. Where these are more
    /// tokens than its context length, the oldest are left out.</para>
    /// <para>A model may remember the tokens of the previous call and read only what is new (<see cref="GptLogits"/> does). The choices are
    /// scored one after the other so that a context they share is read once; with <see cref="ChoiceNorm.Pmi"/> the unconditional one is, too.</para>
    /// </remarks>
    [Exercise("M08.E2")]
    public static ChoiceScores Score(IManyLogits model, IReadOnlyList<EncodedPair> choices, ChoiceNorm norm, IReadOnlyList<int>? unconditional = null)
    {
        // TODO M08.E2: add up ln P over each continuation, set it against what the norm says, and take the first of the greatest.
        throw new NotImplementedException("M08.E2: add up ln P over each continuation, set it against what the norm says, and take the first of the greatest.");
    }

    /// <summary>Computes the log-probabilities of many continuations from a model's logits over a padded batch.</summary>
    /// <param name="logits">The model's output, float32 <c>[B, T, V]</c>: those at position t are about the token at t + 1.</param>
    /// <param name="ids">What it was shown, int64 <c>[B, T]</c>: in each row the context, the continuation, and padding. Padding may hold
    /// any ids, also −100, and any logits, also NaN.</param>
    /// <param name="contextLengths">How many tokens of each row are context, at least 1.</param>
    /// <param name="lengths">How many tokens of each row are context or continuation, more than are context and at most T.</param>
    /// <returns>For each row the sum of ln P over the continuation's tokens, float32 <c>[B]</c>.</returns>
    /// <exception cref="ArgumentException">A dtype, a shape or the number of lengths differs from the above, a length is out of range, or a token of a
    /// continuation is not from 0 to V − 1.</exception>
    [Exercise("M08.E2")]
    public static Tensor LogLikelihoods(Tensor logits, Tensor ids, IReadOnlyList<int> contextLengths, IReadOnlyList<int> lengths)
    {
        // TODO M08.E2: take log-softmax over V, pick the continuation's tokens one position later, and add up what is no padding.
        throw new NotImplementedException("M08.E2: take log-softmax over V, pick the continuation's tokens one position later, and add up what is no padding.");
    }
}
