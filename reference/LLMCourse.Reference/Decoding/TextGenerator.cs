namespace LLMCourse.Reference.Decoding;

/// <summary>Continues a text token by token, with any model: <see cref="GptLogits"/>, <see cref="CpuDecoder"/>, or a table.</summary>
/// <param name="model">The model, which stays the caller's.</param>
/// <param name="sampling">How tokens are chosen; null: from the model's own distribution.</param>
/// <remarks>Each call begins anew with the seed, so that equal calls give equal texts. Not safe
/// for use by several threads at a time.</remarks>
public sealed class TextGenerator(ILogits model, SamplingOptions? sampling = null)
{
    private readonly ILogits _model = model ?? throw new ArgumentNullException(nameof(model));
    private readonly SamplingOptions _sampling = sampling ?? new SamplingOptions();

    /// <summary>Continues a prompt.</summary>
    /// <param name="prompt">The tokens before, at least one. Of a prompt longer than the context the newest are read.</param>
    /// <param name="options">How long and how; null: the defaults.</param>
    /// <param name="receiver">Receives each token when it is there, and says whether to go on. After the last one it may receive once
    /// more, with the last token again, the text that had been held back.</param>
    /// <param name="cancellation">Ends the work between two tokens.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    public Generation Generate(
        ReadOnlySpan<int> prompt, GenerationOptions? options = null, Func<GeneratedToken, bool>? receiver = null,
        CancellationToken cancellation = default)
    {
        options ??= new GenerationOptions();
        int keep = Check(prompt, options);
        var sampler = new Sampler(_sampling);
        IGreedyLogits? greedy = sampler.TakesGreatest && options.Constraint is null ? _model as IGreedyLogits : null;
        var text = new StreamingText(options.StopStrings);
        var logits = new float[_model.VocabularySize];
        var history = new int[prompt.Length + options.MaxTokens];
        prompt.CopyTo(history);
        int length = prompt.Length, start = Math.Max(0, length - _model.ContextLength);
        StopReason reason = StopReason.MaxTokens;
        while (length < history.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            if (length - start > _model.ContextLength)
            {
                if (keep == 0)
                {
                    reason = StopReason.ContextFull;
                    break;
                }

                start = length - keep;
            }

            int token;
            if (greedy is not null)
            {
                token = greedy.NextGreedy(history.AsSpan(start, length - start));
            }
            else
            {
                _model.Next(history.AsSpan(start, length - start), logits);
                options.Constraint?.Mask(logits, history.Length - length);
                token = sampler.Next(logits, history.AsSpan(0, length));
            }

            if (options.StopIds.Contains(token))
            {
                reason = StopReason.StopToken;
                break;
            }

            options.Constraint?.Accept(token);
            history[length++] = token;
            string certain = options.TokenBytes is { } bytes ? text.Append(bytes(token).Span) : "";
            bool goesOn = receiver is null || receiver(new GeneratedToken(length - prompt.Length - 1, token, certain));
            if (text.IsStopped || !goesOn)
            {
                reason = text.IsStopped ? StopReason.StopString : StopReason.Receiver;
                break;
            }
        }

        string rest = text.End();
        if (rest.Length > 0 && reason != StopReason.Receiver)
            _ = receiver?.Invoke(new GeneratedToken(length - prompt.Length - 1, history[length - 1], rest));
        return new Generation(history[prompt.Length..length], text.Text, reason);
    }

    private int Check(ReadOnlySpan<int> prompt, GenerationOptions options)
    {
        if (prompt.IsEmpty)
            throw new ArgumentException("The prompt is empty; give at least one token, such as the one that begins a text.",
                nameof(prompt));
        if (options.MaxTokens < 0)
            throw new ArgumentException($"MaxTokens is {options.MaxTokens}; it must be at least 0.", nameof(options));
        if (options.StopStrings.Count > 0 && options.TokenBytes is null)
            throw new ArgumentException("There are stop strings, but TokenBytes is null; say what tokens mean.", nameof(options));
        if (options.StopStrings.Any(string.IsNullOrEmpty))
            throw new ArgumentException("A stop string is empty, which would end every text before it begins; remove it.", nameof(options));
        int keep = options.KeepWhenFull ?? Math.Max(1, _model.ContextLength / 2);
        if (keep < 0 || keep > _model.ContextLength)
            throw new ArgumentException(
                $"KeepWhenFull is {keep}; it must be from 0 to the context length, which is {_model.ContextLength}.", nameof(options));
        return keep;
    }
}
