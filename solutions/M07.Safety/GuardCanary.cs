using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M07;

/// <summary>A token in the system prompt, whose only purpose is to be noticed where it does not belong.</summary>
public static class GuardCanary
{
    /// <summary>Puts a token into the system prompt.</summary>
    /// <param name="turns">The conversation, which stays unchanged.</param>
    /// <param name="token">The token: drawn anew for each conversation, so that nobody can guess it.</param>
    /// <returns>The conversation, whose first system turn ends with a line break and the token. Without a system turn there is one more
    /// at the beginning, whose text is the token alone.</returns>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    [Exercise("M07.E3")]
    public static IReadOnlyList<ChatTurn> Plant(IReadOnlyList<ChatTurn> turns, string token)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentException.ThrowIfNullOrEmpty(token);
        // TODO M07.E3: add the token to the first system turn, or a system turn of it.
        #region Solution
        int at = turns.ToList().FindIndex(turn => turn.Role == ChatRole.System);
        if (at < 0) return [ChatTurn.System(token), .. turns];
        return [.. turns.Select((turn, i) => i == at ? turn with { Text = $"{turn.Text}\n{token}" } : turn)];
        #endregion
    }
}
