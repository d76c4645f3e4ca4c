namespace LLMCourse.Reference.Decoding;

/// <summary>Generates the text of a slow model with the help of a fast one: the fast one proposes some tokens,
/// the slow one judges them in one pass.</summary>
/// <remarks>
/// Leviathan et al. 2023, algorithm 1 (<see href="https://arxiv.org/abs/2211.17192"/>): a token x drawn from the draft's q is kept with
/// probability min(1, p(x)/q(x)); the first that is not is replaced by a draw from max(0, p − q), normalised; if all are kept, one more is
/// drawn from p. So the text has the target's distribution exactly, whatever the draft is. Both models' logits go through the same
/// options, which makes greedy decoding the target's own. Differs: none. Not safe for use by several threads at a time.
/// </remarks>
public sealed class SpeculativeGenerator
{
    private readonly ILogits _target, _draft;
    private readonly int _proposals, _vocabulary;
    private readonly SamplingOptions _sampling;
    private readonly float[] _draftLogits, _targetLogits;
    private readonly double[][] _draftProbabilities;
    private readonly double[] _probabilities;

    /// <summary>Brings two models together, which stay the caller's.</summary>
    /// <param name="target">The model whose text is wanted; <see cref="IManyLogits"/> makes it judge in one pass.</param>
    /// <param name="draft">The model that proposes, of the same tokens.</param>
    /// <param name="proposals">How many tokens are proposed at a time, positive; 4 suits a draft that is right four times in five.</param>
    /// <param name="sampling">How tokens are chosen; null: from the target's own distribution.</param>
    /// <exception cref="ArgumentException">The vocabularies differ, or a value is out of range.</exception>
    public SpeculativeGenerator(ILogits target, ILogits draft, int proposals = 4, SamplingOptions? sampling = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(proposals);
        if (target.VocabularySize != draft.VocabularySize)
        {
            throw new ArgumentException(
                $"The target has {target.VocabularySize} tokens and the draft {draft.VocabularySize}; take two models of one tokenizer.",
                nameof(draft));
        }

        (_target, _draft, _proposals, _vocabulary) = (target, draft, proposals, target.VocabularySize);
        _sampling = sampling ?? new SamplingOptions();
        _draftLogits = new float[_vocabulary];
        _targetLogits = new float[checked((proposals + 1) * _vocabulary)];
        _draftProbabilities = [.. Enumerable.Range(0, proposals).Select(_ => new double[_vocabulary])];
        _probabilities = new double[_vocabulary];
    }

    /// <summary>Continues a prompt.</summary>
    /// <param name="prompt">The tokens before, at least one.</param>
    /// <param name="maxTokens">The greatest number of tokens, at least 0; the smaller context of both models ends the text too.</param>
    /// <param name="stopIds">The tokens that end the text; null: none.</param>
    /// <param name="cancellation">Ends the work between two passes.</param>
    /// <returns>The text and its cost.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or longer than a context, or
    /// <paramref name="maxTokens"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    public SpeculativeResult Generate(
        ReadOnlySpan<int> prompt, int maxTokens, IReadOnlyCollection<int>? stopIds = null, CancellationToken cancellation = default)
    {
        int context = Math.Min(_target.ContextLength, _draft.ContextLength);
        if (prompt.IsEmpty || prompt.Length > context)
            throw new ArgumentException($"The prompt has {prompt.Length} tokens; give from 1 to {context}.", nameof(prompt));
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);

        var sampler = new Sampler(_sampling);
        var text = new int[prompt.Length + maxTokens + _proposals + 1];
        prompt.CopyTo(text);
        int length = prompt.Length, proposed = 0, accepted = 0, passes = 0;
        while (length - prompt.Length < maxTokens)
        {
            cancellation.ThrowIfCancellationRequested();
            if (length > context)
                return Result(text, prompt.Length, length, StopReason.ContextFull);

            // The last token of a round is the target's own; with no room for more, nothing is proposed.
            int count = Math.Min(Math.Min(_proposals, maxTokens - (length - prompt.Length) - 1), context - length);
            Propose(text, length, count, sampler);
            int kept = Judge(text, length, count, sampler);
            (proposed, accepted, passes) = (proposed + Math.Min(count, kept + 1), accepted + kept, passes + 1);
            for (int end = length + kept + 1; length < end; length++)
            {
                if (stopIds?.Contains(text[length]) == true)
                    return Result(text, prompt.Length, length, StopReason.StopToken);
            }
        }

        return Result(text, prompt.Length, length, StopReason.MaxTokens);

        SpeculativeResult Result(int[] all, int from, int to, StopReason reason) => new(all[from..to], reason, proposed, accepted, passes);
    }

    private void Propose(int[] text, int length, int count, Sampler sampler)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<int> history = text.AsSpan(0, length + i);
            _draft.Next(history, _draftLogits);
            sampler.Distribution(_draftLogits, history, _draftProbabilities[i]);
            text[length + i] = sampler.Draw(_draftProbabilities[i]);
        }
    }

    /// <summary>Keeps the first proposals, and writes the target's own token behind them.</summary>
    /// <returns>How many were kept.</returns>
    private int Judge(int[] text, int length, int count, Sampler sampler)
    {
        ReadTarget(text.AsSpan(0, length + count), count + 1);
        for (int i = 0; i <= count; i++)
        {
            sampler.Distribution(_targetLogits.AsSpan(i * _vocabulary, _vocabulary), text.AsSpan(0, length + i), _probabilities);
            if (i < count)
            {
                double[] draft = _draftProbabilities[i];
                int token = text[length + i];
                if (sampler.NextDouble() * draft[token] < _probabilities[token])
                    continue;
                for (int id = 0; id < _vocabulary; id++)
                    _probabilities[id] = Math.Max(0, _probabilities[id] - draft[id]);
            }

            text[length + i] = sampler.Draw(_probabilities);
            return i;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private void ReadTarget(ReadOnlySpan<int> text, int count)
    {
        if (_target is IManyLogits many)
        {
            many.Next(text, count, _targetLogits.AsSpan(0, count * _vocabulary));
            return;
        }

        for (int i = 0; i < count; i++)
            _target.Next(text[..(text.Length - count + 1 + i)], _targetLogits.AsSpan(i * _vocabulary, _vocabulary));
    }
}
