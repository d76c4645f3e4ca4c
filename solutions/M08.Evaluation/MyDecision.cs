using LLMCourse.Reference;

namespace LLMCourse.M08;

/// <summary>Your own decision, on the case that the handout describes.</summary>
public static class MyDecision
{
    /// <summary>Gets what is asked of the model in a month.</summary>
    public static Workload Workload { get; } = new(Requests: 600_000, PromptTokens: 6_000, ReplyTokens: 400, PeakToMean: 6);

    /// <summary>Gets the greatest number of tokens that a prompt and its reply have together.</summary>
    public const int LongestRequest = 40_000;

    /// <summary>Gets the machine on which each of the open models would run, and what it does with any of them.</summary>
    public static Machine Machine { get; } = new(PerHour: 2.49m, ReplyTokensPerSecond: 5_103);

    /// <summary>Decides.</summary>
    /// <returns>A sheet with at least three options of <see cref="Facts"/>, open and closed ones; at least the criteria <c>licence</c> and <c>context</c>, both required, and <c>cost</c>; no
    /// flaw; and <see cref="Decision.CostPerMonth"/> of each option, by <see cref="ServingCost"/> or to the cent. The date is one at which the facts hold.</returns>
    [Exercise("M08.E8")]
    public static Decision Decide()
    {
        // TODO M08.E8: choose options, criteria, weights and points, name the facts behind each point, add up, and take the best.
        #region Solution
        decimal api = ServingCost.ApiPerMonth(Workload, new ApiPrice(0.15m, 0.60m)), own = ServingCost.OwnPerMonth(Workload, Machine);
        return new Decision(
            new DateOnly(2026, 11, 1),
            [Facts.Gpt4oMini, Facts.Llama8B, Facts.Mistral7B, Facts.Qwen3B],
            [new("licence", 0.3m, IsRequired: true), new("context", 0.2m, IsRequired: true), new("cost", 0.3m), new("independence", 0.2m)],
            [
                new(Facts.Gpt4oMini, "licence", 4, "gpt-4o-mini-licence"),
                new(Facts.Gpt4oMini, "context", 5, "gpt-4o-mini-context"),
                new(Facts.Gpt4oMini, "cost", 5, "gpt-4o-mini-price"),
                new(Facts.Gpt4oMini, "independence", 1, "gpt-4o-mini-licence"),
                new(Facts.Llama8B, "licence", 4, "llama-3.1-licence"),
                new(Facts.Llama8B, "context", 5, "llama-3.1-context"),
                new(Facts.Llama8B, "cost", 2, "h100-price", "llama-3.1-speed"),
                new(Facts.Llama8B, "independence", 4, "llama-3.1-licence"),
                new(Facts.Mistral7B, "licence", 5, "mistral-7b-licence"),
                new(Facts.Mistral7B, "context", 0, "mistral-7b-context"),
                new(Facts.Mistral7B, "cost", 2, "h100-price"),
                new(Facts.Mistral7B, "independence", 5, "mistral-7b-licence"),
                new(Facts.Qwen3B, "licence", 0, "qwen2.5-3b-licence"),
                new(Facts.Qwen3B, "context", 0, "qwen2.5-3b-context"),
                new(Facts.Qwen3B, "cost", 2, "h100-price"),
                new(Facts.Qwen3B, "independence", 2, "qwen2.5-3b-licence"),
            ],
            new Dictionary<string, decimal> { [Facts.Gpt4oMini] = 3.9m, [Facts.Llama8B] = 3.6m, [Facts.Mistral7B] = 3.1m, [Facts.Qwen3B] = 1.0m },
            Facts.Gpt4oMini)
        {
            CostPerMonth = new Dictionary<string, decimal> { [Facts.Gpt4oMini] = api, [Facts.Llama8B] = own, [Facts.Mistral7B] = own, [Facts.Qwen3B] = own },
        };
        #endregion
    }
}
