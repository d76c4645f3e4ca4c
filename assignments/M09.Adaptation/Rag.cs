using System.Globalization;
using System.Text.RegularExpressions;
using LLMCourse.LocalModels;

namespace LLMCourse.M09;

/// <summary>Answers questions from what was found for them, and from nothing else (retrieval-augmented generation).</summary>
/// <remarks>
/// After Lewis et al. 2020 (<see href="https://arxiv.org/abs/2005.11401"/>), without training: passages stand in the prompt. An answer has to
/// cite them, and is withheld if it does not, or cites what was not there. That a citation is right is not checked.
/// <para><b>Passages.</b> <see cref="RagOptions.TopK"/> are asked for. Those whose score is below <see cref="RagOptions.MinScore"/> or NaN
/// are dropped, and those whose text is empty once it is cleaned; of the others, all but the first with each id (one that was dropped does
/// not count). What is left is taken in the order in which it was found, as long as all cleaned texts together are within <see cref="RagOptions.MaxCharacters"/>; the first that does not fit ends the
/// list. If none is left, the model is not asked.</para>
/// <para><b>Reply.</b> Its text is trimmed. A call of a tool is <see cref="RagOutcome.NothingCited"/>. A reply that begins with the abstention (trimmed,
/// and without the full stops at its end), whatever its case, is <see cref="RagOutcome.ModelAbstained"/>, whatever follows. A citation is one number in
/// square brackets, or several with commas between them: <c>[2]</c>, <c>[1, 3]</c>; numbers are ASCII digits, and there may be
/// spaces beside them (U+0020 alone, no tab or other white space). Without any it is <see cref="RagOutcome.NothingCited"/>; with a number, however long, that no passage has
/// (also 0), it is <see cref="RagOutcome.UnknownCited"/>. Leading zeros change nothing.</para>
/// </remarks>
public sealed class Rag
{

    /// <summary>Puts a search and a model together.</summary>
    /// <param name="retrieve">Finds passages for a question, at most as many as the number says, best first.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    [Exercise("M09.E7")]
    public Rag(Func<string, int, IReadOnlyList<Passage>> retrieve, IChatModel model, RagOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(retrieve);
        ArgumentNullException.ThrowIfNull(model);
        // TODO M09.E7: refuse options that make no sense, and keep all three.
        throw new NotImplementedException("M09.E7: refuse options that make no sense, and keep all three.");
    }

    /// <summary>Answers a question.</summary>
    /// <param name="question">The question. The search gets it as it is.</param>
    /// <param name="cancellationToken">The model gets it.</param>
    /// <returns>The answer, or an abstention. The model is asked once at most, with its default options.</returns>
    /// <exception cref="ArgumentException">The question is empty once it is cleaned. Nothing was searched.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M09.E7")]
    public async Task<RagAnswer> AnswerAsync(string question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        // TODO M09.E7: search, choose, ask, and believe only what cites its source.
        throw new NotImplementedException("M09.E7: search, choose, ask, and believe only what cites its source.");
    }
}
