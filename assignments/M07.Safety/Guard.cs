using System.Runtime.CompilerServices;
using System.Text;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M07;

/// <summary>Stands between a model and its users, and lets through what a policy allows.</summary>
/// <remarks>
/// <b>How a text is read.</b> From its beginning, code point by code point. A rule is known to match as soon as the last character of a
/// match is there; a word is known with the code point behind it that is kept and is neither a letter nor a digit, or with the end of the
/// text; a <see cref="ScoreDetector"/> is asked about the whole text at its end, unless the text is empty. As soon as a rule that blocks
/// is known to match, reading ends, and what nobody knows by then does not count. A match reaches from the first code point that belongs
/// to it to the last one, so what is left out within it belongs to it, and what is left out at its end does not.
/// <para><b>What is decided.</b> The most severe action of all rules known to match, of both stages: Block, Escalate, Redact, Allow; of
/// equal ones the rule that is first in the policy. All redactions are done, whatever the decision: the code points of all matches of
/// such rules are replaced by the mask, those that overlap by one. Matches that only touch get one each.</para>
/// <para><b>Input.</b> The turns of <see cref="ChatRole.User"/> and <see cref="ChatRole.Tool"/> are read one by one, since a document may
/// hold instructions as well as a user (Greshake et al. 2023, <see href="https://arxiv.org/abs/2302.12173"/>); the other turns are the
/// developer's and the model's own. At the first turn that is blocked all ends: nothing is shown, and the model is not asked. Otherwise
/// it gets the turns with their redactions.</para>
/// <para><b>Output.</b> Of a reply that is blocked, what stands before the match is shown (with its redactions), as a stream cannot take
/// it back; where several are known at once, what stands before the first of them. With a <see cref="ScoreDetector"/> for the output nothing is shown before the end of the reply, and nothing at all of one
/// that is blocked.</para>
/// <para><b>Failures.</b> A detector that throws, takes longer than the limit, or gives no number from 0 to 1 blocks, whatever its rule's
/// action, with a reason of <see cref="GuardFailure"/>. Cancellation by the caller is no failure: it is passed on. So are the model's
/// exceptions.</para>
/// </remarks>
public sealed class Guard
{

    /// <summary>Makes a guard.</summary>
    /// <param name="policy">What it goes by.</param>
    /// <exception cref="ArgumentException">Two rules have one id; a detector lists nothing; a phrase is empty once it is folded and
    /// trimmed; a hash is not 64 lower-case hexadecimal digits; the longest word is below 1; a canary has fewer than eight letters and
    /// digits; a threshold is not from 0 to 1; the time limit is 0 or less.</exception>
    [Exercise("M07.E3")]
    public Guard(GuardPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        // TODO M07.E3: refuse what cannot be meant, and keep the policy.
        throw new NotImplementedException("M07.E3: refuse what cannot be meant, and keep the policy.");
    }

    /// <summary>Asks a model for a reply, and shows what may be shown of it.</summary>
    /// <param name="turns">The conversation, at least one turn.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How the model replies; null: its defaults.</param>
    /// <param name="cancellationToken">Ends the turn; the model and the detectors get it.</param>
    /// <returns>How the turn ended.</returns>
    /// <exception cref="ArgumentException">There is no turn.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M07.E3", Title = "Guardrails", Weight = 4)]
    public async Task<GuardDecision> RunAsync(
        IReadOnlyList<ChatTurn> turns, IChatModel model, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(model);
        // TODO M07.E3: read the input, ask the model, read the reply, decide.
        throw new NotImplementedException("M07.E3: read the input, ask the model, read the reply, decide.");
    }

    /// <summary>Asks a model for a reply, and shows it while it is written.</summary>
    /// <remarks>
    /// However the reply is cut into parts, also within a surrogate pair, the joined texts and the decision are those of
    /// <see cref="RunAsync"/>. What could still be part of a match is held back: at most as many folded characters as the longest phrase
    /// or token has, less one, or as the longest word may have. At a block the model is asked for no further part, and its sequence is
    /// disposed.
    /// </remarks>
    /// <param name="turns">As for <see cref="RunAsync"/>.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How the model replies; null: its defaults.</param>
    /// <param name="cancellationToken">Ends the turn; the model and the detectors get it.</param>
    /// <returns>Parts of the reply that are not empty, and at the end one with the decision. Arguments are checked by the call
    /// itself.</returns>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    [Exercise("M07.E3")]
    public IAsyncEnumerable<GuardChunk> StreamAsync(
        IReadOnlyList<ChatTurn> turns, IChatModel model, CompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(model);
        // TODO M07.E3: as RunAsync, but show each part of the reply as soon as no match can begin in it.
        throw new NotImplementedException("M07.E3: as RunAsync, but show each part of the reply as soon as no match can begin in it.");
    }
}
