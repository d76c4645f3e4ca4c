namespace LLMCourse.M08;

/// <summary>The course's table of facts on models and machines. Prices are read again before a decision hangs on them; these have a date.</summary>
public static class Facts
{
    /// <summary>The options of the exercise, by the names that facts are about.</summary>
    public const string Gpt4oMini = "gpt-4o-mini", Llama8B = "Llama-3.1-8B-Instruct", Mistral7B = "Mistral-7B-Instruct-v0.3", Qwen3B = "Qwen2.5-3B-Instruct", H100 = "H100";

    /// <summary>Gets the names of the options that one downloads; the others are behind an API.</summary>
    public static IReadOnlyList<string> Open { get; } = [Llama8B, Mistral7B, Qwen3B];

    /// <summary>Gets the facts.</summary>
    public static IReadOnlyList<Fact> All { get; } =
    [
        new("gpt-4o-mini-licence", Gpt4oMini, "No weights: use through the provider's API, under its business terms; commercial use is allowed", new(2024, 7, 18), "openai.com/policies", 365 * 3),
        new("gpt-4o-mini-context", Gpt4oMini, "128,000 tokens, of which 16,384 can be the reply", new(2024, 7, 18), "openai.com/index/gpt-4o-mini-advancing-cost-efficient-intelligence"),
        new("gpt-4o-mini-price", Gpt4oMini, "0.15 dollars for a million tokens of prompts, 0.60 for a million of replies", new(2026, 4, 5), "losclouds.com/ai-models/gpt-4o-mini, read from the provider's page", 365),
        new("gpt-4o-mini-price-2024", Gpt4oMini, "0.15 dollars for a million tokens of prompts, 0.60 for a million of replies", new(2024, 7, 18), "openai.com/index/gpt-4o-mini-advancing-cost-efficient-intelligence", 365),
        new("llama-3.1-licence", Llama8B, "Llama 3.1 Community License: commercial use is allowed, but not to who had more than 700 million users a month at its release; names must say that it is built with Llama", new(2024, 7, 23), "llama.com/llama3_1/license"),
        new("llama-3.1-context", Llama8B, "128,000 tokens", new(2024, 7, 23), "arXiv 2407.21783, section 1"),
        new("llama-3.1-speed", Llama8B, "5,103 tokens a second on one H100, in FP8, in MLPerf's server scenario", new(2025, 9, 9), "redhat.com, efficient and reproducible LLM inference: MLPerf Inference v5.1 results", 365 * 2),
        new("mistral-7b-licence", Mistral7B, "Apache 2.0", new(2024, 5, 22), "huggingface.co/mistralai/Mistral-7B-Instruct-v0.3"),
        new("mistral-7b-context", Mistral7B, "32,768 tokens", new(2024, 5, 22), "huggingface.co/mistralai/Mistral-7B-Instruct-v0.3, config.json"),
        new("qwen2.5-3b-licence", Qwen3B, "Qwen Research License: no commercial use without another agreement; the 7B model of the series has Apache 2.0", new(2024, 9, 19), "huggingface.co/Qwen/Qwen2.5-3B-Instruct/blob/main/LICENSE"),
        new("qwen2.5-3b-context", Qwen3B, "32,768 tokens", new(2024, 9, 19), "huggingface.co/Qwen/Qwen2.5-3B-Instruct"),
        new("h100-price", H100, "2.49 to 3.99 dollars an hour on demand", new(2026, 2, 1), "pricegpu.pages.dev/blog/h100-vs-a100-cloud-price", 365),
    ];
}
