namespace LLMCourse.M11;

/// <summary>Summarises texts that are longer than a model reads at once.</summary>
public sealed class ModelSummariser
{
    #region Solution
    private readonly Func<string, CancellationToken, Task<string>> _model;
    private readonly Func<string, int> _countTokens;
    private readonly SummaryOptions _options;
    #endregion

    /// <summary>Makes a summariser.</summary>
    /// <param name="model">Answers a prompt.</param>
    /// <param name="countTokens">Counts the tokens of a text; more text never has fewer.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public ModelSummariser(Func<string, CancellationToken, Task<string>> model, Func<string, int> countTokens, SummaryOptions options)
    {
        // TODO M11.E2: check the options and keep what is given.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(countTokens);
        ArgumentNullException.ThrowIfNull(options);
        if (options.ChunkTokens < 1 || options.MaxParallel < 1)
            throw new ArgumentException($"ChunkTokens and MaxParallel must be at least 1, but they are {options.ChunkTokens} and {options.MaxParallel}.", nameof(options));
        (_model, _countTokens, _options) = (model, countTokens, options);
        #endregion
    }

    /// <summary>Cuts a text into chunks of whole sentences.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Chunks in order. Each takes sentences, with a space between them, while it has at most <see cref="SummaryOptions.ChunkTokens"/> tokens. A sentence that is longer alone is cut
    /// between words in the same way, into chunks of its own; a word that is longer alone is a chunk.</returns>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public IReadOnlyList<string> Chunks(string text)
    {
        // TODO M11.E2: pack sentences while they fit; a sentence that never fits is packed word by word.
        #region Solution
        ArgumentNullException.ThrowIfNull(text);
        List<string> chunks = [];
        string open = string.Empty;
        void Close()
        {
            if (open.Length > 0)
                chunks.Add(open);
            open = string.Empty;
        }

        void Add(string part)
        {
            string longer = open.Length == 0 ? part : $"{open} {part}";
            if (open.Length > 0 && _countTokens(longer) > _options.ChunkTokens)
            {
                Close();
                longer = part;
            }

            open = longer;
        }

        foreach (string sentence in Sentences.Split(text, _options.Abbreviations))
        {
            if (_countTokens(sentence) <= _options.ChunkTokens)
            {
                Add(sentence);
                continue;
            }

            Close();
            foreach (string word in sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                Add(word);
            Close();
        }

        Close();
        return chunks;
        #endregion
    }

    /// <summary>Summarises chunks, then their summaries, until there is one chunk, whose summary is the answer.</summary>
    /// <param name="text">The text; one without sentences has an empty summary, and nobody is asked.</param>
    /// <param name="cancellation">Ends the work; every call gets it.</param>
    /// <returns>The summary, trimmed.</returns>
    /// <exception cref="SummaryGrowsException">The summaries of a round, joined, do not have fewer tokens than the chunks that they are of, joined in the same way.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested; nobody is asked after that.</exception>
    /// <remarks>
    /// A call's prompt is <c>Summarise:</c>, a line feed and the chunk. The chunks of a round are asked about in order, at most MaxParallel at a time; summaries, trimmed, are joined in the
    /// order of their chunks with a blank line (two line feeds) between them, and cut into chunks again.
    /// </remarks>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public async Task<string> MapReduceAsync(string text, CancellationToken cancellation = default)
    {
        // TODO M11.E2: while there are several chunks, ask about all of them, a few at a time, and make a shorter text of the answers.
        #region Solution
        IReadOnlyList<string> chunks = Chunks(text);
        using var room = new SemaphoreSlim(_options.MaxParallel);
        async Task<string> MapAsync(string chunk)
        {
            await room.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await AskAsync($"Summarise:\n{chunk}", cancellation).ConfigureAwait(false);
            }
            finally
            {
                room.Release();
            }
        }

        while (chunks.Count > 1)
        {
            string joined = string.Join("\n\n", await Task.WhenAll(chunks.Select(MapAsync)).ConfigureAwait(false));
            int before = _countTokens(string.Join("\n\n", chunks)), after = _countTokens(joined);
            if (after >= before)
                throw new SummaryGrowsException($"{chunks.Count} chunks have {before} tokens, and their summaries have {after}; they must be shorter.");
            chunks = Chunks(joined);
        }

        return chunks.Count == 0 ? string.Empty : await MapAsync(chunks[0]).ConfigureAwait(false);
        #endregion
    }

    /// <summary>Summarises the first chunk, then improves the summary with each further one.</summary>
    /// <param name="text">The text; one without sentences has an empty summary, and nobody is asked.</param>
    /// <param name="cancellation">Ends the work; every call gets it.</param>
    /// <returns>The last answer, trimmed.</returns>
    /// <exception cref="OperationCanceledException">The cancellation was requested; nobody is asked after that.</exception>
    /// <remarks>The first prompt is that of <see cref="MapReduceAsync"/>. The others are <c>Summary so far:</c>, a line feed, the summary, a line feed, <c>Refine it with:</c>, a line feed and the chunk.</remarks>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public async Task<string> RefineAsync(string text, CancellationToken cancellation = default)
    {
        // TODO M11.E2: one call after the other, each with the summary so far.
        #region Solution
        string summary = string.Empty;
        IReadOnlyList<string> chunks = Chunks(text);
        for (int i = 0; i < chunks.Count; i++)
            summary = await AskAsync(i == 0 ? $"Summarise:\n{chunks[i]}" : $"Summary so far:\n{summary}\nRefine it with:\n{chunks[i]}", cancellation).ConfigureAwait(false);
        return summary;
        #endregion
    }

    #region Solution
    private async Task<string> AskAsync(string prompt, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return (await _model(prompt, cancellation).ConfigureAwait(false)).Trim();
    }
    #endregion
}
