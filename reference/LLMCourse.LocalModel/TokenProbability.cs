namespace LLMCourse.LocalModels;

/// <summary>How likely a token was at its position.</summary>
/// <param name="Id">The token.</param>
/// <param name="Bytes">What it adds to the text, in UTF-8; empty for special tokens.</param>
/// <param name="LogProbability">Its log-probability in nats by the model itself: before bias,
/// temperature, cut-offs and constraints.</param>
public readonly record struct TokenProbability(int Id, ReadOnlyMemory<byte> Bytes, double LogProbability);
