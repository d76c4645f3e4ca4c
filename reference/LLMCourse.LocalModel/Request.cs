using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.LocalModels;

/// <summary>A checked request.</summary>
/// <param name="Prompt">The tokens before the reply.</param>
/// <param name="IsChat">Whether the reply is a turn: it begins with the space that the format puts there, and may be a call.</param>
/// <param name="Options">How the reply is written.</param>
/// <param name="MaxTokens">The greatest number of tokens that there is room for.</param>
internal sealed record Request(int[] Prompt, bool IsChat, CompletionOptions Options, int MaxTokens)
{
    public static Request Chat(LocalModel model, IReadOnlyList<ChatTurn> turns, CompletionOptions? options)
    {
        ArgumentNullException.ThrowIfNull(turns);
        if (turns.Count == 0)
            throw new ArgumentException("The conversation is empty; give at least one turn.", nameof(turns));
        int[] prompt = model.Format.Render(turns, addReply: true);
        if (options is { Prefix.Length: > 0 })
            prompt = [.. prompt, .. model.Format.Tokenizer.EncodeOrdinary(" " + options.Prefix)];
        return Make(model, prompt, isChat: true, options);
    }

    public static Request Plain(LocalModel model, ReadOnlySpan<int> prompt, CompletionOptions? options)
    {
        if (prompt.IsEmpty)
            throw new ArgumentException($"The prompt is empty; give at least one token, such as that of {ChatFormat.Begin}.",
                nameof(prompt));
        model.CheckIds(prompt, nameof(prompt));
        return Make(model, prompt.ToArray(), isChat: false, options);
    }

    private static Request Make(LocalModel model, int[] prompt, bool isChat, CompletionOptions? options)
    {
        options ??= new CompletionOptions();
        if (options.MaxTokens is < 1)
            throw new ArgumentException(
                $"MaxTokens is {options.MaxTokens}; it must be at least 1, or null for as many as the context holds.", nameof(options));
        if (options.TopLogProbs < 0 || options.TopLogProbs > model.Config.VocabularySize)
            throw new ArgumentException($"TopLogProbs is {options.TopLogProbs}; it must be from 0 to {model.Config.VocabularySize}.",
                nameof(options));
        if (options.Stop.Any(string.IsNullOrEmpty))
            throw new ArgumentException("A stop string is empty, which would end every reply before it begins; remove it.",
                nameof(options));
        if (options.Prefix.Length > 0 && (!isChat || options.ToolChoice == ToolChoice.Required))
            throw new ArgumentException(
                "Only an answer in a conversation can have a Prefix, not a call of a tool that is required, and not the continuation of tokens; leave it out.", nameof(options));
        if (!isChat && options.ToolChoice == ToolChoice.Required)
            throw new ArgumentException(
                "A call of a tool is required, but only a turn of a conversation can be one; give turns instead of tokens.",
                nameof(options));
        _ = new Sampler(options.Sampling); // says which of its options is out of range, before anything is written
        int room = model.ContextLength - prompt.Length;
        if (room < 1)
            throw new ContextLengthException(prompt.Length, model.ContextLength);
        return new Request(prompt, isChat, options, Math.Min(options.MaxTokens ?? room, room));
    }
}
