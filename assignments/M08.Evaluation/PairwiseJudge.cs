using System.Text.RegularExpressions;
using LLMCourse.LocalModels;

namespace LLMCourse.M08;

/// <summary>Lets a model say which of two answers is better, and does not trust the order in which it reads them.</summary>
/// <remarks>Zheng et al. 2023, "Judging LLM-as-a-Judge", §3.3 and §3.4 (<see href="https://arxiv.org/abs/2306.05685"/>).</remarks>
public sealed class PairwiseJudge
{
    private readonly IChatModel _model;

    /// <summary>Makes a judge.</summary>
    /// <param name="model">The model that judges.</param>
    public PairwiseJudge(IChatModel model) => _model = model ?? throw new ArgumentNullException(nameof(model));

    /// <summary>Reads what a reply says: the last of <c>[[A]]</c>, <c>[[B]]</c> and <c>[[C]]</c> in it.</summary>
    /// <param name="reply">The reply. <c>[[a]]</c> and <c>[[ A ]]</c> are no marks.</param>
    /// <returns>First for A, Second for B, Tie for C; null where there is none of them.</returns>
    [Exercise("M08.E5")]
    public static Preference? ReadReply(string reply)
    {
        // TODO M08.E5: find the last mark.
        throw new NotImplementedException("M08.E5: find the last mark.");
    }

    /// <summary>Asks the model twice, once in each order of the answers: greedily, with the conversations of <see cref="JudgePrompt"/>.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="first">One answer.</param>
    /// <param name="second">The other one. The model is asked twice even if they are equal.</param>
    /// <param name="cancellationToken">Is passed on to the model.</param>
    /// <returns>What the model said in either order. Its exceptions come through.</returns>
    /// <exception cref="ArgumentNullException">A text is null.</exception>
    [Exercise("M08.E5")]
    public async Task<Judgement> CompareAsync(string question, string first, string second, CancellationToken cancellationToken = default)
    {
        // TODO M08.E5: ask in both orders, and read both replies.
        throw new NotImplementedException("M08.E5: ask in both orders, and read both replies.");
    }
}
