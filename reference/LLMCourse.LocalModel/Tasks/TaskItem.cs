using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>One question with what is right.</summary>
/// <param name="Task">The name of its task.</param>
/// <param name="Prompt">The turns before the reply.</param>
/// <param name="Reply">A right reply, as the model was taught to give it.</param>
/// <param name="Answer">What a right reply must say.</param>
/// <param name="Rule">How replies are compared with the answer.</param>
public sealed partial record TaskItem(string Task, IReadOnlyList<ChatTurn> Prompt, ChatTurn Reply, string Answer, AnswerRule Rule)
{
    /// <summary>Says whether a reply is right.</summary>
    /// <param name="reply">The reply.</param>
    public bool IsRight(string reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return Rule switch
        {
            AnswerRule.LastWord => reply.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).LastOrDefault() == Answer,
            AnswerRule.LastNumber => LastNumber(reply) == Answer,
            AnswerRule.Json => IsSameJson(reply),
            _ => reply.Trim() == Answer,
        };
    }

    private static string? LastNumber(string reply) => Number().Matches(reply) is { Count: > 0 } found ? found[^1].Value : null;

    private bool IsSameJson(string reply)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(reply), JsonNode.Parse(Answer));
        }
        catch (System.Text.Json.JsonException)
        {
            return false; // what is no JSON is a wrong answer
        }
    }

    [GeneratedRegex("-?[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
