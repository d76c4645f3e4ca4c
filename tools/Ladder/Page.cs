namespace LLMCourse.Tools.Ladder;

/// <summary>The page that the table stands on.</summary>
internal static class Page
{
    /// <summary>Writes the page.</summary>
    public static string Text(string table, int characters, int training, int validation, int tokensPerStep, int batch,
        int length) => FormattableString.Invariant($"""
        # The ladder

        What each idea is worth: five language models of characters, each with what the one before lacked, on the same text. Written by

        ```
        dotnet run -c Release --project tools/Ladder -- docs/ladder.md
        ```

        Text: `moby-dick`, {characters} different characters; the first {training:N0} are trained on, the last {validation:N0} are for
        validation. A step is {batch} windows of {length} characters, {tokensPerStep} in all. AdamW with gradients clipped to norm 1, seed 1. Losses are
        nats per character; "training" is the mean over the last tenth of the steps. A uniform guess costs {Math.Log(characters):F2}.

        {table}
        - **LM2 cheats.** Without a mask a position sees the character that it is to predict. Its loss looks better than any honest
          model's, in training and in validation alike, because both are computed with the text laid open. The last position has
          nothing after it to look at, and there it has learned nothing: it is the only column that says how well a model writes.
        - **LM3** is LM2 with the mask: the loss is worse and true.
        - **LM4 without residuals** has the same layers. Each layer has to carry the whole signal through itself, so the gradient
          that reaches the embedding is small, and the same number of steps gets less far.
        - **LM5** gains by its schedule and by its steps.

        Another machine adds in another order, so the last digit may differ.

        """);
}
