namespace LLMCourse.M11;

/// <summary>Summarises texts that are longer than a model reads at once.</summary>
public sealed class ModelSummariser
{

    /// <summary>Makes a summariser.</summary>
    /// <param name="model">Answers a prompt.</param>
    /// <param name="countTokens">Counts the tokens of a text; more text never has fewer.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public ModelSummariser(Func<string, CancellationToken, Task<string>> model, Func<string, int> countTokens, SummaryOptions options)
    {
        // TODO M11.E2: check the options and keep what is given.
        throw new NotImplementedException("M11.E2: check the options and keep what is given.");
    }

    /// <summary>Cuts a text into chunks of whole sentences.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Chunks in order. Each takes sentences, with a space between them, while it has at most <see cref="SummaryOptions.ChunkTokens"/> tokens. A sentence that is longer alone is cut
    /// between words in the same way, into chunks of its own; a word that is longer alone is a chunk.</returns>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public IReadOnlyList<string> Chunks(string text)
    {
        // TODO M11.E2: pack sentences while they fit; a sentence that never fits is packed word by word.
        throw new NotImplementedException("M11.E2: pack sentences while they fit; a sentence that never fits is packed word by word.");
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
        throw new NotImplementedException("M11.E2: while there are several chunks, ask about all of them, a few at a time, and make a shorter text of the answers.");
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
        throw new NotImplementedException("M11.E2: one call after the other, each with the summary so far.");
    }
}
